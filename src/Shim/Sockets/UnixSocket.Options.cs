using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>getsockopt, setsockopt and poll.</content>
internal sealed unsafe partial class UnixSocket
{
    private const int DefaultMode = 0b110_000_000; // 0600
    private const int PermissionBits = 0b111_111_111;

    /// <summary>What a socket that carries nothing yet answers for its buffers: Linux's default.</summary>
    private const int UsualBufferSize = 212_992;

    private LINGER _linger;
    private int _sendBuffer; // 0: TCP's own
    private int _receiveBuffer;
    private int _flagOptions; // options that AF_UNIX takes and ignores: a bit for each, so that getsockopt gives back what was set

    private uint LingerMilliseconds => _linger.l_onoff == 0 ? Win.INFINITE : _linger.l_linger * 1000u;

    public override Errno GetOption(int level, int name, byte* value, int* length)
    {
        if (level == SocketOptions.AfUnixLevel && name == SocketOptions.Mode)
        {
            return SocketOptions.Write(value, length, _mode);
        }

        if (level != Win.SOL_SOCKET)
        {
            return Errno.EOPNOTSUPP;
        }

        return name switch
        {
            Win.SO_TYPE => SocketOptions.Write(value, length, _type),
            SocketOptions.Domain => SocketOptions.Write(value, length, Family),
            SocketOptions.Protocol => SocketOptions.Write(value, length, 0),
            Win.SO_ACCEPTCONN => SocketOptions.Write(value, length, _state == SocketState.Listening ? 1 : 0),
            Win.SO_ERROR => SocketOptions.Write(value, length, (int)TakePendingError()),
            Win.SO_RCVTIMEO => SocketOptions.WriteTime(value, length, ReceiveTimeout),
            Win.SO_SNDTIMEO => SocketOptions.WriteTime(value, length, SendTimeout),
            Win.SO_LINGER => SocketOptions.WriteLinger(value, length, _linger),
            Win.SO_SNDBUF or Win.SO_RCVBUF => SocketOptions.Write(value, length, BufferSize(name)),
            SocketOptions.ReusePort => SocketOptions.Write(value, length, 0),
            SocketOptions.PeerCredentials => SocketOptions.WriteCredentials(value, length, UserCredentials.Of(PeerCredentials)),
            _ when SocketOptions.TryGet(this, name, out int kept) => SocketOptions.Write(value, length, kept),
            _ when SocketOptions.Flag(name) is int bit and not 0 => SocketOptions.Write(value, length, (_flagOptions & bit) != 0 ? 1 : 0),
            _ => Errno.ENOPROTOOPT,
        };
    }

    public override Errno SetOption(int level, int name, byte* value, int length)
    {
        if (level != Win.SOL_SOCKET && level != SocketOptions.AfUnixLevel)
        {
            return Errno.EOPNOTSUPP;
        }

        // Every option of this level takes at least an int: Linux looks at that before it looks at the name.
        Errno error = SocketOptions.Read(value, length, out int number);
        if (error != Errno.None)
        {
            return error;
        }

        if (level == SocketOptions.AfUnixLevel)
        {
            return SetMode(name, number);
        }

        switch (name)
        {
            case Win.SO_RCVTIMEO or Win.SO_SNDTIMEO:
                return SocketOptions.SetTime(this, name, value, length);
            case Win.SO_LINGER:
                error = SocketOptions.ReadLinger(value, length, out LINGER linger);
                _linger = error == Errno.None ? linger : _linger;
                return error;
            case Win.SO_SNDBUF or Win.SO_RCVBUF:
                return SetBuffer(name, number);
            case SocketOptions.ReusePort:
                return number != 0 ? Errno.EOPNOTSUPP : Errno.None; // for Internet sockets alone, says Linux since 6.13
            default:
                return SocketOptions.TrySet(this, name, number, out error) ? error : SetFlag(name, number);
        }
    }

    public override short PreparePoll(short asked, out uint events, out bool again)
    {
        events = 0;
        again = false;
        switch (_state)
        {
            case SocketState.Listening:
                events = (asked & PollEvents.In) != 0 ? Afd.AFD_POLL_ACCEPT : 0;
                return _readShut || IsAnybodyReady ? PollEvents.In : (short)0;
            case SocketState.Connected when IsFramed:
                return PreparePacketPoll(asked, out events, out again);
            case SocketState.Connected:
                events = Afd.AFD_POLL_DISCONNECT | Afd.AFD_POLL_ABORT
                    | ((asked & PollEvents.In) != 0 ? Afd.AFD_POLL_RECEIVE : 0)
                    | ((asked & PollEvents.Out) != 0 ? Afd.AFD_POLL_SEND : 0);

                // TCP shows an end only behind the data before it. One who does not ask for data would never be woken for the end.
                again = (asked & PollEvents.In) == 0 && _hasLedger && IsCounted && !PeerHasNothingUnderWay;
                return (short)LedgerEvents;
            default:
                return PollEvents.Out | PollEvents.HangUp;
        }
    }

    public override short AnswerPoll(short asked, uint happened)
    {
        if (_state == SocketState.Listening)
        {
            return (happened & Afd.AFD_POLL_ACCEPT) != 0 && HasClient() ? PollEvents.In : (short)0;
        }

        if (IsFramed)
        {
            return AnswerPacketPoll(asked, happened);
        }

        int events = LedgerEvents;
        if ((happened & Afd.AFD_POLL_RECEIVE) != 0)
        {
            events |= PollEvents.In;
        }

        if ((happened & Afd.AFD_POLL_SEND) != 0)
        {
            events |= PollEvents.Out;
        }

        if ((happened & (Afd.AFD_POLL_DISCONNECT | Afd.AFD_POLL_ABORT | Afd.AFD_POLL_LOCAL_CLOSE)) != 0)
        {
            _peerDied |= PeerHasDied;
            events |= PollEvents.In | PollEvents.ReadHangUp | (PeerIsGone ? GoneEvents : 0);
        }

        return (short)events;
    }

    /// <summary>What Linux says when the peer is gone: a send would fail at once, and so not wait.</summary>
    private int GoneEvents => PollEvents.In | PollEvents.Out | PollEvents.ReadHangUp | PollEvents.HangUp
        | (PeerLeftDataUnread && Volatile.Read(ref _resetReported) == 0 ? PollEvents.Error : 0);

    /// <summary>What both ends have said about themselves in the ledger, put together as unix_poll does: over for reading, for writing, or for both.</summary>
    private int LedgerEvents
    {
        get
        {
            if (_hasLedger && Volatile.Read(ref Peer->Closed) != 0)
            {
                return GoneEvents;
            }

            bool readOver = IsReadShut || Volatile.Read(ref Peer->WriteShut) != 0;
            bool writeOver = IsWriteShut || Volatile.Read(ref Peer->ReadShut) != 0;
            return (readOver ? PollEvents.In | PollEvents.ReadHangUp : 0) | (writeOver ? PollEvents.Out : 0) | (readOver && writeOver ? PollEvents.HangUp : 0);
        }
    }

    /// <summary>SO_ERROR, which reading clears: the reset that the next receive would have reported.</summary>
    private Errno TakePendingError() => IsFramed ? TakeReset()
        : _state == SocketState.Connected && _hasLedger && Volatile.Read(ref Peer->Closed) != 0 && PeerLeftDataUnread
            && Interlocked.Exchange(ref _resetReported, 1) == 0
            ? Errno.ECONNRESET
            : Errno.None;

    private int BufferSize(int name)
    {
        if (IsFramed)
        {
            return name == Win.SO_SNDBUF ? Window : FramedReceiveBuffer;
        }

        int size;
        int length = sizeof(int);
        if (Handle != Carrier.None && Ws2_32.getsockopt(Handle, Win.SOL_SOCKET, name, (byte*)&size, &length) == 0)
        {
            return size;
        }

        int asked = name == Win.SO_SNDBUF ? _sendBuffer : _receiveBuffer;
        return asked != 0 ? asked : UsualBufferSize;
    }

    private Errno SetBuffer(int name, int size)
    {
        lock (_lock)
        {
            if (name == Win.SO_SNDBUF)
            {
                _sendBuffer = size;
            }
            else
            {
                _receiveBuffer = size;
            }

            PublishWindow();
            return ApplyBuffers(Handle);
        }
    }

    /// <summary>Gives a TCP socket the buffer sizes that were asked for, perhaps before there was one.</summary>
    private Errno ApplyBuffers(nuint carrier)
    {
        int send = _sendBuffer;
        int receive = _receiveBuffer;
        if (carrier == Carrier.None || IsFramed)
        {
            return Errno.None; // frames count for themselves
        }

        bool failed = (send != 0 && Ws2_32.setsockopt(carrier, Win.SOL_SOCKET, Win.SO_SNDBUF, (byte*)&send, sizeof(int)) != 0)
            || (receive != 0 && Ws2_32.setsockopt(carrier, Win.SOL_SOCKET, Win.SO_RCVBUF, (byte*)&receive, sizeof(int)) != 0);
        return failed ? WinsockLibrary.LastError() : Errno.None;
    }

    private Errno SetMode(int name, int mode)
    {
        if (name != SocketOptions.Mode)
        {
            return Errno.ENOPROTOOPT;
        }

        if ((mode & ~PermissionBits) != 0)
        {
            return Errno.EINVAL;
        }

        lock (_lock)
        {
            if (!_name.IsUnnamed)
            {
                return Errno.EINVAL; // the file exists already
            }

            _mode = mode;
            return Errno.None;
        }
    }

    private Errno SetFlag(int name, int number)
    {
        int bit = SocketOptions.Flag(name);
        if (bit == 0)
        {
            return Errno.ENOPROTOOPT;
        }

        if (name == SocketOptions.PassCredentials && number != 0 && !PassesCredentials)
        {
            OnCredentialsAsked();
        }

        _ = number != 0 ? Interlocked.Or(ref _flagOptions, bit) : Interlocked.And(ref _flagOptions, ~bit);
        return Errno.None;
    }
}
