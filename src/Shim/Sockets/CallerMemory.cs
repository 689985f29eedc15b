namespace AfUnix.Sockets;

/// <summary>Pointers that the program handed in.</summary>
internal static unsafe class CallerMemory
{
    /// <summary>Windows never maps the first 64 KiB, so a pointer there is null, or null plus an offset, or a small integer.</summary>
    private const nuint LowestAddress = 0x10000;

    public static bool IsBad(void* pointer) => (nuint)pointer < LowestAddress;
}
