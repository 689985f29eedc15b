using System.Runtime.InteropServices;
using AfUnix.Handshake;

namespace AfUnix.Sockets;

/// <summary>The ledger of a socketpair(), whose two ends are in one process. It goes with the second end.</summary>
internal sealed unsafe class PairLedger
{
    private int _ends = 2;

    private PairLedger() => Slot = (LedgerSlot*)NativeMemory.AllocZeroed((nuint)sizeof(LedgerSlot));

    public LedgerSlot* Slot { get; private set; }

    public static PairLedger Create() => new();

    public void Release()
    {
        if (Interlocked.Decrement(ref _ends) == 0)
        {
            NativeMemory.Free(Slot);
            Slot = null;
        }
    }
}
