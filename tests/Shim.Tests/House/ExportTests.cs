using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AfUnix.Exports;
using NUnit.Framework;

namespace AfUnix.Tests.House;

/// <summary>The header, the C# exports, the list of aliases and the manual name the same functions, in the same order, with the same parameters.</summary>
[TestFixture]
internal sealed class ExportTests
{
    private const string Prefix = "afunix_";

    /// <summary>The one that needs no way in but C#'s own.</summary>
    private const string Direct = "version";

    /// <summary>Those that POSIX has not, and that have no plain name.</summary>
    private static readonly string[] Own = ["pack", "unpack", "getpeersid", "stat_socket", "program_name", "h_errno"];

    /// <summary>Return type, name, parameters.</summary>
    private static readonly Regex Prototype = new(@"^AFUNIX_API ([^;]*?)\bafunix_(\w+)\(([^;]*)\);", RegexOptions.Multiline);

    private static IReadOnlyList<Match> Prototypes { get; } = [.. Prototype.Matches(SourceTree.Read("include/afunix.h")).Cast<Match>()];

    private static string[] Header { get; } = [.. Prototypes.Select(match => match.Groups[2].Value)];

    private static string[] Aliases { get; } = SourceTree.Lines("build/exports.txt");

    private static MethodInfo[] Exports { get; } = [.. ExportsOf(typeof(BsdSockets)), .. ExportsOf(typeof(BsdNames))];

    [Test]
    public void The_header_and_the_exports_agree()
    {
        Assert.That(Header, Has.Length.GreaterThan(25), "the header was not understood");
        Assert.That(Exports.Select(EntryPoint), Is.EqualTo(Header.Select(name => Prefix + name)));
    }

    [Test]
    public void The_header_and_the_aliases_agree()
    {
        Assert.That(Aliases, Is.EqualTo(Header.Where(name => name != Direct).Select(name => Own.Contains(name) ? Prefix + name : name)));
    }

    [Test]
    public void The_POSIX_headers_declare_each_plain_name_once()
    {
        IEnumerable<string> plain = from file in SourceTree.Files("include/posix", ".h")
                                    from Match match in Regex.Matches(SourceTree.Read(file), @"^AFUNIX_API [^;(]*?\b(\w+)\(", RegexOptions.Multiline)
                                    select match.Groups[1].Value;
        Assert.That(plain, Is.EquivalentTo(Aliases.Except(Own.Select(name => Prefix + name))));
    }

    [Test]
    public void Parameters_and_results_agree()
    {
        foreach ((Match prototype, MethodInfo export) in Prototypes.Zip(Exports))
        {
            string parameters = prototype.Groups[3].Value;
            IEnumerable<string> native = parameters == "void" ? [] : Regex.Split(parameters, @",\s*").Select(Shape);
            Assert.That(export.GetParameters().Select(one => Shape(one.ParameterType, native.Last() == "...")), Is.EqualTo(native), export.Name);
            Assert.That(Shape(export.ReturnType, false), Is.EqualTo(Shape(prototype.Groups[1].Value + "result")), export.Name);
        }
    }

    [Test]
    public void What_afunix_run_calls_has_a_way_in_and_is_in_no_header()
    {
        string[] inner = [.. ExportsOf(typeof(Injected)).Select(EntryPoint)];
        XElement list = XDocument.Parse(SourceTree.Read("build/native/native.targets")).Descendants("InnerExport").Single();
        Assert.That(inner, Is.EqualTo(list.Attribute("Include")!.Value.Split(';').Select(name => Prefix + name)));
        Assert.That(SourceTree.Files("include").Where(file => inner.Any(name => Regex.IsMatch(SourceTree.Read(file), $@"\b{name}\b"))), Is.Empty);
        Assert.That(Aliases.Intersect(inner), Is.Empty);
    }

    [Test]
    public void What_is_exported_besides_is_for_our_tests_and_in_no_header()
    {
        Type[] known = [typeof(BsdSockets), typeof(BsdNames), typeof(Injected), typeof(WinsockFace)];
        IEnumerable<MethodInfo> others = typeof(BsdSockets).Assembly.GetTypes().Except(known).SelectMany(ExportsOf);
        Assert.That(others.Select(EntryPoint), Is.All.StartsWith("afunix_debug_"));
        Assert.That(others.Select(method => method.DeclaringType), Is.All.EqualTo(typeof(Diagnostics)));
        Assert.That(SourceTree.Files("include").Where(file => SourceTree.Read(file).Contains("afunix_debug_", StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>An exception that leaves an export ends the program, so each has the one catch-all; and nothing else that could be wrong.</summary>
    [Test]
    public void Each_export_is_one_statement()
    {
        const string Head = @"EntryPoint = ""(\w+)""\)\]\n    public static [\w*]+ \w+\([^)]*\)";
        const string Forward = " => [^;{}]+;\n";
        const string Guarded = @"\n    \{\n        try \{ (?:return )?[^;{}]+; \}\n        catch \(Exception bug\) \{ (?:return (?:\([\w*]+\))?)?Boundary\.Stop\w*\(bug\); \}\n    \}\n";
        string source = SourceTree.Read("src/Shim/Exports/BsdSockets.cs") + SourceTree.Read("src/Shim/Exports/BsdNames.cs");
        IEnumerable<string> whole = Regex.Matches(source, $"{Head}(?:{Forward}|{Guarded})").Select(match => match.Groups[1].Value);
        Assert.That(whole, Is.EqualTo(Exports.Select(EntryPoint)));
    }

    [Test]
    public void The_manual_mentions_every_function()
    {
        string manual = string.Concat(SourceTree.Files("docs", ".md").Append("README.md").Select(SourceTree.Read));
        Assert.That(Header.Where(name => !Regex.IsMatch(manual, $@"(?<!\w)(afunix_)?{name}([\](`]|\*\*)")), Is.Empty);
    }

    [Test]
    public void There_is_one_version()
    {
        string version = XDocument.Parse(SourceTree.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        string header = SourceTree.Read("include/afunix.h");
        int[] parts = [.. new[] { "MAJOR", "MINOR", "PATCH" }.Select(part => int.Parse(Regex.Match(header, $@"_VERSION_{part} (\d+)").Groups[1].Value, CultureInfo.InvariantCulture))];
        object inDll = typeof(BsdSockets).GetField("Version", BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!;

        Assert.That(string.Join('.', parts), Is.EqualTo(version));
        Assert.That(inDll, Is.EqualTo(parts[0] * 10000 + parts[1] * 100 + parts[2]));
    }

    private static IEnumerable<MethodInfo> ExportsOf(Type type) =>
        type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()?.EntryPoint != null)
            .OrderBy(method => method.MetadataToken);

    private static string EntryPoint(MethodInfo method) => method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()!.EntryPoint!;

    /// <summary>What a C declaration comes to on Windows x64: a number's size and sign, a pointer, or "...".</summary>
    private static string Shape(string declaration)
    {
        string type = Regex.Replace(declaration, @"\bconst\b|\s*\b\w+$", "").Trim();
        return declaration.Contains('*', StringComparison.Ordinal) || declaration.Contains('[', StringComparison.Ordinal) ? "pointer" : type switch
        {
            "..." => "...",
            "void" => "void",
            "int" or "socklen_t" => "s4",
            "unsigned" or "unsigned int" or "nfds_t" or "unsigned long" => "u4",
            "struct in_addr" => "u4", // four bytes by value
            "ssize_t" => "s8",
            "size_t" => "u8",
            _ => declaration.Trim() == "..." ? "..." : $"unknown: {declaration}",
        };
    }

    /// <param name="variadic">An int or a pointer that C passes through "..." comes in a register.</param>
    private static string Shape(Type type, bool variadic) =>
        type == typeof(void) ? "void"
        : type == typeof(int) ? "s4"
        : type == typeof(uint) ? "u4"
        : type == typeof(nuint) ? "u8"
        : type == typeof(nint) ? (variadic ? "..." : "s8")
        : type.IsPointer ? (variadic ? "..." : "pointer")
        : type.Name;
}
