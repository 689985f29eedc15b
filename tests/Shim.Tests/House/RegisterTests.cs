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

    private static string Register { get; } = SourceTree.Read($"{Folder}/cases.h");

    [Test]
    public void Every_C_file_is_built()
    {
        // RUNNER, LINUX_ONLY, WINDOWS_ONLY, PLUGIN_SOURCES and WINSOCK_SOURCES of the Makefile, with their continuation lines, and the FILE lines of the register.
        string makefile = SourceTree.Read($"{Folder}/Makefile").Replace("\\\n", " ", StringComparison.Ordinal);
        IEnumerable<string> listed = from Match match in Regex.Matches(makefile, "^(?:RUNNER|LINUX_ONLY|WINDOWS_ONLY|PLUGIN_SOURCES|WINSOCK_SOURCES) = ([^$\n]*)", RegexOptions.Multiline)
                                     from name in match.Groups[1].Value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
                                     select name;
        IEnumerable<string> registered = Regex.Matches(Register, @"^/\* (?:WINDOWS )?FILE (\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        IEnumerable<string> files = SourceTree.Files(Folder, ".c").Select(file => Path.GetFileNameWithoutExtension(file)!);
        Assert.That(listed.Concat(registered), Is.EquivalentTo(files));
    }

    [Test]
    public void Every_case_and_helper_is_registered_under_its_file()
    {
        foreach ((string file, string section) in Sections())
        {
            string source = SourceTree.Read($"{Folder}/{file}.c");
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

    private static IEnumerable<(string File, string Section)> Sections() =>
        from part in Regex.Split(Register, @"(?=^/\* (?:WINDOWS )?FILE )", RegexOptions.Multiline).Skip(1)
        select (Regex.Match(part, @"FILE (\w+)").Groups[1].Value, part);

    private static IEnumerable<string> Names(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline).Select(match => match.Groups[1].Value);
}
