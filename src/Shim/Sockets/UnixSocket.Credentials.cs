using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>Who is at the other end: SO_PEERCRED, and SCM_CREDENTIALS, which the receiver makes up from what it knows of its peer.</content>
internal sealed unsafe partial class UnixSocket
{
    private Credentials _peer; // of the peer, or of who listens; what is not known yet is found out when asked for
    private bool _peerIsFound;
    private (uint Id, ulong StartTime) _listenedThen; // at a client's end, when it connected
    private long _askedFrom; // where the stream was when SO_PASSCRED was set

    /// <summary>The peer's credentials; those of who called listen(), for a listener; nobody's for any other socket.</summary>
    public override Credentials PeerCredentials => FindPeer(asksTable: true);

    /// <param name="asksTable">False: nobody has asked yet, and what takes long is left out.</param>
    private Credentials FindPeer(bool asksTable)
    {
        lock (_lock)
        {
            if (!_peerIsFound && _state == SocketState.Connected)
            {
                _peer = _isClient && _server != null ? _server.Identify(_listenedThen, asksTable)
                    : _book != null ? _book.Identify(_slot, asksTable)
                    : asksTable && _shared != null ? _peer.Unless(TcpTable.OwnerOf(Carrier.PeerOf(Handle), listens: false))
                    : _peer;
                _peerIsFound = asksTable;
            }

            if (_state == SocketState.Listening && !_peer.IsKnown)
            {
                _peer = Credentials.Own; // one that came from elsewhere knows who listens
            }

            return _peer;
        }
    }

    /// <summary>For another process, which can ask the table, too, about a client; of one that is not believed without it this one asks.</summary>
    private void PackPeer(Parcel* parcel)
    {
        parcel->Peer = FindPeer(asksTable: false);
        if (_state != SocketState.Connected || _pair != null)
        {
            return;
        }

        if (parcel->Peer.ProcessId == 0)
        {
            parcel->Peer = FindPeer(asksTable: true);
        }

        parcel->Flags |= !_isClient && !_peerIsFound ? ParcelFlags.PeerIsUnasked : 0;
    }

    /// <summary>Who sends what is received here. A server is whoever has accepted; on Linux SO_PEERCRED names who listens, and SCM_CREDENTIALS who sends.</summary>
    private Credentials Sender
    {
        get
        {
            KnownListener? server = _isClient ? _server : null;
            return server == null ? PeerCredentials : server.IdentifyAccepter(_listenedThen, Volatile.Read(ref _slot->ServerProcessId));
        }
    }

    /// <summary>Looks at one row of what goes with the bytes of a message, and is no descriptors.</summary>
    /// <returns>EINVAL for a kind that nobody knows; EPERM for somebody else's credentials.</returns>
    public static Errno CheckRow(in ControlRow row) =>
        row.Level != Win.SOL_SOCKET ? Errno.None : row.Type == ControlData.Credentials ? CheckCredentials(row) : Errno.EINVAL;

    /// <summary>A sender may say who it is, and nothing else: the receiver knows anyway.</summary>
    private static Errno CheckCredentials(in ControlRow row)
    {
        if (row.Length != (nuint)sizeof(UserCredentials))
        {
            return Errno.EINVAL;
        }

        UserCredentials said = *(UserCredentials*)row.Data;
        UserCredentials own = UserCredentials.Of(Credentials.Own);
        return said.User == AccountNumber.None || said.Group == AccountNumber.None ? Errno.EINVAL
            : said.ProcessId == own.ProcessId && said.User == own.User && said.Group == own.Group ? Errno.None : Errno.EPERM;
    }

    /// <summary>SO_PASSCRED. What has been sent by now is not read in one piece with what comes later, as on Linux, where only the latter has a known sender.</summary>
    protected override void OnCredentialsAsked() => _askedFrom = _state == SocketState.Connected ? Volatile.Read(ref Peer->Sent) : 0;

    /// <summary>Keeps a receive from going on across that line.</summary>
    private void LimitToSender(ref Message message)
    {
        long left = PassesCredentials ? _askedFrom - Volatile.Read(ref Own->Received) : 0;
        if (left > 0)
        {
            message.Limit((nuint)left);
        }
    }

    /// <summary>Tells what came with received bytes.</summary>
    private void WriteControl(ref Message message, Result received)
    {
        if (!received.Failed && received.Value > 0 && PassesCredentials)
        {
            TellCredentials(ref message);
        }
    }

    /// <summary>Tells who has sent what was received.</summary>
    public void TellCredentials(ref Message message)
    {
        UserCredentials sender = UserCredentials.Of(Sender);
        ControlWriter.Add(ref message, Win.SOL_SOCKET, ControlData.Credentials, new ReadOnlySpan<byte>(&sender, sizeof(UserCredentials)));
    }

    private void ResetCredentials()
    {
        _peer = default;
        _peerIsFound = false;
        _listenedThen = default;
        _askedFrom = 0;
    }
}
