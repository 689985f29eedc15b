using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>fcntl and ioctl on descriptors that are no sockets: the host's runtime has neither, so their handles are asked.</summary>
internal static unsafe class ForeignControl
{
    private const int ReadOnly = 0; // O_RDONLY
    private const int WriteOnly = 1; // O_WRONLY
    private const int ReadWrite = 2; // O_RDWR
    private const int Append = 0x0008; // O_APPEND

    /// <summary>F_GETFL. How a file was opened is seen by the rights of its handle; O_APPEND is the runtime's secret.</summary>
    public static Result GetStatus(int descriptor)
    {
        if (HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None)
        {
            return Errno.EBADF;
        }

        uint access = PipeEnd.AccessOf(handle);
        bool reads = (access & Win.FILE_READ_DATA) != 0;
        bool writes = (access & (Win.FILE_WRITE_DATA | Win.FILE_APPEND_DATA)) != 0;
        int mode = reads == writes ? ReadWrite : writes ? WriteOnly : ReadOnly;
        return mode | (PipeEnd.TryLook(handle, out PipeEnd pipe) && pipe.IsNonBlocking ? DescriptorCalls.NonBlock : 0);
    }

    /// <summary>F_SETFL, and FIONBIO. On a file O_NONBLOCK means nothing, on Linux, too; a console can't do it.</summary>
    public static Result SetStatus(int descriptor, int flags)
    {
        if (HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None)
        {
            return Errno.EBADF;
        }

        if ((flags & Append) != 0)
        {
            return Errno.EINVAL;
        }

        bool nonBlocking = (flags & DescriptorCalls.NonBlock) != 0;
        if (PipeEnd.TryLook(handle, out PipeEnd pipe))
        {
            return pipe.SetNonBlocking(nonBlocking);
        }

        uint mode;
        return nonBlocking && Kernel32.GetConsoleMode(handle, &mode) != 0 ? Errno.EINVAL : Result.Ok;
    }

    /// <summary>F_GETFD.</summary>
    public static Result GetCloseOnExec(int descriptor)
    {
        uint flags;
        return HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None ? Errno.EBADF
            : Kernel32.GetHandleInformation(handle, &flags) == 0 ? ErrorMap.FromWin32(Kernel32.GetLastError())
            : (flags & Win.HANDLE_FLAG_INHERIT) != 0 ? 0 : 1;
    }

    /// <summary>F_SETFD, FIOCLEX and FIONCLEX.</summary>
    public static Result SetCloseOnExec(int descriptor, bool value)
    {
        return HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None ? Errno.EBADF
            : Kernel32.SetHandleInformation(handle, Win.HANDLE_FLAG_INHERIT, value ? 0u : Win.HANDLE_FLAG_INHERIT) == 0 ? ErrorMap.FromWin32(Kernel32.GetLastError())
            : Result.Ok;
    }

    /// <summary>FIONREAD: what a pipe holds, or what is left of a file behind its position. ENOTTY for anything else.</summary>
    public static Result BytesToRead(int descriptor)
    {
        if (HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None)
        {
            return Errno.EBADF;
        }

        if (PipeEnd.TryLook(handle, out PipeEnd pipe))
        {
            return (long)pipe.Available;
        }

        LARGE_INTEGER size, position;
        LARGE_INTEGER zero = default;
        if (Kernel32.GetFileType(handle) != Win.FILE_TYPE_DISK || Kernel32.GetFileSizeEx(handle, &size) == 0
            || Kernel32.SetFilePointerEx(handle, zero, &position, Win.FILE_CURRENT) == 0)
        {
            return Errno.ENOTTY;
        }

        return Math.Min(Math.Max(size.QuadPart - position.QuadPart, 0), int.MaxValue);
    }
}
