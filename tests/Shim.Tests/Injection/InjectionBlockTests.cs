using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using AfUnix.Injection;
using AfUnix.Tests.Headers;
using AfUnix.Tests.Interop;
using NUnit.Framework;

namespace AfUnix.Tests.Injection;

/// <summary>The machine code that runs in other processes: its bytes are those of the instructions beside them, and its offsets those of the fields.</summary>
[TestFixture]
internal sealed unsafe class InjectionBlockTests
{
    private static readonly Regex Line = new(@"^ +((?:0x[0-9A-F]{2}, )+)// (.*?)(?: /\* (\w+) \*/)?$", RegexOptions.Multiline);

    private static IReadOnlyList<Match> Lines { get; } = [.. Line.Matches(SourceTree.Read("src/Shim/Injection/InjectionBlock.cs")).Cast<Match>()];

    [Test]
    public void Bytes_are_what_the_assembler_makes_of_the_instructions()
    {
        string folder = Directory.CreateTempSubdirectory("afunix-code-").FullName;
        try
        {
            string source = Path.Combine(folder, "code.s");
            string made = Path.Combine(folder, "code.obj");
            File.WriteAllText(source, ".intel_syntax noprefix\n" + string.Concat(Lines.Select(line => line.Groups[2].Value.Replace(": ", ":\n", StringComparison.Ordinal) + "\n")));
            (int code, string output) = HeaderCompiler.Run(WindowsSdk.Clang(), ["--target=x86_64-pc-windows-msvc", "-c", source, "-o", made]);
            Assert.That(code, Is.Zero, output);
            Assert.That(Convert.ToHexString(TextOf(File.ReadAllBytes(made))), Is.EqualTo(Convert.ToHexString(InjectionBlock.Code)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void All_bytes_have_their_instruction()
    {
        string bytes = string.Concat(Lines.Select(line => line.Groups[1].Value.Replace("0x", "", StringComparison.Ordinal).Replace(", ", "", StringComparison.Ordinal)));
        Assert.That(bytes, Is.EqualTo(Convert.ToHexString(InjectionBlock.Code)));
    }

    [Test]
    public void Offsets_are_the_fields()
    {
        var block = default(InjectionBlock);
        byte* start = (byte*)&block;
        Dictionary<string, long> fields = new()
        {
            ["LoadLibraryW"] = (byte*)&block.LoadLibraryW - start,
            ["GetProcAddress"] = (byte*)&block.GetProcAddress - start,
            ["GetLastError"] = (byte*)&block.GetLastError - start,
            ["SetEvent"] = (byte*)&block.SetEvent - start,
            ["CloseHandle"] = (byte*)&block.CloseHandle - start,
            ["Sleep"] = (byte*)&block.Sleep - start,
            ["TerminateProcess"] = (byte*)&block.TerminateProcess - start,
            ["Path"] = (byte*)&block.Path - start,
            ["Export"] = (byte*)&block.Export - start,
            ["Parameters"] = (byte*)&block.Parameters - start,
            ["Event"] = (byte*)&block.Event - start,
            ["Status"] = (byte*)&block.Status - start,
            ["Error"] = (byte*)&block.Error - start,
        };
        List<(string Field, long Offset)> used =
        [
            .. from line in Lines
               let operand = Regex.Match(line.Groups[2].Value, @"\[rbx(?: \+ 0x([0-9A-F]+))?\]")
               where operand.Success
               select (line.Groups[3].Value, operand.Groups[1].Success ? Convert.ToInt64(operand.Groups[1].Value, 16) : 0),
        ];
        Assert.That(used.Select(use => use.Field).Distinct(), Is.EquivalentTo(fields.Keys));
        Assert.That(used.Where(use => fields[use.Field] != use.Offset), Is.Empty);
    }

    /// <summary>The first section of an object file.</summary>
    private static byte[] TextOf(byte[] file)
    {
        const int Header = 20;
        int size = BitConverter.ToInt32(file, Header + 16);
        int place = BitConverter.ToInt32(file, Header + 20);
        return file[place..(place + size)];
    }
}
