using System.Diagnostics;
using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// A socket of the UNIX domain that has connections: of SOCK_STREAM, or of SOCK_SEQPACKET, whose messages are frames (<see cref="FrameLine"/>). What a
/// <see cref="DatagramSocket"/> consists of are such, too.
/// <code>
///            Bind                Listen
///  Created --------> Bound ----------------> Listening
///     |                |                         |
///     | Connect        | Connect                 | Accept makes a new one:
///     v                v                         v
///  Connecting      Connecting                Connected
///     |  \             |  \                      ^
///     |   `------------+---`--- EstablishWith ---'
///     |                |        (or AdoptPair, BecomeAccepted)
///     `-> Created      `-> Bound       on failure: as on Linux, connect() may be tried again
///
///  every state -- CloseLast --> Closed
/// </code>
/// Created: no name, no Winsock socket. Bound: a name, its file (or, if it is abstract, its section), and a TCP port held exclusively. Listening: also the server token; the port accepts.
/// Connecting: one thread is inside Connect, and only it changes anything. Connected: a TCP connection and two ends of a ledger. Closed: nothing left.
/// A connected socket may be bound as well (bind() after connect()), which changes its name and nothing else.
/// </summary>
internal sealed unsafe partial class UnixSocket : UnixDescription
{
    private static readonly Lock s_spareLock = new();
    private static readonly Stack<UnixSocket> s_spare = new();

    private readonly Lock _lock = new();
    private volatile SocketState _state;
    private volatile bool _readShut;
    private volatile bool _writeShut;
    private UnixAddress _name;
    private Secret _secret;
    private ushort _port;

    private UnixSocket() => Reset();

    /// <summary>By a process that has the socket, too, as well.</summary>
    public override bool IsReadShut => _readShut || (IsShared && _slot != null && Volatile.Read(ref Own->ReadShut) != 0);

    public override bool IsWriteOver => IsWriteShut || _peerDied || (IsFramed && _hasLedger && FramePeerIsGone) || (_hasLedger && (Volatile.Read(ref Peer->Closed) | Volatile.Read(ref Peer->ReadShut)) != 0);

    private bool IsWriteShut => _writeShut || (IsShared && _slot != null && Volatile.Read(ref Own->WriteShut) != 0);

    /// <summary>A new socket, with one reference; from the spare ones when there are any, so that accept() allocates nothing.</summary>
    public static UnixSocket Create(int type = Win.SOCK_STREAM)
    {
        UnixSocket? socket;
        lock (s_spareLock)
        {
            s_spare.TryPop(out socket);
        }

        socket ??= new UnixSocket();
        socket.BecomeOfType(type);
        socket.Open();
        return socket;
    }

    public override Result Bind(byte* address, int length)
    {
        Errno error = UnixAddress.Read(address, length, out UnixAddress name);
        if (error != Errno.None)
        {
            return error;
        }

        if (name.IsUnnamed || name.IsAbstract)
        {
            return name.IsUnnamed ? BindToAny() : BindAbstract(name);
        }

        error = SocketPath.Resolve(name.Path, out string path);
        if (error != Errno.None)
        {
            return error;
        }

        lock (_lock)
        {
            if (!_name.IsUnnamed || _state is SocketState.Connecting)
            {
                return SocketFile.Exists(path) ? Errno.EADDRINUSE : Errno.EINVAL; // Linux looks at the path first
            }

            error = BindLocked(path, name);
            AssertState();
            return error;
        }
    }

    public override Result Shutdown(int how)
    {
        if (how is < 0 or > 2)
        {
            return Errno.EINVAL;
        }

        bool read = how != Win.SD_SEND;
        bool write = how != Win.SD_RECEIVE;
        bool isNews;
        lock (_lock)
        {
            isNews = (read && !_readShut) || (write && !_writeShut);
            _readShut |= read;
            bool sendEnd = write && !_writeShut;
            _writeShut |= write;
            if (_state == SocketState.Connected)
            {
                // In the ledger first: whoever sees the end of the stream must find the reason there.
                if (read)
                {
                    Volatile.Write(ref Own->ReadShut, 1);
                }

                if (sendEnd)
                {
                    Volatile.Write(ref Own->WriteShut, 1);
                    EndSending();
                }
            }
            else if (_state == SocketState.Listening && read)
            {
                _listener!.Withdraw();
            }
        }

        if (isNews)
        {
            KnockIfFramed();
        }

        Operation.Wake(Handle);
        return Result.Ok;
    }

    public override Errno GetName(byte* address, int* length) => Name.Write(address, length);

    public override Errno GetPeerName(byte* address, int* length) =>
        _state == SocketState.Connected ? PeerName().Write(address, length) : Errno.ENOTCONN;

    /// <summary>S8: a token counts its handles.</summary>
    protected override void OnDuplicated()
    {
        nint token = TokenToCount;
        if (token != 0)
        {
            Kernel32.ReleaseSemaphore(token, 1, null);
        }
    }

    protected override void OnDuplicateClosed()
    {
        nint token = TokenToCount;
        if (token != 0)
        {
            Kernel32.WaitForSingleObject(token, 0);
        }
    }

    protected override Errno CloseLast()
    {
        Errno error = Errno.None;
        switch (_state)
        {
            case SocketState.Listening:
                CloseListener();
                break;
            case SocketState.Connected:
                error = CloseConnection();
                break;
        }

        nuint handle = Handle;
        Carrier.Close(ref handle);
        Handle = handle;
        Carrier.Close(ref _reservation);
        ReleaseAbstractName();
        Become(SocketState.Closed);
        return error;
    }

    protected override void Recycle()
    {
        Become(SocketState.Created);
        Reset();
        lock (s_spareLock)
        {
            s_spare.Push(this);
        }
    }

    protected override void PrepareCarrier() => Carrier.PrepareToSend(Handle);

    private nint TokenToCount => _state switch
    {
        SocketState.Listening => _listener!.Token,
        SocketState.Connected => _ticket.Token,
        _ => 0,
    };

    private Errno BindLocked(string? path, in UnixAddress name, bool isChosen = false)
    {
        if (!_isGiven)
        {
            WinsockLibrary.Start();
        }

        Errno error = Reserve(out nuint carrier, out ushort port);
        if (error != Errno.None)
        {
            return error;
        }

        var content = new SocketFileContent
        {
            Port = port,
            Type = TypeLetter,
            Secret = Secret.Create(),
            ProcessId = Kernel32.GetCurrentProcessId(),
            ProcessStartTime = ProcessIdentity.OwnStart,
            BoundName = name.Path.ToArray(),
        };
        error = MakeName(path, carrier, content, isChosen);
        if (error != Errno.None)
        {
            Carrier.Close(ref carrier);
            return error;
        }

        _name = name;
        BecomeBound(carrier, content);
        return Errno.None;
    }

    private void BecomeBound(nuint carrier, in SocketFileContent content)
    {
        if (_state == SocketState.Connected)
        {
            // The connection keeps its socket; file or section only stand for the name, which the peer sees in the ledger.
            Carrier.Close(ref carrier);
            WriteOwnName();
            return;
        }

        _secret = content.Secret;
        _port = content.Port;
        _ = _isGiven ? _reservation = carrier : Handle = carrier;
        Become(SocketState.Bound);
        ListenIfOpen();
    }

    private void Reset()
    {
        _readShut = false;
        _writeShut = false;
        _name = default;
        _secret = default;
        _port = 0;
        ResetMode();
        ResetGiven();
        ResetConnection();
    }

    private void Become(SocketState next)
    {
        Debug.Assert(_state.MayBecome(next), $"{_state} -> {next}");
        _state = next;
    }

    /// <summary>What holds in each state.</summary>
    [Conditional("DEBUG")]
    private void AssertState()
    {
        switch (_state)
        {
            case SocketState.Created:
                Debug.Assert(_name.IsUnnamed && _isGiven == (Handle != Carrier.None) && _listener == null);
                break;
            case SocketState.Bound:
                Debug.Assert(!_name.IsUnnamed && Handle != Carrier.None && _port != 0 && _listener == null);
                break;
            case SocketState.Listening:
                Debug.Assert(!_name.IsUnnamed && Handle != Carrier.None && _listener != null);
                break;
            case SocketState.Connected:
                Debug.Assert(Handle != Carrier.None && _slot != null && _listener == null);
                break;
        }
    }
}
