using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>A connection whose messages have boundaries: SOCK_SEQPACKET, and what datagrams travel by.</content>
internal sealed unsafe partial class UnixSocket
{
    /// <summary>
    /// Between two looks of a sender that waits for room, while messages that nobody receives lie before the note that would tell it.
    /// </summary>
    private const uint BehindDataMilliseconds = 10;

    /// <summary>As a blocked send on a stream does: the other end may have died between two of its steps.</summary>
    private const uint RoomAgainMilliseconds = 100;

    private int _type = Win.SOCK_STREAM;
    private FrameLine? _line; // made with the first framed connection, and kept
    private volatile bool _frameEndSeen;
    private nuint _waitKey;

    public bool IsFramed => _type != Win.SOCK_STREAM;

    /// <summary>The frames of this connection; only of a connected socket.</summary>
    public FrameLine Line => _line!;

    /// <summary>What threads that wait for something of this socket have rented their operations for.</summary>
    public nuint WaitKey { get => _waitKey != 0 ? _waitKey : Handle; set => _waitKey = value; }

    public LedgerEnd* OwnEnd => Own;

    public LedgerEnd* PeerEnd => Peer;

    public FrameEnd* OwnFrames => _isClient ? &_slot->ClientFrames : &_slot->ServerFrames;

    public FrameEnd* PeerFrames => _isClient ? &_slot->ServerFrames : &_slot->ClientFrames;

    /// <summary>The letter in the socket file.</summary>
    private char TypeLetter => _type switch
    {
        Win.SOCK_SEQPACKET => 'p',
        Win.SOCK_DGRAM => 'd',
        _ => 's',
    };

    /// <summary>SO_SNDBUF of a framed socket.</summary>
    private int Window => SendBuffer != 0 ? FrameLine.WindowOf(SendBuffer) : FrameLine.UsualWindow;

    private void BecomeOfType(int type)
    {
        _type = type;
        _frameEndSeen = false;
        _waitKey = 0;
    }

    /// <summary>This end of a new connection.</summary>
    private void BeginFrames()
    {
        if (IsFramed)
        {
            JoinFrames();
            PublishWindow();
        }
    }

    /// <summary>The same of one that another process has, too.</summary>
    private void JoinFrames()
    {
        if (IsFramed)
        {
            _line ??= new FrameLine(this);
            _line.Reset();
        }
    }

    private void PublishWindow()
    {
        if (IsFramed && _slot != null)
        {
            Volatile.Write(ref OwnFrames->Window, Window);
        }
    }

    /// <summary>The end of sending goes to TCP, unless notes have to be sent yet.</summary>
    private void EndSending()
    {
        if (!IsFramed)
        {
            Ws2_32.shutdown(Handle, Win.SD_SEND);
        }
    }

    /// <summary>The other end is to look what has become of this one.</summary>
    private void KnockIfFramed()
    {
        if (IsFramed && _state == SocketState.Connected)
        {
            _line!.SendNote();
        }
    }

    /// <summary>The other end is closed, or its process died.</summary>
    private bool FramePeerIsGone => Volatile.Read(ref Peer->Closed) != 0 || _frameEndSeen || _line!.IsEnded;

    /// <summary>ECONNRESET, once, when the other end was closed and had not received all that was sent. As on Linux, before what is still to be received.</summary>
    private Errno TakeReset() => HasReset && Interlocked.Exchange(ref _resetReported, 1) == 0 ? Errno.ECONNRESET : Errno.None;

    private bool HasReset => _state == SocketState.Connected && Volatile.Read(ref _resetReported) == 0 && FramePeerIsGone
        && (Volatile.Read(ref Peer->Refused) != 0 || Volatile.Read(ref Own->Sent) > Volatile.Read(ref Peer->Received));

    private Result SendPacket(in Message message, int flags)
    {
        Errno refused = TakeReset();
        refused = refused != Errno.None ? refused
            : _state != SocketState.Connected ? Errno.ENOTCONN
            : message.ControlError;
        if (refused != Errno.None || (flags & MessageFlags.OutOfBand) != 0)
        {
            return refused != Errno.None ? refused : Errno.EOPNOTSUPP;
        }

        // An address says nothing here: Linux doesn't look at it.
        if (message.Length > (nuint)FrameLine.MostLength(Window))
        {
            return Errno.EMSGSIZE;
        }

        var deadline = Deadline.After(SendTimeout);
        while (true)
        {
            _line!.StopWaiting(); // poll() may have left a mark
            Errno error = _line.TrySend(message, new FrameHeader { Kind = FrameKind.Data, Length = (uint)message.Length });
            if (error is Errno.EAGAIN or Errno.EBUSY)
            {
                bool isUntold = error == Errno.EBUSY || (message.Cargo != null && _line.HasRoom);
                error = MustNotWait(flags) ? Errno.EAGAIN : isUntold ? AwaitPlace(deadline) : AwaitRoom(deadline);
                if (error == Errno.None)
                {
                    continue;
                }
            }

            Errno reset = error == Errno.EPIPE ? TakeReset() : Errno.None;
            return reset != Errno.None ? reset : error != Errno.None ? error : (long)message.Length;
        }
    }

    /// <summary>Waits until there is room, or the other end is gone.</summary>
    /// <returns>None: look again; EAGAIN when the time is over, EINTR, EBADF.</returns>
    public Errno AwaitRoom(Deadline deadline)
    {
        Operation* operation = Operation.Rent(Handle);
        if (operation == null)
        {
            return Errno.ENOBUFS;
        }

        Errno error = Errno.None;
        while (!_line!.AskForRoom(forPoll: false) && !IsWriteOver && !_line.IsEnded && error == Errno.None)
        {
            // A note that is read here is an answer. Behind a message it can't be, and then whoever receives that will wake us.
            Errno head = _line.Look(out _);
            uint step = Math.Min(deadline.Rest, head == Errno.None ? BehindDataMilliseconds : RoomAgainMilliseconds);
            if (IsAbandoned || head == Errno.ENOTCONN)
            {
                error = IsAbandoned ? Errno.EBADF : Errno.None;
            }
            else if (!_line.AskForRoom(forPoll: false))
            {
                error = AwaitNote(operation, head == Errno.None, step) == WaitEnd.Interrupted ? Errno.EINTR : Errno.None;
            }

            error = error == Errno.None && deadline.Rest == 0 && !_line.HasRoom && !IsWriteOver ? Errno.EAGAIN : error;
        }

        Operation.Return(operation);
        _line.StopWaiting();
        return error;
    }

    private WaitEnd AwaitNote(Operation* operation, bool isBehindData, uint milliseconds)
    {
        if (!isBehindData)
        {
            return Readiness.WaitFor(Handle, Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT, milliseconds, operation, out _);
        }

        operation->Begin();
        return operation->Wait(milliseconds);
    }

    private Result ReceivePacket(ref Message message, int flags)
    {
        if (_state != SocketState.Connected || (flags & MessageFlags.OutOfBand) != 0)
        {
            return _state != SocketState.Connected ? Errno.ENOTCONN : Errno.EOPNOTSUPP;
        }

        bool isBad = message.HasBadPart;
        Message into = isBad ? new Message { Parts = message.Parts } : message;
        Result result = ReceiveFrame(ref into, flags);
        message.Cargo = into.Cargo;
        message.Flags = into.Flags;
        if (result.Failed)
        {
            // The end, which has no sender.
            message.NameLength = 0;
            return result.Error == Errno.ENOTCONN ? Result.Ok : result;
        }

        if (isBad && result.Value > 0)
        {
            return Errno.EFAULT; // as on Linux: what had no place to go is gone
        }

        TellName(ref message);
        if (PassesCredentials)
        {
            TellCredentials(ref message);
        }

        return Told(ref message, result.Value, flags);
    }

    /// <summary>The name of the sender; length 0 when it has none.</summary>
    public void TellName(ref Message message)
    {
        if (message.Name != null)
        {
            UnixAddress name = PeerName();
            int length = Message.MaxName;
            name.Write(message.Name, &length);
            message.NameLength = name.IsUnnamed ? 0 : length;
        }
    }

    /// <summary>What a receive says of a message of this length.</summary>
    public static long Told(ref Message message, long length, int flags)
    {
        bool cut = (nuint)length > message.Length;
        message.Flags |= cut ? MessageFlags.Truncated : 0;
        return cut && (flags & MessageFlags.Truncated) == 0 ? (long)message.Length : length;
    }

    /// <returns>The length of the message; ENOTCONN at the end; ECONNRESET, EAGAIN, EINTR, EBADF.</returns>
    private Result ReceiveFrame(ref Message message, int flags)
    {
        bool peeks = (flags & MessageFlags.Peek) != 0;
        Result result = ReceiveOnce(ref message, peeks);
        if (result.Error == Errno.EAGAIN && !MustNotWait(flags))
        {
            Operation* operation = Operation.Rent(Handle); // looks once more after this: from here on a wake is noticed
            if (operation == null)
            {
                return Errno.ENOBUFS;
            }

            result = ReceiveWaiting(ref message, peeks, operation);
            Operation.Return(operation);
        }

        Errno late = result.Error == Errno.ENOTCONN ? TakeReset() : Errno.None;
        return late != Errno.None ? late : result;
    }

    private Result ReceiveWaiting(ref Message message, bool peeks, Operation* operation)
    {
        var deadline = Deadline.After(ReceiveTimeout);
        while (true)
        {
            Result result = ReceiveOnce(ref message, peeks);
            if (result.Error != Errno.EAGAIN || IsAbandoned)
            {
                return result.Error != Errno.EAGAIN ? result : Errno.EBADF;
            }

            WaitEnd end = Readiness.WaitFor(Handle, Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT, deadline.Rest, operation, out _);
            if (end is WaitEnd.TimedOut or WaitEnd.Interrupted)
            {
                return Operation.ErrorOf(end);
            }
        }
    }

    private Result ReceiveOnce(ref Message message, bool peeks)
    {
        Errno reset = TakeReset();
        Result result = reset != Errno.None ? reset : _line!.TryReceive(ref message, peeks, counts: true, out _);
        return result.Error == Errno.EAGAIN && (IsReadShut || FrameSenderIsThrough) ? Errno.ENOTCONN : result;
    }

    /// <summary>The other end has said that it will send nothing more, and all that it sent is here.</summary>
    private bool FrameSenderIsThrough =>
        (Volatile.Read(ref Peer->Closed) | Volatile.Read(ref Peer->WriteShut)) != 0 && _line!.HasAll(0);
}
