using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// Receiving: of all messages that are there the one with the lowest number is next. Numbers are drawn one after another, so the one after the last is next for
/// sure, and only when it can't be found must all senders be looked at.
/// </content>
internal sealed unsafe partial class DatagramSocket
{
    private const int OnStack = 64;

    private readonly Lock _receiving = new(); // all that follows
    private readonly List<Source> _sources = [];
    private Source? _last; // the one that sent what was received last
    private PollQuestion _scan;
    private ulong _next = 1; // the number that is expected
    private ulong _dropped; // messages that were thrown away
    private ulong _heardSince; // what has a higher number comes from the peer, or is not received

    public override Result Receive(ref Message message, int flags)
    {
        if ((flags & MessageFlags.OutOfBand) != 0)
        {
            return Errno.EOPNOTSUPP;
        }

        bool isBad = message.HasBadPart;
        Message into = isBad ? new Message { Parts = message.Parts, Name = message.Name } : message;
        bool wait = !MustNotWait(flags);
        Result result = TryReceive(ref into, flags, looksEverywhere: !wait);
        if (result.Error == Errno.EAGAIN && wait)
        {
            result = ReceiveWaiting(ref into, flags);
        }

        message.NameLength = result.Failed ? 0 : into.NameLength;
        message.Cargo = into.Cargo;
        message.Flags = into.Flags;
        message.ControlUsed = into.ControlUsed;
        return result.Failed ? (result.Error == Errno.ENOTCONN ? Result.Ok : result)
            : isBad && result.Value > 0 ? Errno.EFAULT // as on Linux: what had no place to go is gone
            : UnixSocket.Told(ref message, result.Value, flags);
    }

    public override Result BytesToRead()
    {
        lock (_receiving)
        {
            return Choose(looksEverywhere: true, out FrameHeader header) != null ? (long)header.Length : Result.Ok;
        }
    }

    public override Result IsAtMark() => Errno.EOPNOTSUPP;

    /// <param name="looksEverywhere">Else only for the message that is expected.</param>
    /// <returns>The length of the message; EAGAIN when there is none; ECONNRESET.</returns>
    private Result TryReceive(ref Message message, int flags, bool looksEverywhere)
    {
        Errno lost = TakeLost();
        if (lost != Errno.None)
        {
            return lost;
        }

        bool peeks = (flags & MessageFlags.Peek) != 0;
        lock (_receiving)
        {
            while (Choose(looksEverywhere, out _) is Source source)
            {
                Result result = source.Line.TryReceive(ref message, peeks, counts: true, out FrameHeader header);
                if (!peeks || result.Failed)
                {
                    source.HasNext = false;
                }

                if (result.Failed && result.Error is not (Errno.EAGAIN or Errno.ENOTCONN))
                {
                    return result;
                }

                if (!result.Failed)
                {
                    source.Connection.TellName(ref message);
                    if (PassesCredentials)
                    {
                        source.Connection.TellCredentials(ref message);
                    }

                    if (!peeks)
                    {
                        OnTaken(source, header);
                    }

                    return result;
                }
            }

            return Errno.EAGAIN;
        }
    }

    private Result ReceiveWaiting(ref Message message, int flags)
    {
        Operation* operation = Operation.Rent(Handle);
        if (operation == null)
        {
            return Errno.ENOBUFS;
        }

        var deadline = Deadline.After(ReceiveTimeout);
        Result result = Errno.EAGAIN;
        while (result.Error == Errno.EAGAIN)
        {
            // After renting: from here on a wake is noticed. The wait itself tells if something is there already.
            WaitEnd end = IsAbandoned || _readShut || HasLost ? WaitEnd.Woken : AwaitMessage(operation, deadline.Rest);
            result = TryReceive(ref message, flags, looksEverywhere: true);
            if (result.Error != Errno.EAGAIN)
            {
                break;
            }

            if (IsAbandoned || _readShut)
            {
                result = IsAbandoned ? Errno.EBADF : Errno.ENOTCONN;
            }
            else if (end == WaitEnd.Interrupted || (end == WaitEnd.TimedOut && deadline.Rest == 0))
            {
                result = Operation.ErrorOf(end);
                break;
            }
        }

        Operation.Return(operation);
        return result;
    }

    private WaitEnd AwaitMessage(Operation* operation, uint milliseconds)
    {
        byte* memory = stackalloc byte[Readiness.SizeFor(OnStack)];
        var question = new PollQuestion(memory, OnStack);
        Ask(ref question, forMessages: true, out bool again);
        uint step = again ? Math.Min(milliseconds, Backlog.RecountMilliseconds) : milliseconds;
        WaitEnd end;
        if (question.IsEmpty)
        {
            operation->Begin();
            end = operation->Wait(step);
        }
        else
        {
            end = Readiness.Ask(question.Info, step, operation, out _);
        }

        question.Free();
        return end;
    }

    /// <summary>Asks for what the peer says, and for whatever may bring a message.</summary>
    /// <param name="forMessages">False when nobody wants one: those that lie there would end the wait at once.</param>
    /// <param name="again">Places in the queue may have to be counted again.</param>
    private void Ask(ref PollQuestion question, bool forMessages, out bool again)
    {
        const uint Events = Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT | Afd.AFD_POLL_ABORT;
        again = false;
        lock (_receiving)
        {
            UnixSocket? listener = forMessages ? Volatile.Read(ref _listener) : null;
            if (listener != null)
            {
                again = listener.Queue?.HasMessages == true;
                question.Hold(listener, Afd.AFD_POLL_ACCEPT);
            }

            for (int i = 0; forMessages && i < _sources.Count; i++)
            {
                question.Hold(_sources[i].Connection, Events);
            }
        }

        lock (_lock)
        {
            // A note that lies there would end every wait at once, too. Whoever reads it wakes us.
            if (_peer is { SeemsThere: true } && _peer.Line.Look(out _) != Errno.ENOTCONN)
            {
                question.Hold(_peer.Connection, Events);
            }
        }
    }

    /// <summary>Under the lock: the sender of the next message.</summary>
    private Source? Choose(bool looksEverywhere, out FrameHeader header)
    {
        Source? best = Lowest();
        if (!IsNext(best) && _last is { HasNext: false } && LookAt(_last))
        {
            best = best == null || _last!.Next.Sequence < best.Next.Sequence ? _last : best;
        }

        if (!IsNext(best))
        {
            if (!looksEverywhere)
            {
                header = default;
                return null;
            }

            Scan();
            best = Lowest();
        }

        if (best == null && Volatile.Read(ref _listener)?.Queue?.OnNoMessage() == true)
        {
            AnswerWaiting();
        }

        header = best == null ? default : best.Next;
        return best;
    }

    /// <summary>
    /// No other message can come before this one: it has the expected number, and none from before that is still under way. As many as those are gone; and
    /// none of the gone has a higher number, which only one that was given back could have.
    /// </summary>
    private bool IsNext(Source? source) => source != null && source.Next.Sequence <= _next
        && (Volatile.Read(ref _listener)?.Queue is not Backlog queue || (queue.CountGone >= _next - 1 && queue.LastGivenBack < _next));

    private Source? Lowest()
    {
        Source? best = null;
        foreach (Source source in _sources)
        {
            best = source.HasNext && (best == null || source.Next.Sequence < best.Next.Sequence) ? source : best;
        }

        return best;
    }

    private void OnTaken(Source source, in FrameHeader header)
    {
        _last = source;
        _next = Math.Max(_next, header.Sequence + 1);
        if (header.Sequence != 0)
        {
            Volatile.Read(ref _listener)?.Queue?.OnTaken(); // the other one of a pair draws no numbers
        }

        AnswerWaiting();
    }

    /// <summary>Tells those that wait for room; one for whom there is none yet goes on waiting.</summary>
    private void AnswerWaiting()
    {
        Backlog? queue = Volatile.Read(ref _listener)?.Queue;
        if (queue == null || !queue.TakeAsking())
        {
            return;
        }

        LetIn(); // one of those that have just come may have left the mark
        bool left = false;
        for (int i = _sources.Count - 1; i >= 0; i--)
        {
            if (_sources[i].Line.IsAskedForRoom)
            {
                _sources[i].Line.AnswerWaiting();
                left |= _sources[i].Line.IsAskedForRoom;
            }
        }

        if (left)
        {
            queue.Ask();
        }
    }
}
