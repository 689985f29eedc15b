using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace AfUnix.Tests.House;

/// <summary>What no file of the tree may hold. The words looked for are put together here, so that this file doesn't hold them either.</summary>
[TestFixture]
internal sealed class TextTests
{
    private const string Generated = "src/Interop/Generated";

    [Test]
    public void What_is_left_to_do_has_an_issue()
    {
        string[] words = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX"];
        IEnumerable<string> left = Lines(new Regex($@"\b({string.Join('|', words)})\b(?! ?\(?#\d)"));
        Assert.That(left.Where(line => !line.StartsWith("CONTRIBUTING.md", StringComparison.Ordinal)), Is.Empty, "CONTRIBUTING.md has this rule");
    }

    /// <summary>A path of the machine that somebody worked on means nothing on another.</summary>
    [Test]
    public void No_path_of_a_machine()
    {
        string[] places = ["wo" + "rk", "ro" + "ot", "tmp/" + "w"];
        Assert.That(Lines(new Regex($@"(?<![\w.~$)}}*/-])/({string.Join('|', places)})(?![\w-])")), Is.Empty);
    }

    [Test]
    public void No_file_is_named_after_nothing()
    {
        Assert.That(
            SourceTree.Files("", ".cs", ".c", ".cpp", ".h").Where(file => Regex.IsMatch(Path.GetFileName(file), "(?i)util|helper|manager|common|misc")),
            Is.Empty);
    }

    [Test]
    public void Lines_end_as_they_should()
    {
        IEnumerable<string> wrong = from file in SourceTree.Files("")
                                    let text = File.ReadAllText(SourceTree.PathOf(file))
                                    where !IsBinary(text) && Path.GetExtension(file) != ".sln"
                                    where text.Contains('\r', StringComparison.Ordinal) || (text.Length > 0 && text[^1] != '\n')
                                        || Regex.IsMatch(text, @"[ \t]$", RegexOptions.Multiline)
                                    where !file.StartsWith(Generated, StringComparison.Ordinal)
                                    select file;
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void What_was_generated_says_so()
    {
        string header = SourceTree.Read("src/Interop/generation/header.txt");
        IReadOnlyList<string> files = SourceTree.Files(Generated);
        Assert.That(files, Has.Count.GreaterThan(50));
        Assert.That(files.Where(file => !SourceTree.Read(file).StartsWith(header, StringComparison.Ordinal)), Is.Empty);
        IEnumerable<string> others = SourceTree.Files("src", ".cs").Concat(SourceTree.Files("tests", ".cs")).Except(files);
        Assert.That(others.Where(file => SourceTree.Read(file).Contains("<auto-" + "generated", StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>Not even a lock file or a project may name where packages came from on somebody's machine.</summary>
    [Test]
    public void No_package_source_but_the_usual()
    {
        Assert.That(
            SourceTree.Files("").Where(file => Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase)),
            Is.Empty);
    }

    private static IEnumerable<string> Lines(Regex what) =>
        from file in SourceTree.Files("")
        let text = File.ReadAllText(SourceTree.PathOf(file))
        where !IsBinary(text)
        from line in text.Split('\n')
        where what.IsMatch(line)
        select $"{file}: {line.Trim()}";

    private static bool IsBinary(string text) => text.Contains('\0', StringComparison.Ordinal);
}
