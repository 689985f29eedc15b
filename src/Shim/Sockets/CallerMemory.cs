using AfUnix.Errors;

namespace AfUnix.Sockets;

/// <summary>Pointers that the program handed in.</summary>
internal static unsafe class CallerMemory
{
    /// <summary>Windows never maps the first 64 KiB, so a pointer there is null, or null plus an offset, or a small integer.</summary>
    private const nuint LowestAddress = 0x10000;

    public static bool IsBad(void* pointer) => (nuint)pointer < LowestAddress;

    /// <summary>Gives an address to the program as accept(2) does: no more than fits, and the length that it has in truth.</summary>
    /// <returns>EFAULT for a bad pointer, EINVAL for a negative length.</returns>
    public static Errno WriteAddress(ReadOnlySpan<byte> name, byte* address, int* length)
    {
        if (IsBad(length))
        {
            return Errno.EFAULT;
        }

        if (*length < 0)
        {
            return Errno.EINVAL;
        }

        int copied = Math.Min(*length, name.Length);
        if (copied > 0 && IsBad(address))
        {
            return Errno.EFAULT;
        }

        name[..copied].CopyTo(new Span<byte>(address, copied));
        *length = name.Length;
        return Errno.None;
    }
}
