using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>What its options mean, and poll.</content>
internal sealed unsafe partial class UnixSocket
{
    /// <summary>What a socket that carries nothing yet answers for its buffers: Linux's default.</summary>
    private const int UsualBufferSize = 212_992;

    protected override int Type => _type;

    protected override bool Accepts => _state == SocketState.Listening;

    protected override Lock StateLock => _lock;

    protected override bool HasFile => !_name.IsUnnamed;

    private uint LingerMilliseconds => Linger.l_onoff == 0 ? Win.INFINITE : Linger.l_linger * 1000u;

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

    /// <summary>The reset that the next receive would have reported.</summary>
    protected override Errno TakeError() => IsFramed ? TakeReset()
        : _state == SocketState.Connected && _hasLedger && Volatile.Read(ref Peer->Closed) != 0 && PeerLeftDataUnread
            && Interlocked.Exchange(ref _resetReported, 1) == 0
            ? Errno.ECONNRESET
            : Errno.None;

    protected override int BufferSize(int name)
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

        int asked = name == Win.SO_SNDBUF ? SendBuffer : ReceiveBuffer;
        return asked != 0 ? asked : UsualBufferSize;
    }

    protected override Errno OnBufferSet(int name)
    {
        PublishWindow();
        return ApplyBuffers(Handle);
    }

    /// <summary>Gives a TCP socket the buffer sizes that were asked for, perhaps before there was one.</summary>
    private Errno ApplyBuffers(nuint carrier)
    {
        int send = SendBuffer;
        int receive = ReceiveBuffer;
        if (carrier == Carrier.None || IsFramed)
        {
            return Errno.None; // frames count for themselves
        }

        bool failed = (send != 0 && Ws2_32.setsockopt(carrier, Win.SOL_SOCKET, Win.SO_SNDBUF, (byte*)&send, sizeof(int)) != 0)
            || (receive != 0 && Ws2_32.setsockopt(carrier, Win.SOL_SOCKET, Win.SO_RCVBUF, (byte*)&receive, sizeof(int)) != 0);
        return failed ? WinsockLibrary.LastError() : Errno.None;
    }
}
