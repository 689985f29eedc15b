using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;

namespace AfUnix.Tests;

/// <summary>A line of native-tests/cases.h: the register of the C cases.</summary>
internal sealed record NativeCase(string Name, string Kind)
{
    /// <summary>The kernel's own AF_UNIX decides what is right in an oracle case; the others look at one system only.</summary>
    public bool RunsOn(NativeSystem system) => Kind == "oracle" || Kind == (system == NativeSystem.Linux ? "posix" : "windows");

    public static IEnumerable<NativeCase> All()
    {
        string register = File.ReadAllText(Path.Combine(SourceTree.Root, "native-tests", "cases.h"));
        foreach (Match match in Regex.Matches(register, @"^CASE\((\w+), (\w+), \d+\)", RegexOptions.Multiline))
            yield return new NativeCase(match.Groups[1].Value, match.Groups[2].Value);
    }
}

internal enum NativeSystem
{
    Linux,
    Windows,
}
