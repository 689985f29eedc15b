using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>connect(): the client's half of the handshake.</content>
internal sealed unsafe partial class UnixSocket
{
    /// <summary>
    /// How long a non-blocking connect lets TCP take for a connection on the same machine, which has room for it or has not. Then the backlog is
    /// taken to be full: EAGAIN, as on Linux, and never EINPROGRESS.
    /// </summary>
    private const uint NonBlockingMilliseconds = 50;

    /// <summary>How many endpoints a connection may try: somebody else can hold any of them.</summary>
    private const int MaxEndpoints = 256;

    private const uint RefusedPauseMilliseconds = 10;

    public override Result Connect(byte* address, int length)
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

        if (name.IsAbstract)
        {
            return Errno.ECONNREFUSED; // nobody has such a name
        }

        error = SocketPath.Resolve(name.Path, out string path);
        if (error == Errno.None)
        {
            error = SocketFile.Read(path, 's', out KnownListener? listener);
            if (error == Errno.None)
            {
                error = ConnectTo(listener!);
            }
        }

        return error;
    }

    private Errno ConnectTo(KnownListener listener)
    {
        if (!listener.HasToken())
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
            _state = SocketState.Connecting;
        }

        uint limit = NonBlocking ? NonBlockingMilliseconds : SendTimeout;
        ulong end = limit == Win.INFINITE ? ulong.MaxValue : Kernel32.GetTickCount64() + limit;
        Errno error;
        while (true)
        {
            error = EstablishWith(listener, limit, before);

            // Windows refuses when the backlog is full. It is full, not gone, as long as the token is there; then wait for room, as Linux does.
            if (error != Errno.ECONNREFUSED || !listener.HasToken())
            {
                break;
            }

            if (Kernel32.GetTickCount64() >= end)
            {
                error = Errno.EAGAIN;
                break;
            }

            Kernel32.Sleep(RefusedPauseMilliseconds);
        }

        return error;
    }

    /// <summary>One attempt. Connects, or leaves the socket as it was.</summary>
    private Errno EstablishWith(KnownListener listener, uint milliseconds, SocketState before)
    {
        Errno error = Prepare(listener, out nuint carrier, out ClientTicket ticket);
        if (error == Errno.None)
        {
            error = Carrier.Connect(carrier, listener.Port, milliseconds);
            if (error == Errno.None)
            {
                error = listener.Confirm(ticket);
            }

            if (error != Errno.None)
            {
                ticket.Discard();
                Carrier.Reset(ref carrier);
            }
        }

        lock (_lock)
        {
            if (error != Errno.None)
            {
                _state = before;
                return error;
            }

            nuint old = Handle; // a bound socket's: its port is not needed any more
            Carrier.Close(ref old);
            Handle = carrier;
            BecomeClient(listener, ticket);
            _state = SocketState.Connected;
            AssertState();
            return Errno.None;
        }
    }

    /// <summary>Makes a TCP socket bound to a fresh endpoint, and the token and ledger that go with it: all before TCP connects.</summary>
    private Errno Prepare(KnownListener listener, out nuint carrier, out ClientTicket ticket)
    {
        ticket = default;
        Errno error = Carrier.Create(out carrier);
        for (int tries = 0; error == Errno.None && tries < MaxEndpoints; tries++)
        {
            error = listener.TakeSlot(out ticket);
            if (error != Errno.None)
            {
                break;
            }

            FillSlot(ticket.Slot);
            error = Carrier.Bind(carrier, ticket.Endpoint);
            if (error == Errno.None)
            {
                error = listener.CreateToken(ref ticket);
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
