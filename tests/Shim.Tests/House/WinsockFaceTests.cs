using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using AfUnix.Exports;
using NUnit.Framework;

namespace AfUnix.Tests.House;

/// <summary>The Winsock face is named in four places, which agree: what is exported, what is hooked, the functions in C, and those in C# that they call.</summary>
[TestFixture]
internal sealed class WinsockFaceTests
{
    private const string Prefix = "afunix_ws_";

    /// <summary>Found by WSAIoctl alone, so in no import table.</summary>
    private static readonly string[] Extensions = ["ConnectEx", "DisconnectEx", "WSARecvMsg"];

    private static readonly string[] Sources = [.. SourceTree.Files("build/native", ".c").Where(file => file.Contains("winsock", StringComparison.Ordinal)).Select(SourceTree.Read)];

    private static string Header { get; } = SourceTree.Read("build/native/winsock.h");

    private static string[] Exported { get; } = SourceTree.Lines("build/winsock.txt");

    /// <summary>C#'s functions as winsock.h declares them: result, name, parameters.</summary>
    private static Match[] Declared { get; } = [.. Regex.Matches(Header, @"^(\w+) (afunix_winsock_\w+)\(([^;]*)\);", RegexOptions.Multiline).Cast<Match>()];

    private static MethodInfo[] Methods { get; } =
    [
        .. typeof(WinsockFace).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).OrderBy(method => method.MetadataToken),
    ];

    [Test]
    public void What_is_exported_is_hooked()
    {
        string hooks = SourceTree.Read("build/native/winsock_hooks.c");
        Assert.That(Regex.Matches(hooks, @"^    HOOK\(""[\w.]+"", (\w+)\)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct(), Is.EqualTo(Exported));
        Assert.That(Exported, Has.Length.GreaterThan(25).And.Unique);
    }

    [Test]
    public void What_is_exported_has_its_function()
    {
        IEnumerable<string> functions = Sources.SelectMany(source => Regex.Matches(source, $@"^\w+ __stdcall {Prefix}(\w+)\(", RegexOptions.Multiline))
            .Select(match => match.Groups[1].Value);
        Assert.That(functions, Is.EquivalentTo(Exported.Concat(Extensions)));
    }

    /// <summary>A call that goes on to the system is the call of that name and no other.</summary>
    [Test]
    public void Each_function_goes_on_to_the_one_of_its_name()
    {
        foreach (Match function in Sources.SelectMany(source => Regex.Matches(source, $@"^\w+ __stdcall {Prefix}(\w+)\(.*\)\n{{\n([\s\S]*?)^}}", RegexOptions.Multiline)))
        {
            string name = function.Groups[1].Value;
            string snake = Regex.Replace(name.Replace("GetAcceptExSockaddrs", "AcceptAddresses", StringComparison.Ordinal).Replace("WSA", "", StringComparison.Ordinal), "(?<=[a-z])(?=[A-Z])", "_").ToLowerInvariant();
            Assert.That(Regex.IsMatch(function.Groups[2].Value, $@"\b({name}|{snake})\("), $"{name} doesn't call it");
        }
    }

    [Test]
    public void C_declares_what_CSharp_exports()
    {
        Assert.That(Declared.Select(one => one.Groups[2].Value), Is.EqualTo(Methods.Select(method => method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()!.EntryPoint)));
        foreach ((Match declared, MethodInfo method) in Declared.Zip(Methods))
        {
            string parameters = declared.Groups[3].Value;
            IEnumerable<string> native = parameters == "void" ? [] : Regex.Split(parameters, @",\s*").Select(Shape);
            Assert.That(method.GetParameters().Select(one => Shape(one.ParameterType)), Is.EqualTo(native), method.Name);
            Assert.That(Shape(method.ReturnType), Is.EqualTo(Shape(declared.Groups[1].Value + " result")), method.Name);
        }
    }

    [Test]
    public void All_that_CSharp_exports_is_called()
    {
        string code = string.Concat(Sources);
        Assert.That(Declared.Select(one => one.Groups[2].Value).Where(name => !code.Contains($"{name}(", StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>An exception that leaves an export ends the program.</summary>
    [Test]
    public void Each_export_catches_all()
    {
        string source = SourceTree.Read("src/Shim/Exports/WinsockFace.cs");
        IEnumerable<string> bodies = Regex.Split(source, @"^    \[UnmanagedCallersOnly", RegexOptions.Multiline).Skip(1);
        Assert.That(bodies.Count(), Is.EqualTo(Methods.Length));
        Assert.That(bodies.Where(body => !Regex.IsMatch(body, @"catch \(Exception bug\) \{ (return \(?.*)?Stop(False)?\(bug, (&)?error\); \}\n    \}")), Is.Empty);
    }

    private static string Shape(string declaration) =>
        declaration.Contains('*', StringComparison.Ordinal) ? "pointer" : declaration.Split(' ')[0] switch
        {
            "void" => "void",
            "int" => "s4",
            "dword" => "u4",
            "word" or "SOCKET" => "u8",
            _ => $"unknown: {declaration}",
        };

    private static string Shape(Type type) =>
        type == typeof(void) ? "void" : type == typeof(int) ? "s4" : type == typeof(uint) ? "u4" : type == typeof(nuint) ? "u8" : type.IsPointer ? "pointer" : type.Name;
}
