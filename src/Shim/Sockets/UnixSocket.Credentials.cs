using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>Who is at the other end: SO_PEERCRED, and SCM_CREDENTIALS, which the receiver makes up from what it knows of its peer.</content>
internal sealed unsafe partial class UnixSocket
{
    private Credentials _peer; // of the peer, or of who listens; what is not known yet is found out when asked for
    private bool _peerIsFound;

    /// <summary>The peer's credentials; those of who called listen(), for a listener; nobody's for any other socket.</summary>
    public Credentials PeerCredentials
    {
        get
        {
            lock (_lock)
            {
                if (!_peerIsFound && _state == SocketState.Connected)
                {
                    _peer = _isClient && _server != null ? _server.Identify() : _book != null ? _book.Identify(_slot) : _peer;
                    _peerIsFound = true;
                }

                if (_state == SocketState.Listening && !_peer.IsKnown)
                {
                    _peer = Credentials.Own; // one that came from elsewhere knows who listens
                }

                return _peer;
            }
        }
    }

    /// <summary>Who sends what is received here. A server is whoever has accepted; on Linux SO_PEERCRED names who listens, and SCM_CREDENTIALS who sends.</summary>
    private Credentials Sender
    {
        get
        {
            KnownListener? server = _isClient ? _server : null;
            return server == null ? PeerCredentials : server.IdentifyAccepter(Volatile.Read(ref _slot->ServerProcessId));
        }
    }

    private bool PassesCredentials => (_flagOptions & SocketOptions.Flag(SocketOptions.PassCredentials)) != 0;

    /// <summary>Looks at what goes with the bytes of a message.</summary>
    /// <returns>EINVAL for a length that can't be, and for a kind that nobody knows; what each kind says.</returns>
    private static Errno CheckControl(in Message message)
    {
        var rows = new ControlReader(message);
        while (rows.TryNext(out ControlRow row))
        {
            Errno error = row.Level != Win.SOL_SOCKET ? Errno.None : row.Type switch
            {
                ControlData.Credentials => CheckCredentials(row),
                _ => Errno.EINVAL,
            };
            if (error != Errno.None)
            {
                return error;
            }
        }

        return rows.Error;
    }

    /// <summary>A sender may say who it is, and nothing else: the receiver knows anyway.</summary>
    private static Errno CheckCredentials(in ControlRow row)
    {
        if (row.Length != (nuint)sizeof(UserCredentials))
        {
            return Errno.EINVAL;
        }

        UserCredentials said = *(UserCredentials*)row.Data;
        UserCredentials own = UserCredentials.Of(Credentials.Own);
        return said.ProcessId == own.ProcessId && said.User == own.User && said.Group == own.Group ? Errno.None : Errno.EPERM;
    }

    /// <summary>Tells what came with received bytes.</summary>
    private void WriteControl(ref Message message)
    {
        if (PassesCredentials)
        {
            UserCredentials sender = UserCredentials.Of(Sender);
            ControlWriter.Add(ref message, Win.SOL_SOCKET, ControlData.Credentials, new ReadOnlySpan<byte>(&sender, sizeof(UserCredentials)));
        }
    }

    private void ResetCredentials()
    {
        _peer = default;
        _peerIsFound = false;
    }
}
