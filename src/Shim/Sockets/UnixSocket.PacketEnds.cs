using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>A connection with messages: what poll() says of it, and how it is closed.</content>
internal sealed unsafe partial class UnixSocket
{
    /// <summary>SO_RCVBUF of a framed socket: kept, and of no consequence, for on Linux the sender's buffer alone counts.</summary>
    private int FramedReceiveBuffer => ReceiveBuffer != 0 ? Math.Max(FrameLine.WindowOf(ReceiveBuffer), LeastReceiveBuffer) : UsualBufferSize;

    private const int LeastReceiveBuffer = 2304;

    private ulong _toldKey;
    private ulong _toldHash;

    private short PreparePacketPoll(short asked, out uint events, out bool again)
    {
        int now = PacketEvents;
        bool wantsRoom = (asked & PollEvents.Out) != 0 && (now & PollEvents.Out) == 0;
        if (wantsRoom && _line!.AskForRoom(forPoll: true))
        {
            now |= PollEvents.Out;
            wantsRoom = false;
        }

        // Who wants no message would be woken by each of them for nothing: then notes behind them have to be looked for.
        bool wantsMessages = (asked & PollEvents.In) != 0;
        bool isBehindData = !wantsMessages && !_line!.HasAll(0) && _line.Look(out _) == Errno.None;
        again = isBehindData || (wantsRoom && IsShared); // another process may read the note, or take the mark back
        events = FramePeerIsGone ? 0 : Afd.AFD_POLL_DISCONNECT | Afd.AFD_POLL_ABORT;
        events |= isBehindData ? 0 : Afd.AFD_POLL_RECEIVE;
        if (wantsRoom && _line!.AskForRoom(forPoll: true))
        {
            now |= PollEvents.Out; // the note was read just now
        }

        return (short)(now | PacketEvents);
    }

    private short AnswerPacketPoll(short asked, uint happened)
    {
        int events = 0;
        if ((happened & Afd.AFD_POLL_RECEIVE) != 0)
        {
            events |= _line!.Look(out _) == Errno.None ? PollEvents.In : 0; // notes wake nobody
        }

        if ((happened & (Afd.AFD_POLL_DISCONNECT | Afd.AFD_POLL_ABORT | Afd.AFD_POLL_LOCAL_CLOSE)) != 0)
        {
            _frameEndSeen = true; // an end of TCP is a close or a death: a shutdown is a note
        }

        return (short)(events | PacketEvents);
    }

    /// <summary>What both ends have said, as unix_poll puts it together, and whether there is room.</summary>
    private int PacketEvents
    {
        get
        {
            if (FramePeerIsGone)
            {
                return PollEvents.In | PollEvents.Out | PollEvents.ReadHangUp | PollEvents.HangUp | (HasReset ? PollEvents.Error : 0);
            }

            bool readOver = IsReadShut || Volatile.Read(ref Peer->WriteShut) != 0;
            bool writeOver = IsWriteShut || Volatile.Read(ref Peer->ReadShut) != 0;
            return (readOver ? PollEvents.In | PollEvents.ReadHangUp : 0)
                | (writeOver || _line!.IsWritable ? PollEvents.Out : 0)
                | (readOver && writeOver ? PollEvents.HangUp : 0);
        }
    }

    /// <summary>As <see cref="Drain"/>, by frames: notes are in no count, but they too must not lie unread when TCP is closed.</summary>
    private void DrainFrames()
    {
        _line!.StopAsking();
        if (_line.HasAll(0))
        {
            return;
        }

        WSABUF* parts = stackalloc WSABUF[2];
        var nothing = new Message { Parts = parts };
        long thrownAway = 0;
        ulong end = Kernel32.GetTickCount64() + MaxDrainMilliseconds;
        Ws2_32.shutdown(Handle, Win.SD_SEND);
        Operation* operation = Operation.Rent(Handle);
        for (ulong now = 0; operation != null && now < end; now = Kernel32.GetTickCount64())
        {
            Result taken = _line.TryReceive(ref nothing, peeks: false, counts: false, out _);
            if (!taken.Failed)
            {
                thrownAway += FrameHeader.Size + taken.Value;
                continue;
            }

            if (taken.Error != Errno.EAGAIN || _line.HasAll(thrownAway))
            {
                break;
            }

            Readiness.WaitFor(Handle, Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT, DrainStepMilliseconds, operation, out _);
        }

        if (operation != null)
        {
            Operation.Return(operation);
        }
    }

    /// <summary>Makes what the name stands for. A datagram socket can be sent to from the moment that it has a name, so it listens before that.</summary>
    private Errno MakeName(string? path, nuint carrier, in SocketFileContent content, bool isChosen)
    {
        Errno error = _type == Win.SOCK_DGRAM ? OpenForDatagrams(carrier, content) : Errno.None;
        error = error == Errno.None ? MakeName(path, content, isChosen) : error;
        if (error != Errno.None)
        {
            _listener?.Withdraw();
            _listener?.Close();
            _listener = null;
        }

        return error;
    }

    private Errno OpenForDatagrams(nuint carrier, in SocketFileContent content)
    {
        Errno error = Carrier.Listen(carrier);
        error = error == Errno.None ? Carrier.SetNonBlocking(carrier) : error;
        error = error == Errno.None ? ListenerHandshake.Open(content.Secret, content.Port, Mode, Backlog.Longest, out _listener) : error;
        _listener?.Tell(_toldKey, _toldHash, _readShut);
        return error;
    }

    /// <summary>Under the lock: a datagram socket listens from its birth.</summary>
    private void ListenIfOpen()
    {
        if (_listener != null)
        {
            Become(SocketState.Listening);
        }
    }

    /// <summary>A datagram socket's listener: what senders have to know, from the moment that they can find it.</summary>
    public void Tell(ulong key, ulong heardHash, bool isReadShut)
    {
        _toldKey = key;
        _toldHash = heardHash;
        _readShut = isReadShut;
        _listener?.Tell(key, heardHash, isReadShut);
    }

    /// <summary>A datagram socket's listener: the queue of messages.</summary>
    public Backlog? Queue => _listener?.Queue;

    /// <summary>A datagram socket's connection: the name that its sender has, or has now.</summary>
    public void NameAs(in UnixAddress name)
    {
        lock (_lock)
        {
            _name = name;
            if (_state == SocketState.Connected)
            {
                WriteOwnName();
            }
        }
    }

    /// <summary>A datagram socket's listener: the next sender that has come.</summary>
    public UnixSocket? TakeSender()
    {
        if (TakeReady(out UnixSocket? client) != Errno.None)
        {
            return null;
        }

        Deliver(client!);
        return client;
    }
}
