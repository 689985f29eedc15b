using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// A client process's book for one listener: a random loopback address and a block of 64 ports of it, with a ledger for each but the first.
/// Every slot is used once. Its methods are called under the lock of the <see cref="KnownListener"/> that owns it, but for the last release.
/// </summary>
internal sealed unsafe class ClientBook
{
    private BookView _view;
    private int _nextSlot = 1;
    private int _references = 1; // the KnownListener's; each connection adds one
    private nint _custodian; // the process that has it in custody

    private ClientBook(BookView view, ClientEndpoint block)
    {
        _view = view;
        Block = block;
    }

    public ClientEndpoint Block { get; }

    /// <summary>The server holds the book and watches this process: what a slot says is then as good as a token beside it.</summary>
    public bool ServesAsToken => _custodian != 0 && Volatile.Read(ref _view.Header->Watched) != 0;

    public bool IsUsedUp => _nextSlot >= BookLayout.PortsPerBlock;

    /// <summary>Creates a book under a new random address.</summary>
    public static Errno Create(in Secret secret, ushort serverPort, nint guard, out ClientBook? book)
    {
        const int Tries = 16; // a name is taken only by chance or by malice
        book = null;
        Errno error = Errno.EADDRNOTAVAIL;
        for (int i = 0; i < Tries; i++)
        {
            uint random = (uint)Random.Shared.NextInt64();
            var block = new ClientEndpoint(ClientEndpoint.RandomLoopbackAddress(random), PortBlock(random >> 24));
            error = CreateFor(secret, serverPort, block, guard, out book);
            if (error is not (Errno.EEXIST or Errno.EACCES))
            {
                return error;
            }
        }

        return error;
    }

    /// <summary>Creates the book of a block.</summary>
    /// <returns>EEXIST or EACCES when there is one.</returns>
    public static Errno CreateFor(in Secret secret, ushort serverPort, ClientEndpoint block, nint guard, out ClientBook? book)
    {
        Errno error = BookView.Create(secret, serverPort, block, guard, out BookView view);
        book = error == Errno.None ? new ClientBook(view, block) : null;
        return error;
    }

    /// <summary>Takes the slot of an endpoint: one that was taken before and came to nothing, or the only one that is used of this book.</summary>
    public void TakeSlotOf(ClientEndpoint endpoint, out LedgerSlot* slot)
    {
        Interlocked.Increment(ref _references);
        slot = _view.Slot(BookLayout.SlotOf(endpoint.Port));
        *slot = default;
    }

    /// <summary>Takes the next slot; the caller has seen that the book is not used up.</summary>
    public ClientEndpoint TakeSlot(out LedgerSlot* slot)
    {
        int index = _nextSlot++;
        Interlocked.Increment(ref _references);
        slot = _view.Slot(index);
        return Block with { Port = (ushort)(Block.Port + index) };
    }

    /// <summary>
    /// Gives the server a handle to this book, once, so that the book outlives this process. False when the server's process is on its way out:
    /// a duplicate that succeeds after the TCP connection stands proves that the server still had its sockets then. When that process is gone and the
    /// listener lives on in another one, it is given once more.
    /// </summary>
    public bool GiveCustody(nint serverProcess, uint serverProcessId)
    {
        if (_custodian == serverProcess)
        {
            return true;
        }

        _view.Header->CustodianStartTime = ProcessIdentity.StartOf(serverProcess);
        _view.Header->CustodianProcessId = serverProcessId;
        bool given = Kernel32.DuplicateHandle(
            Kernel32.GetCurrentProcess(), _view.Handle, serverProcess, &_view.Header->CustodyHandle, 0, 0, Win.DUPLICATE_SAME_ACCESS) != 0;
        _custodian = given ? serverProcess : _custodian;
        return given;
    }

    /// <summary>The section's handle, to be given to another process together with a slot.</summary>
    public nint Section => _view.Handle;

    /// <summary>Which slot of the book this is.</summary>
    public int IndexOf(LedgerSlot* slot) => (int)(slot - _view.Slot(0));

    /// <summary>Gives back one reference; with the last one the server learns that it can let go too.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            Volatile.Write(ref _view.Header->Retired, 1);
            _view.Close();
        }
    }

    /// <summary>Blocks lie in the upper ephemeral range, clear of the ports that services like to listen on.</summary>
    private static ushort PortBlock(uint random)
    {
        const int First = 49152;
        const int Blocks = (65536 - First) / BookLayout.PortsPerBlock;
        return (ushort)(First + (int)(random % Blocks) * BookLayout.PortsPerBlock);
    }
}
