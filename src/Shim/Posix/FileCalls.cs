using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>Calls on files that also meet sockets: what a descriptor or a path is, and how a socket file goes. Names are UTF-8, as bind() takes them.</summary>
internal static unsafe class FileCalls
{
    // The types of sys/stat.h.
    private const int Socket = 0xC000;
    private const int Regular = 0x8000;
    private const int CharacterDevice = 0x2000;
    private const int Pipe = 0x1000;

    private const long TicksPerSecond = 10_000_000;
    private const long SecondsTo1970 = 11_644_473_600;

    /// <summary>1 if the descriptor is of this type, 0 if it is of another.</summary>
    public static Result IsType(int descriptor, int type)
    {
        Errno error = TypeOf(descriptor, out int own);
        return error != Errno.None ? error : own == type ? 1 : 0;
    }

    /// <summary>Ok for a console or another character device, which is how the C runtimes see it; else ENOTTY.</summary>
    public static Result IsTerminal(int descriptor)
    {
        Errno error = TypeOf(descriptor, out int own);
        return error != Errno.None ? error : own == CharacterDevice ? Result.Ok : Errno.ENOTTY;
    }

    public static Result Unlink(byte* path)
    {
        if (CallerMemory.IsBad(path))
        {
            return Errno.EFAULT;
        }

        if (SocketPath.Resolve(Text(path), out string full) != Errno.None || !SocketFile.Look(full, out _, out _))
        {
            return HostRuntime.Unlink(path);
        }

        fixed (char* name = full)
        {
            return Kernel32.DeleteFileW(name) != 0 ? Result.Ok : ErrorMap.FromWin32(Kernel32.GetLastError());
        }
    }

    /// <summary>For stat(): 1 and what there is to tell if the path names a socket file, else 0.</summary>
    /// <param name="mode">Gets the type and the permission bits.</param>
    /// <param name="times">Gets three times in seconds since 1970: of access, change and creation.</param>
    public static Result StatSocket(byte* path, int* mode, long* times)
    {
        if (CallerMemory.IsBad(path) || CallerMemory.IsBad(mode) || CallerMemory.IsBad(times))
        {
            return Errno.EFAULT;
        }

        if (SocketPath.Resolve(Text(path), out string full) != Errno.None
            || !SocketFile.Look(full, out int permissions, out WIN32_FILE_ATTRIBUTE_DATA facts))
        {
            return 0;
        }

        *mode = Socket | permissions;
        times[0] = Seconds(facts.ftLastAccessTime);
        times[1] = Seconds(facts.ftLastWriteTime);
        times[2] = Seconds(facts.ftCreationTime);
        return 1;
    }

    private static Errno TypeOf(int descriptor, out int type)
    {
        type = Socket;
        using var held = new HeldSocket(descriptor);
        if (!held.IsNone)
        {
            return Errno.None;
        }

        if (held.Error == Errno.EBADF || HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None)
        {
            return Errno.EBADF;
        }

        type = Kernel32.GetFileType(handle) switch
        {
            Win.FILE_TYPE_PIPE => Pipe,
            Win.FILE_TYPE_CHAR => CharacterDevice,
            _ => Regular, // no C runtime opens directories
        };
        return Errno.None;
    }

    private static long Seconds(FILETIME time) =>
        (long)(((ulong)time.dwHighDateTime << 32 | time.dwLowDateTime) / TicksPerSecond) - SecondsTo1970;

    private static ReadOnlySpan<byte> Text(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
}
