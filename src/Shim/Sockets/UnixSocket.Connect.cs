using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>connect(): the client's half of the handshake.</content>
internal sealed unsafe partial class UnixSocket
{
    /// <summary>
    /// How long TCP may take for a connection on one machine to a port that listens: it takes microseconds, or its backlog is full of strangers. Never
    /// EINPROGRESS: a connection in the UNIX domain is there, or it is not.
    /// </summary>
    private const uint ConnectMilliseconds = 2000;

    /// <summary>How many endpoints a connection may try: somebody else can hold any of them.</summary>
    private const int MaxEndpoints = 256;

    private const uint RefusedPauseMilliseconds = 10;

    /// <summary>How often one who waits for room looks whether the listener is still there.</summary>
    private const uint FullQueueStepMilliseconds = 100;

    public override Result Connect(byte* address, int length) => Connect(address, length, NonBlocking);

    /// <param name="mustNotWait">For room in the listener's queue.</param>
    public Result Connect(byte* address, int length, bool mustNotWait)
    {
        Errno error = UnixAddress.Read(address, length, out UnixAddress name);
        if (error != Errno.None)
        {
            return error;
        }

        if (name.IsUnnamed)
        {
            return Errno.EINVAL;
        }

        if (PassesCredentials)
        {
            error = BindToAny(); // who wants to know the others has a name himself, as on Linux
            if (error != Errno.None)
            {
                return error;
            }
        }

        error = FindListener(name, TypeLetter, out KnownListener? listener);
        return error == Errno.None ? ConnectTo(listener!, mustNotWait) : error;
    }

    /// <summary>The listener that has a name.</summary>
    public static Errno FindListener(in UnixAddress name, char type, out KnownListener? listener)
    {
        listener = null;
        if (name.IsAbstract)
        {
            return AbstractName.Find(name.Path, type, out listener);
        }

        Errno error = SocketPath.Resolve(name.Path, out string path);
        return error == Errno.None ? SocketFile.Read(path, type, out listener) : error;
    }

    public Errno ConnectTo(KnownListener listener, bool mustNotWait)
    {
        if (!listener.SeemsThere)
        {
            return Errno.ECONNREFUSED;
        }

        SocketState before;
        lock (_lock)
        {
            switch (_state)
            {
                case SocketState.Connected:
                    return Errno.EISCONN;
                case SocketState.Connecting:
                    return Errno.EALREADY;
                case SocketState.Listening:
                    return Errno.EINVAL;
            }

            before = _state;
            Become(SocketState.Connecting);
        }

        Backlog? backlog = listener.Backlog;
        Errno error = backlog == null || backlog.TryTake() ? Errno.None : mustNotWait ? Errno.EAGAIN : WaitForRoom(listener, backlog);
        if (error == Errno.None)
        {
            error = EstablishInTime(listener, backlog != null, mustNotWait);
            if (error != Errno.None)
            {
                backlog?.GiveBack();
            }
        }

        if (error != Errno.None)
        {
            lock (_lock)
            {
                Become(before);
            }
        }

        return error;
    }

    /// <summary>Takes a place in the listener's queue; when it is full, waits as Linux does: until somebody is accepted, the time is over or the listener is gone.</summary>
    /// <returns>None; EAGAIN; ECONNREFUSED; EINTR.</returns>
    private Errno WaitForRoom(KnownListener listener, Backlog backlog)
    {
        Operation* operation = Operation.Rent(Handle);
        if (operation == null)
        {
            return Errno.EAGAIN;
        }

        ulong end = SendTimeout == Win.INFINITE ? ulong.MaxValue : Kernel32.GetTickCount64() + SendTimeout;
        nint* either = stackalloc nint[2] { backlog.Signal, operation->Event };
        Errno error = Errno.EAGAIN;
        backlog.BeginWait();
        while (error == Errno.EAGAIN)
        {
            if (backlog.TryTake())
            {
                error = Errno.None;
                break;
            }

            ulong now = Kernel32.GetTickCount64();
            if (now >= end)
            {
                break;
            }

            uint step = (uint)Math.Min(end - now, FullQueueStepMilliseconds);
            bool signalled = Kernel32.WaitForMultipleObjects(2, either, 0, step) == Win.WAIT_OBJECT_0; // others may be faster all the same
            if (operation->Wait(0) == WaitEnd.Interrupted)
            {
                error = Errno.EINTR;
            }
            else if (IsAbandoned || (!signalled && !listener.IsThere))
            {
                error = Errno.ECONNREFUSED;
            }
        }

        backlog.EndWait();
        Operation.Return(operation);
        return error;
    }

    /// <summary>
    /// Connects, with a place in the queue. If TCP finds no room all the same then strangers fill it: Linux lets such a connection wait, Windows refuses
    /// it. As long as the token is there it is worth another try.
    /// </summary>
    private Errno EstablishInTime(KnownListener listener, bool hasPlace, bool mustNotWait)
    {
        ulong end = mustNotWait || SendTimeout != Win.INFINITE ? Kernel32.GetTickCount64() + (mustNotWait ? 0 : SendTimeout) : ulong.MaxValue;
        while (true)
        {
            Errno error = EstablishWith(listener, hasPlace);
            if (error is not (Errno.EAGAIN or Errno.ECONNREFUSED))
            {
                return error;
            }

            if (!listener.IsThere || IsAbandoned || _isSpent)
            {
                return Errno.ECONNREFUSED;
            }

            if (Kernel32.GetTickCount64() >= end)
            {
                return Errno.EAGAIN;
            }

            Kernel32.Sleep(RefusedPauseMilliseconds);
        }
    }

    /// <summary>Connects, or leaves the socket as it was.</summary>
    private Errno EstablishWith(KnownListener listener, bool hasPlace)
    {
        nuint carrier = Handle;
        ClientTicket ticket;
        Errno error = _isGiven ? PrepareGiven(listener, hasPlace, out ticket) : Prepare(listener, hasPlace, out carrier, out ticket);
        if (error == Errno.None)
        {
            error = _isGiven
                ? Carrier.ConnectPlainly(carrier, listener.Port, ConnectMilliseconds)
                : Carrier.Connect(carrier, listener.Port, ConnectMilliseconds);
            if (error == Errno.None)
            {
                error = listener.Confirm(ticket);
                _isSpent = _isGiven && error != Errno.None;
            }

            if (error != Errno.None)
            {
                ticket.Discard();
                GiveUp(ref carrier);
            }
        }

        if (error != Errno.None)
        {
            return error;
        }

        lock (_lock)
        {
            nuint old = _isGiven ? _reservation : Handle; // a bound socket's: its port is not needed any more
            Carrier.Close(ref old);
            _reservation = Carrier.None;
            Handle = carrier;
            BecomeClient(listener, ticket);
            Become(SocketState.Connected);
            AssertState();
            return Errno.None;
        }
    }

    private void GiveUp(ref nuint carrier)
    {
        if (!_isGiven)
        {
            Carrier.Reset(ref carrier);
        }
        else if (_isSpent)
        {
            Ws2_32.shutdown(carrier, Win.SD_BOTH); // the program has it still, and must not talk to whoever this is
        }
    }

    /// <summary>Makes a TCP socket bound to a fresh endpoint, and the ledger and proof that go with it: all before TCP connects.</summary>
    private Errno Prepare(KnownListener listener, bool hasPlace, out nuint carrier, out ClientTicket ticket)
    {
        ticket = default;
        WinsockLibrary.Start();
        Errno error = Carrier.Create(out carrier);
        for (int tries = 0; error == Errno.None && tries < MaxEndpoints; tries++)
        {
            error = listener.TakeSlot(bound: default, out ticket);
            if (error != Errno.None)
            {
                break;
            }

            FillSlot(ticket.Slot, hasPlace);
            ApplyBuffers(carrier);
            error = Carrier.Bind(carrier, ticket.Endpoint);
            if (error == Errno.None)
            {
                error = listener.Announce(ref ticket);
                if (error == Errno.None)
                {
                    return Errno.None;
                }

                // The name is taken, which binds the socket to a useless endpoint.
                Carrier.Close(ref carrier);
                if (error is Errno.EEXIST or Errno.EACCES)
                {
                    error = Carrier.Create(out carrier);
                }
            }
            else if (error is Errno.EADDRINUSE or Errno.EACCES)
            {
                error = Errno.None; // somebody has that port; the next
            }

            ticket.Discard();
        }

        Carrier.Close(ref carrier);
        return error == Errno.None ? Errno.EADDRNOTAVAIL : error;
    }
}
