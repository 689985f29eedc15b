using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// The client's side of the handshake, for one listener: what this process has learnt about it, and the book that it keeps with it.
/// <see cref="Handshake"/> tells the whole story.
/// </summary>
internal sealed unsafe class KnownListener
{
    /// <summary>How many listeners a process remembers between connections. A tuning constant.</summary>
    private const int MaxKnown = 16;

    private static readonly Lock s_lock = new();
    private static readonly KnownListener?[] s_known = new KnownListener?[MaxKnown];
    private static int s_oldest;

    private readonly Lock _lock = new();
    private readonly SocketFileContent _file;
    private readonly Sid _owner;
    private readonly nint _process;
    private ClientBook? _book;
    private nint _room;

    private KnownListener(in SocketFileContent file, in Sid owner)
    {
        _file = file;
        _owner = owner;
        _process = OpenOnlyThatProcess(file.ProcessId, file.ProcessStartTime);
    }

    /// <summary>Connections in progress may still use a forgotten listener, so its handle goes when nobody can.</summary>
    ~KnownListener()
    {
        Kernel32.CloseHandle(_process);
        Kernel32.CloseHandle(_room);
    }

    /// <summary>The semaphore of the listener's backlog, to be taken before connecting; 0 when it can't be seen from here.</summary>
    public nint Room
    {
        get
        {
            lock (_lock)
            {
                // Not there yet when the socket was bound and did not listen: so it is looked for until it is.
                _room = _room != 0 ? _room : NamedSemaphore.Open(ObjectRole.Room, _file.Secret, _file.Port, default, NamedSemaphore.ToChange);
                return _room;
            }
        }
    }

    public ushort Port => _file.Port;

    public ref readonly Secret Secret => ref _file.Secret;

    public ReadOnlySpan<byte> BoundName => _file.BoundName;

    /// <summary>False when the server's process can't be opened, because another user owns it: then close() has to wait for accept().</summary>
    public bool CanGiveCustody => _process != 0;

    /// <summary>Finds the listener that a file speaks of. The owner is asked for only when this process has not met the listener before.</summary>
    public static KnownListener For(in SocketFileContent file, nint fileHandle)
    {
        lock (s_lock)
        {
            foreach (KnownListener? known in s_known)
            {
                if (known != null && known._file.Port == file.Port && known._file.Secret.Equals(file.Secret))
                {
                    return known;
                }
            }

            var listener = new KnownListener(file, ObjectGuard.OwnerOf(fileHandle));
            s_known[s_oldest]?.Forget();
            s_known[s_oldest] = listener;
            s_oldest = (s_oldest + 1) % MaxKnown;
            return listener;
        }
    }

    /// <summary>
    /// True when the listener's token exists, whoever owns the socket file owns it, and its count is not spent: anybody who may open it can keep it
    /// alive, but only its listener leaves it a count.
    /// </summary>
    public bool HasToken()
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

    /// <summary>
    /// Starts a connection: takes a slot and creates the client's token for it. The caller binds its socket to the endpoint first, and when the
    /// system refuses that, or the token's name is taken, comes again for the next slot.
    /// </summary>
    public Errno TakeSlot(out ClientTicket ticket)
    {
        ticket = default;
        lock (_lock)
        {
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

    /// <summary>Gives back what was taken of <see cref="Room"/>: the connection did not come about.</summary>
    public void ReturnRoom() => Kernel32.ReleaseSemaphore(Room, 1, null);

    public Errno CreateToken(ref ClientTicket ticket)
    {
        ObjectGuard.ForClientObjects(_owner, out nint guard, out _);
        return NamedSemaphore.Create(ObjectRole.Client, _file.Secret, _file.Port, ticket.Endpoint, 0, guard, out ticket.Token);
    }

    /// <summary>
    /// The second half, when TCP has connected: is the listener still there, and does its process now hold what proves this client?
    /// </summary>
    public Errno Confirm(in ClientTicket ticket)
    {
        if (!HasToken() || IsProcessEnding)
        {
            return Errno.ECONNREFUSED;
        }

        if (_process != 0)
        {
            lock (_lock)
            {
                if (!ticket.Book!.GiveCustody(_process, _file.ProcessId))
                {
                    return Errno.ECONNREFUSED;
                }
            }
        }

        Volatile.Write(ref ticket.Slot->State, (int)SlotState.Connected);
        return Errno.None;
    }

    /// <summary>
    /// A process that is killed loses its handles one by one, and its port perhaps before its token; its exit code is there before it loses the first.
    /// </summary>
    private bool IsProcessEnding
    {
        get
        {
            uint code;
            return _process != 0 && Kernel32.GetExitCodeProcess(_process, &code) != 0 && code != Win.STILL_ACTIVE;
        }
    }

    private void Forget()
    {
        lock (_lock)
        {
            _book?.Release();
            _book = null;
        }
    }

    /// <summary>A process id alone can have been given again, so the time of creation must be the one in the file.</summary>
    private static nint OpenOnlyThatProcess(uint processId, ulong startTime)
    {
        nint process = Kernel32.OpenProcess(Win.PROCESS_DUP_HANDLE | Win.PROCESS_QUERY_LIMITED_INFORMATION | Win.SYNCHRONIZE, 0, processId);
        if (process != 0 && ProcessTime.StartOf(process) != startTime)
        {
            Kernel32.CloseHandle(process);
            process = 0;
        }

        return process;
    }
}

/// <summary>What a connecting client holds: its slot and its token. Given back by <see cref="Discard"/>.</summary>
internal unsafe struct ClientTicket
{
    public ClientBook? Book;
    public LedgerSlot* Slot;
    public ClientEndpoint Endpoint;
    public nint Token;

    public void Discard()
    {
        if (Token != 0)
        {
            Kernel32.CloseHandle(Token);
        }

        Book?.Release();
        this = default;
    }
}
