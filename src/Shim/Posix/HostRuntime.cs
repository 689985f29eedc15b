using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>
/// The C runtime of the host program. Its errno is where errors go, and its descriptors are where ours come from: a number that it gave out for a
/// placeholder can never collide with a file that the program opens. Descriptors that are not ours are its business.
/// </summary>
internal static unsafe class HostRuntime
{
    /// <summary>_O_BINARY and _O_NOINHERIT of every Microsoft C runtime's fcntl.h.</summary>
    private const int OpenFlags = 0x8000 | 0x0080;

    private static readonly delegate* unmanaged<int*> s_errno;
    private static readonly delegate* unmanaged<nint, int, int> s_openOsfHandle;
    private static readonly delegate* unmanaged<int, nint> s_getOsfHandle;
    private static readonly delegate* unmanaged<int, int> s_close;
    private static readonly delegate* unmanaged<int, void*, uint, int> s_read;
    private static readonly delegate* unmanaged<int, void*, uint, int> s_write;
    private static readonly delegate* unmanaged<int, int> s_dup;
    private static readonly delegate* unmanaged<int, int, int> s_dup2;
    private static readonly delegate* unmanaged<nint, nint> s_setInvalidParameterHandler;
    private static readonly nint s_placeholder;

    static HostRuntime()
    {
        nint module = HostModule.FindRuntime();
        s_errno = (delegate* unmanaged<int*>)Find(module, "_errno"u8);
        s_openOsfHandle = (delegate* unmanaged<nint, int, int>)Find(module, "_open_osfhandle"u8);
        s_getOsfHandle = (delegate* unmanaged<int, nint>)Find(module, "_get_osfhandle"u8);
        s_close = (delegate* unmanaged<int, int>)Find(module, "_close"u8);
        s_read = (delegate* unmanaged<int, void*, uint, int>)Find(module, "_read"u8);
        s_write = (delegate* unmanaged<int, void*, uint, int>)Find(module, "_write"u8);
        s_dup = (delegate* unmanaged<int, int>)Find(module, "_dup"u8);
        s_dup2 = (delegate* unmanaged<int, int, int>)Find(module, "_dup2"u8);
        s_setInvalidParameterHandler = (delegate* unmanaged<nint, nint>)Find(module, "_set_thread_local_invalid_parameter_handler"u8);
        s_placeholder = CreatePlaceholder();
    }

    /// <summary>Turns a result into what a C function returns: the number, or -1 with errno set.</summary>
    public static nint Return(Result result)
    {
        if (!result.Failed)
        {
            return (nint)result.Value;
        }

        *s_errno() = (int)result.Error;
        return -1;
    }

    /// <summary>Takes the lowest free descriptor of the host, and lets a placeholder stand behind it.</summary>
    /// <returns>The descriptor, or EMFILE.</returns>
    /// <param name="other">A descriptor that has a placeholder, which is cheaper to copy than to make; or -1.</param>
    public static Result OpenDescriptor(int other)
    {
        if (other >= 0)
        {
            Result copy = Duplicate(other);
            if (!copy.Failed)
            {
                return copy;
            }
        }

        nint self = Kernel32.GetCurrentProcess();
        nint handle;
        if (Kernel32.DuplicateHandle(self, s_placeholder, self, &handle, 0, 0, Win.DUPLICATE_SAME_ACCESS) == 0)
        {
            return ErrorMap.FromWin32(Kernel32.GetLastError());
        }

        int descriptor = s_openOsfHandle(handle, OpenFlags);
        if (descriptor < 0)
        {
            Kernel32.CloseHandle(handle);
            return Errno.EMFILE;
        }

        return descriptor;
    }

    public static Result Close(int descriptor)
    {
        using var quiet = new QuietParameters();
        return Checked(s_close(descriptor));
    }

    public static Result Read(int descriptor, void* buffer, uint count)
    {
        using var quiet = new QuietParameters();
        return Checked(s_read(descriptor, buffer, count));
    }

    public static Result Write(int descriptor, void* buffer, uint count)
    {
        using var quiet = new QuietParameters();
        return Checked(s_write(descriptor, buffer, count));
    }

    public static Result Duplicate(int descriptor)
    {
        using var quiet = new QuietParameters();
        return Checked(s_dup(descriptor));
    }

    /// <summary>_dup2, which returns 0 where POSIX returns the new descriptor.</summary>
    public static Result DuplicateTo(int descriptor, int target)
    {
        using var quiet = new QuietParameters();
        Result result = Checked(s_dup2(descriptor, target));
        return result.Failed ? result : target;
    }

    /// <summary>The handle behind a descriptor of the host, or EBADF.</summary>
    public static Errno GetHandle(int descriptor, out nint handle)
    {
        using var quiet = new QuietParameters();
        handle = s_getOsfHandle(descriptor);
        return handle is -1 or -2 ? Errno.EBADF : Errno.None;
    }

    private static Result Checked(int result) => result >= 0 ? result : (Errno)(*s_errno());

    private static void* Find(nint module, ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name)
        {
            return (void*)Kernel32.GetProcAddress(module, text);
        }
    }

    /// <summary>
    /// The end of a pipe whose other end is gone. To the host's runtime a descriptor with this behind it looks like a pipe (which is what a socket looks
    /// like on Windows) and is at its end: a read that goes past us finds nothing and a write is refused.
    /// </summary>
    private static nint CreatePlaceholder()
    {
        nint read, write;
        if (Kernel32.CreatePipe(&read, &write, null, 0) == 0)
        {
            return 0;
        }

        Kernel32.CloseHandle(write);
        return read;
    }

    /// <summary>
    /// The UCRT ends a process that hands it a bad descriptor; POSIX says EBADF. While this is in scope, in this thread, so does the UCRT.
    /// </summary>
    private readonly ref struct QuietParameters
    {
        private readonly nint _before;

        public QuietParameters()
        {
            if (s_setInvalidParameterHandler != null)
            {
                _before = s_setInvalidParameterHandler((nint)(delegate* unmanaged<void*, void*, void*, uint, nuint, void>)&Ignore);
            }
        }

        public void Dispose()
        {
            if (s_setInvalidParameterHandler != null)
            {
                s_setInvalidParameterHandler(_before);
            }
        }

        [UnmanagedCallersOnly]
        private static void Ignore(void* expression, void* function, void* file, uint line, nuint reserved)
        {
        }
    }
}
