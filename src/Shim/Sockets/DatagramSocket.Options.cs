using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>getsockopt, setsockopt and poll.</content>
internal sealed unsafe partial class DatagramSocket
{
    private const int UsualReceiveBuffer = 212_992;
    private const int DefaultMode = 0b110_000_000; // 0600
    private const int PermissionBits = 0b111_111_111;

    private LINGER _linger;
    private int _mode = DefaultMode;
    private int _sendBuffer; // 0: the usual one
    private int _receiveBuffer;
    private int _flagOptions; // options that AF_UNIX takes and ignores: a bit for each, so that getsockopt gives back what was set

    private int Window => _sendBuffer != 0 ? FrameLine.WindowOf(_sendBuffer) : FrameLine.UsualWindow;

    private bool PassesCredentials => (_flagOptions & SocketOptions.Flag(SocketOptions.PassCredentials)) != 0;

    private Credentials _pairMaker;

    /// <summary>Only one of a pair knows who its peer is, as on Linux; and keeps it whoever becomes its peer.</summary>
    public Credentials PairMaker => _pairMaker;

    public override Errno GetOption(int level, int name, byte* value, int* length)
    {
        if (level == SocketOptions.AfUnixLevel && name == SocketOptions.Mode)
        {
            return SocketOptions.Write(value, length, _mode);
        }

        if (level != Win.SOL_SOCKET)
        {
            return Errno.EOPNOTSUPP;
        }

        return name switch
        {
            Win.SO_TYPE => SocketOptions.Write(value, length, Win.SOCK_DGRAM),
            SocketOptions.PeerCredentials => SocketOptions.WriteCredentials(value, length, UserCredentials.Of(_pairMaker)),
            SocketOptions.Domain => SocketOptions.Write(value, length, Family),
            SocketOptions.Protocol or Win.SO_ACCEPTCONN or SocketOptions.ReusePort => SocketOptions.Write(value, length, 0),
            Win.SO_ERROR => SocketOptions.Write(value, length, (int)TakeLost()),
            Win.SO_RCVTIMEO => SocketOptions.WriteTime(value, length, ReceiveTimeout),
            Win.SO_SNDTIMEO => SocketOptions.WriteTime(value, length, SendTimeout),
            Win.SO_LINGER => SocketOptions.WriteLinger(value, length, _linger),
            Win.SO_SNDBUF => SocketOptions.Write(value, length, Window),
            Win.SO_RCVBUF => SocketOptions.Write(value, length, _receiveBuffer != 0 ? FrameLine.WindowOf(_receiveBuffer) : UsualReceiveBuffer),
            _ when SocketOptions.TryGet(this, name, out int kept) => SocketOptions.Write(value, length, kept),
            _ when SocketOptions.Flag(name) is int bit and not 0 => SocketOptions.Write(value, length, (_flagOptions & bit) != 0 ? 1 : 0),
            _ => Errno.ENOPROTOOPT,
        };
    }

    public override Errno SetOption(int level, int name, byte* value, int length)
    {
        if (level != Win.SOL_SOCKET && level != SocketOptions.AfUnixLevel)
        {
            return Errno.EOPNOTSUPP;
        }

        Errno error = SocketOptions.Read(value, length, out int number);
        if (error != Errno.None)
        {
            return error;
        }

        if (level == SocketOptions.AfUnixLevel)
        {
            return SetMode(name, number);
        }

        switch (name)
        {
            case Win.SO_RCVTIMEO or Win.SO_SNDTIMEO:
                return SocketOptions.SetTime(this, name, value, length);
            case Win.SO_LINGER:
                error = SocketOptions.ReadLinger(value, length, out LINGER linger);
                _linger = error == Errno.None ? linger : _linger;
                return error;
            case Win.SO_SNDBUF:
                SetSendBuffer(number);
                return Errno.None;
            case Win.SO_RCVBUF:
                _receiveBuffer = number;
                return Errno.None;
            case SocketOptions.ReusePort:
                return number != 0 ? Errno.EOPNOTSUPP : Errno.None;
            default:
                return SocketOptions.TrySet(this, name, number, out error) ? error : SetFlag(name, number);
        }
    }

    public override short PreparePoll(short asked, out uint events, out bool again) => throw new NotSupportedException();

    public override short AnswerPoll(short asked, uint happened) => throw new NotSupportedException();

    public override short PreparePoll(short asked, ref PollQuestion question, out bool again)
    {
        short now = Events(asked);
        again = false;
        if ((now & asked) == 0)
        {
            Ask(ref question, forMessages: (asked & PollEvents.In) != 0, out again);
            again |= IsShared && (asked & PollEvents.Out) != 0; // the note may go to another process
        }

        return now;
    }

    public override short AnswerPoll(short asked, in PollQuestion answer) => Events(asked);

    /// <summary>What it is ready for now. Who asks for room leaves a mark, if there is none, and a note will answer it.</summary>
    private short Events(short asked)
    {
        int events = (_readShut ? PollEvents.In | PollEvents.ReadHangUp : 0) | (_readShut && _writeShut ? PollEvents.HangUp : 0);
        if ((asked & PollEvents.In) != 0 && !_readShut)
        {
            lock (_receiving)
            {
                events |= Choose(looksEverywhere: true, out _) != null ? PollEvents.In : 0;
            }
        }

        lock (_lock)
        {
            // As on Linux: only who is connected can be told that its receiver is full.
            bool isFull = _peer is { SeemsThere: true, IsReadShut: false } && _peer.Line.Look(out _) != Errno.ENOTCONN && !_peer.HasRoom(forPoll: true)
                && ((asked & PollEvents.Out) == 0 || !_peer.AskForRoom(forPoll: true));
            return (short)(events | (isFull ? 0 : PollEvents.Out) | (HasLost ? PollEvents.Error : 0));
        }
    }

    private void SetSendBuffer(int size)
    {
        lock (_lock)
        {
            _sendBuffer = size;
            foreach (Destination destination in _destinations)
            {
                destination.Connection.SetOption(Win.SOL_SOCKET, Win.SO_SNDBUF, (byte*)&size, sizeof(int));
            }
        }
    }

    private Errno SetMode(int name, int mode)
    {
        if (name != SocketOptions.Mode)
        {
            return Errno.ENOPROTOOPT;
        }

        lock (_lock)
        {
            bool isWrong = (mode & ~PermissionBits) != 0 || _listener != null; // or the file exists already
            _mode = isWrong ? _mode : mode;
            return isWrong ? Errno.EINVAL : Errno.None;
        }
    }

    private Errno SetFlag(int name, int number)
    {
        int bit = SocketOptions.Flag(name);
        if (bit == 0)
        {
            return Errno.ENOPROTOOPT;
        }

        _ = number != 0 ? Interlocked.Or(ref _flagOptions, bit) : Interlocked.And(ref _flagOptions, ~bit);
        return Errno.None;
    }
}
