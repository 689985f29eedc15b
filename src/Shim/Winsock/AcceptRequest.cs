using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// One AcceptEx of the program's. The system gets an AcceptEx of our own in its place, into the program's socket but with our memory; when that is over we
/// look who came. A stranger is turned away and the system asked again; a client completes the program's.
/// <code>
///   Begin --> Post --(a thread of the system's pool)--> OnAccepted --client--> first data, if asked for --> End
///              ^                                          | stranger
///              `----------------- Again ------------------'
/// </code>
/// It ends with CancelIoEx, closesocket() of either socket, or an error of the system's; the program is told of each as the kernel would tell it.
/// </summary>
internal sealed unsafe class AcceptRequest : Request
{
    private const int AddressSize = 16 + 16; // of a sockaddr_in, and what AcceptEx asks for besides
    private const uint ReuseMilliseconds = 1000;

    private static readonly Lock s_lock = new();
    private static readonly Stack<AcceptRequest> s_spare = new();

    private WinsockSocket _into = null!;
    private byte* _buffer;
    private uint _receive;
    private uint _local;
    private uint _remote;
    private volatile bool _receiving;

    private AcceptRequest()
        : base(2 * AddressSize)
    {
    }

    protected override WinsockSocket Worker => _receiving ? _into : Asked;

    private byte* Addresses => (byte*)(Own + 1);

    /// <summary>AcceptEx.</summary>
    /// <returns>WSA_IO_PENDING, or what is wrong with the call.</returns>
    public static int Begin(nuint handle, nuint into, byte* buffer, uint receive, uint local, uint remote, OVERLAPPED* overlapped)
    {
        if (CallerMemory.IsBad(overlapped))
        {
            return Win.ERROR_INVALID_PARAMETER;
        }

        if (CallerMemory.IsBad(buffer) || local < AcceptAddresses.LeastSize || remote < AcceptAddresses.LeastSize)
        {
            return CallerMemory.IsBad(buffer) ? Win.WSAEFAULT : Win.WSAEINVAL;
        }

        using var listener = new HeldSocket(handle);
        using var target = new HeldSocket(into);
        if (listener.IsNone)
        {
            return Win.WSAENOTSOCK;
        }

        if (target.IsNone || !listener.Socket.IsListening || !target.Socket.IsFresh)
        {
            return Win.WSAEINVAL;
        }

        AcceptRequest? request = Rent();
        if (request == null)
        {
            return Win.WSAENOBUFS;
        }

        request._buffer = buffer;
        request._receive = receive;
        request._local = local;
        request._remote = remote;
        return request.Start(listener.Entry, target.Entry, overlapped);
    }

    private static AcceptRequest? Rent()
    {
        lock (s_lock)
        {
            if (s_spare.TryPop(out AcceptRequest? spare))
            {
                return spare;
            }
        }

        var request = new AcceptRequest();
        return request.IsWatched ? request : null;
    }

    private int Start(WinsockSocket listener, WinsockSocket into, OVERLAPPED* program)
    {
        Open(listener, program);
        _into = into;
        _receiving = false;
        listener.Socket.TryHold(); // until the end: the caller holds both, too
        into.Socket.TryHold();
        if (!listener.Requests.Join(this) || !into.Requests.Join(this))
        {
            Forget();
            return Win.WSAENOTSOCK;
        }

        Completion.Begin(program);
        int error = Post();
        if (error != Win.WSA_IO_PENDING)
        {
            Forget();
        }

        return error;
    }

    /// <summary>Asks the system for the next connection.</summary>
    private int Post()
    {
        uint received;
        WinsockSocket listener = Asked;
        Prepare();
        bool isThere = SocketExtensions.AcceptEx(listener.Handle)(listener.Handle, _into.Handle, Addresses, 0, AddressSize, AddressSize, &received, Own) != 0;
        int error = isThere ? Win.WSA_IO_PENDING : Ws2_32.WSAGetLastError();
        if (error == Win.WSA_IO_PENDING)
        {
            OnPosted(listener);
        }

        return error;
    }

    protected override void GoOn()
    {
        int status = Status;
        if (_receiving)
        {
            End(status, (uint)Own->InternalHigh);
        }
        else if (status == Win.STATUS_SUCCESS)
        {
            OnAccepted();
        }
        else if (status == Win.STATUS_CANCELLED && !IsCancelled)
        {
            Again(); // the thread that asked has ended, and with it what it had asked for
        }
        else
        {
            End(IsCancelled ? Win.STATUS_CANCELLED : status, 0);
        }
    }

    private void OnAccepted()
    {
        nuint listener = Asked.Handle;
        Ws2_32.setsockopt(_into.Handle, Win.SOL_SOCKET, Win.SO_UPDATE_ACCEPT_CONTEXT, (byte*)&listener, sizeof(ulong));
        if (Asked.Socket.Admit(_into.Handle, Carrier.PeerOf(_into.Handle), _into.Socket) == null)
        {
            TurnAway();
            return;
        }

        Asked.Socket.Deliver(_into.Socket);
        AcceptAddresses.Write(_buffer + _receive, _local, _into.Socket.Name, NativeAddress.LengthOf(_into.Socket.Name));
        AcceptAddresses.Write(_buffer + _receive + _local, _remote, _into.Socket.NameOfPeer, NativeAddress.LengthOfPeer(_into.Socket.NameOfPeer));
        if (_receive == 0)
        {
            End(Win.STATUS_SUCCESS, 0);
        }
        else
        {
            Receive();
        }
    }

    /// <summary>
    /// A stranger's. Windows wants the program's socket made free of him before it accepts into it again; Wine takes it as it is, and would remember the
    /// disconnection for the next client.
    /// </summary>
    private void TurnAway()
    {
        if (!IsCancelled && Post() == Win.WSA_IO_PENDING)
        {
            return;
        }

        if (!IsCancelled && SocketExtensions.Disconnect(_into.Handle, ReuseMilliseconds))
        {
            Again();
        }
        else
        {
            End(IsCancelled ? Win.STATUS_CANCELLED : Win.STATUS_CONNECTION_RESET, 0); // what AcceptEx says of a client that is gone again; programs know it
        }
    }

    /// <summary>The first data, which the program wants before it hears of the client at all.</summary>
    private void Receive()
    {
        uint received;
        uint flags = 0;
        WSABUF data;
        data.buf = _buffer;
        data.len = _receive;
        Prepare();
        _receiving = true;
        WinsockSocket into = _into;
        if (Ws2_32.WSARecv(into.Handle, &data, 1, &received, &flags, Own, null) == 0 || Ws2_32.WSAGetLastError() == Win.WSA_IO_PENDING)
        {
            OnPosted(into);
        }
        else
        {
            End(Win.STATUS_CONNECTION_RESET, 0);
        }
    }

    private void Again()
    {
        int error = IsCancelled ? Win.ERROR_OPERATION_ABORTED : Post();
        if (error != Win.WSA_IO_PENDING)
        {
            End(IsCancelled || error == Win.WSAENOTSOCK ? Win.STATUS_CANCELLED : Win.STATUS_CONNECTION_RESET, 0);
        }
    }

    private void End(int status, uint bytes) => End(Asked.Completion, status, bytes);

    protected override void Forget()
    {
        Asked.Requests.Leave(this);
        _into.Requests.Leave(this);
        UnixSocket into = _into.Socket;
        UnixSocket listener = Asked.Socket;
        lock (s_lock)
        {
            s_spare.Push(this);
        }

        into.Release();
        listener.Release();
    }
}
