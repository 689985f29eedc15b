using AfUnix.Images;
using AfUnix.Interop;

namespace AfUnix.Hooks;

/// <summary>
/// Jumps to functions that are too far from a module for its export table, whose offsets reach 4 GB upwards. They lie in a page of their own within that
/// reach: writable while it is filled, executable afterwards, never both.
/// </summary>
internal sealed unsafe class RelayPage : IDisposable
{
    public const int RelaySize = 16;
    private const nint PageSize = 4096;
    private const nint Granularity = 0x10000;
    private const long Reach = 1L << 32;

    private readonly byte* _page;
    private int _count;
    private bool _isKept;

    private RelayPage(byte* page) => _page = page;

    /// <summary>Null when there is no free memory in reach.</summary>
    public static RelayPage? Above(PortableImage image)
    {
        nint end = (nint)(image.Module + Reach) - PageSize;
        nint place = image.Module + (nint)image.Size;
        while (place < end)
        {
            MEMORY_BASIC_INFORMATION memory;
            if (Kernel32.VirtualQuery((void*)place, &memory, (nuint)sizeof(MEMORY_BASIC_INFORMATION)) == 0)
            {
                return null; // past the last address that a program can have
            }

            nint after = (nint)memory.BaseAddress + (nint)memory.RegionSize;
            nint aligned = (place + Granularity - 1) & -Granularity;
            if (memory.State == Win.MEM_FREE && aligned + PageSize <= Math.Min(after, end))
            {
                void* page = Kernel32.VirtualAlloc((void*)aligned, (nuint)PageSize, Win.MEM_RESERVE | Win.MEM_COMMIT, Win.PAGE_READWRITE);
                if (page != null)
                {
                    return new RelayPage((byte*)page);
                }
            }

            place = after;
        }

        return null;
    }

    /// <returns>The jump's address; 0 when the page is full.</returns>
    public nint Add(nint target)
    {
        if ((_count + 1) * RelaySize > PageSize)
        {
            return 0;
        }

        byte* relay = _page + _count++ * RelaySize;
        Write(new Span<byte>(relay, RelaySize), target);
        return (nint)relay;
    }

    /// <returns>False when the page can't be made executable.</returns>
    public bool Seal()
    {
        uint before;
        return Kernel32.VirtualProtect(_page, (nuint)PageSize, Win.PAGE_EXECUTE_READ, &before) != 0;
    }

    /// <summary>Somebody has been told of these jumps: they stay.</summary>
    public void Keep() => _isKept = true;

    public void Dispose()
    {
        if (!_isKept)
        {
            Kernel32.VirtualFree(_page, 0, Win.MEM_RELEASE);
        }
    }

    internal static void Write(Span<byte> relay, nint target)
    {
        ReadOnlySpan<byte> jump = [0xFF, 0x25, 0, 0, 0, 0]; // jmp [rip + 0]: the address follows
        ReadOnlySpan<byte> padding = [0xCC, 0xCC];
        jump.CopyTo(relay);
        BitConverter.TryWriteBytes(relay[jump.Length..], (long)target);
        padding.CopyTo(relay[(jump.Length + sizeof(long))..]);
    }
}
