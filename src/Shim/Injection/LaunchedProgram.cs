using AfUnix.Interop;

namespace AfUnix.Injection;

/// <summary>
/// The process that afunix-run has started: with our own standard streams, console, folder and command line. It ends when we are killed, but what it has
/// started itself doesn't.
/// </summary>
internal sealed unsafe class LaunchedProgram : IDisposable
{
    private const uint InstallTime = 60_000; // milliseconds; it takes some 20
    private readonly PROCESS_INFORMATION _process;
    private readonly nint _job;

    public LaunchedProgram(string path, LaunchCommand command)
    {
        STARTUPINFOW startup;
        Kernel32.GetStartupInfoW(&startup); // with the descriptors for its C runtime, the window's state, standard handles if they were given
        char[] line = [.. command.Rest, '\0']; // Windows writes into it
        fixed (char* application = path)
        fixed (char* arguments = line)
        fixed (PROCESS_INFORMATION* process = &_process)
        {
            uint flags = Win.CREATE_SUSPENDED | Kernel32.GetPriorityClass(Kernel32.GetCurrentProcess()); // which is not inherited, if it is a high one
            bool isMade = Kernel32.CreateProcessW(application, arguments, null, null, 1, flags, null, null, &startup, process) != 0;
            Error = isMade ? 0 : Kernel32.GetLastError();
        }

        _job = Error == 0 ? Bind() : 0;
    }

    /// <summary>Why there is none; else 0.</summary>
    public uint Error { get; }

    /// <summary>Lets the program run.</summary>
    /// <returns>Null, or why the program was ended before it ran.</returns>
    public string? Inject(InstallFlags flags)
    {
        nint done = Kernel32.CreateEventW(null, 1, 0, null);
        string? failure = ProgramFile.ReasonAgainst(_process.hProcess) ?? Inject(flags, done);
        if (failure != null)
        {
            Kernel32.TerminateProcess(_process.hProcess, Launch.CannotRun);
        }

        Kernel32.CloseHandle(done);
        return failure;
    }

    public int WaitForEnd()
    {
        uint code;
        CloseStreams();
        Kernel32.WaitForSingleObject(_process.hProcess, Win.INFINITE);
        Kernel32.GetExitCodeProcess(_process.hProcess, &code);
        return (int)code;
    }

    public void Dispose()
    {
        if (Error == 0)
        {
            Kernel32.CloseHandle(_process.hThread);
            Kernel32.CloseHandle(_process.hProcess);
            Kernel32.CloseHandle(_job);
        }
    }

    /// <summary>They are the program's alone: when it closes one, the other end has to see it. From here on we have nothing to say.</summary>
    private static void CloseStreams()
    {
        HashSet<nint> streams = [Kernel32.GetStdHandle(Win.STD_INPUT_HANDLE), Kernel32.GetStdHandle(Win.STD_OUTPUT_HANDLE), Kernel32.GetStdHandle(Win.STD_ERROR_HANDLE)];
        foreach (nint stream in streams)
        {
            Kernel32.CloseHandle(stream);
        }
    }

    private string? Inject(InstallFlags flags, nint done)
    {
        nint given;
        if (Kernel32.DuplicateHandle(Kernel32.GetCurrentProcess(), done, _process.hProcess, &given, Win.EVENT_MODIFY_STATE, 0, 0) == 0)
        {
            return $"it can't be given a handle (error {Kernel32.GetLastError()})";
        }

        nint block = Injector.Inject(_process, flags, heritage: 0, given);
        if (block == 0)
        {
            return $"it can't be written to (error {Kernel32.GetLastError()})";
        }

        Kernel32.ResumeThread(_process.hThread);
        nint* both = stackalloc nint[] { done, _process.hProcess };
        return Kernel32.WaitForMultipleObjects(2, both, 0, InstallTime) switch
        {
            Win.WAIT_OBJECT_0 => ReadFailure((InjectionBlock*)block),
            Win.WAIT_OBJECT_0 + 1 => null, // it ended on its own account, for want of a DLL perhaps
            _ => "it does not come to its start",
        };
    }

    private string? ReadFailure(InjectionBlock* block)
    {
        InjectionBlock content;
        nuint read;
        if (Kernel32.ReadProcessMemory(_process.hProcess, block, &content, (nuint)sizeof(InjectionBlock), &read) == 0)
        {
            return null; // it has ended by now; a failed one would wait for us
        }

        return content.Status switch
        {
            InstallStatus.Installed => null,
            InstallStatus.Failed => content.Install.GetFailure(),
            InstallStatus.NotLoaded => $"afunix.dll can't be loaded into it (error {content.Error})",
            InstallStatus.Refused => "one of its DLLs lets queued calls run while it is being loaded",
            _ => "afunix failed in it",
        };
    }

    /// <summary>That we can't is no reason not to run it.</summary>
    private nint Bind()
    {
        nint job = Kernel32.CreateJobObjectW(null, null);
        var limits = default(JOBOBJECT_EXTENDED_LIMIT_INFORMATION);
        limits.BasicLimitInformation.LimitFlags = Win.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
            | Win.JOB_OBJECT_LIMIT_BREAKAWAY_OK | Win.JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK; // children aren't in it, whether or not they ask
        Kernel32.SetInformationJobObject(job, JOBOBJECTINFOCLASS.JobObjectExtendedLimitInformation, &limits, (uint)sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION));
        Kernel32.AssignProcessToJobObject(job, _process.hProcess);
        return job;
    }
}
