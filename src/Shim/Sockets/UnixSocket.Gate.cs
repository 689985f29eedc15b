using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// The gate of a lane: while one sends cargo nobody else sends, in whatever process, so that the bytes before it are all counted and its own come together.
/// Who sends plain bytes only looks whether somebody is at the gate.
/// </content>
internal sealed unsafe partial class UnixSocket
{
    private const uint GateStepMilliseconds = 1;
    private const uint LaneStepMilliseconds = 10;

    /// <summary>So many steps one waits who must not wait: others may only be passing through.</summary>
    private const int PassingSteps = 20;

    /// <summary>After so many steps one asks whether the other one lives.</summary>
    private const int SuspiciousSteps = 200;

    private static int s_gateNames;

    private int _passedOver; // of those that are inside a send, by the ledger

    private readonly long _gateName = ((long)Environment.ProcessId << 32) | (uint)Interlocked.Increment(ref s_gateNames);

    private LaneHead* OutHead => _isClient ? &_slot->ToServer : &_slot->ToClient;

    /// <summary>Becomes the only one who sends, when there is a free place in the lane.</summary>
    /// <returns>None; EAGAIN; EPERM when there is no lane; EPIPE, EINTR, EBADF.</returns>
    private Errno EnterGate(bool wait, Deadline deadline)
    {
        Errno error = _hasLedger ? Errno.None : Errno.EPERM; // the ledger is another user's, or out of sight in another session
        while (error == Errno.None)
        {
            if (Interlocked.CompareExchange(ref OutHead->Gate, _gateName, 0) != 0)
            {
                error = WaitForGate(wait, deadline);
                continue;
            }

            error = WaitForSenders(wait, deadline);
            if (error == Errno.None && HasPlace)
            {
                break;
            }

            Volatile.Write(ref OutHead->Gate, 0);
            error = error != Errno.None ? error : !wait ? Errno.EAGAIN : IsUnheard ? Errno.EPIPE : Pause(LaneStepMilliseconds, deadline);
        }

        return error;
    }

    /// <summary>Steps aside until nobody is at the gate. Announced before and afterwards, and not in between.</summary>
    private Errno WaitForGate(bool wait, Deadline deadline)
    {
        Errno error = Errno.None;
        int steps = 0;
        for (long other = Volatile.Read(ref OutHead->Gate); other != 0 && error == Errno.None; other = Volatile.Read(ref OutHead->Gate))
        {
            Interlocked.Decrement(ref Own->Sending);
            error = !wait && steps >= PassingSteps ? Errno.EAGAIN : Pause(GateStepMilliseconds, deadline);
            if (++steps % SuspiciousSteps == 0 && ProcessIdentity.IsGone((uint)(other >> 32))
                && Interlocked.CompareExchange(ref OutHead->Gate, _gateName, other) == other)
            {
                DropUnfinished();
                Volatile.Write(ref OutHead->Gate, 0);
                continue; // as announced as the other one has been
            }

            Interlocked.Increment(ref Own->Sending);
        }

        return error == Errno.None && IsWriteOver ? Errno.EPIPE : error;
    }

    /// <summary>
    /// At the gate: waits for those who are inside a send already. They don't wait there themselves, so one that stands still was killed. It stays counted and
    /// is passed over, once and for all.
    /// </summary>
    private Errno WaitForSenders(bool wait, Deadline deadline)
    {
        Errno error = Errno.None;
        long sent = Volatile.Read(ref Own->Sent);
        int standing = 0;
        for (int steps = 0; error == Errno.None; steps++)
        {
            int others = Volatile.Read(ref Own->Sending) - 1;
            _passedOver = Math.Min(_passedOver, others);
            if (others <= _passedOver)
            {
                break;
            }

            long now = Volatile.Read(ref Own->Sent);
            standing = now == sent ? standing + 1 : 0;
            sent = now;
            if (IsShared && standing >= SuspiciousSteps)
            {
                _passedOver = others;
                break;
            }

            bool isDead = IsShared && standing >= PassingSteps;
            error = !wait && steps >= PassingSteps && !isDead ? Errno.EAGAIN : Pause(GateStepMilliseconds, deadline);
        }

        return error;
    }

    /// <summary>Nobody will make a place: TCP has reset the connection, or ended it and who read there is gone. A killed process says nothing itself.</summary>
    private bool IsUnheard => HappensNow(Afd.AFD_POLL_DISCONNECT) is var happened
        && ((happened & Readiness.Ends) != 0 || ((happened & Afd.AFD_POLL_DISCONNECT) != 0 && ProcessIdentity.IsGone(Volatile.Read(ref OutHead->ReaderProcessId))));

    /// <summary>What AFD says of the connection, without a wait.</summary>
    private uint HappensNow(uint events)
    {
        uint happened = 0;
        Operation* operation = Operation.Rent(Handle);
        if (operation != null)
        {
            Readiness.WaitFor(Handle, events, 0, operation, out happened);
            Operation.Return(operation);
        }

        return happened;
    }

    private bool HasPlace => OutHead->Put - Volatile.Read(ref OutHead->Taken) < Lane.Capacity;

    /// <summary>With nobody else sending: takes back the cargo of one that died before its message was counted. The next message must not have it.</summary>
    public void DropUnfinished()
    {
        if (_hasLedger && OutHead->Put != Volatile.Read(ref OutHead->Taken))
        {
            LanePlace* last = Out.At(OutHead->Put - 1);
            if (Volatile.Read(ref last->First) >= (IsFramed ? Volatile.Read(ref OwnFrames->FramesSent) : Volatile.Read(ref Own->Sent)))
            {
                Unload(last, Volatile.Read(ref last->Nonce));
            }
        }
    }

    /// <summary>There was no place in the lane, or none in TCP: waits a little.</summary>
    /// <returns>None: look again; EAGAIN when the time is over; EINTR; EBADF; EPIPE.</returns>
    public Errno AwaitPlace(Deadline deadline) => Pause(LaneStepMilliseconds, deadline);

    /// <summary>Waits a little, for what nobody tells.</summary>
    private Errno Pause(uint milliseconds, Deadline deadline)
    {
        if (IsWriteOver || IsAbandoned)
        {
            return IsAbandoned ? Errno.EBADF : Errno.EPIPE;
        }

        uint rest = deadline.Rest;
        Operation* operation = Operation.Rent(Handle);
        if (rest == 0 || operation == null)
        {
            return rest == 0 ? Errno.EAGAIN : Errno.ENOBUFS;
        }

        WaitEnd end = operation->Wait(Math.Min(milliseconds, rest));
        Operation.Return(operation);
        return end == WaitEnd.Interrupted ? Errno.EINTR : Errno.None;
    }
}
