using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>A book's section, mapped: the memory alone, with no opinion on who may write what.</summary>
internal unsafe struct BookView
{
    public nint Handle;
    public BookHeader* Header;

    public readonly bool IsNone => Header == null;

    /// <summary>The ledger of a slot, 1 to 63.</summary>
    public readonly LedgerSlot* Slot(int index) => (LedgerSlot*)Header + index;

    /// <summary>Creates a book; its name must be new.</summary>
    public static Errno Create(in Secret secret, ushort serverPort, ClientEndpoint block, nint guard, out BookView view)
    {
        view = default;
        char* name = stackalloc char[ObjectName.MaxLength];
        ObjectName.Write(new(name, ObjectName.MaxLength), "Global\\", ObjectRole.Book, secret, serverPort, block);
        Errno error = CreateNamed(name, guard, ref view);
        if (error == Errno.EACCES)
        {
            // Outside session 0 a section in the global namespace takes a privilege that users don't have.
            ObjectName.Write(new(name, ObjectName.MaxLength), "Local\\", ObjectRole.Book, secret, serverPort, block);
            error = CreateNamed(name, guard, ref view);
        }

        return error;
    }

    /// <summary>Opens a book by name, when there is one that this user may open.</summary>
    public static bool TryOpen(in Secret secret, ushort serverPort, ClientEndpoint block, out BookView view)
    {
        view = default;
        char* name = stackalloc char[ObjectName.MaxLength];
        ObjectName.Write(new(name, ObjectName.MaxLength), "Global\\", ObjectRole.Book, secret, serverPort, block);
        view.Handle = Kernel32.OpenFileMappingW(OpenRights, 0, name);
        if (view.Handle == 0)
        {
            ObjectName.Write(new(name, ObjectName.MaxLength), "Local\\", ObjectRole.Book, secret, serverPort, block);
            view.Handle = Kernel32.OpenFileMappingW(OpenRights, 0, name);
        }

        return view.Handle != 0 && Map(ref view);
    }

    public void Close()
    {
        if (Header != null)
        {
            Kernel32.UnmapViewOfFile(Header);
        }

        if (Handle != 0)
        {
            Kernel32.CloseHandle(Handle);
        }

        this = default;
    }

    private const uint OpenRights = Win.FILE_MAP_READ | Win.FILE_MAP_WRITE | Win.READ_CONTROL;

    private static Errno CreateNamed(char* name, nint guard, ref BookView view)
    {
        var attributes = new SECURITY_ATTRIBUTES { nLength = (uint)sizeof(SECURITY_ATTRIBUTES), lpSecurityDescriptor = (void*)guard };
        view.Handle = Kernel32.CreateFileMappingW(-1, &attributes, Win.PAGE_READWRITE, 0, BookLayout.Size, name);
        uint error = Kernel32.GetLastError();
        if (view.Handle == 0)
        {
            return ErrorMap.FromWin32(error);
        }

        if (error == Win.ERROR_ALREADY_EXISTS)
        {
            view.Close();
            return Errno.EEXIST;
        }

        if (!Map(ref view))
        {
            return Errno.ENOMEM;
        }

        view.Header->Version = Handshake.ProtocolVersion;
        view.Header->ClientProcessId = Kernel32.GetCurrentProcessId();
        Volatile.Write(ref view.Header->Magic, Handshake.BookMagic);
        return Errno.None;
    }

    /// <summary>Maps exactly a book's size: a smaller section, which a hostile client could offer, fails here and not at the first access.</summary>
    private static bool Map(ref BookView view)
    {
        view.Header = (BookHeader*)Kernel32.MapViewOfFile(view.Handle, Win.FILE_MAP_READ | Win.FILE_MAP_WRITE, 0, 0, BookLayout.Size);
        if (view.Header == null)
        {
            view.Close();
            return false;
        }

        return true;
    }
}
