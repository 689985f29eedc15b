using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>pipe and pipe2: Windows' pipes under descriptors of the host's runtime.</summary>
internal static unsafe class PipeCalls
{
    private const int CloseOnExec = 0x0080; // O_CLOEXEC, which is the runtime's _O_NOINHERIT
    private const int NonBlock = 0x0800; // O_NONBLOCK

    // Of the runtime's fcntl.h.
    private const int Binary = 0x8000;
    private const int WriteOnly = 1;

    public static Result Pipe(int* ends, int flags)
    {
        if ((flags & ~(CloseOnExec | NonBlock)) != 0)
        {
            return Errno.EINVAL;
        }

        if (CallerMemory.IsBad(ends))
        {
            return Errno.EFAULT;
        }

        var inherit = new SECURITY_ATTRIBUTES { nLength = (uint)sizeof(SECURITY_ATTRIBUTES), bInheritHandle = (flags & CloseOnExec) != 0 ? 0 : 1 };
        nint reading, writing;
        if (Kernel32.CreatePipe(&reading, &writing, &inherit, PipeEnd.Capacity) == 0)
        {
            return ErrorMap.FromWin32(Kernel32.GetLastError());
        }

        int runtimeFlags = Binary | (flags & CloseOnExec);
        Errno error = (flags & NonBlock) != 0 ? MakeNonBlocking(reading, writing) : Errno.None;
        Result first = error != Errno.None ? error : Descriptors.AddForeign(reading, runtimeFlags);
        if (first.Failed)
        {
            Kernel32.CloseHandle(reading);
            Kernel32.CloseHandle(writing);
            return first;
        }

        Result second = Descriptors.AddForeign(writing, runtimeFlags | WriteOnly);
        if (second.Failed)
        {
            HostRuntime.Close((int)first.Value);
            Kernel32.CloseHandle(writing);
            return second;
        }

        ends[0] = (int)first.Value;
        ends[1] = (int)second.Value;
        return Result.Ok;
    }

    private static Errno MakeNonBlocking(nint reading, nint writing)
    {
        PipeEnd.TryLook(reading, out PipeEnd one);
        PipeEnd.TryLook(writing, out PipeEnd other);
        Errno error = one.SetNonBlocking(true);
        return error != Errno.None ? error : other.SetNonBlocking(true);
    }
}
