using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>Sending: to whom, and what to do when there is no room.</content>
internal sealed unsafe partial class DatagramSocket
{
    /// <summary>How many receivers a socket stays connected to. A tuning constant: what was sent to one that is let go still arrives.</summary>
    private const int MostDestinations = 16;

    /// <summary>Between two looks of a sender that waits: the receiver may have died between two of its steps.</summary>
    private const uint RoomAgainMilliseconds = 100;

    private long _uses;

    public override Result Send(ref Message message, int flags)
    {
        Errno error = CheckSend(message, flags, out UnixAddress name);
        if (error != Errno.None)
        {
            return error;
        }

        error = NameIfAsked();
        if (error != Errno.None)
        {
            return error;
        }

        bool wait = !MustNotWait(flags);
        var deadline = Deadline.After(SendTimeout);
        while (true)
        {
            error = message.NameLength > 0 ? Find(name, !wait, out Destination? to) : HoldPeer(out to);
            if (error != Errno.None)
            {
                return error;
            }

            error = to!.TrySend(message, _hash);
            bool isUntold = error == Errno.EBUSY || (message.Cargo != null && to.HasRoom(forPoll: false));
            error = error == Errno.EBUSY ? Errno.EAGAIN : error;
            bool again = error == Errno.EAGAIN && wait;
            error = !again ? error : isUntold ? AwaitPlace(to, deadline) : AwaitRoom(to, deadline);
            error = again && error == Errno.None ? (IsAbandoned ? Errno.EBADF : _writeShut ? Errno.EPIPE : Errno.None) : error;
            if (error == Errno.ECONNREFUSED)
            {
                Forget(to);
            }

            to.Connection.Release();
            if (!again || error != Errno.None)
            {
                return error != Errno.None ? error : (long)message.Length;
            }
        }
    }

    /// <summary>Who wants to know the others has a name himself, as on Linux.</summary>
    private Errno NameIfAsked()
    {
        ushort family = UnixAddress.Family;
        return PassesCredentials && _name.IsUnnamed ? Bind((byte*)&family, sizeof(ushort)).Error : Errno.None;
    }

    /// <summary>In Linux's order.</summary>
    private Errno CheckSend(in Message message, int flags, out UnixAddress name)
    {
        name = default;
        Errno error = message.ControlError;
        if (error != Errno.None || (flags & MessageFlags.OutOfBand) != 0)
        {
            return error != Errno.None ? error : Errno.EOPNOTSUPP;
        }

        if (message.NameLength > 0)
        {
            error = UnixAddress.Read(message.Name, message.NameLength, out name);
            error = error == Errno.None && name.IsUnnamed ? Errno.EINVAL : error;
        }
        return error != Errno.None ? error
            : message.Length > (nuint)FrameLine.MostLength(Window) ? Errno.EMSGSIZE
            : TakeLost() is Errno lost and not Errno.None ? lost
            : _writeShut ? Errno.EPIPE
            : message.HasBadPart ? Errno.EFAULT
            : Errno.None;
    }

    /// <summary>The peer, whose connection is held.</summary>
    private Errno HoldPeer(out Destination? peer)
    {
        lock (_lock)
        {
            peer = _peer;
            return peer != null && peer.Connection.TryHold() ? Errno.None : Errno.ENOTCONN;
        }
    }

    /// <summary>The one that has a name: known already, or connected to now. Its connection is held.</summary>
    private Errno Find(in UnixAddress name, bool mustNotWait, out Destination? destination)
    {
        destination = null;
        Errno error = UnixSocket.FindListener(name, 'd', out KnownListener? listener);
        if (error != Errno.None)
        {
            return error;
        }

        lock (_lock)
        {
            foreach (Destination known in _destinations)
            {
                if (known.Listener != null && known.Listener.IsSameAs(listener!) && known.SeemsThere && known.Connection.TryHold())
                {
                    known.LastUse = ++_uses;
                    destination = known;
                    return Errno.None;
                }
            }
        }

        return ConnectTo(listener!, mustNotWait, out destination);
    }

    private Errno ConnectTo(KnownListener listener, bool mustNotWait, out Destination? destination)
    {
        destination = null;
        UnixSocket connection = UnixSocket.Create(Win.SOCK_DGRAM);
        connection.WaitKey = Handle;
        connection.SendTimeout = SendTimeout;
        int size = SendBuffer;
        if (size != 0)
        {
            connection.SetOption(Win.SOL_SOCKET, Win.SO_SNDBUF, (byte*)&size, sizeof(int));
        }

        lock (_lock)
        {
            connection.NameAs(_name);
        }

        Errno error = connection.ConnectTo(listener, mustNotWait);
        if (error != Errno.None)
        {
            connection.Release();
            return error;
        }

        Volatile.Write(ref connection.OwnFrames->Key, _key);
        List<Destination> gone = [];
        lock (_lock)
        {
            connection.NameAs(_name); // it may have been bound meanwhile
            connection.TryHold();
            destination = new Destination(listener, connection) { LastUse = ++_uses };
            MakeRoom(gone);
            _destinations.Add(destination);
        }

        gone.ForEach(static one => one.Connection.Release()); // which may wait
        return Errno.None;
    }

    /// <summary>Under the lock: finds those that are gone, and the one that was used longest ago if there are many.</summary>
    private void MakeRoom(List<Destination> gone)
    {
        Destination? oldest = null;
        for (int i = _destinations.Count - 1; i >= 0; i--)
        {
            Destination one = _destinations[i];
            if (ReferenceEquals(one, _peer))
            {
                continue;
            }

            if (!one.SeemsThere)
            {
                _destinations.RemoveAt(i);
                gone.Add(one);
            }
            else if (oldest == null || (one.IsIdle && !oldest.IsIdle) || (one.IsIdle == oldest.IsIdle && one.LastUse < oldest.LastUse))
            {
                oldest = one;
            }
        }

        if (oldest != null && _destinations.Count >= MostDestinations)
        {
            _destinations.Remove(oldest);
            gone.Add(oldest);
        }
    }

    /// <summary>It is gone, and is our peer no longer if it was: then, as on Linux, what had come is lost.</summary>
    private void Forget(Destination gone)
    {
        bool wasPeer;
        bool wasKnown;
        ulong oldKey;
        lock (_lock)
        {
            oldKey = _heardKey;
            wasPeer = ReferenceEquals(_peer, gone);
            wasKnown = _destinations.Remove(gone);
            if (wasPeer)
            {
                KeepLost();
                _peer = null;
                _heardKey = 0;
                _listener?.Tell(_key, 0, _readShut);
            }
        }

        if (wasKnown)
        {
            gone.Connection.Release();
        }

        if (wasPeer)
        {
            TurnSources(throwAway: true, oldKey);
        }
    }

    /// <summary>Waits until there may be room, or it is gone.</summary>
    /// <returns>None: look again; EAGAIN when the time is over, EINTR, EBADF.</returns>
    private Errno AwaitRoom(Destination to, Deadline deadline)
    {
        Operation* operation = Operation.Rent(Handle);
        if (operation == null)
        {
            return Errno.ENOBUFS;
        }

        Errno error = Errno.None;
        while (!to.AskForRoom(forPoll: false) && to.SeemsThere && !to.IsReadShut && !_writeShut && error == Errno.None)
        {
            if (to.Line.Look(out _) == Errno.ENOTCONN || to.AskForRoom(forPoll: false))
            {
                break; // a note was the answer, or the end
            }

            WaitEnd end = Readiness.WaitFor(
                to.Connection.Handle, Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT, Math.Min(deadline.Rest, RoomAgainMilliseconds), operation, out _);
            error = IsAbandoned ? Errno.EBADF
                : end == WaitEnd.Interrupted ? Errno.EINTR
                : end == WaitEnd.TimedOut && deadline.Rest == 0 ? Errno.EAGAIN
                : end == WaitEnd.TimedOut && !to.IsThere ? Errno.ECONNREFUSED
                : Errno.None;
        }

        Operation.Return(operation);
        to.Line.StopWaiting();
        return error;
    }

    /// <summary>There is room for the message, and none for its cargo, or in TCP.</summary>
    private static Errno AwaitPlace(Destination to, Deadline deadline)
    {
        Errno error = to.Connection.AwaitPlace(deadline);
        return error == Errno.EPIPE ? Errno.None : error; // the next try tells why
    }

    /// <summary>ECONNRESET, once, when the peer has turned away and thrown away what we had sent.</summary>
    private Errno TakeLost()
    {
        lock (_lock)
        {
            KeepLost();
            bool lost = _lost;
            _lost = false;
            return lost ? Errno.ECONNRESET : Errno.None;
        }
    }

    /// <summary>Under the lock: what the peer has told of it is the socket's own, whatever becomes of the peer.</summary>
    private void KeepLost() => _lost |= _peer != null && Volatile.Read(ref _peer.Connection.PeerFrames->HasLost) != 0
        && Interlocked.Exchange(ref _peer.Connection.PeerFrames->HasLost, 0) != 0;

    private bool HasLost
    {
        get
        {
            lock (_lock)
            {
                KeepLost();
                return _lost;
            }
        }
    }
}
