using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <content>
/// Of a datagram socket: the queue of its messages, which lie in the connections of its senders. Each message has a number that its sender drew here, so
/// that they can be received in the order in which they were sent; and so many of them may be in the queue.
/// </content>
internal sealed unsafe partial class Backlog
{
    /// <summary>Linux's net.unix.max_dgram_qlen, as systemd sets it.</summary>
    private const int MostMessages = 512;

    private long _lastDrawn;
    private long _lastGone;
    private ulong _nextMessageRecount;

    public bool IsFull => Volatile.Read(ref Content->Drawn) - Volatile.Read(ref Content->Gone) >= MostMessages;

    /// <summary>The number that was drawn last.</summary>
    public ulong LastDrawn => (ulong)Volatile.Read(ref Content->Drawn);

    /// <summary>So many are not in the queue any more.</summary>
    public ulong CountGone => (ulong)Volatile.Read(ref Content->Gone);

    /// <summary>The highest number that has no message. To be read after <see cref="CountGone"/>, which counts it.</summary>
    public ulong LastGivenBack => (ulong)Volatile.Read(ref Content->GivenBack);

    /// <summary>Messages may be in the queue.</summary>
    public bool HasMessages => Volatile.Read(ref Content->Drawn) != Volatile.Read(ref Content->Gone);

    /// <summary>The sender's side: a place, and the number of a message.</summary>
    /// <param name="isBounded">False between two that are connected to each other, as on Linux.</param>
    public bool TryDraw(bool isBounded, out ulong number)
    {
        long drawn = Volatile.Read(ref Content->Drawn);
        while (!isBounded || drawn - Volatile.Read(ref Content->Gone) < MostMessages)
        {
            long seen = Interlocked.CompareExchange(ref Content->Drawn, drawn + 1, drawn);
            if (seen == drawn)
            {
                number = (ulong)(drawn + 1);
                return true;
            }

            drawn = seen;
        }

        number = 0;
        return false;
    }

    /// <summary>A message is not in the queue any more.</summary>
    public void OnTaken() => Interlocked.Increment(ref Content->Gone);

    /// <summary>The sender's side: the message was not sent after all.</summary>
    public void GiveBack(ulong number)
    {
        long seen = Volatile.Read(ref Content->GivenBack);
        while (seen < (long)number)
        {
            long found = Interlocked.CompareExchange(ref Content->GivenBack, (long)number, seen);
            seen = found == seen ? (long)number : found;
        }

        OnTaken(); // after that: see DatagramSocket.IsNext
    }

    /// <summary>The sender's side: from here on a place that becomes free is told to those who have left their mark. Look once more before waiting.</summary>
    public void Ask() => Interlocked.Exchange(ref Content->Asking, 1);

    /// <summary>The receiver's side, after a message was taken: whether anybody may have left a mark since it was asked last.</summary>
    public bool TakeAsking() => Volatile.Read(ref Content->Asking) != 0 && Interlocked.Exchange(ref Content->Asking, 0) != 0;

    /// <summary>
    /// The receiver's side, when it has found no message: a sender that died between drawing and sending took its place with it. When nothing has changed
    /// for a while nobody is going to send: the places are free.
    /// </summary>
    /// <returns>True when some were.</returns>
    public bool OnNoMessage()
    {
        ulong now = Kernel32.GetTickCount64();
        if (!HasMessages || now < _nextMessageRecount)
        {
            return false;
        }

        _nextMessageRecount = now + RecountMilliseconds;
        long drawn = Volatile.Read(ref Content->Drawn);
        long gone = Volatile.Read(ref Content->Gone);
        bool free = drawn == _lastDrawn && gone == _lastGone && Interlocked.CompareExchange(ref Content->Gone, drawn, gone) == gone;
        _lastDrawn = drawn;
        _lastGone = gone;
        return free;
    }
}
