using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// A socket of AF_INET or AF_INET6: Winsock's own, with POSIX descriptors, errno and waits, so that one program can use all families.
/// </summary>
internal sealed unsafe partial class InetSocket : SocketDescription
{
    private const int MinAddressLength = 16; // sizeof(struct sockaddr_in)

    private readonly int _type;
    private readonly int _protocol;
    private volatile bool _readShut;
    private volatile bool _writeShut;
    private volatile bool _listening;
    private volatile bool _connecting;
    private volatile bool _idleStream; // a stream that neither listens nor has tried to connect
    private volatile bool _hasPeer; // datagrams: connect() has named one
    private int _pendingError;

    private InetSocket(nuint handle, int family, int type, int protocol, bool idle)
    {
        Handle = handle;
        Family = family;
        _type = type;
        _protocol = protocol;
        _idleStream = idle && type == Win.SOCK_STREAM;
        Open();
    }

    public override int Family { get; }

    public override bool IsReadShut => _readShut;

    public override bool IsWriteOver => _writeShut;

    public static Errno Create(int family, int type, int protocol, out InetSocket? socket)
    {
        socket = null;
        WinsockLibrary.Start();
        nuint handle = Ws2_32.WSASocketW(family, type, protocol, null, 0, Win.WSA_FLAG_OVERLAPPED | Win.WSA_FLAG_NO_HANDLE_INHERIT);
        if (handle == Carrier.None)
        {
            return WinsockLibrary.LastError();
        }

        socket = Adopt(handle, family, type, protocol, idle: true);
        return Errno.None;
    }

    public override Result Bind(byte* address, int length)
    {
        if (length < MinAddressLength)
        {
            return Errno.EINVAL;
        }

        if (CallerMemory.IsBad(address))
        {
            return Errno.EFAULT;
        }

        if (((SOCKADDR*)address)->sa_family != Family)
        {
            return Errno.EAFNOSUPPORT;
        }

        return Ws2_32.bind(Handle, (SOCKADDR*)address, length) != 0 ? WinsockLibrary.LastError() : Result.Ok;
    }

    public override Result Listen(int backlog)
    {
        SOCKADDR_STORAGE name;
        int length = sizeof(SOCKADDR_STORAGE);
        if (_type != Win.SOCK_STREAM)
        {
            return Errno.EOPNOTSUPP;
        }

        if (Ws2_32.getsockname(Handle, (SOCKADDR*)&name, &length) != 0 && !BindToAny())
        {
            return WinsockLibrary.LastError(); // POSIX gives an unbound socket a port here; Winsock does not
        }

        if (Ws2_32.listen(Handle, backlog < 0 ? 0 : backlog) != 0)
        {
            return WinsockLibrary.LastError();
        }

        _listening = true;
        _idleStream = false;
        return Result.Ok;
    }

    public override Errno Accept(out SocketDescription? accepted)
    {
        accepted = null;
        if (!_listening)
        {
            return _type == Win.SOCK_STREAM ? Errno.EINVAL : Errno.EOPNOTSUPP;
        }

        while (true)
        {
            nuint handle = Ws2_32.accept(Handle, null, null);
            if (handle != Carrier.None)
            {
                Carrier.NeverInherit(handle);
                InetSocket socket = Adopt(handle, Family, _type, _protocol, idle: false);
                socket._flagOptions = _flagOptions;
                accepted = socket;
                return Errno.None;
            }

            Errno error = WinsockLibrary.LastError();
            if (error is Errno.ECONNRESET or Errno.ENOTCONN or Errno.ECONNABORTED)
            {
                continue; // a client that has reset its connection: the next
            }

            if (error == Errno.EAGAIN && !NonBlocking)
            {
                error = IsAbandoned ? Errno.EBADF : _readShut ? Errno.EINVAL : WaitFor(Afd.AFD_POLL_ACCEPT, ReceiveTimeout, out _);
            }

            if (error != Errno.None)
            {
                return error;
            }
        }
    }

    /// <summary>TCP can't take a connection back into its queue, so this one is lost to its client; Linux would have kept it.</summary>
    public override void Unaccept(SocketDescription accepted) => accepted.Release();

    public override Result Connect(byte* address, int length)
    {
        if (length < sizeof(ushort))
        {
            return Errno.EINVAL;
        }

        if (CallerMemory.IsBad(address))
        {
            return Errno.EFAULT;
        }

        ushort family = ((SOCKADDR*)address)->sa_family;
        if (family != Family && family != Win.AF_UNSPEC)
        {
            return length < MinAddressLength ? Errno.EINVAL : Errno.EAFNOSUPPORT;
        }

        if (length < MinAddressLength)
        {
            return Errno.EINVAL;
        }

        _idleStream = false;
        if (Ws2_32.connect(Handle, (SOCKADDR*)address, length) == 0)
        {
            _connecting = false;
            _hasPeer = family != Win.AF_UNSPEC;
            return Result.Ok;
        }

        Errno error = WinsockLibrary.LastError();
        if (error == Errno.EINVAL && _connecting)
        {
            return Errno.EALREADY;
        }

        if (error != Errno.EAGAIN)
        {
            _connecting = false;
            return error;
        }

        _connecting = true;
        return NonBlocking ? Errno.EINPROGRESS : FinishConnect();
    }

    public override Result Shutdown(int how)
    {
        if (how is < 0 or > 2)
        {
            return Errno.EINVAL;
        }

        if (_type != Win.SOCK_STREAM && !HasPeer)
        {
            NoteShutdown(how); // as Linux: an error, and shut down all the same
            return Errno.ENOTCONN;
        }

        if (Ws2_32.shutdown(Handle, how) != 0 && !_listening)
        {
            return WinsockLibrary.LastError();
        }

        NoteShutdown(how);
        return Result.Ok;
    }

    private void NoteShutdown(int how)
    {
        _readShut |= how != Win.SD_SEND;
        _writeShut |= how != Win.SD_RECEIVE;
        Operation.Wake(Handle);
    }

    protected override Errno CloseLast()
    {
        nuint handle = Handle;
        Carrier.Close(ref handle);
        Handle = handle;
        return Errno.None;
    }

    private static InetSocket Adopt(nuint handle, int family, int type, int protocol, bool idle)
    {
        Carrier.SetNonBlocking(handle); // waiting is the library's affair
        return new InetSocket(handle, family, type, protocol, idle);
    }

    private bool BindToAny()
    {
        SOCKADDR_STORAGE any = default;
        any.ss_family = (ushort)Family;
        return Ws2_32.bind(Handle, (SOCKADDR*)&any, Family == Win.AF_INET ? sizeof(SOCKADDR_IN) : sizeof(SOCKADDR_IN6)) == 0;
    }

    private Result FinishConnect()
    {
        Errno error = WaitFor(Afd.AFD_POLL_CONNECT | Afd.AFD_POLL_SEND | Afd.AFD_POLL_CONNECT_FAIL, SendTimeout, out uint happened);
        if (error == Errno.EAGAIN)
        {
            return Errno.EINPROGRESS; // as Linux when SO_SNDTIMEO runs out
        }

        if (error != Errno.None)
        {
            return error;
        }

        _connecting = false;
        return (happened & (Afd.AFD_POLL_CONNECT_FAIL | Afd.AFD_POLL_ABORT)) == 0 ? Result.Ok
            : TakePendingError() is Errno failure and not Errno.None ? failure : Errno.ECONNREFUSED;
    }

    /// <summary>Waits for AFD.</summary>
    /// <returns>None when there is something to look at again; EAGAIN when the time is over; EINTR.</returns>
    private Errno WaitFor(uint events, uint milliseconds, out uint happened)
    {
        Operation* operation = Operation.Rent(Handle);
        happened = 0;
        if (operation == null)
        {
            return Errno.ENOBUFS;
        }

        // After renting: a close() from here on wakes this wait.
        WaitEnd end = IsAbandoned ? WaitEnd.Woken : Readiness.WaitFor(Handle, events, milliseconds, operation, out happened);
        Operation.Return(operation);
        return IsAbandoned ? Errno.EBADF : Operation.ErrorOf(end);
    }
}
