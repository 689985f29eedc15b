using AfUnix.Errors;
using AfUnix.Handshake;

namespace AfUnix.Sockets;

/// <summary>
/// One that a datagram socket sends to: a connection to it, in which nothing but notes comes back, and what it tells on its board. Of a pair the connection
/// is all there is.
/// </summary>
internal sealed unsafe class Destination(KnownListener? listener, UnixSocket connection)
{
    public KnownListener? Listener => listener;

    public UnixSocket Connection => connection;

    public FrameLine Line => connection.Line;

    /// <summary>When it was used last, to see whom to let go.</summary>
    public long LastUse { get; set; }

    /// <summary>Its process may have died without a word: that is asked each time.</summary>
    public bool IsThere => !Line.IsEnded && connection.PeerEnd->Closed == 0 && (listener == null || listener.IsThere);

    /// <summary>It was there when somebody looked last.</summary>
    public bool SeemsThere => !Line.IsEnded && connection.PeerEnd->Closed == 0 && (listener == null || listener.SeemsThere);

    /// <summary>It takes nothing more.</summary>
    public bool IsReadShut => Volatile.Read(ref connection.PeerEnd->ReadShut) != 0 || (listener != null && listener.Notice is { IsKnown: true, IsReadShut: true });

    /// <summary>The only one that it hears; 0: everybody.</summary>
    public ulong HeardHash => listener == null ? Volatile.Read(ref connection.PeerFrames->HeardKey)
        : listener.Notice is { IsKnown: true } notice ? notice.HeardHash : 0;

    /// <summary>Who it is; 0 when that can't be seen.</summary>
    public ulong Key => listener == null ? Volatile.Read(ref connection.PeerFrames->Key)
        : listener.Notice is { IsKnown: true } notice ? notice.Key : 0;

    /// <summary>Everything that was sent has been received.</summary>
    public bool IsIdle => Volatile.Read(ref connection.OwnEnd->Sent) <= Volatile.Read(ref connection.PeerEnd->Received);

    /// <summary>Sends, or says why not.</summary>
    /// <param name="hash">Of the sender's key.</param>
    /// <returns>None; ECONNREFUSED: it is gone; EPERM: it hears another one; EPIPE: it takes nothing more; EAGAIN: there is no room; EBUSY: TCP has none.</returns>
    public Errno TrySend(in Message message, ulong hash)
    {
        ulong heard = HeardHash;
        Errno error = !IsThere ? Errno.ECONNREFUSED
            : heard != 0 && heard != hash ? Errno.EPERM
            : IsReadShut ? Errno.EPIPE
            : Errno.None;
        if (error != Errno.None)
        {
            return error;
        }

        Line.StopWaiting(); // poll() may have left a mark
        Backlog? queue = listener?.Backlog;
        var header = new FrameHeader { Kind = FrameKind.Data, Length = (uint)message.Length };
        if (queue != null && (!Line.HasRoom || !queue.TryDraw(isBounded: heard == 0, out header.Sequence)))
        {
            return Errno.EAGAIN;
        }

        error = Line.TrySend(message, header);
        if (error != Errno.None)
        {
            queue?.GiveBack(header.Sequence);
        }

        return error == Errno.EPIPE && !IsReadShut ? Errno.ECONNREFUSED : error;
    }

    /// <summary>There is room for any message, and a place in the queue.</summary>
    /// <param name="forPoll">As poll() sees it.</param>
    public bool HasRoom(bool forPoll) =>
        (forPoll ? Line.IsWritable : Line.HasRoom) && (listener?.Backlog is not Backlog queue || HeardHash != 0 || !queue.IsFull);

    /// <summary>Leaves a mark, which is answered by a note when there is room, and looks once more.</summary>
    /// <returns>True when there is.</returns>
    public bool AskForRoom(bool forPoll)
    {
        if (HasRoom(forPoll))
        {
            return true;
        }

        if (Line.AskForRoom(forPoll))
        {
            Line.AskForPlace();
        }

        listener?.Backlog?.Ask();
        return HasRoom(forPoll);
    }
}
