using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// The frames of one connection: a message goes out as one frame or not at all, and comes in as one. Nothing here waits for the other program: only, when
/// TCP takes a large frame in pieces, for the kernel to move it. The window, which bounds what is under way, is kept in the ledger and is smaller than
/// what TCP holds, so that is the exception.
/// </summary>
internal sealed unsafe partial class FrameLine(UnixSocket socket)
{
    /// <summary>net.core.wmem_default of Linux; SO_SNDBUF's least and most.</summary>
    public const int UsualWindow = 212_992;
    private const int LeastWindow = 4608;
    private const int MostWindow = 425_984;

    /// <summary>What a message costs beside its bytes, on Linux and hardly less in TCP: many small ones must not be more than the system holds.</summary>
    private const int Overhead = 768 - FrameHeader.Size;

    /// <summary>How long to wait for TCP, again and again while the other end is there.</summary>
    private const uint PieceMilliseconds = 100;

    /// <summary>So often, with nothing moving in the middle of a frame: then the other end is given up, for nobody could end this wait.</summary>
    private const int MostPiecesInVain = 20;

    private readonly Lock _sending = new();
    private readonly Lock _receiving = new();
    private int _noteIsDue;
    private volatile bool _isEnded;
    private volatile bool _isBroken;

    // The header of the message that is next, as long as nobody else can take that.
    private bool _hasNext;
    private FrameHeader _next;

    /// <summary>TCP has told its end, and all before it was received: the other end was closed, or its process died.</summary>
    public bool IsEnded => _isEnded;

    private LedgerEnd* Own => socket.OwnEnd;

    private LedgerEnd* Peer => socket.PeerEnd;

    private FrameEnd* OwnFrames => socket.OwnFrames;

    private FrameEnd* PeerFrames => socket.PeerFrames;

    private int Window => Volatile.Read(ref OwnFrames->Window);

    private long UnderWay => Between(Own, OwnFrames, Peer, PeerFrames);

    /// <summary>A send of any message would find room. As on Linux the last one may stick out.</summary>
    public bool HasRoom => UnderWay < Window;

    /// <summary>What poll() calls writable: as on Linux when three quarters are free, so that nobody is woken for every message.</summary>
    public bool IsWritable => UnderWay * 4 <= Window;

    /// <summary>Messages that the other end has sent and nobody has received.</summary>
    public int FramesToRead => Volatile.Read(ref PeerFrames->FramesSent) - Volatile.Read(ref OwnFrames->FramesReceived);

    /// <summary>Bytes of all of them.</summary>
    public int BytesToRead
    {
        get
        {
            long bytes = Volatile.Read(ref Peer->Sent) - Volatile.Read(ref Own->Received) - (long)FramesToRead * FrameHeader.Size;
            return (int)Math.Clamp(bytes, 0, int.MaxValue);
        }
    }

    /// <summary>Everything that the other end has sent is here and gone: its messages, and so many bytes of them that were thrown away, and its notes.</summary>
    public bool HasAll(long thrownAway) => Volatile.Read(ref Peer->Sending) == 0
        && Volatile.Read(ref Peer->Sent) <= Volatile.Read(ref Own->Received) + thrownAway
        && Volatile.Read(ref PeerFrames->NotesSent) == Volatile.Read(ref OwnFrames->NotesSeen);

    /// <summary>What SO_SNDBUF makes of a size, as on Linux, and the longest message that goes with it.</summary>
    public static int WindowOf(int size) => Math.Clamp(size, LeastWindow / 2, MostWindow / 2) * 2;

    public static int MostLength(int window) => window - FrameHeader.Size;

    /// <summary>For the next connection.</summary>
    public void Reset()
    {
        _noteIsDue = 0;
        _isEnded = false;
        _isBroken = false;
        _hasNext = false;
    }

    /// <summary>
    /// Writes down that this end waits, and then looks once more: the other end counts what it has received before it looks for the mark, so one of the two
    /// sees the other.
    /// </summary>
    /// <param name="forPoll">Until poll() would call it writable, which is later.</param>
    /// <returns>True when there is room.</returns>
    public bool AskForRoom(bool forPoll)
    {
        if (forPoll ? !IsWritable : !HasRoom)
        {
            Mark(RoomMark.Asked);
        }

        return forPoll ? IsWritable : HasRoom;
    }

    /// <summary>The same for a place in the receiver's queue, where the caller looks once more.</summary>
    public void AskForPlace() => Mark(RoomMark.AskedForPlace);

    /// <summary>
    /// Takes the mark back, or reads the note that answers it: a process may end as soon as its send has returned, and TCP throws away what such a one had
    /// sent if something lies unread. One behind a message stays; that lies unread itself.
    /// </summary>
    public void StopWaiting()
    {
        while (Volatile.Read(ref OwnFrames->Waiting) is int mark and not RoomMark.None)
        {
            if (mark != RoomMark.Answered)
            {
                Interlocked.CompareExchange(ref OwnFrames->Waiting, RoomMark.None, mark);
                Operation.Wake(socket.WaitKey); // another thread may wait for the answer: it is to leave a mark of its own
            }
            else if (Look(out _) != Errno.EAGAIN)
            {
                return;
            }
            else if (Volatile.Read(ref OwnFrames->Waiting) == RoomMark.Answered && AwaitPiece(Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT) is not (WaitEnd.Completed or WaitEnd.Woken))
            {
                return; // the receiver stands still, or died in the middle of it
            }
        }
    }

    /// <summary>Nobody will read here any more, so nobody is to be told anything.</summary>
    public void StopAsking() => Interlocked.Exchange(ref OwnFrames->Waiting, RoomMark.None);

    /// <summary>Sends a message, if there is room for it.</summary>
    /// <returns>None; EAGAIN; EBUSY when there is room, and TCP has none: nobody will tell when it has; EPIPE when nobody will receive it; EFAULT.</returns>
    public Errno TrySend(in Message message, in FrameHeader header)
    {
        Errno error;
        lock (_sending)
        {
            // Announced before the look at the other end's flags: see UnixSocket.Send.
            socket.TakeTurn(ref OwnFrames->SendOwner);
            Interlocked.Increment(ref Own->Sending);
            if (socket.IsShared)
            {
                socket.DropUnfinished(); // of one that has died here
            }

            error = socket.IsWriteOver || Volatile.Read(ref OwnFrames->Torn) != 0 ? Errno.EPIPE
                : !HasRoom ? Errno.EAGAIN
                : message.HasBadPart ? Errno.EFAULT
                : message.Cargo is { Count: > 0 } ? SendWithCargo(message, header)
                : SendWhole(message, header);
            if (error == Errno.None)
            {
                Interlocked.Increment(ref OwnFrames->FramesSent);
                Interlocked.Add(ref Own->Sent, FrameHeader.Size + (long)message.Length);
            }

            Interlocked.Decrement(ref Own->Sending);
            socket.GiveTurn(ref OwnFrames->SendOwner);
        }

        SendDueNote();
        return error;
    }

    /// <summary>Knocks at the other end. If somebody is sending now it is done when he is through.</summary>
    public void SendNote()
    {
        Volatile.Write(ref _noteIsDue, 1);
        SendDueNote();
    }

    /// <summary>The other end waits for room.</summary>
    public bool IsAskedForRoom => Volatile.Read(ref PeerFrames->Waiting) is RoomMark.Asked or RoomMark.AskedForPlace;

    /// <summary>The other end waits for room, and there is enough: it is told, once.</summary>
    public void AnswerWaiting()
    {
        int mark = Volatile.Read(ref PeerFrames->Waiting);
        if (mark is not (RoomMark.Asked or RoomMark.AskedForPlace))
        {
            return;
        }

        long underWay = Between(Peer, PeerFrames, Own, OwnFrames);
        int window = Volatile.Read(ref PeerFrames->Window);
        if (underWay * (mark == RoomMark.Asked ? 4 : 1) <= window && Interlocked.CompareExchange(ref PeerFrames->Waiting, RoomMark.Answered, mark) == mark)
        {
            SendNote();
        }
    }

    /// <summary>What counts of what one end has sent and the other has not received.</summary>
    private static long Between(LedgerEnd* sender, FrameEnd* sent, LedgerEnd* receiver, FrameEnd* received) =>
        Volatile.Read(ref sender->Sent) - Volatile.Read(ref receiver->Received)
        + (long)(Volatile.Read(ref sent->FramesSent) - Volatile.Read(ref received->FramesReceived)) * Overhead;

    private void Mark(int mark)
    {
        int seen = Volatile.Read(ref OwnFrames->Waiting);
        if (seen != RoomMark.Answered && seen != mark)
        {
            Interlocked.CompareExchange(ref OwnFrames->Waiting, mark, seen);
        }

        Interlocked.MemoryBarrier(); // mark first, then look
    }

    private void SendDueNote()
    {
        while (Volatile.Read(ref _noteIsDue) != 0 && _sending.TryEnter())
        {
            if (Interlocked.Exchange(ref _noteIsDue, 0) != 0)
            {
                socket.TakeTurn(ref OwnFrames->SendOwner);
                Interlocked.Increment(ref Own->Sending);
                if (Volatile.Read(ref Peer->Closed) == 0 && Volatile.Read(ref OwnFrames->Torn) == 0)
                {
                    Interlocked.Increment(ref OwnFrames->NotesSent);
                    if (SendWhole(default, new FrameHeader { Kind = FrameKind.Note }) == Errno.EBUSY)
                    {
                        // TCP is full: the next message that is received answers the mark.
                        Interlocked.Decrement(ref OwnFrames->NotesSent);
                        Interlocked.CompareExchange(ref PeerFrames->Waiting, RoomMark.Asked, RoomMark.Answered);
                    }
                }

                Interlocked.Decrement(ref Own->Sending);
                socket.GiveTurn(ref OwnFrames->SendOwner);
            }

            _sending.Exit();
        }
    }

    private Errno SendWithCargo(in Message message, in FrameHeader header)
    {
        Errno error = socket.PutCargo(message.Cargo!, Volatile.Read(ref OwnFrames->FramesSent), 1, out LanePlace* place, out ulong nonce);
        if (error == Errno.None)
        {
            error = SendWhole(message, header);
            if (error != Errno.None)
            {
                UnixSocket.TakeCargoBack(message.Cargo!, place, nonce);
            }
        }

        return error;
    }

    private Errno SendWhole(in Message message, FrameHeader header)
    {
        WSABUF* parts = stackalloc WSABUF[message.Count + 1];
        parts[0] = new WSABUF { buf = (byte*)&header, len = FrameHeader.Size };
        for (int i = 0; i < message.Count; i++)
        {
            parts[i + 1] = message.Parts[i];
        }

        var frame = new Message { Parts = parts, Count = message.Count + 1, Length = FrameHeader.Size + message.Length };
        socket.PrepareToSend();
        int inVain = 0;
        for (bool first = true; ; first = false)
        {
            uint sent;
            if (Ws2_32.WSASend(socket.Handle, frame.Parts, (uint)frame.Count, &sent, 0, null, null) == 0)
            {
                if (sent == frame.Length)
                {
                    Volatile.Write(ref OwnFrames->Torn, 0);
                    return Errno.None;
                }

                Volatile.Write(ref OwnFrames->Torn, 1);
                frame.Skip(sent);
                continue;
            }

            Errno error = WinsockLibrary.LastError();
            if (error != Errno.EAGAIN)
            {
                return error == Errno.EFAULT ? error : Errno.EPIPE;
            }

            WaitEnd end = AwaitPiece(Afd.AFD_POLL_SEND);
            if (end != WaitEnd.Completed && Volatile.Read(ref OwnFrames->Torn) == 0 && !first)
            {
                return Errno.EBUSY; // TCP is narrower than the window
            }

            inVain = end == WaitEnd.Completed ? 0 : inVain + (end == WaitEnd.TimedOut ? 1 : 0);
            if (Volatile.Read(ref Peer->Closed) != 0 || inVain >= MostPiecesInVain)
            {
                return Errno.EPIPE;
            }
        }
    }

    /// <returns>Completed when TCP has moved on, or has come to its end.</returns>
    private WaitEnd AwaitPiece(uint events)
    {
        Operation* operation = Operation.Rent(socket.Handle);
        if (operation == null)
        {
            return WaitEnd.TimedOut;
        }

        WaitEnd ended = Readiness.WaitFor(socket.Handle, events, PieceMilliseconds, operation, out _);
        Operation.Return(operation);
        return ended;
    }
}
