using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>The server's side of the handshake, for one listener. <see cref="Handshake"/> tells the whole story.</summary>
internal sealed unsafe class ListenerHandshake
{
    // One lock for all listeners: the books' pool is shared, and what is done under it never waits for anybody.
    private static readonly Lock s_lock = new();

    /// <summary>Books of closed listeners whose clients may still put a handle into this process; looked at whenever books are.</summary>
    private static readonly List<ServerBook> s_unsettled = [];

    /// <summary>Those that are open: a process may have one listener twice.</summary>
    private static readonly List<ListenerHandshake> s_open = [];

    private readonly List<ServerBook> _books = [];
    private readonly Secret _secret;
    private readonly ushort _port;
    private readonly int _mode;
    private readonly Backlog _backlog;
    private Board _board;
    private nint _token;
    private bool _closed;

    private ListenerHandshake(in Secret secret, ushort port, int mode, Backlog backlog)
    {
        _backlog = backlog;
        _secret = secret;
        _port = port;
        _mode = mode;
    }

    /// <summary>The listener's token; 0 once closed.</summary>
    public nint Token => _token;

    /// <summary>Creates the server token. Only after TCP listens: a token says "my listener is here".</summary>
    public static Errno Open(in Secret secret, ushort port, int mode, int backlog, out ListenerHandshake? handshake)
    {
        handshake = null;
        Errno error = Backlog.Create(secret, port, backlog, mode, out Backlog? places);
        if (error != Errno.None)
        {
            return error == Errno.EEXIST ? Errno.EADDRINUSE : error;
        }

        // The token last: a client that sees it finds all the rest.
        var opened = new ListenerHandshake(secret, port, mode, places!);
        nint guard = ObjectGuard.ForBoard(mode);
        error = Board.Create(secret, port, guard, out opened._board);
        ObjectGuard.Free(guard);
        if (error == Errno.None)
        {
            guard = ObjectGuard.ForServerToken(mode);
            error = NamedSemaphore.Create(ObjectRole.Server, secret, port, default, 1, guard, out opened._token);
            ObjectGuard.Free(guard);
        }

        if (error != Errno.None)
        {
            opened._board.Close();
            opened._backlog.Close();
            return error == Errno.EEXIST ? Errno.EADDRINUSE : error;
        }

        handshake = opened;
        lock (s_lock)
        {
            s_open.Add(opened);
        }

        return Errno.None;
    }

    /// <summary>Takes up a listener that another process has: token, board and backlog are there, and are found by name.</summary>
    public static Errno Join(in Secret secret, ushort port, int mode, out ListenerHandshake? handshake)
    {
        handshake = null;
        nint token = NamedSemaphore.Open(ObjectRole.Server, secret, port, default, NamedSemaphore.ToChange);
        Backlog? backlog = token != 0 ? Backlog.TryOpen(secret, port, ObjectGuard.Self) : null;
        if (backlog == null || !Board.TryJoin(secret, port, out Board board))
        {
            backlog?.Close();
            Kernel32.CloseHandle(token);
            return Errno.ECONNREFUSED; // it was shut down meanwhile
        }

        handshake = new ListenerHandshake(secret, port, mode, backlog) { _token = token, _board = board };
        lock (s_lock)
        {
            s_open.Add(handshake);
            board.Enter(Kernel32.GetCurrentProcessId(), ProcessIdentity.OwnStart);
        }

        return Errno.None;
    }

    /// <summary>The objects that the listener consists of, beside its socket.</summary>
    public int CopyHandles(Span<nint> handles)
    {
        handles[0] = _token;
        handles[1] = _board.Handle;
        handles[2] = _backlog.Signal;
        handles[3] = _backlog.Section;
        return 4;
    }

    /// <summary>
    /// Handles that another process put into this one, to keep those objects alive until they were joined. They are closed if they are what they should be:
    /// a value that somebody else wrote is never closed on trust.
    /// </summary>
    public void TakeOver(ReadOnlySpan<nint> kept)
    {
        Span<nint> own = stackalloc nint[4];
        CopyHandles(own);
        for (int i = 0; i < own.Length; i++)
        {
            if (kept[i] != 0 && kept[i] != own[i] && KernelBase.CompareObjectHandles(kept[i], own[i]) != 0)
            {
                Kernel32.CloseHandle(kept[i]);
            }
        }
    }

    /// <summary>Another process has been given the listener. Told by the giver: that one may take its time to look, while this one lets go.</summary>
    public void OnGiven(uint processId, ulong startTime) => _board.Enter(processId, startTime);

    /// <summary>There is one process more that has the listener, or is about to: a token counts its handles.</summary>
    public void Count() => Kernel32.ReleaseSemaphore(_token, 1, null);

    /// <summary>It came to nothing.</summary>
    public void Discount() => Kernel32.WaitForSingleObject(_token, 0);

    /// <summary>This process lets go of the listener, and another goes on with it: nothing is withdrawn.</summary>
    public void Leave()
    {
        lock (s_lock)
        {
            _books.ForEach(static book => book.GoesOn = true);
            s_open.Remove(this);
            if (!s_open.Exists(other => other._port == _port && other._secret.Equals(_secret)))
            {
                _board.Leave(); // with its last one
            }
        }

        Kernel32.WaitForSingleObject(_token, 0);
        Kernel32.CloseHandle(Interlocked.Exchange(ref _token, 0));
        Close();
    }

    /// <summary>Datagrams: the queue of messages, which is the senders', too.</summary>
    public Backlog Queue => _backlog;

    /// <summary>Datagrams: what senders have to know.</summary>
    public void Tell(ulong key, ulong heardHash, bool isReadShut) => _board.Tell(key, heardHash, isReadShut);

    /// <summary>listen() again, with another backlog.</summary>
    public void Resize(int backlog) => _backlog.Resize(backlog);

    /// <summary>This process has called listen(), perhaps after another one.</summary>
    public void NameListener() => _board.NameListener();

    /// <summary>accept() has delivered a connection that had a place in the queue: it is free again.</summary>
    public void OnDelivered() => _backlog.GiveBack();

    /// <summary>TCP has no connection for us: whoever is not counted as gone is.</summary>
    public void OnQueueEmpty() => _backlog.OnQueueEmpty();

    /// <summary>
    /// Decides on a connection that TCP has accepted: true when a client who knows the secret made it. Waits for nobody. When it is false the
    /// connection is a stranger's, or of a client that died inside connect(), and is to be reset.
    /// </summary>
    public bool Admit(ClientEndpoint client, out Admission admission)
    {
        admission = default;
        if (!client.IsLoopback || BookLayout.SlotOf(client.Port) == 0)
        {
            return false;
        }

        // A slot that vouches was written by who knows the secret. A token would prove nothing more, and nobody waits for its release.
        lock (s_lock)
        {
            ServerBook? book = FindBook(BookLayout.BlockOf(client));
            if (book != null && book.Vouches(BookLayout.SlotOf(client.Port)))
            {
                return Enter(client, default, vouched: true, ref admission);
            }
        }

        nint token = NamedSemaphore.Open(ObjectRole.Client, _secret, _port, client, NamedSemaphore.ToChange);
        Sid owner = token != 0 ? ObjectGuard.OwnerOf(token) : default;
        if (token != 0 && !ObjectGuard.Admits(_mode, owner))
        {
            Kernel32.CloseHandle(token);
            return false;
        }

        bool admitted;
        lock (s_lock)
        {
            admitted = Enter(client, owner, vouched: false, ref admission);
        }

        if (token != 0)
        {
            if (admitted)
            {
                // Last of all: a client that waits for this in close() takes its objects away at once.
                Kernel32.ReleaseSemaphore(token, 1, null);
            }

            Kernel32.CloseHandle(token);
        }

        return admitted;
    }

    /// <summary>A connection that was admitted is closed.</summary>
    public void Leave(ServerBook book)
    {
        lock (s_lock)
        {
            book.Connections--;
            if (_closed || book.IsRetired)
            {
                CloseBooks();
            }
        }
    }

    /// <summary>From here on connect() is refused. Before the listening socket is closed, so that neither token nor board speak for somebody else's.</summary>
    public void Withdraw()
    {
        _board.Withdraw();
        nint token = Interlocked.Exchange(ref _token, 0);
        if (token != 0)
        {
            while (Kernel32.WaitForSingleObject(token, 0) == Win.WAIT_OBJECT_0)
            {
                // Spends the count: a client that holds the token open must not take it for a listener.
            }

            Kernel32.CloseHandle(token);
        }
    }

    /// <summary>The listener is no more: its books go, those with open connections when the last of these does.</summary>
    public void Close()
    {
        lock (s_lock)
        {
            _closed = true;
            s_open.Remove(this);
            _backlog.Close();
            _board.Close();
            CloseBooks();
        }
    }

    /// <param name="owner">Who owns the client's token; none when there is no token.</param>
    /// <param name="vouched">The slot has proved its client.</param>
    private bool Enter(ClientEndpoint client, in Sid owner, bool vouched, ref Admission admission)
    {
        int index = BookLayout.SlotOf(client.Port);
        bool hasToken = !owner.IsNone;
        admission.Owner = owner;
        ServerBook? book = FindBook(BookLayout.BlockOf(client));
        if (book == null || (hasToken && !book.Owner.Equals(owner)))
        {
            return hasToken; // the proof stands; the ledger is another user's, or out of sight in another session's namespace
        }

        if (!vouched && !hasToken && Volatile.Read(ref book.Slot(index)->State) != (int)SlotState.Connected)
        {
            return false;
        }

        if (!book.Claim(index))
        {
            return false;
        }

        book.Connections++;
        admission.Book = book;
        admission.Slot = book.Slot(index);
        admission.Owner = book.Owner;
        admission.Slot->ServerProcessId = Kernel32.GetCurrentProcessId();
        return true;
    }

    private ServerBook? FindBook(ClientEndpoint block)
    {
        foreach (ServerBook known in _books)
        {
            if (known.Block == block)
            {
                return known;
            }
        }

        CloseBooks();
        ServerBook? book = ServerBook.TryOpen(_secret, _port, block);
        if (book != null && !ObjectGuard.Admits(_mode, book.Owner))
        {
            book.Close();
            book = null;
        }
        else if (book != null)
        {
            _books.Add(book);
            book.Watch();
        }

        return book;
    }

    /// <summary>
    /// Lets go of the books that nobody needs. A closed listener needs none without an open connection; but a client that saw our token a moment ago may
    /// be about to put a handle into this process, and until it has, or can't any more, its book is kept, to find that handle by.
    /// </summary>
    private void CloseBooks()
    {
        for (int i = _books.Count - 1; i >= 0; i--)
        {
            ServerBook book = _books[i];
            if (book.IsFinished || (_closed && book.Connections == 0 && book.IsSettled))
            {
                _books.RemoveAt(i);
                book.Close();
            }
            else if (_closed && book.Connections == 0)
            {
                _books.RemoveAt(i);
                s_unsettled.Add(book);
            }
        }

        for (int i = s_unsettled.Count - 1; i >= 0; i--)
        {
            if (s_unsettled[i].IsSettled)
            {
                s_unsettled[i].Close();
                s_unsettled.RemoveAt(i);
            }
        }
    }
}
