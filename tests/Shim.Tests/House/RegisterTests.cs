using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace AfUnix.Tests.House;

/// <summary>A C file, a case or a helper that the register does not know would be built by nobody, or run by nobody, and nobody would notice.</summary>
[TestFixture]
internal sealed class RegisterTests
{
    private const string Folder = "native-tests";

    /// <summary>The tests of the Winsock face have a register of their own.</summary>
    private const string FaceFolder = $"{Folder}/face";

    private static string Register { get; } = SourceTree.Read($"{Folder}/cases.h");

    /// <summary>Each of its variables in one line.</summary>
    private static string Makefile { get; } = SourceTree.Read($"{Folder}/Makefile").Replace("\\\n", " ", StringComparison.Ordinal);

    [Test]
    public void Every_C_file_is_built()
    {
        IEnumerable<string> listed = Listed("RUNNER|LINUX_ONLY|WINDOWS_ONLY|PLUGIN_SOURCES|WINSOCK_SOURCES");
        IEnumerable<string> files = SourceTree.Files(Folder, ".c").Except(SourceTree.Files(FaceFolder, ".c"));
        Assert.That(listed.Concat(Registered(Register)), Is.EquivalentTo(files.Select(Path.GetFileNameWithoutExtension)));
    }

    [Test]
    public void Every_C_file_of_the_Winsock_face_is_built()
    {
        IEnumerable<string> expected = Listed("FACE_ONLY|FACE_PEER").Concat(Registered(SourceTree.Read($"{FaceFolder}/cases.h")));
        Assert.That(expected, Is.EquivalentTo(SourceTree.Files(FaceFolder, ".c").Select(Path.GetFileNameWithoutExtension)));
    }

    [TestCase(Folder)]
    [TestCase(FaceFolder)]
    public void Every_case_and_helper_is_registered_under_its_file(string folder)
    {
        foreach ((string file, string section) in Sections(SourceTree.Read($"{folder}/cases.h")))
        {
            string source = SourceTree.Read($"{folder}/{file}.c");
            Assert.That(Names(source, @"^CASE_BODY\((\w+)\)"), Is.EquivalentTo(Names(section, @"^CASE\((\w+),")), $"cases of {file}.c");
            Assert.That(Names(source, @"^HELPER_BODY\((\w+)\)"), Is.EquivalentTo(Names(section, @"^(?:WINDOWS_)?HELPER\((\w+)\)")), $"helpers of {file}.c");
        }
    }

    [Test]
    public void The_rows_of_the_handshake_are_all_there()
    {
        IEnumerable<int> rows = Regex.Matches(Register, @"^CASE\(s(\d\d)_\w+,", RegexOptions.Multiline).Select(match => int.Parse(match.Groups[1].Value, null));
        Assert.That(rows, Is.SupersetOf(Enumerable.Range(1, 15)));
    }

    /// <summary>What variables of the Makefile list.</summary>
    private static IEnumerable<string> Listed(string variables) =>
        from Match match in Regex.Matches(Makefile, $"^(?:{variables}) = ([^$\n]*)", RegexOptions.Multiline)
        from name in match.Groups[1].Value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
        select name;

    /// <summary>The FILE lines of a register.</summary>
    private static IEnumerable<string> Registered(string register) => Names(register, @"^/\* (?:WINDOWS )?FILE (\w+)");

    private static IEnumerable<(string File, string Section)> Sections(string register) =>
        from part in Regex.Split(register, @"(?=^/\* (?:WINDOWS )?FILE )", RegexOptions.Multiline).Skip(1)
        select (Regex.Match(part, @"FILE (\w+)").Groups[1].Value, part);

    private static IEnumerable<string> Names(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline).Select(match => match.Groups[1].Value);
}
