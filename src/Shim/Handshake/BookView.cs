using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>A book's section, mapped: the memory alone, with no opinion on who may write what.</summary>
internal unsafe struct BookView
{
    private NamedSection _section;

    public BookHeader* Header;

    public readonly nint Handle => _section.Handle;

    /// <summary>The ledger of a slot, 1 to 63.</summary>
    public readonly LedgerSlot* Slot(int index) => (LedgerSlot*)Header + index;

    /// <summary>Creates a book; its name must be new.</summary>
    public static Errno Create(in Secret secret, ushort serverPort, ClientEndpoint block, nint guard, out BookView view)
    {
        view = default;
        Errno error = NamedSection.Create(ObjectRole.Book, secret, serverPort, block, BookLayout.Size, guard, out view._section);
        if (error == Errno.None)
        {
            view.Header = (BookHeader*)view._section.Memory;
            view.Header->Version = Handshake.ProtocolVersion;
            view.Header->ClientProcessId = Kernel32.GetCurrentProcessId();
            view.Header->ClientStartTime = ProcessIdentity.OwnStart;
            Volatile.Write(ref view.Header->Magic, Handshake.BookMagic);
        }

        return error;
    }

    /// <summary>Opens a book by name, when there is one that this user may open.</summary>
    public static bool TryOpen(in Secret secret, ushort serverPort, ClientEndpoint block, out BookView view)
    {
        const uint Access = Win.FILE_MAP_READ | Win.FILE_MAP_WRITE;
        view = default;
        bool opened = NamedSection.TryOpen(ObjectRole.Book, secret, serverPort, block, BookLayout.Size, Access, out view._section);
        view.Header = (BookHeader*)view._section.Memory;
        return opened;
    }

    public void Close()
    {
        _section.Close();
        Header = null;
    }
}
