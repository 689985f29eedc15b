using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// A listener's view of one client process's book. It keeps what that process can't touch: which slots have been accepted, and the one handle that
/// this process opened itself. Its methods are called under the lock of the <see cref="ListenerHandshake"/> that opened it.
/// </summary>
internal sealed unsafe class ServerBook
{
    private static readonly Stack<ServerBook> s_spare = new();

    private BookView _view;
    private readonly Lock _identityLock = new();
    private Credentials _identity;
    private bool _tableWasAsked;
    private nint _client;
    private uint _clientId;
    private ulong _clientStart;
    private ulong _accepted; // a bit for each slot

    private ServerBook()
    {
    }

    public ClientEndpoint Block { get; private set; }

    /// <summary>Who owns the section: the user that the client process runs as.</summary>
    public Sid Owner { get; private set; }

    /// <summary>Connections of this book that are open in this process.</summary>
    public int Connections { get; set; }

    /// <summary>Another process goes on with the listener, and may have the book.</summary>
    public bool GoesOn { get; set; }

    /// <summary>
    /// No connection is open and no more can come: the client process has said so, or is gone, and nothing that it connected is still in the queue.
    /// For what is queued the book may be the only proof left.
    /// </summary>
    public bool IsFinished => Connections == 0 && ClientIsThrough && NothingIsQueued;

    /// <summary>The same as far as memory tells: whether a client that has not said so is gone takes a question to the system.</summary>
    public bool IsRetired => Connections == 0 && SaysItIsThrough && NothingIsQueued;

    /// <summary>
    /// The slot proves its client, who waits for nothing, since this process holds the book: the client is through connect() with it, or inside connect()
    /// and alive, so that it still has the endpoint. In this order: that it lives says something of the moment before.
    /// </summary>
    public bool Vouches(int slot) => Volatile.Read(ref _view.Header->CustodyHandle) != 0
        && (SlotState)Volatile.Read(ref _view.Slot(slot)->State) switch
        {
            SlotState.Connected => true,
            SlotState.Connecting => _client != 0 && !ProcessIdentity.IsEnding(_client),
            _ => false,
        };

    /// <summary>Tells the client that its slots need no tokens any more, if this process can see whether it lives.</summary>
    public void Watch() => Volatile.Write(ref _view.Header->Watched, _client != 0 ? 1 : 0);

    /// <summary>True when the client will not put a handle into this process any more: it has, or it is through.</summary>
    public bool IsSettled => Volatile.Read(ref _view.Header->CustodyHandle) != 0 || ClientIsThrough;

    /// <summary>Opens a client's book; null when there is none, or it is not a book of this version.</summary>
    public static ServerBook? TryOpen(in Secret secret, ushort serverPort, ClientEndpoint block)
    {
        if (!BookView.TryOpen(secret, serverPort, block, out BookView view))
        {
            return null;
        }

        if (Volatile.Read(ref view.Header->Magic) != Handshake.BookMagic || view.Header->Version != Handshake.ProtocolVersion
            || Volatile.Read(ref view.Header->Finished) != 0)
        {
            view.Close();
            return null;
        }

        ServerBook book = s_spare.TryPop(out ServerBook? spare) ? spare : new ServerBook();
        book._view = view;
        book.Block = block;
        book.Owner = ObjectGuard.OwnerOf(view.Handle);
        book._clientId = view.Header->ClientProcessId; // read once: the client can still write there
        book._clientStart = view.Header->ClientStartTime;
        book._client = ProcessIdentity.Open(book._clientId, book._clientStart, Win.SYNCHRONIZE, out _);
        return book;
    }

    /// <summary>Who the client is. Not under the lock, but while a connection of the book is open; found out once for all of them.</summary>
    /// <param name="asksTable">Somebody wants to know: the TCP table is worth its time.</param>
    public Credentials Identify(LedgerSlot* slot, bool asksTable)
    {
        lock (_identityLock)
        {
            if (!_identity.IsKnown || (asksTable && !_tableWasAsked))
            {
                var endpoint = new ClientEndpoint(Block.Address, (ushort)(Block.Port + IndexOf(slot)));
                uint tcpOwner = asksTable ? TcpTable.OwnerOf(endpoint, listens: false) : 0;
                _identity = Credentials.Verify(Owner, _clientId, _clientStart, _client, tcpOwner);
                _tableWasAsked = asksTable;
            }

            return _identity;
        }
    }

    private bool SaysItIsThrough => Volatile.Read(ref _view.Header->Retired) != 0;

    private bool ClientIsThrough =>
        SaysItIsThrough || _client == 0 || Kernel32.WaitForSingleObject(_client, 0) == Win.WAIT_OBJECT_0;

    private bool NothingIsQueued
    {
        get
        {
            for (int index = 1; index < BookLayout.PortsPerBlock; index++)
            {
                LedgerSlot* slot = _view.Slot(index);
                bool accepted = (_accepted & (1UL << index)) != 0 || Volatile.Read(ref slot->Accepted) != 0;
                if (!accepted && Volatile.Read(ref slot->State) == (int)SlotState.Connected)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public LedgerSlot* Slot(int index) => _view.Slot(index);

    /// <summary>The section's handle, to be given to another process together with a slot.</summary>
    public nint Section => _view.Handle;

    /// <summary>Which slot of the book this is.</summary>
    public int IndexOf(LedgerSlot* slot) => (int)(slot - _view.Slot(0));

    /// <summary>
    /// Marks a slot as accepted; false when it was before: a slot counts once. This process's own word is the one that no client can change; the slot's is
    /// for another process with the same listener.
    /// </summary>
    public bool Claim(int index)
    {
        ulong bit = 1UL << index;
        bool first = (_accepted & bit) == 0 && Interlocked.Exchange(ref _view.Slot(index)->Accepted, 1) == 0;
        _accepted |= bit;
        return first;
    }

    /// <summary>
    /// Closes the handle that the client put into a process with the listener: into this one, or, when nobody needs it any more, into another, which may
    /// never accept and so never see the book. Only of a client that runs as this user: others can't put a handle anywhere. The id is taken away first,
    /// so that one process closes it, and once; and the value is only closed when there is this very section behind it.
    /// </summary>
    private void EndCustody()
    {
        nint custody = Volatile.Read(ref _view.Header->CustodyHandle); // read once: the client can still write there
        uint custodian = Volatile.Read(ref _view.Header->CustodianProcessId);
        bool isOurs = custodian == Kernel32.GetCurrentProcessId();
        if (custody == 0 || custodian == 0 || (!isOurs && (GoesOn || !Owner.Equals(ObjectGuard.Self)))
            || Interlocked.CompareExchange(ref _view.Header->CustodianProcessId, 0, custodian) != custodian)
        {
            return;
        }

        if (!isOurs)
        {
            CloseElsewhere(custodian, _view.Header->CustodianStartTime, custody);
        }
        else if (custody != _view.Handle && KernelBase.CompareObjectHandles(custody, _view.Handle) != 0)
        {
            Kernel32.CloseHandle(custody);
        }
    }

    private void CloseElsewhere(uint processId, ulong startTime, nint custody)
    {
        nint process = ProcessIdentity.Open(processId, startTime, Win.PROCESS_DUP_HANDLE, out _);
        if (process == 0)
        {
            return; // gone, and the handle with it
        }

        nint self = Kernel32.GetCurrentProcess();
        nint copy;
        if (Kernel32.DuplicateHandle(process, custody, self, &copy, 0, 0, Win.DUPLICATE_SAME_ACCESS) != 0)
        {
            bool isSame = KernelBase.CompareObjectHandles(copy, _view.Handle) != 0;
            Kernel32.CloseHandle(copy);
            if (isSame)
            {
                Kernel32.DuplicateHandle(process, custody, self, &copy, 0, 0, Win.DUPLICATE_SAME_ACCESS | Win.DUPLICATE_CLOSE_SOURCE);
                Kernel32.CloseHandle(copy);
            }
        }

        Kernel32.CloseHandle(process);
    }

    /// <summary>Lets go of the book, and of the handle that its client put into this process.</summary>
    public void Close()
    {
        EndCustody();
        if (!GoesOn)
        {
            Volatile.Write(ref _view.Header->Watched, 0);
            Volatile.Write(ref _view.Header->Finished, 1);
        }

        _view.Close();
        if (_client != 0)
        {
            Kernel32.CloseHandle(_client);
            _client = 0;
        }

        _identity = default;
        _tableWasAsked = false;
        _accepted = 0;
        GoesOn = false;
        Connections = 0;
        s_spare.Push(this);
    }
}
