using System;
using System.Collections.Generic;
using System.Text;
using AfUnix.Posix;
using NUnit.Framework;

namespace AfUnix.Tests.Posix;

/// <summary>The environment that a child gets: the parent's, with one variable more, in the order that Windows wants.</summary>
[TestFixture]
internal sealed unsafe class EnvironmentBlockTests
{
    private const string Name = "AFUNIX_SOCKETS";

    private static readonly string[][] Given =
    [
        [],
        ["=C:=C:\\work"],
        ["AFTER=1"],
        ["ZEBRA=1"],
        ["=C:=C:\\", "ALPHA=1", "Path=C:\\bin"],
        ["AFUNIX=1", "AFUNIX_SOCKET=1", "AFUNIX_SOCKETS=old,0", "AFUNIX_SOCKETS2=1"],
        ["afunix_sockets=old,0", "b=1"],
        ["a=\u00e4\u00f6", "b="],
    ];

    [TestCaseSource(nameof(Given))]
    public void One_variable_more(string[] given)
    {
        List<string> expected = [.. Array.FindAll(given, one => !one.StartsWith(Name + "=", StringComparison.OrdinalIgnoreCase)), $"{Name}=12,AB"];
        expected.Sort((a, b) => string.CompareOrdinal(NameOf(a), NameOf(b)));

        string block = string.Concat(Array.ConvertAll(given, one => one + "\0")) + "\0";
        fixed (char* text = block)
        {
            using EnvironmentBlock made = EnvironmentBlock.With(text, isWide: true, Name, "12,AB");
            Assert.That(Read((char*)made.Memory), Is.EqualTo(expected));
        }

        fixed (byte* bytes = Encoding.Latin1.GetBytes(block))
        {
            using EnvironmentBlock made = EnvironmentBlock.With(bytes, isWide: false, Name, "12,AB");
            Assert.That(Read((byte*)made.Memory), Is.EqualTo(expected));
        }
    }

    /// <summary>As the system compares names: in capital letters; "=C:" and its like come first.</summary>
    private static string NameOf(string variable) => variable[..variable.IndexOf('=', 1)].ToUpperInvariant();

    private static List<string> Read(char* block)
    {
        var variables = new List<string>();
        for (; *block != 0; block += variables[^1].Length + 1)
        {
            variables.Add(new string(block));
        }

        return variables;
    }

    private static List<string> Read(byte* block)
    {
        var variables = new List<string>();
        for (; *block != 0; block += variables[^1].Length + 1)
        {
            int length = new ReadOnlySpan<byte>(block, 1024).IndexOf((byte)0);
            variables.Add(Encoding.Latin1.GetString(block, length));
        }

        return variables;
    }
}
