using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// The client's side of the handshake, for one listener: what this process has learnt about it, and the book that it keeps with it.
/// <see cref="Handshake"/> tells the whole story.
/// </summary>
internal sealed unsafe partial class KnownListener
{
    private readonly Lock _lock = new();
    private readonly SocketFileContent _file;
    private readonly Sid _owner;
    private readonly List<nint> _formerProcesses = []; // other threads may still ask about them
    private nint _process;
    private uint _processId;
    private bool _processIsGone;
    private ClientBook? _book;
    private Board _board; // set once
    private Board _notice; // the same, of one whose process can't be asked
    private Backlog? _backlog;

    private KnownListener(in SocketFileContent file, in Sid owner)
    {
        _file = file;
        _owner = owner;
        _processId = file.ProcessId;
        _process = ProcessIdentity.Open(file.ProcessId, file.ProcessStartTime, Win.PROCESS_DUP_HANDLE | Win.SYNCHRONIZE, out bool refused);
        _processIsGone = _process == 0 && !refused;
    }

    /// <summary>Connections in progress may still use a forgotten listener, so its handle goes when nobody can.</summary>
    ~KnownListener()
    {
        Kernel32.CloseHandle(_process);
        _formerProcesses.ForEach(static process => Kernel32.CloseHandle(process));
        _backlog?.Close();
        _board.Close();
        _notice.Close();
    }

    /// <summary>The listener's queue, in which a place is to be taken before connecting; null when it can't be seen from here.</summary>
    public Backlog? Backlog
    {
        get
        {
            lock (_lock)
            {
                // Not there yet when the socket was bound and did not listen: so it is looked for until it is.
                return _backlog ??= Backlog.TryOpen(_file.Secret, _file.Port, _owner);
            }
        }
    }

    /// <summary>Datagrams: what the receiver tells its senders. Not known when it can't be seen from here.</summary>
    public Board Notice
    {
        get
        {
            if (_board.IsKnown || _notice.IsKnown)
            {
                return _board.IsKnown ? _board : _notice;
            }

            lock (_lock)
            {
                if (!_notice.IsKnown && Board.TryOpen(_file.Secret, _file.Port, _owner, out Board board))
                {
                    _notice = board;
                }

                return _notice;
            }
        }
    }

    public ushort Port => _file.Port;

    /// <summary>The process that has the listener, as far as is known.</summary>
    public uint ProcessId => _processId;

    /// <summary>When that process was created; 0 when it can't be asked.</summary>
    public ulong ProcessStartTime => _process == 0 ? 0 : ProcessIdentity.StartOf(_process);

    public ref readonly Secret Secret => ref _file.Secret;

    /// <summary>What its file says, and who owns that: for another process that is to know the listener, too.</summary>
    public ref readonly SocketFileContent File => ref _file;

    public ref readonly Sid Owner => ref _owner;

    public ReadOnlySpan<byte> BoundName => _file.BoundName;

    /// <summary>Another object for the same listener: those that were known longest are forgotten.</summary>
    public bool IsSameAs(KnownListener other) => ReferenceEquals(this, other) || (_file.Port == other._file.Port && _file.Secret.Equals(other._file.Secret));

    /// <summary>False when the server's process can't be opened, because another user owns it: then close() has to wait for accept().</summary>
    public bool CanGiveCustody => _process != 0;

    /// <summary>
    /// The first look, which spares a stranger on the port our visit: at the listener's board, free of system calls; at its token while the board is not
    /// known. Its process may be on its way out.
    /// </summary>
    public bool SeemsThere => _board.IsKnown ? _board.IsOpen : HasToken() && FindBoard();

    /// <summary>Whether the listener is there: what board or token said holds if a process that has the listener was whole afterwards.</summary>
    public bool IsThere => SeemsThere && (ProcessGoesOn || MoveOn());

    /// <summary>
    /// Starts a connection: takes a slot. The caller binds its socket to the endpoint, then calls <see cref="Announce"/>; when the system refuses
    /// either, it comes again for the next slot.
    /// </summary>
    /// <param name="bound">The endpoint that the caller's socket is bound to already, and can't change any more; default when it is not.</param>
    public Errno TakeSlot(ClientEndpoint bound, out ClientTicket ticket)
    {
        ticket = default;
        lock (_lock)
        {
            if (bound != default)
            {
                return TakeSlotOf(bound, ref ticket);
            }

            if (_book == null || _book.IsUsedUp)
            {
                ObjectGuard.ForClientObjects(_owner, out _, out nint guard);
                Errno error = ClientBook.Create(_file.Secret, _file.Port, guard, out ClientBook? book);
                if (error != Errno.None)
                {
                    return error;
                }

                _book?.Release();
                _book = book;
            }

            ticket.Book = _book;
            ticket.Endpoint = _book!.TakeSlot(out ticket.Slot);
            return Errno.None;
        }
    }

    /// <summary>Under the lock. The slot of an endpoint: of the book that we have, or of one that is made for it alone.</summary>
    private Errno TakeSlotOf(ClientEndpoint bound, ref ClientTicket ticket)
    {
        if (BookLayout.SlotOf(bound.Port) == 0)
        {
            return Errno.EADDRNOTAVAIL;
        }

        ClientBook? book = _book?.Block == BookLayout.BlockOf(bound) ? _book : null;
        bool isOurs = book != null;
        if (!isOurs)
        {
            ObjectGuard.ForClientObjects(_owner, out _, out nint guard);
            Errno error = ClientBook.CreateFor(_file.Secret, _file.Port, BookLayout.BlockOf(bound), guard, out book);
            if (error != Errno.None)
            {
                return error is Errno.EEXIST or Errno.EACCES ? Errno.EADDRNOTAVAIL : error;
            }
        }

        ticket.Book = book;
        ticket.Endpoint = bound;
        book!.TakeSlotOf(bound, out ticket.Slot);
        if (!isOurs)
        {
            book.Release(); // the ticket has it now
        }

        return Errno.None;
    }

    /// <summary>
    /// Makes what proves this client while it is inside connect(): a token, until the server has the book in sight; and the slot's word, which holds as
    /// long as the caller holds the endpoint, and is taken back before it lets go.
    /// </summary>
    public Errno Announce(ref ClientTicket ticket)
    {
        Errno error = Errno.None;
        if (!ticket.Book!.ServesAsToken)
        {
            ObjectGuard.ForClientObjects(_owner, out nint guard, out _);
            error = NamedSemaphore.Create(ObjectRole.Client, _file.Secret, _file.Port, ticket.Endpoint, 0, guard, out ticket.Token);
        }

        if (error == Errno.None)
        {
            Volatile.Write(ref ticket.Slot->State, (int)SlotState.Connecting);
        }

        return error;
    }

    /// <summary>
    /// The second half, when TCP has connected: is the listener still there, and does its process now hold what proves this client?
    /// </summary>
    public Errno Confirm(in ClientTicket ticket)
    {
        if (!IsThere)
        {
            return Errno.ECONNREFUSED;
        }

        if (_process != 0)
        {
            lock (_lock)
            {
                if (!ticket.Book!.GiveCustody(_process, _processId))
                {
                    return Errno.ECONNREFUSED;
                }
            }
        }

        Volatile.Write(ref ticket.Slot->State, (int)SlotState.Connected);
        return Errno.None;
    }

    /// <summary>
    /// True when the listener's token exists, whoever owns the socket file owns it, and its count is not spent: anybody who may open it can keep it
    /// alive, but only its listener leaves it a count.
    /// </summary>
    private bool HasToken()
    {
        nint token = NamedSemaphore.Open(ObjectRole.Server, _file.Secret, _file.Port, default, NamedSemaphore.ToLook);
        if (token == 0)
        {
            return false;
        }

        bool genuine = ObjectGuard.OwnerOf(token).Equals(_owner) && NamedSemaphore.CountOf(token) > 0;
        Kernel32.CloseHandle(token);
        return genuine;
    }

    /// <summary>Only for who can ask whether the server's process is ending: a killed server leaves its board as it was.</summary>
    /// <returns>True: without a board the token goes on to do.</returns>
    private bool FindBoard()
    {
        lock (_lock)
        {
            if ((_process != 0 || _processIsGone) && !_board.IsKnown && Board.TryOpen(_file.Secret, _file.Port, _owner, out Board board))
            {
                _board = board;
            }
        }

        return true;
    }

    /// <summary>The process that we dealt with is gone, or has let go of the listener, which may live on in one that was given it.</summary>
    private bool MoveOn()
    {
        lock (_lock)
        {
            if (ProcessGoesOn)
            {
                return true; // another thread has been here
            }

            uint processId = 0;
            nint process = _board.IsKnown ? _board.OpenHolder(Win.PROCESS_DUP_HANDLE | Win.SYNCHRONIZE, out processId) : 0;
            if (process == 0)
            {
                return false;
            }

            _formerProcesses.Add(_process);
            _process = process;
            _processId = processId;
            _processIsGone = false;
            return true;
        }
    }

    /// <summary>The process that we deal with has the listener. One that can't be opened can't be asked; then the token has to do.</summary>
    private bool ProcessGoesOn => _process == 0 ? !_processIsGone : (!_board.IsKnown || _board.IsHeldBy(_processId)) && !ProcessIdentity.IsEnding(_process);

    private void Forget()
    {
        lock (_lock)
        {
            _book?.Release();
            _book = null;
        }
    }
}
