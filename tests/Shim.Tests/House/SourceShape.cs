using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace AfUnix.Tests.House;

/// <summary>A method, property or function: the (last) line of its headline, and how many lines are between its braces. Read from the layout, which the house's style fixes.</summary>
internal sealed record SourceShape(string Name, int Lines)
{
    private static readonly Regex TypeLine = new(@"^\s*(\[.*\]\s*)?((public|internal|private|protected|static|sealed|abstract|readonly|ref|unsafe|partial|file)\s+)*(class|struct|interface|enum|record)\b");

    /// <summary>Braces stand alone in their lines; what has a block directly inside a type is a member.</summary>
    public static IEnumerable<SourceShape> OfCSharp(IReadOnlyList<string> lines)
    {
        var open = new Stack<(int Line, bool IsType, string Head)>();
        bool inRawText = false;
        for (int i = 0; i < lines.Count; i++)
        {
            bool wasInRawText = inRawText;
            inRawText ^= Regex.Matches(lines[i], "\"\"\"").Count % 2 == 1;
            string line = lines[i].Trim();
            if (wasInRawText || inRawText)
            {
                continue;
            }

            if (line == "{")
            {
                string head = HeadAbove(lines, i);
                open.Push((i, TypeLine.IsMatch(head), head));
            }
            else if (line.StartsWith('}') && !line.Contains('{', StringComparison.Ordinal))
            {
                (int start, bool isType, string head) = open.Pop();
                if (!isType && open.Count > 0 && open.Peek().IsType)
                {
                    yield return new SourceShape(head, i - start - 1);
                }
            }
        }
    }

    /// <summary>A function's braces stand alone in the first column.</summary>
    public static IEnumerable<SourceShape> OfC(IReadOnlyList<string> lines)
    {
        int start = -1;
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i] == "{")
            {
                start = i;
            }
            else if (lines[i] == "}" && start >= 0)
            {
                yield return new SourceShape(HeadAbove(lines, start), i - start - 1);
                start = -1;
            }
        }
    }

    /// <summary>The line above a brace; for a type whose headline goes over several lines, its first.</summary>
    private static string HeadAbove(IReadOnlyList<string> lines, int brace)
    {
        int line = brace - 1;
        int indent = lines[brace].TakeWhile(c => c == ' ').Count();
        int first = line;
        while (first > 0 && lines[first].TakeWhile(c => c == ' ').Count() > indent)
        {
            first--;
        }

        return TypeLine.IsMatch(lines[first]) ? lines[first] : lines[line].Trim();
    }
}
