using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using AfUnix.Exports;
using NUnit.Framework;

namespace AfUnix.Tests.House;

/// <summary>A folder is a layer and a namespace, and layers know only what is below them.</summary>
[TestFixture]
internal sealed class LayerTests
{
    /// <summary>From the bottom up. Errors is the leaf that all may use; it knows Windows' numbers and nothing else.</summary>
    private static readonly string[] Layers = ["Interop", "Errors", "Images", "Handshake", "Sockets", "Names", "Posix", "Winsock", "Hooks", "Injection", "Exports"];

    private static readonly Regex Reference = new($@"(?<![.\w])(?:AfUnix\.)?({string.Join('|', Layers)})(?=[.;])", RegexOptions.Compiled);

    [Test]
    public void Arrows_point_down()
    {
        IEnumerable<string> up = from file in Sources()
                                 from used in References(SourceTree.Read(file))
                                 where Array.IndexOf(Layers, used) > Array.IndexOf(Layers, LayerOf(file))
                                 select $"{file} uses {used}";
        Assert.That(up, Is.Empty);
    }

    [Test]
    public void Every_layer_has_files_and_is_used()
    {
        Assert.That(Sources().Select(LayerOf).Distinct(), Is.EquivalentTo(Layers));
        Assert.That(Sources().SelectMany(file => References(SourceTree.Read(file))).Distinct(), Is.EquivalentTo(Layers.SkipLast(1)));
    }

    [TestCase("using AfUnix.Posix;", "Posix")]
    [TestCase("using static AfUnix.Interop.Win;", "Interop")]
    [TestCase("AfUnix.Handshake.Secret secret;", "Handshake")]
    [TestCase("Handshake.Secret secret;", "Handshake")]
    [TestCase("using S = AfUnix.Sockets.UnixSocket;", "Sockets")]
    [TestCase("int x = Sockets.Count; // Posix.Y", "Sockets")]
    [TestCase("using System.Net.Sockets;")]
    [TestCase("/// <see cref=\"Posix.Y\"/>")]
    [TestCase("/* Posix.Y; */ string text = \"Posix.Y;\";")]
    [TestCase("mySockets.Count")]
    public void A_reference_is_seen(string code, params string[] expected)
    {
        Assert.That(References(code), Is.EquivalentTo(expected));
    }

    [Test]
    public void A_folder_is_a_namespace()
    {
        IEnumerable<string> astray = from file in Sources()
                                     let declared = Regex.Match(SourceTree.Read(file), @"^namespace ([\w.]+)", RegexOptions.Multiline).Groups[1].Value
                                     where declared.Length > 0 && declared != $"AfUnix.{LayerOf(file)}"
                                     select $"{file} is in {declared}";
        Assert.That(astray, Is.Empty);
    }

    /// <summary>Calls into Windows are declared in Interop, by the generator or with a reason, and nowhere else.</summary>
    [Test]
    public void Only_Interop_imports()
    {
        IEnumerable<string> imports = from type in typeof(BsdSockets).Assembly.GetTypes()
                                      from method in type.GetMethods((BindingFlags)(-1) & ~BindingFlags.IgnoreCase)
                                      where method.GetCustomAttribute<DllImportAttribute>() != null
                                      select $"{type.Name}.{method.Name}";
        Assert.That(imports, Is.Empty);
    }

    private static IEnumerable<string> Sources() =>
        SourceTree.Files("src/Interop", ".cs").Concat(SourceTree.Files("src/Shim", ".cs").Where(file => Path.GetFileName(file) != "GlobalUsings.cs"));

    private static string LayerOf(string file)
    {
        string[] parts = file.Split('/');
        return parts[1] == "Interop" ? parts[1] : parts[2];
    }

    private static IEnumerable<string> References(string source)
    {
        string code = Regex.Replace(source, @"""(?:\\.|[^""\\\n])*""|//.*|/\*[\s\S]*?\*/|^namespace .*", "", RegexOptions.Multiline);
        return Reference.Matches(code).Select(match => match.Groups[1].Value).Distinct();
    }
}
