using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// A socket over a SOCKET that the program has itself, as under the Winsock face. It is one TCP socket for its whole life, whatever becomes of it, so it is
/// bound late: until listen() another socket holds the port that the socket file names, and a client takes its endpoint in connect(). The program moves its
/// bytes past us, which the ledger tells the other end.
/// </content>
internal sealed unsafe partial class UnixSocket
{
    private bool _isGiven;
    private nuint _reservation = Carrier.None; // holds the port of a bound name
    private ClientEndpoint _endpoint; // which a connect() has bound it to
    private bool _isSpent; // TCP connected it, and the listener was gone: it can't connect again

    public bool IsConnected => _state == SocketState.Connected;

    public bool IsListening => _state == SocketState.Listening;

    /// <summary>Nothing has been done with it yet: it can be accepted into.</summary>
    public bool IsFresh => _state == SocketState.Created && _endpoint == default;

    /// <summary>The name that was bound.</summary>
    public UnixAddress Name
    {
        get
        {
            lock (_lock)
            {
                return _name;
            }
        }
    }

    /// <summary>The other end's name; only of a connected socket.</summary>
    public UnixAddress NameOfPeer => PeerName();

    /// <summary>A new socket over a TCP socket that is neither bound nor connected. Closing it closes that one, too.</summary>
    public static UnixSocket CreateOver(nuint socket)
    {
        UnixSocket given = Create();
        given._isGiven = true;
        given.Handle = socket;
        given.AssertState();
        return given;
    }

    /// <summary>
    /// What a connection is that TCP has accepted on this listener: a client's, and then a socket over it, or over the one that it was accepted into; or
    /// a stranger's.
    /// </summary>
    /// <param name="accepted">The TCP connection.</param>
    /// <param name="into">A socket over the connection, if there is one already.</param>
    /// <returns>Null for a stranger: the connection is the caller's to end.</returns>
    public UnixSocket? Admit(nuint accepted, ClientEndpoint client, UnixSocket? into = null)
    {
        if (_state != SocketState.Listening || !_listener!.Admit(client, out Admission admission))
        {
            return null;
        }

        UnixSocket socket = into ?? CreateOver(accepted);
        Carrier.SetNoDelay(accepted);
        socket.BecomeAccepted(this, accepted, admission);
        return socket;
    }

    /// <summary>The handle was closed behind our back, and is another's by now: it is not to be closed.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            Handle = Carrier.None;
        }
    }

    /// <summary>The next connection that was put back with <see cref="Unaccept"/>; null when there is none.</summary>
    public UnixSocket? TakePutBack()
    {
        lock (_ready)
        {
            return _ready.TryDequeue(out UnixSocket? socket) ? socket : null;
        }
    }

    /// <summary>TCP has no connection for this listener now.</summary>
    public void OnNobodyThere()
    {
        if (_state == SocketState.Listening)
        {
            _listener!.OnQueueEmpty();
        }
    }

    /// <summary>Under the lock, in listen(). Somebody else can be faster, who gains nothing: no token speaks for him.</summary>
    /// <returns>EADDRINUSE when somebody was.</returns>
    private Errno TakeReservedPort()
    {
        if (_reservation == Carrier.None)
        {
            return Errno.None; // it has it already
        }

        Carrier.Close(ref _reservation);
        Errno error = Carrier.Bind(Handle, new ClientEndpoint(Carrier.Loopback, _port));
        if (error == Errno.None)
        {
            _endpoint = new ClientEndpoint(Carrier.Loopback, _port); // from which it would connect, if it comes to that
        }

        return error;
    }

    /// <summary>A port for a name. One that a client could connect from: see <see cref="TakeReservedPort"/>.</summary>
    private static Errno Reserve(out nuint carrier, out ushort port)
    {
        Errno error = Carrier.CreateBound(out carrier, out port);
        while (error == Errno.None && BookLayout.SlotOf(port) == 0)
        {
            nuint useless = carrier;
            error = Carrier.CreateBound(out carrier, out port);
            Carrier.Close(ref useless);
        }

        return error;
    }

    /// <summary>As <see cref="Prepare"/>, with the one TCP socket that there is: what it was bound to before it stays bound to.</summary>
    private Errno PrepareGiven(KnownListener listener, bool hasPlace, out ClientTicket ticket)
    {
        Errno error = _isSpent ? Errno.ECONNREFUSED : Errno.None;
        ticket = default;
        for (int tries = 0; error == Errno.None && tries < MaxEndpoints; tries++)
        {
            error = listener.TakeSlot(_endpoint, out ticket);
            if (error != Errno.None)
            {
                return error;
            }

            FillSlot(ticket.Slot, hasPlace);
            error = ticket.Endpoint == _endpoint ? Errno.None : Carrier.Bind(Handle, ticket.Endpoint);
            if (error == Errno.None)
            {
                _endpoint = ticket.Endpoint;
                Carrier.SetNoDelay(Handle);
                error = listener.Announce(ref ticket);
                if (error == Errno.None)
                {
                    return Errno.None;
                }

                error = error is Errno.EEXIST or Errno.EACCES ? Errno.EADDRNOTAVAIL : error;
            }
            else if (error is Errno.EADDRINUSE or Errno.EACCES)
            {
                error = Errno.None; // somebody has that port; the next
            }

            ticket.Discard();
        }

        return error == Errno.None ? Errno.EADDRNOTAVAIL : error;
    }

    private void ResetGiven()
    {
        _isGiven = false;
        _endpoint = default;
        _isSpent = false;
    }
}
