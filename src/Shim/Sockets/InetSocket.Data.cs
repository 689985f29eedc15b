using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>Bytes and datagrams.</content>
internal sealed unsafe partial class InetSocket
{
    private const nuint LongestDatagram = 0xFFFF;

    /// <summary>How often a MSG_PEEK that waits for more looks at what is there: what has been seen makes AFD say yes at once.</summary>
    private const uint PeekStepMilliseconds = 10;

    /// <summary>Winsock waits for nobody on these sockets, and Nagle's algorithm is the program's affair.</summary>
    protected override void PrepareCarrier()
    {
    }

    public override Result Send(ref Message message, int flags)
    {
        bool isStream = _type == Win.SOCK_STREAM;
        Errno refused = isStream ? Errno.None : CheckDatagram(message, flags);
        refused = refused == Errno.None ? ControlData.Check(message, isStream) : refused;
        if (refused != Errno.None)
        {
            return refused;
        }

        return isStream ? SendStream(ref message, flags) : SendDatagram(message, flags);
    }

    public override Result Receive(ref Message message, int flags) =>
        _type == Win.SOCK_STREAM ? ReceiveStream(ref message, flags) : ReceiveDatagram(ref message, flags);

    public override Result BytesToRead()
    {
        if (_type == Win.SOCK_STREAM)
        {
            uint bytes;
            return _listening ? Errno.EINVAL : Ws2_32.ioctlsocket(Handle, Win.FIONREAD, &bytes) == 0 ? (int)bytes : WinsockLibrary.LastError();
        }

        // Winsock counts all datagrams together; the next one is asked for.
        WSABUF* part = stackalloc WSABUF[2];
        var look = new Message { Parts = part, Count = 1 };
        Result next = ReceiveDatagram(ref look, MessageFlags.Peek | MessageFlags.Truncated | MessageFlags.DontWait);
        return next.Error == Errno.EAGAIN ? Result.Ok : next;
    }

    /// <summary>Winsock says the contrary: whether no urgent data is before us.</summary>
    public override Result IsAtMark()
    {
        if (_type != Win.SOCK_STREAM)
        {
            return Errno.ENOTTY;
        }

        uint none;
        return Ws2_32.ioctlsocket(Handle, Win.SIOCATMARK, &none) == 0 ? (none == 0 ? 1 : 0) : WinsockLibrary.LastError();
    }

    /// <summary>Datagrams: connect() has named somebody, here or in another process.</summary>
    private bool HasPeer
    {
        get
        {
            SOCKADDR_STORAGE name;
            int size = sizeof(SOCKADDR_STORAGE);
            _hasPeer = _hasPeer || Ws2_32.getpeername(Handle, (SOCKADDR*)&name, &size) == 0;
            return _hasPeer;
        }
    }

    private Errno CheckDatagram(in Message message, int flags)
    {
        if (message.Length > LongestDatagram)
        {
            return Errno.EMSGSIZE;
        }

        if ((flags & (MessageFlags.OutOfBand | MessageFlags.More)) != 0)
        {
            return Errno.EOPNOTSUPP;
        }

        if (message.Name == null)
        {
            return HasPeer ? Errno.None : Errno.EDESTADDRREQ;
        }

        if (message.NameLength < MinAddressLength)
        {
            return Errno.EINVAL;
        }

        var name = (SOCKADDR_IN*)message.Name;
        return name->sin_family != Family && !IsOfNoFamily(message) ? Errno.EAFNOSUPPORT : name->sin_port == 0 ? Errno.EINVAL : Errno.None;
    }

    /// <summary>AF_INET takes such an address for one of its own.</summary>
    private bool IsOfNoFamily(in Message message) =>
        Family == Win.AF_INET && message.NameLength >= MinAddressLength && ((SOCKADDR*)message.Name)->sa_family == Win.AF_UNSPEC;

    private Result SendStream(ref Message message, int flags)
    {
        bool wait = !MustNotWait(flags);
        while (true)
        {
            // A part of no bytes asks Winsock whether there is a connection.
            Result result = _writeShut || _idleStream || _listening ? Errno.EPIPE
                : message.HasBadPart ? Errno.EFAULT
                : Transfer.Send(this, ref message, wait, flags & (Win.MSG_OOB | Win.MSG_DONTROUTE));
            Errno error = result.Error == Errno.ENOTCONN ? WhyNotConnected(Errno.EPIPE) : result.Error;
            if (error == Errno.EAGAIN && result.Error == Errno.ENOTCONN && wait)
            {
                error = WaitFor(Afd.AFD_POLL_SEND | Afd.AFD_POLL_CONNECT_FAIL, SendTimeout, out _);
                if (error == Errno.None)
                {
                    continue;
                }
            }

            return error == Errno.None ? result : error == Errno.ECONNABORTED ? Errno.EPIPE : error;
        }
    }

    private Result SendDatagram(in Message message, int flags)
    {
        if (_writeShut)
        {
            return Errno.EPIPE;
        }

        if (message.HasBadPart)
        {
            return Errno.EFAULT;
        }

        var to = (SOCKADDR*)(message.NameLength == 0 ? null : message.Name);
        SOCKADDR_IN own;
        if (IsOfNoFamily(message))
        {
            own = *(SOCKADDR_IN*)to;
            own.sin_family = Win.AF_INET;
            to = (SOCKADDR*)&own;
        }

        while (true)
        {
            uint sent;
            int nativeFlags = flags & Win.MSG_DONTROUTE;
            if (Ws2_32.WSASendTo(Handle, message.Parts, (uint)message.Count, &sent, (uint)nativeFlags, to, message.NameLength, null, null) == 0)
            {
                return (long)sent;
            }

            Errno error = WinsockLibrary.LastError();
            if (error == Errno.EAGAIN && !MustNotWait(flags))
            {
                error = WaitFor(Afd.AFD_POLL_SEND, SendTimeout, out _);
            }

            if (error != Errno.None && error != Errno.ECONNRESET)
            {
                return error == Errno.ENOTCONN ? Errno.EDESTADDRREQ : error;
            }
        }
    }

    private Result ReceiveStream(ref Message message, int flags)
    {
        bool urgent = (flags & MessageFlags.OutOfBand) != 0;
        if (_idleStream || _listening)
        {
            return urgent && !_listening ? Errno.EINVAL : Errno.ENOTCONN;
        }

        bool wait = !MustNotWait(flags) && !_readShut && !urgent;
        int nativeFlags = flags & (Win.MSG_OOB | Win.MSG_PEEK);
        bool looks = (nativeFlags & Win.MSG_PEEK) != 0;
        long target = wait ? (long)message.Target(flags, LeastToReceive) : 0;
        var deadline = Deadline.After(ReceiveTimeout);
        long received = 0;
        while (true)
        {
            Result now = ReceiveOnce(message, flags, nativeFlags);
            if (!now.Failed)
            {
                received = looks ? now.Value : received + now.Value;
                if (received >= target || now.Value == 0 || (looks && !WaitForMore(deadline)))
                {
                    message.Flags |= flags & Win.MSG_OOB;
                    return received;
                }

                if (!looks)
                {
                    message.Skip((nuint)now.Value);
                }

                continue;
            }

            Errno error = now.Error == Errno.ENOTCONN ? WhyNotConnected(Errno.ENOTCONN) : now.Error;
            if (error == Errno.EAGAIN && wait)
            {
                error = _readShut ? Errno.EPIPE : WaitFor(Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT, deadline.Rest, out _);
            }

            if (error != Errno.None)
            {
                // WSAESHUTDOWN: Linux says end of file to a reader that has shut itself down.
                return received > 0 ? received : error == Errno.EPIPE ? Result.Ok : urgent && error == Errno.EAGAIN ? Errno.EINVAL : error;
            }
        }
    }

    /// <summary>One look at the socket, without waiting. With MSG_TRUNC TCP's bytes go nowhere; for a bad pointer they stay.</summary>
    private Result ReceiveOnce(in Message message, int flags, int nativeFlags)
    {
        bool throwsAway = (flags & MessageFlags.Truncated) != 0;
        bool refuses = !throwsAway && message.HasBadPart;
        var instead = new WSABUF { buf = Message.Waste, len = refuses ? 1 : (uint)Math.Min(message.Length, (nuint)Message.WasteSize) };
        bool isOther = throwsAway || refuses;
        uint received;
        uint given = (uint)(refuses ? nativeFlags | Win.MSG_PEEK : nativeFlags);
        if (Ws2_32.WSARecv(Handle, isOther ? &instead : message.Parts, isOther ? 1 : (uint)message.Count, &received, &given, null, null) != 0)
        {
            return WinsockLibrary.LastError();
        }

        return refuses && received > 0 ? Errno.EFAULT : (long)received;
    }

    /// <summary>Between two looks of a MSG_PEEK that wants more.</summary>
    /// <returns>False when the time is over, or the wait was interrupted.</returns>
    private bool WaitForMore(Deadline deadline)
    {
        uint rest = deadline.Rest;
        Errno error = WaitFor(Afd.AFD_POLL_DISCONNECT, Math.Min(rest, PeekStepMilliseconds), out uint happened);
        return happened == 0 && (error == Errno.None || (error == Errno.EAGAIN && rest > PeekStepMilliseconds));
    }

    /// <summary>A datagram that is longer than the parts runs on into the waste, so that its whole length is seen.</summary>
    private Result ReceiveDatagram(ref Message message, int flags)
    {
        bool wait = !MustNotWait(flags);
        if (message.HasBadPart)
        {
            return RefuseDatagram(flags);
        }

        message.Parts[message.Count] = new WSABUF { buf = Message.Waste, len = Message.WasteSize };
        while (true)
        {
            uint received;
            uint nativeFlags = (uint)(flags & Win.MSG_PEEK);
            int nameLength = Message.MaxName;
            bool named = message.Name != null;
            Errno error = Ws2_32.WSARecvFrom(
                Handle, message.Parts, (uint)message.Count + 1, &received, &nativeFlags, (SOCKADDR*)message.Name, named ? &nameLength : null, null, null) == 0
                ? Errno.None
                : WinsockLibrary.LastError();
            if (error == Errno.None)
            {
                message.NameLength = named ? nameLength : 0;
                bool cut = received > message.Length;
                message.Flags |= cut ? MessageFlags.Truncated : 0;
                return cut && (flags & MessageFlags.Truncated) == 0 ? (long)message.Length : (long)received;
            }

            error = error == Errno.EINVAL && BindToAny() ? Errno.None // Winsock receives nothing before there is a port
                : error is Errno.ECONNRESET or Errno.ENETRESET ? (HasPeer ? Errno.ECONNREFUSED : Errno.None) // what an earlier datagram met: Linux tells it only if there is a peer
                : error == Errno.EAGAIN && wait ? (_readShut ? Errno.EPIPE : WaitFor(Afd.AFD_POLL_RECEIVE, ReceiveTimeout, out _))
                : error;
            if (error != Errno.None)
            {
                return error != Errno.EPIPE ? error : wait ? Result.Ok : Errno.EAGAIN;
            }
        }
    }

    /// <summary>As Linux: the bad pointer is found when there is a datagram for it, which is gone then.</summary>
    private Result RefuseDatagram(int flags)
    {
        WSABUF* part = stackalloc WSABUF[2];
        part->buf = Message.Waste;
        part->len = Message.WasteSize;
        var lost = new Message { Parts = part, Count = 1, Length = Message.WasteSize };
        Result found = ReceiveDatagram(ref lost, flags);
        return found.Failed || found.Value == 0 ? found : Errno.EFAULT;
    }

    /// <summary>What Linux says where Winsock says WSAENOTCONN.</summary>
    private Errno WhyNotConnected(Errno otherwise)
    {
        if (!_connecting)
        {
            return otherwise;
        }

        int code = 0;
        int size = sizeof(int);
        Ws2_32.getsockopt(Handle, Win.SOL_SOCKET, Win.SO_ERROR, (byte*)&code, &size);
        if (code == 0)
        {
            return Errno.EAGAIN;
        }

        _connecting = false;
        return TakePendingError() is Errno failure and not Errno.None ? failure : otherwise;
    }
}
