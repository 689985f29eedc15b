using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>A process's id and the time of its creation, which together name it for good: an id alone can have been given again.</summary>
internal static unsafe class ProcessIdentity
{
    /// <summary>When this process was created.</summary>
    public static ulong OwnStart { get; } = OperatingSystem.IsWindows() ? StartOf(Kernel32.GetCurrentProcess()) : 0;

    /// <summary>Opens that process and no other; 0 when it is gone or may not be opened.</summary>
    /// <param name="rights">Beside what it takes to tell who it is and whether it is on its way out.</param>
    /// <param name="refused">It may not be opened; it may also be gone, and another one have its id.</param>
    public static nint Open(uint id, ulong startTime, uint rights, out bool refused)
    {
        nint process = Kernel32.OpenProcess(rights | Win.PROCESS_QUERY_LIMITED_INFORMATION, 0, id);
        refused = process == 0 && Kernel32.GetLastError() == Win.ERROR_ACCESS_DENIED;
        if (process != 0 && StartOf(process) != startTime)
        {
            Kernel32.CloseHandle(process);
            process = 0;
        }

        return process;
    }

    /// <summary>No process has that id, or it is on its way out. One that may not be opened may live.</summary>
    public static bool IsGone(uint id)
    {
        nint process = Kernel32.OpenProcess(Win.PROCESS_QUERY_LIMITED_INFORMATION, 0, id);
        if (process == 0)
        {
            return Kernel32.GetLastError() != Win.ERROR_ACCESS_DENIED;
        }

        bool gone = IsEnding(process);
        Kernel32.CloseHandle(process);
        return gone;
    }

    /// <summary>
    /// A process that is killed loses its handles one by one, and its port perhaps before its token; its exit code is there before it loses the first.
    /// </summary>
    public static bool IsEnding(nint process)
    {
        uint code;
        return Kernel32.GetExitCodeProcess(process, &code) != 0 && code != Win.STILL_ACTIVE;
    }

    /// <summary>The user that a process runs as, and his primary group: what its token says.</summary>
    public static bool UserOf(nint process, out Sid user, out Sid group)
    {
        user = default;
        group = default;
        nint token;
        if (process == 0 || Advapi32.OpenProcessToken(process, Win.TOKEN_QUERY, &token) == 0)
        {
            return false;
        }

        group = ReadSid(token, TOKEN_INFORMATION_CLASS.TokenPrimaryGroup);
        user = ReadSid(token, TOKEN_INFORMATION_CLASS.TokenUser);
        Kernel32.CloseHandle(token);
        return !user.IsNone;
    }

    /// <summary>TOKEN_USER and TOKEN_PRIMARY_GROUP both begin with the pointer to their SID.</summary>
    private static Sid ReadSid(nint token, TOKEN_INFORMATION_CLASS what)
    {
        const int Size = 256;
        byte* buffer = stackalloc byte[Size];
        uint needed;
        return Advapi32.GetTokenInformation(token, what, buffer, Size, &needed) != 0 ? Sid.FromPointer(*(void**)buffer) : default;
    }

    /// <summary>The time of creation as a FILETIME, or 0 when the handle doesn't let one ask.</summary>
    public static ulong StartOf(nint process)
    {
        FILETIME created, exited, kernel, user;
        return Kernel32.GetProcessTimes(process, &created, &exited, &kernel, &user) != 0
            ? ((ulong)created.dwHighDateTime << 32) | created.dwLowDateTime
            : 0;
    }
}
