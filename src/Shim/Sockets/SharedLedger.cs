using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>The ledger of a connection that came from another process: a slot of a section that this process did not make.</summary>
internal sealed unsafe class SharedLedger
{
    private readonly nint _section;
    private readonly byte* _memory;

    private SharedLedger(nint section, byte* memory, int index)
    {
        _section = section;
        _memory = memory;
        Index = index;
        Slot = (LedgerSlot*)memory + index;
    }

    public int Index { get; }

    public LedgerSlot* Slot { get; }

    public nint Section => _section;

    /// <summary>Maps a section, and takes the handle. Null, and the handle is left alone, when it is none, or too small: then it isn't the one that was meant.</summary>
    public static SharedLedger? TryOpen(nint section, int index)
    {
        byte* memory = index is > 0 and < BookLayout.PortsPerBlock
            ? AnonymousSection.Map(section, BookLayout.Size)
            : null;
        return memory == null ? null : new SharedLedger(section, memory, index);
    }

    public void Release()
    {
        AnonymousSection.Unmap(_memory);
        Kernel32.CloseHandle(_section);
    }
}
