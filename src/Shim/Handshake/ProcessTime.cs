using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>When a process was created: with its id, that names it for good.</summary>
internal static unsafe class ProcessTime
{
    /// <summary>The time of creation as a FILETIME, or 0 when the handle doesn't let one ask.</summary>
    public static ulong StartOf(nint process)
    {
        FILETIME created, exited, kernel, user;
        return Kernel32.GetProcessTimes(process, &created, &exited, &kernel, &user) != 0
            ? ((ulong)created.dwHighDateTime << 32) | created.dwLowDateTime
            : 0;
    }
}
