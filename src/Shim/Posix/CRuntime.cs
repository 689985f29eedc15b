using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>
/// A C runtime in this process. Its errno is where errors of its modules' calls go, and its descriptors are where ours come from: a number that it gave
/// out for a placeholder can never collide with a file that one of its modules opens. Descriptors that are not ours are its business.
/// </summary>
internal sealed unsafe class CRuntime
{
    /// <summary>_O_BINARY and _O_NOINHERIT of every Microsoft C runtime's fcntl.h.</summary>
    private const int OpenFlags = Binary | 0x0080;
    private const int Binary = 0x8000;

    private static readonly nint s_placeholder = CreatePlaceholder();

    private readonly RuntimeFunctions _functions;

    /// <param name="home">The module that the runtime's code and data lie in: its DLL, or the module that has it linked in.</param>
    public CRuntime(in RuntimeFunctions functions, nint home)
    {
        _functions = functions;
        Home = home;
        Descriptors = new DescriptorTable(this);
    }

    public nint Home { get; }

    public nint ErrnoFunction => (nint)_functions.Errno;

    /// <summary>Which of its numbers are sockets.</summary>
    public DescriptorTable Descriptors { get; }

    /// <summary>Turns a result into what a C function returns: the number, or -1 with errno set.</summary>
    public nint Return(Result result)
    {
        if (!result.Failed)
        {
            return (nint)result.Value;
        }

        *_functions.Errno() = (int)result.Error;
        return -1;
    }

    /// <summary>Takes the lowest free descriptor, and lets a placeholder stand behind it.</summary>
    /// <returns>The descriptor, or EMFILE.</returns>
    /// <param name="other">A descriptor that has a placeholder, which is cheaper to copy than to make; or -1.</param>
    public Result OpenDescriptor(int other)
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

        int descriptor = _functions.OpenOsfHandle(handle, OpenFlags);
        if (descriptor < 0)
        {
            Kernel32.CloseHandle(handle);
            return Errno.EMFILE;
        }

        return descriptor;
    }

    /// <summary>Gives a handle the lowest free descriptor, which owns it then.</summary>
    /// <param name="flags">_O_BINARY and the like.</param>
    /// <returns>The descriptor, or EMFILE.</returns>
    public Result Open(nint handle, int flags)
    {
        int descriptor = _functions.OpenOsfHandle(handle, flags);
        return descriptor < 0 ? Errno.EMFILE : descriptor;
    }

    public Result Close(int descriptor)
    {
        using var quiet = new QuietParameters(_functions.SetThreadLocalInvalidParameterHandler);
        return Checked(_functions.Close(descriptor));
    }

    public Result Read(int descriptor, void* buffer, uint count)
    {
        using var quiet = new QuietParameters(_functions.SetThreadLocalInvalidParameterHandler);
        return Checked(_functions.Read(descriptor, buffer, count));
    }

    public Result Write(int descriptor, void* buffer, uint count)
    {
        using var quiet = new QuietParameters(_functions.SetThreadLocalInvalidParameterHandler);
        return Checked(_functions.Write(descriptor, buffer, count));
    }

    public Result Duplicate(int descriptor)
    {
        using var quiet = new QuietParameters(_functions.SetThreadLocalInvalidParameterHandler);
        return Checked(_functions.Dup(descriptor));
    }

    /// <summary>_dup2, which returns 0 where POSIX returns the new descriptor.</summary>
    public Result DuplicateTo(int descriptor, int target)
    {
        using var quiet = new QuietParameters(_functions.SetThreadLocalInvalidParameterHandler);
        Result result = Checked(_functions.Dup2(descriptor, target));
        return result.Failed ? result : target;
    }

    /// <summary>Whether a descriptor that is open is in text mode. A runtime tells the mode only to who sets it, so it is binary meanwhile.</summary>
    public bool IsText(int descriptor)
    {
        using var quiet = new QuietParameters(_functions.SetThreadLocalInvalidParameterHandler);
        int mode = _functions.SetMode(descriptor, Binary);
        if (mode is -1 or Binary)
        {
            return false;
        }

        _functions.SetMode(descriptor, mode);
        return true;
    }

    public Result Unlink(byte* path)
    {
        using var quiet = new QuietParameters(_functions.SetThreadLocalInvalidParameterHandler);
        return Checked(_functions.Unlink(path));
    }

    /// <summary>The handle behind a descriptor, or EBADF.</summary>
    public Errno GetHandle(int descriptor, out nint handle)
    {
        using var quiet = new QuietParameters(_functions.SetThreadLocalInvalidParameterHandler);
        handle = _functions.GetOsfHandle(descriptor);
        return handle is -1 or -2 ? Errno.EBADF : Errno.None;
    }

    /// <summary>Whether a handle is a placeholder of ours, and no other handle of the process that has got its number since.</summary>
    public static bool IsPlaceholder(nint handle) => KernelBase.CompareObjectHandles(handle, s_placeholder) != 0;

    /// <summary>The same of a placeholder that may be another process's: a pipe's reading end without a writer.</summary>
    public static bool SeemsPlaceholder(nint handle) => IsPlaceholder(handle) || (PipeEnd.TryLook(handle, out PipeEnd pipe) && pipe.IsAlone && pipe.CanRead);

    private Result Checked(int result) => result >= 0 ? result : (Errno)(*_functions.Errno());

    /// <summary>
    /// The end of a pipe whose other end is gone. To the runtime a descriptor with this behind it looks like a pipe (which is what a socket looks
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
        private readonly delegate* unmanaged<nint, nint> _setHandler;
        private readonly nint _before;

        public QuietParameters(delegate* unmanaged<nint, nint> setHandler)
        {
            _setHandler = setHandler;
            if (setHandler != null)
            {
                _before = setHandler((nint)(delegate* unmanaged<void*, void*, void*, uint, nuint, void>)&Ignore);
            }
        }

        public void Dispose()
        {
            if (_setHandler != null)
            {
                _setHandler(_before);
            }
        }

        [UnmanagedCallersOnly]
        private static void Ignore(void* expression, void* function, void* file, uint line, nuint reserved)
        {
        }
    }
}
