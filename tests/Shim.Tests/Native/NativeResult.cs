using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace AfUnix.Tests.Native;

/// <summary>What became of a case.</summary>
/// <param name="SkipReason">Why it was skipped; null when it was not.</param>
/// <param name="Details">What it said; of interest when it failed.</param>
internal sealed record NativeResult(string Name, bool Passed, string? SkipReason, string Details)
{
    private static readonly Regex ResultLine = new(@"^(not )?ok \d+ - (\S+)(?: # SKIP ?(.*))?$");
    private static readonly Regex CountLine = new(@"^# \d+ passed, \d+ failed");

    /// <summary>Reads TAP. A result comes when it is complete: with the line after the last of its '#' lines, which for one that passed is itself.</summary>
    public static IEnumerable<NativeResult> Read(IEnumerable<string> lines)
    {
        NativeResult? failed = null;
        foreach (string raw in lines)
        {
            string line = raw.TrimEnd('\r');
            Match match = ResultLine.Match(line);
            if (!match.Success)
            {
                if (failed != null && line.StartsWith('#') && !CountLine.IsMatch(line))
                {
                    failed = failed with { Details = failed.Details + line[1..].TrimStart() + "\n" };
                }

                continue;
            }

            if (failed != null)
            {
                yield return failed;
                failed = null;
            }

            bool passed = !match.Groups[1].Success;
            var result = new NativeResult(match.Groups[2].Value, passed, match.Groups[3].Success ? match.Groups[3].Value : null, "");
            if (passed)
            {
                yield return result;
            }
            else
            {
                failed = result;
            }
        }

        if (failed != null)
        {
            yield return failed;
        }
    }
}
