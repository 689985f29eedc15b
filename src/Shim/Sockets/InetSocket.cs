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
        Winsock.Start();
        nuint handle = Ws2_32.WSASocketW(family, type, protocol, null, 0, Win.WSA_FLAG_OVERLAPPED | Win.WSA_FLAG_NO_HANDLE_INHERIT);
        if (handle == Carrier.None)
        {
            return Winsock.LastError();
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

        return Ws2_32.bind(Handle, (SOCKADDR*)address, length) != 0 ? Winsock.LastError() : Result.Ok;
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
            return Winsock.LastError(); // POSIX gives an unbound socket a port here; Winsock does not
        }

        if (Ws2_32.listen(Handle, backlog < 0 ? 0 : backlog) != 0)
        {
            return Winsock.LastError();
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
                accepted = Adopt(handle, Family, _type, _protocol, idle: false);
                return Errno.None;
            }

            Errno error = Winsock.LastError();
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
            return Result.Ok;
        }

        Errno error = Winsock.LastError();
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

        if (Ws2_32.shutdown(Handle, how) != 0 && !_listening)
        {
            return Winsock.LastError();
        }

        _readShut |= how != Win.SD_SEND;
        _writeShut |= how != Win.SD_RECEIVE;
        Operation.Wake(Handle);
        return Result.Ok;
    }

    public override Result Send(byte* buffer, nuint length, int flags, byte* address, int addressLength)
    {
        int count = (int)Math.Min(length, Transfer.MaxBytes);
        int nativeFlags = flags & (Win.MSG_OOB | Win.MSG_DONTROUTE);
        if (_type == Win.SOCK_STREAM && nativeFlags == 0)
        {
            Result result = _writeShut ? Errno.EPIPE : Transfer.Send(this, buffer, length, !MustNotWait(flags));
            return result.Error == Errno.ECONNABORTED ? Errno.EPIPE : result;
        }

        while (true)
        {
            int sent = address == null
                ? Ws2_32.send(Handle, buffer, count, nativeFlags)
                : Ws2_32.sendto(Handle, buffer, count, nativeFlags, (SOCKADDR*)address, addressLength);
            if (sent >= 0)
            {
                return sent;
            }

            Errno error = Winsock.LastError();
            if (error == Errno.EAGAIN && !MustNotWait(flags))
            {
                error = WaitFor(Afd.AFD_POLL_SEND, SendTimeout, out _);
            }

            if (error != Errno.None)
            {
                return error == Errno.ENOTCONN && _type != Win.SOCK_STREAM ? Errno.EDESTADDRREQ : error;
            }
        }
    }

    public override Result Receive(byte* buffer, nuint length, int flags, byte* address, int* addressLength)
    {
        int count = (int)Math.Min(length, Transfer.MaxBytes);
        int nativeFlags = flags & (Win.MSG_OOB | Win.MSG_PEEK);
        bool wait = !MustNotWait(flags) && !_readShut;
        int received = 0;
        while (true)
        {
            int now = address == null
                ? Ws2_32.recv(Handle, buffer + received, count - received, nativeFlags)
                : Ws2_32.recvfrom(Handle, buffer, count, nativeFlags, (SOCKADDR*)address, addressLength);
            Errno error = now >= 0 ? Errno.None : Ws2_32.WSAGetLastError() is int code && code == Win.WSAEMSGSIZE ? Errno.None : ErrorMap.FromWinsock(code);
            if (error == Errno.None)
            {
                received += now >= 0 ? now : count; // a datagram longer than the buffer is cut, as POSIX has it
                bool more = (flags & Win.MSG_WAITALL) != 0 && _type == Win.SOCK_STREAM && wait && now > 0 && received < count && nativeFlags == 0;
                if (!more)
                {
                    return received;
                }

                continue;
            }

            if (error == Errno.EAGAIN && wait)
            {
                error = _readShut ? Errno.EPIPE : WaitFor(Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT, ReceiveTimeout, out _);
            }

            if (error != Errno.None)
            {
                // WSAESHUTDOWN: Linux says end of file to a reader that has shut itself down.
                return received > 0 ? received : error == Errno.EPIPE ? Result.Ok : error;
            }
        }
    }

    public override Errno GetName(byte* address, int* length)
    {
        SOCKADDR_STORAGE name = default;
        int size = sizeof(SOCKADDR_STORAGE);
        if (Ws2_32.getsockname(Handle, (SOCKADDR*)&name, &size) != 0)
        {
            int code = Ws2_32.WSAGetLastError();
            if (code != Win.WSAEINVAL)
            {
                return ErrorMap.FromWinsock(code);
            }

            // Unbound: Winsock refuses, Linux says any address and port 0.
            name.ss_family = (ushort)Family;
            size = Family == Win.AF_INET ? sizeof(SOCKADDR_IN) : sizeof(SOCKADDR_IN6);
        }

        return WriteAddress(name, size, address, length);
    }

    public override Errno GetPeerName(byte* address, int* length)
    {
        SOCKADDR_STORAGE name;
        int size = sizeof(SOCKADDR_STORAGE);
        return Ws2_32.getpeername(Handle, (SOCKADDR*)&name, &size) != 0 ? Winsock.LastError() : WriteAddress(name, size, address, length);
    }

    public override Errno GetOption(int level, int name, byte* value, int* length)
    {
        if (level != Win.SOL_SOCKET)
        {
            return Ws2_32.getsockopt(Handle, level, name, value, length) != 0 ? Winsock.LastError() : Errno.None;
        }

        switch (name)
        {
            case Win.SO_TYPE:
                return SocketOptions.Write(value, length, _type);
            case SocketOptions.Domain:
                return SocketOptions.Write(value, length, Family);
            case SocketOptions.Protocol:
                return SocketOptions.Write(value, length, _protocol != 0 ? _protocol : UsualProtocol);
            case Win.SO_ACCEPTCONN:
                return SocketOptions.Write(value, length, _listening ? 1 : 0);
            case Win.SO_ERROR:
                return SocketOptions.Write(value, length, (int)TakePendingError());
            case Win.SO_RCVTIMEO:
                return SocketOptions.WriteTime(value, length, ReceiveTimeout);
            case Win.SO_SNDTIMEO:
                return SocketOptions.WriteTime(value, length, SendTimeout);
            default:
                // Winsock gives some of these in one byte; POSIX gives an int.
                int option = 0;
                int size = sizeof(int);
                if (name == Win.SO_LINGER)
                {
                    LINGER linger;
                    return Ws2_32.getsockopt(Handle, level, name, (byte*)&linger, &size) != 0 ? Winsock.LastError() : SocketOptions.WriteLinger(value, length, linger);
                }

                return Ws2_32.getsockopt(Handle, level, name, (byte*)&option, &size) != 0 ? Winsock.LastError() : SocketOptions.Write(value, length, option);
        }
    }

    public override Errno SetOption(int level, int name, byte* value, int length)
    {
        if (level == Win.SOL_SOCKET && name is Win.SO_RCVTIMEO or Win.SO_SNDTIMEO)
        {
            Errno error = SocketOptions.ReadTime(value, length, out uint milliseconds);
            if (error == Errno.None && name == Win.SO_RCVTIMEO)
            {
                ReceiveTimeout = milliseconds;
            }
            else if (error == Errno.None)
            {
                SendTimeout = milliseconds;
            }

            return error;
        }

        return Ws2_32.setsockopt(Handle, level, name, value, length) != 0 ? Winsock.LastError() : Errno.None;
    }

    public override Result BytesToRead()
    {
        uint bytes;
        return Ws2_32.ioctlsocket(Handle, Win.FIONREAD, &bytes) == 0 ? (int)bytes : Winsock.LastError();
    }

    public override short PreparePoll(short asked, out uint events, out bool again)
    {
        events = 0;
        again = false;
        if (_idleStream)
        {
            return PollEvents.Out | PollEvents.HangUp;
        }

        events = Afd.AFD_POLL_ABORT | Afd.AFD_POLL_CONNECT_FAIL;
        if (_listening)
        {
            events |= (asked & PollEvents.In) != 0 ? Afd.AFD_POLL_ACCEPT : 0;
            return 0;
        }

        events |= Afd.AFD_POLL_DISCONNECT;
        events |= (asked & PollEvents.In) != 0 ? Afd.AFD_POLL_RECEIVE : 0;
        events |= (asked & PollEvents.Out) != 0 ? Afd.AFD_POLL_SEND | Afd.AFD_POLL_CONNECT : 0;
        events |= (asked & PollEvents.Priority) != 0 ? Afd.AFD_POLL_RECEIVE_EXPEDITED : 0;
        return _readShut ? (short)(PollEvents.In | PollEvents.ReadHangUp | (_writeShut ? PollEvents.HangUp : 0)) : (short)0;
    }

    public override short AnswerPoll(short asked, uint happened)
    {
        int events = 0;
        if ((happened & (Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_ACCEPT)) != 0)
        {
            events |= PollEvents.In;
        }

        if ((happened & (Afd.AFD_POLL_SEND | Afd.AFD_POLL_CONNECT)) != 0)
        {
            events |= PollEvents.Out;
        }

        if ((happened & Afd.AFD_POLL_RECEIVE_EXPEDITED) != 0)
        {
            events |= PollEvents.Priority;
        }

        if ((happened & Afd.AFD_POLL_DISCONNECT) != 0)
        {
            events |= PollEvents.In | PollEvents.ReadHangUp | (_writeShut ? PollEvents.HangUp : 0);
        }

        if ((happened & Afd.AFD_POLL_ABORT) != 0)
        {
            events |= PollEvents.In | PollEvents.Out | PollEvents.ReadHangUp | PollEvents.HangUp | PollEvents.Error;
        }

        if ((happened & Afd.AFD_POLL_CONNECT_FAIL) != 0)
        {
            events |= PollEvents.Out | PollEvents.HangUp | PollEvents.Error;
        }

        return (short)events;
    }

    protected override Errno CloseLast()
    {
        nuint handle = Handle;
        Carrier.Close(ref handle);
        Handle = handle;
        return Errno.None;
    }

    private int UsualProtocol => (int)(_type == Win.SOCK_STREAM ? IPPROTO.IPPROTO_TCP : IPPROTO.IPPROTO_UDP);

    private static InetSocket Adopt(nuint handle, int family, int type, int protocol, bool idle)
    {
        Carrier.SetNonBlocking(handle); // waiting is the library's affair
        return new InetSocket(handle, family, type, protocol, idle);
    }

    private static Errno WriteAddress(SOCKADDR_STORAGE name, int size, byte* address, int* length)
    {
        if (CallerMemory.IsBad(length))
        {
            return Errno.EFAULT;
        }

        if (*length < 0)
        {
            return Errno.EINVAL;
        }

        int copied = Math.Min(*length, size);
        if (copied > 0 && CallerMemory.IsBad(address))
        {
            return Errno.EFAULT;
        }

        new ReadOnlySpan<byte>(&name, copied).CopyTo(new Span<byte>(address, copied));
        *length = size;
        return Errno.None;
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

    /// <summary>SO_ERROR once: Winsock gives it as often as it is asked, POSIX clears it.</summary>
    private Errno TakePendingError()
    {
        int code = 0;
        int size = sizeof(int);
        Ws2_32.getsockopt(Handle, Win.SOL_SOCKET, Win.SO_ERROR, (byte*)&code, &size);
        return code != 0 && Interlocked.Exchange(ref _pendingError, code) != code ? ErrorMap.FromWinsock(code) : Errno.None;
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
