using AfUnix.Interop;

namespace AfUnix.Injection;

/// <summary>afunix-run: finds the program, starts it with this DLL inside, and ends as it does.</summary>
internal static unsafe class Launch
{
    private const int BadUse = 2;
    public const int CannotRun = 126;
    private const int NotFound = 127;
    private const int MaxPath = 32768;

    private const string Usage = """
        usage: afunix-run [options] program.exe [argument...]

        Runs a Windows program with UNIX-domain sockets in its Winsock: socket(AF_UNIX) and what belongs to it. The program and its
        child processes need not know of it.

          --verbose       tell on standard error what is replaced, and where
          --no-children   leave the program's child processes alone
          --version       print the version
          --help          print this
          --              what follows is the program, whatever it looks like

        The exit code is the program's; or 2 for a wrong use of afunix-run, 126 when the program can't be run with it, 127 when there
        is no such program.

        """;

    public static int Run(string version)
    {
        LaunchCommand command = LaunchCommand.Parse(new string(Kernel32.GetCommandLineW()));
        if (command.Fault != null)
        {
            return Fail(BadUse, $"{command.Fault}; try afunix-run --help");
        }

        if (command.Help || command.Version)
        {
            StandardText.WriteOutput(command.Help ? Usage : $"afunix-run {version}\n");
            return 0;
        }

        string? path = Find(command.Program);
        if (path == null)
        {
            return Fail(NotFound, $"{command.Program}: there is no such program");
        }

        string? reason = ProgramFile.ReasonAgainst(path);
        return reason == null ? Start(path, command) : Fail(CannotRun, $"{path}: {reason}{AdviceFor(path, command)}");
    }

    /// <summary>The order is CreateProcess': the folder of afunix-run, the current one, the system's, those of PATH. Null when there is none.</summary>
    private static string? Find(string program)
    {
        fixed (char* text = new char[MaxPath])
        fixed (char* name = program)
        fixed (char* extension = ".exe")
        {
            uint length = Kernel32.SearchPathW(null, name, extension, MaxPath, text, null);
            if (length is 0 or >= MaxPath)
            {
                return null;
            }

            uint attributes = Kernel32.GetFileAttributesW(text);
            return (attributes & Win.FILE_ATTRIBUTE_DIRECTORY) != 0 ? null : new string(text, 0, (int)length);
        }
    }

    private static string AdviceFor(string path, LaunchCommand command)
    {
        bool isScript = path.EndsWith(".bat", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase);
        return isScript ? $"; try afunix-run cmd /c {command.Rest}" : "";
    }

    private static int Start(string path, LaunchCommand command)
    {
        using var program = new LaunchedProgram(path, command);
        if (program.Error != 0)
        {
            string words = program.Error == Win.ERROR_ELEVATION_REQUIRED
                ? "it wants an administrator's rights: start afunix-run with them"
                : $"it can't be started (error {program.Error})";
            return Fail(CannotRun, $"{path}: {words}");
        }

        string? failure = program.Inject(command.Flags);
        return failure == null ? program.WaitForEnd() : Fail(CannotRun, $"{path}: {failure}");
    }

    private static int Fail(int code, string text)
    {
        StandardText.WriteError($"afunix-run: {text}\n");
        return code;
    }
}
