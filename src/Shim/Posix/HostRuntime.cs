using AfUnix.Errors;

namespace AfUnix.Posix;

/// <summary>The C runtime of the module that is calling, in whose terms the call is answered.</summary>
internal static unsafe class HostRuntime
{
    /// <summary>Turns a result into what a C function returns: the number, or -1 with errno set.</summary>
    public static nint Return(Result result) => result.Failed ? Callers.Runtime.Return(result) : (nint)result.Value;

    public static Result Close(int descriptor) => Callers.Runtime.Close(descriptor);

    public static Result Read(int descriptor, void* buffer, uint count) => Callers.Runtime.Read(descriptor, buffer, count);

    public static Result Write(int descriptor, void* buffer, uint count) => Callers.Runtime.Write(descriptor, buffer, count);

    public static Result Duplicate(int descriptor) => Callers.Runtime.Duplicate(descriptor);

    public static Result Unlink(byte* path) => Callers.Runtime.Unlink(path);

    /// <summary>Whether the runtime turns line ends of a descriptor that is open.</summary>
    public static bool IsText(int descriptor) => Callers.Runtime.IsText(descriptor);

    /// <summary>The handle behind a descriptor, or EBADF.</summary>
    public static Errno GetHandle(int descriptor, out nint handle) => Callers.Runtime.GetHandle(descriptor, out handle);
}
