using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>listen() and accept(): the server's half of the handshake.</content>
internal sealed unsafe partial class UnixSocket
{
    private readonly Queue<UnixSocket> _ready = new(); // accepted from TCP and admitted, but not yet asked for
    private ListenerHandshake? _listener;

    public override Result Listen(int backlog)
    {
        lock (_lock)
        {
            if (_state == SocketState.Listening)
            {
                ListenAgain(backlog);
                return Result.Ok;
            }

            if (_state != SocketState.Bound)
            {
                return Errno.EINVAL;
            }

            // TCP first, then the token: the token says that the port is ours.
            Errno error = _isGiven ? TakeReservedPort() : Errno.None;
            if (error == Errno.None)
            {
                error = Carrier.Listen(Handle);
            }

            if (error == Errno.None && !_isGiven)
            {
                error = Carrier.SetNonBlocking(Handle);
            }

            if (error == Errno.None)
            {
                error = OpenListener(backlog);
            }

            AssertState();
            return error;
        }
    }

    /// <summary>The last one to call listen() is the peer of those who connect.</summary>
    private void ListenAgain(int backlog)
    {
        _listener!.NameListener();
        _listener.Resize(backlog);
        _peer = Credentials.Own;
    }

    private Errno OpenListener(int backlog)
    {
        Errno error = ListenerHandshake.Open(_secret, _port, Mode, backlog, out _listener);
        if (error == Errno.EADDRINUSE && IsShared)
        {
            // Another process that has this socket listens already.
            error = ListenerHandshake.Join(_secret, _port, Mode, out _listener);
            if (error == Errno.None)
            {
                _listener!.Count();
                ListenAgain(backlog);
            }
        }

        if (error == Errno.None)
        {
            Become(SocketState.Listening);
        }

        return error;
    }

    public override Errno Accept(out SocketDescription? accepted)
    {
        accepted = null;
        if (_state != SocketState.Listening)
        {
            return Errno.EINVAL;
        }

        ulong end = ReceiveTimeout == Win.INFINITE ? ulong.MaxValue : Kernel32.GetTickCount64() + ReceiveTimeout;
        while (true)
        {
            if (_readShut || IsAbandoned)
            {
                return IsAbandoned ? Errno.EBADF : Errno.EINVAL;
            }

            Errno error = TakeReady(out UnixSocket? client);
            if (error == Errno.None)
            {
                accepted = client;
                Deliver(client!);
                return Errno.None;
            }

            if (error == Errno.EAGAIN && !NonBlocking)
            {
                error = WaitForClient(end);
            }

            if (error != Errno.None)
            {
                return error;
            }
        }
    }

    /// <summary>accept() gives this client to the program: its place in the queue is free.</summary>
    public void Deliver(UnixSocket client)
    {
        if (client._slot->HasPlace != 0)
        {
            _listener!.OnDelivered();
        }
    }

    public override void Unaccept(SocketDescription accepted)
    {
        lock (_ready)
        {
            _ready.Enqueue((UnixSocket)accepted);
        }

        Operation.Wake(Handle); // a thread in accept() may have missed it while it was neither here nor in TCP's queue
    }

    private bool IsAnybodyReady
    {
        get
        {
            lock (_ready)
            {
                return _ready.Count > 0;
            }
        }
    }

    /// <summary>Whether accept() would deliver a client now. Strangers are turned away on the way, so that poll() doesn't wake anybody for them.</summary>
    private bool HasClient()
    {
        if (TakeReady(out UnixSocket? client) != Errno.None)
        {
            return false;
        }

        Unaccept(client!);
        return true;
    }

    private Errno TakeReady(out UnixSocket? client)
    {
        lock (_ready)
        {
            if (_ready.TryDequeue(out client))
            {
                return Errno.None;
            }
        }

        return TakeFromTcp(out client);
    }

    /// <summary>The next connection that a client of ours made; strangers' connections before it are reset.</summary>
    /// <returns>None; EAGAIN when there is none; EMFILE, ENOBUFS.</returns>
    private Errno TakeFromTcp(out UnixSocket? client)
    {
        client = null;
        while (true)
        {
            Errno error = Carrier.Accept(Handle, out nuint carrier, out ClientEndpoint endpoint);
            if (error == Errno.ECONNABORTED)
            {
                continue;
            }

            if (error != Errno.None)
            {
                if (error == Errno.EAGAIN)
                {
                    _listener!.OnQueueEmpty();
                }

                return error;
            }

            if (_listener!.Admit(endpoint, out Admission admission) && (!IsFramed || admission.Slot != null))
            {
                Carrier.NeverInherit(carrier);
                client = Create(_type);
                client.BecomeAccepted(this, carrier, admission);
                return Errno.None;
            }

            Carrier.Reset(ref carrier);
        }
    }

    /// <summary>Waits for somebody to come, in steps, since an empty queue has to be looked at now and then.</summary>
    private Errno WaitForClient(ulong end)
    {
        ulong now = Kernel32.GetTickCount64();
        if (now >= end)
        {
            return Errno.EAGAIN;
        }

        Operation* operation = Operation.Rent(Handle);
        if (operation == null)
        {
            return Errno.ENOBUFS;
        }

        // After renting: a shutdown(), a close() or a poll() that took the client from here on wakes this wait.
        WaitEnd ended = _readShut || IsAbandoned || IsAnybodyReady
            ? WaitEnd.Woken
            : Readiness.WaitFor(Handle, Afd.AFD_POLL_ACCEPT, (uint)Math.Min(end - now, Backlog.RecountMilliseconds), operation, out _);
        Operation.Return(operation);
        return ended == WaitEnd.Interrupted ? Errno.EINTR : Errno.None;
    }

    /// <summary>
    /// Ends the listener: first the token, so that nobody else comes; then everybody in the queue is met and reset, so that what they left with this
    /// process is found; then the port.
    /// </summary>
    private void CloseListener()
    {
        if (ListenerGoesOn)
        {
            RefuseReady();
            _listener!.Leave();
            _listener = null;
            return;
        }

        _listener!.Withdraw();
        Carrier.SetNonBlocking(Handle); // one that was given may wait otherwise
        while (TakeReady(out UnixSocket? client) == Errno.None)
        {
            client!.Refuse();
        }

        nuint handle = Handle;
        Carrier.Close(ref handle);
        Handle = handle;
        _listener.Close();
        _listener = null;
    }

    /// <summary>Whom poll() has taken from TCP nobody else can have any more.</summary>
    private void RefuseReady()
    {
        while (IsAnybodyReady && TakeReady(out UnixSocket? client) == Errno.None)
        {
            Deliver(client!);
            client!.Refuse();
        }
    }

    /// <summary>What Linux does to clients that were never accepted: their next read gives ECONNRESET.</summary>
    public void Refuse()
    {
        Volatile.Write(ref Own->Refused, 1);
        Release();
    }
}
