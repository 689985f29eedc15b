using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>Names, getsockopt, setsockopt and poll.</content>
internal sealed unsafe partial class InetSocket
{
    private int _flagOptions; // those that Winsock doesn't know for this type of socket, or takes for something else: kept, and of no consequence

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

        return CallerMemory.WriteAddress(new ReadOnlySpan<byte>(&name, size), address, length);
    }

    public override Errno GetPeerName(byte* address, int* length)
    {
        SOCKADDR_STORAGE name;
        int size = sizeof(SOCKADDR_STORAGE);
        return Ws2_32.getpeername(Handle, (SOCKADDR*)&name, &size) != 0 ? WinsockLibrary.LastError() : CallerMemory.WriteAddress(new ReadOnlySpan<byte>(&name, size), address, length);
    }

    public override Errno GetOption(int level, int name, byte* value, int* length)
    {
        if (level != Win.SOL_SOCKET)
        {
            return GetOptionOfLevel(level, name, value, length);
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
            case Win.SO_LINGER:
                LINGER linger = default;
                int size = sizeof(LINGER);
                Ws2_32.getsockopt(Handle, level, name, (byte*)&linger, &size); // datagrams have none, and Linux says so
                return SocketOptions.WriteLinger(value, length, linger);
            case SocketOptions.PeerCredentials:
                return SocketOptions.WriteCredentials(value, length, UserCredentials.Nobody);
            case SocketOptions.PassCredentials:
                return Errno.EOPNOTSUPP;
            default:
                return SocketOptions.TryGet(this, name, out int kept) ? SocketOptions.Write(value, length, kept) : GetNumber(name, value, length);
        }
    }

    public override Errno SetOption(int level, int name, byte* value, int length)
    {
        if (level != Win.SOL_SOCKET)
        {
            return SetOptionOfLevel(level, name, value, length);
        }

        // Every option of this level takes at least an int: Linux looks at that before it looks at the name.
        Errno error = SocketOptions.Read(value, length, out int number);
        if (error != Errno.None)
        {
            return error;
        }

        switch (name)
        {
            case Win.SO_RCVTIMEO or Win.SO_SNDTIMEO:
                return SocketOptions.SetTime(this, name, value, length);
            case Win.SO_LINGER:
                int result = Ws2_32.setsockopt(Handle, level, name, value, sizeof(LINGER));
                return result != 0 && _type == Win.SOCK_STREAM ? WinsockLibrary.LastError() : Errno.None;
            case SocketOptions.PassCredentials:
                return Errno.EOPNOTSUPP;
            default:
                return SocketOptions.TrySet(this, name, number, out error) ? error : SetNumber(name, number);
        }
    }

    private Errno GetNumber(int name, byte* value, int* length)
    {
        // Winsock gives some of these in one byte; POSIX gives an int.
        int option = 0;
        int size = sizeof(int);
        int native = name == SocketOptions.ReusePort ? Win.SO_REUSEADDR : name;
        if (!IsHarmful(name) && Ws2_32.getsockopt(Handle, Win.SOL_SOCKET, native, (byte*)&option, &size) == 0)
        {
            bool isFlag = name == SocketOptions.ReusePort || SocketOptions.Flag(name) != 0;
            return SocketOptions.Write(value, length, isFlag && option != 0 ? 1 : option);
        }

        int bit = SocketOptions.Flag(name);
        return bit == 0 ? WinsockLibrary.LastError() : SocketOptions.Write(value, length, (_flagOptions & bit) != 0 ? 1 : 0);
    }

    private Errno SetNumber(int name, int number)
    {
        int native = name == SocketOptions.ReusePort ? Win.SO_REUSEADDR : name;
        if (!IsHarmful(name) && Ws2_32.setsockopt(Handle, Win.SOL_SOCKET, native, (byte*)&number, sizeof(int)) == 0)
        {
            return Errno.None;
        }

        int bit = SocketOptions.Flag(name);
        if (bit == 0)
        {
            return WinsockLibrary.LastError();
        }

        _ = number != 0 ? Interlocked.Or(ref _flagOptions, bit) : Interlocked.And(ref _flagOptions, ~bit);
        return Errno.None;
    }

    /// <summary>
    /// Winsock's SO_REUSEADDR lets a second listener have the port of the first. What Linux means by it, a port in TIME_WAIT, Windows gives without asking.
    /// Datagrams share a port on both systems.
    /// </summary>
    private bool IsHarmful(int name) => name == Win.SO_REUSEADDR && _type == Win.SOCK_STREAM;

    private Errno GetOptionOfLevel(int level, int name, byte* value, int* length)
    {
        const int MaxSize = 256;
        if (!IsLevel(level))
        {
            return Errno.EOPNOTSUPP;
        }

        byte* option = stackalloc byte[MaxSize];
        int size = Math.Min(*length, MaxSize);
        *(int*)option = 0;
        if (Ws2_32.getsockopt(Handle, level, name, option, &size) != 0)
        {
            return WinsockLibrary.LastError();
        }

        // As above: an int, of which Winsock may have given one byte.
        return SocketOptions.WriteBytes(value, length, option, Math.Max(size, sizeof(int)));
    }

    private Errno SetOptionOfLevel(int level, int name, byte* value, int length)
    {
        if (!IsLevel(level))
        {
            return Errno.ENOPROTOOPT;
        }

        if (length > 0 && CallerMemory.IsBad(value))
        {
            return Errno.EFAULT;
        }

        if (Ws2_32.setsockopt(Handle, level, name, value, length) == 0)
        {
            return Errno.None;
        }

        Errno error = WinsockLibrary.LastError();
        return error == Errno.EFAULT ? Errno.EINVAL : error; // Winsock's word for too small
    }

    private static bool IsLevel(int level) =>
        level is Win.IPPROTO_IP or (int)IPPROTO.IPPROTO_TCP or (int)IPPROTO.IPPROTO_UDP or (int)IPPROTO.IPPROTO_IPV6;

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

    private int UsualProtocol => (int)(_type == Win.SOCK_STREAM ? IPPROTO.IPPROTO_TCP : IPPROTO.IPPROTO_UDP);

    /// <summary>SO_ERROR once: Winsock gives it as often as it is asked, POSIX clears it.</summary>
    private Errno TakePendingError()
    {
        int code = 0;
        int size = sizeof(int);
        Ws2_32.getsockopt(Handle, Win.SOL_SOCKET, Win.SO_ERROR, (byte*)&code, &size);
        return code != 0 && Interlocked.Exchange(ref _pendingError, code) != code ? ErrorMap.FromWinsock(code) : Errno.None;
    }
}
