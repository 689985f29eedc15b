namespace AfUnix.Injection;

/// <summary>
/// What afunix-run was asked to do. Its command line is read as it is: our own name, our options, and the rest is the program's command line, passed on
/// to the byte. So the program gets its arguments as the user quoted them.
/// </summary>
internal sealed record LaunchCommand(InstallFlags Flags, bool Help, bool Version, string? Fault, string Program, string Rest)
{
    private const string EndOfOptions = "--";

    public static LaunchCommand Parse(string commandLine)
    {
        var command = new LaunchCommand(InstallFlags.None, false, false, null, "", "");
        ReadOnlySpan<char> rest = commandLine.AsSpan(EndOfOwnName(commandLine)).TrimStart(" \t");
        while (rest.StartsWith('-') || rest.StartsWith("\"-"))
        {
            int end = EndOfOption(rest);
            string option = rest[..end].Trim('"').ToString(); // some quote whatever they pass on
            rest = rest[end..].TrimStart(" \t");
            if (option == EndOfOptions)
            {
                break;
            }

            command = option switch
            {
                "--help" => command with { Help = true },
                "--version" => command with { Version = true },
                "--verbose" => command with { Flags = command.Flags | InstallFlags.Verbose },
                "--no-children" => command with { Flags = command.Flags | InstallFlags.NoChildren },
                _ => command with { Fault = command.Fault ?? $"there is no option {option}" },
            };
        }

        string program = FirstWord(rest);
        string? missing = program.Length == 0 && !command.Help && !command.Version ? "no program is named" : null;
        return command with { Program = program, Rest = rest.ToString(), Fault = command.Fault ?? missing };
    }

    /// <summary>As every C runtime reads it: to the first blank that is not between quotes.</summary>
    private static int EndOfOwnName(string commandLine)
    {
        bool isQuoted = false;
        for (int i = 0; i < commandLine.Length; i++)
        {
            if (commandLine[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && commandLine[i] is ' ' or '\t')
            {
                return i;
            }
        }

        return commandLine.Length;
    }

    private static int EndOfOption(ReadOnlySpan<char> rest)
    {
        int end = rest[0] == '"' ? rest[1..].IndexOf('"') + 2 : rest.IndexOfAny(' ', '\t');
        return end is < 0 or 1 ? rest.Length : end;
    }

    /// <summary>As CreateProcess reads it: up to the closing quote, or to the first blank.</summary>
    private static string FirstWord(ReadOnlySpan<char> rest)
    {
        bool isQuoted = rest.StartsWith('"');
        ReadOnlySpan<char> word = isQuoted ? rest[1..] : rest;
        int end = isQuoted ? word.IndexOf('"') : word.IndexOfAny(' ', '\t');
        return (end < 0 ? word : word[..end]).ToString();
    }
}
