using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>What its options mean, and poll.</content>
internal sealed unsafe partial class DatagramSocket
{
    private const int UsualReceiveBuffer = 212_992;

    private Credentials _pairMaker;

    /// <summary>Only one of a pair knows who its peer is, as on Linux; and keeps it whoever becomes its peer.</summary>
    public override Credentials PeerCredentials => _pairMaker;

    protected override int Type => Win.SOCK_DGRAM;

    protected override Lock StateLock => _lock;

    protected override bool HasFile => _listener != null;

    private int Window => SendBuffer != 0 ? FrameLine.WindowOf(SendBuffer) : FrameLine.UsualWindow;

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

    protected override Errno TakeError() => TakeLost();

    protected override int BufferSize(int name) =>
        name == Win.SO_SNDBUF ? Window : ReceiveBuffer != 0 ? FrameLine.WindowOf(ReceiveBuffer) : UsualReceiveBuffer;

    protected override Errno OnBufferSet(int name)
    {
        int size = SendBuffer;
        if (name != Win.SO_SNDBUF)
        {
            return Errno.None;
        }

        foreach (Destination destination in _destinations)
        {
            destination.Connection.SetOption(Win.SOL_SOCKET, Win.SO_SNDBUF, (byte*)&size, sizeof(int));
        }

        return Errno.None;
    }
}
