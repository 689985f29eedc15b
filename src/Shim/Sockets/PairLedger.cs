using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// The ledger of a socketpair(), whose two ends are in one process until one of them is given away. It goes with the second end. Ledgers of pairs come in
/// sections like those of books, so that one section serves 63 pairs; these have no name.
/// </summary>
internal sealed unsafe class PairLedger
{
    private static readonly Lock s_lock = new();
    private static Sheet? s_sheet;

    private readonly Sheet _sheet;
    private int _ends = 2;

    private PairLedger(Sheet sheet, int index)
    {
        _sheet = sheet;
        Index = index;
        Slot = sheet.SlotAt(index);
    }

    public LedgerSlot* Slot { get; }

    /// <summary>Which slot of the section this is.</summary>
    public int Index { get; }

    /// <summary>The section's handle, to be given to another process together with a slot.</summary>
    public nint Section => _sheet.Section;

    /// <summary>Null when the system has no memory for it.</summary>
    public static PairLedger? Create()
    {
        lock (s_lock)
        {
            if (s_sheet is not { IsUsedUp: false })
            {
                Sheet? sheet = Sheet.Create();
                if (sheet == null)
                {
                    return null;
                }

                s_sheet?.Release();
                s_sheet = sheet;
            }

            return new PairLedger(s_sheet, s_sheet.Take());
        }
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _ends) == 0)
        {
            lock (s_lock)
            {
                _sheet.Release();
            }
        }
    }

    /// <summary>A section with 63 slots, each used once. Its methods are called under the lock.</summary>
    private sealed class Sheet
    {
        private AnonymousSection _section;
        private int _next = 1;
        private int _references = 1; // as the one in use; each pair adds one

        private Sheet(AnonymousSection section) => _section = section;

        public nint Section => _section.Handle;

        public bool IsUsedUp => _next >= BookLayout.PortsPerBlock;

        public static Sheet? Create() => AnonymousSection.TryCreate(BookLayout.Size, out AnonymousSection section) ? new Sheet(section) : null;

        public LedgerSlot* SlotAt(int index) => (LedgerSlot*)_section.Memory + index;

        public int Take()
        {
            _references++;
            return _next++;
        }

        public void Release()
        {
            if (--_references == 0)
            {
                _section.Close();
            }
        }
    }
}
