using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// Receiving: a look at the header, and then header and payload at once into the program's parts. Nothing of what comes after the frame is taken, so
/// nothing has to be kept here, and another process that has the same socket can go on.
/// </content>
internal sealed unsafe partial class FrameLine
{
    /// <summary>How often a MSG_PEEK looks whether more of a large message has come, when nothing more has.</summary>
    private const int MaxPeeksInVain = 20;

    /// <summary>What comes next: notes before it are read.</summary>
    /// <returns>None and the header of a message; EAGAIN when there is none; ENOTCONN at the end.</returns>
    public Errno Look(out FrameHeader header)
    {
        lock (_receiving)
        {
            socket.TakeTurn(ref OwnFrames->ReceiveOwner);
            Errno error = Find(out header);
            socket.GiveTurn(ref OwnFrames->ReceiveOwner);
            return error;
        }
    }

    /// <summary>Receives a message, if there is one; what the parts have no room for is thrown away.</summary>
    /// <param name="peeks">The message stays.</param>
    /// <param name="counts">The program receives it; false while close() throws away what is there.</param>
    /// <returns>The length of the whole message; EAGAIN when there is none; ENOTCONN at the end.</returns>
    public Result TryReceive(ref Message message, bool peeks, bool counts, out FrameHeader header)
    {
        Result result;
        lock (_receiving)
        {
            socket.TakeTurn(ref OwnFrames->ReceiveOwner);
            result = Find(out header);
            if (!result.Failed)
            {
                result = peeks ? Peek(message, header) : Take(message, header);
            }

            if (!result.Failed && counts)
            {
                socket.MeetFrame(ref message, Volatile.Read(ref OwnFrames->FramesReceived), peeks);
            }

            if (!peeks && !result.Failed && counts)
            {
                Interlocked.Increment(ref OwnFrames->FramesReceived);
                Interlocked.Add(ref Own->Received, FrameHeader.Size + result.Value);
            }

            socket.GiveTurn(ref OwnFrames->ReceiveOwner);
        }

        if (!peeks && !result.Failed && counts)
        {
            AnswerWaiting();
        }

        return result;
    }

    /// <summary>Under the lock: makes a message the next thing in the stream.</summary>
    private Errno Find(out FrameHeader header)
    {
        header = _next;
        if (_hasNext && !socket.IsShared)
        {
            return Errno.None;
        }

        while (true)
        {
            Errno error = _isBroken ? Errno.ENOTCONN : SkipRest();
            error = error == Errno.None ? ReadHeader(out header) : error;
            if (error != Errno.None)
            {
                _isEnded |= error == Errno.ENOTCONN;
                return error;
            }

            if (!header.IsSound)
            {
                _isBroken = true; // nobody but a program that is not ours writes this
                continue;
            }

            if (header.Kind == FrameKind.Data)
            {
                _next = header;
                _hasNext = true;
                return Errno.None;
            }

            TakeNote();
        }
    }

    /// <summary>What a process that died here left of a frame.</summary>
    private Errno SkipRest()
    {
        while (OwnFrames->Rest > 0)
        {
            var part = new WSABUF { buf = Message.Waste, len = Math.Min(OwnFrames->Rest, Message.WasteSize) };
            Result got = Read(&part, 1, peeks: false);
            if (got.Failed)
            {
                return got.Error;
            }

            OwnFrames->Rest -= (uint)got.Value;
        }

        return Errno.None;
    }

    /// <summary>A header that is all there stays in the stream; of one that is not what is there is kept, so that TCP can tell of the rest.</summary>
    private Errno ReadHeader(out FrameHeader header)
    {
        FrameEnd* own = OwnFrames;
        FrameHeader seen = default;
        header = default;
        int length = Volatile.Read(ref own->HeaderLength); // once: the other end can write there, too
        if (length == 0)
        {
            var part = new WSABUF { buf = (byte*)&seen, len = FrameHeader.Size };
            Result there = Read(&part, 1, peeks: true);
            header = seen;
            if (there.Failed || there.Value == FrameHeader.Size)
            {
                return there.Error;
            }
        }

        while (length is >= 0 and < FrameHeader.Size)
        {
            var part = new WSABUF { buf = (byte*)&own->Header + length, len = (uint)(FrameHeader.Size - length) };
            Result got = Read(&part, 1, peeks: false);
            if (got.Failed)
            {
                return got.Error;
            }

            length += (int)got.Value;
            Volatile.Write(ref own->HeaderLength, length);
        }

        header = own->Header;
        return Errno.None;
    }

    private void TakeNote()
    {
        if (HeaderInStream > 0)
        {
            FrameHeader note;
            var part = new WSABUF { buf = (byte*)&note, len = FrameHeader.Size };
            Read(&part, 1, peeks: false);
        }

        OwnFrames->HeaderLength = 0;
        Interlocked.Exchange(ref OwnFrames->Waiting, RoomMark.None);
        Interlocked.Increment(ref OwnFrames->NotesSeen);
        Operation.Wake(socket.WaitKey); // it may be another thread that waits for it
    }

    private Result Take(in Message message, in FrameHeader header)
    {
        FrameHeader again;
        WSABUF* parts = stackalloc WSABUF[message.Count + 2];
        Message frame = PartsFor(message, header, parts, &again);
        _hasNext = false;
        long left = HeaderInStream + header.Length;
        int inVain = 0;
        while (left > 0)
        {
            Result got = Read(frame.Parts, frame.Count, peeks: false);
            if (got.Error == Errno.EAGAIN && inVain < MostPiecesInVain)
            {
                // The other end's TCP has it.
                inVain += AwaitPiece(Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT) == WaitEnd.TimedOut ? 1 : 0;
                continue;
            }

            if (got.Error == Errno.EAGAIN)
            {
                _isBroken = true;
                _isEnded = true;
                return Errno.ENOTCONN;
            }

            inVain = 0;

            if (got.Failed)
            {
                _isEnded |= got.Error == Errno.ENOTCONN; // torn off by the sender's death: it was never sent
                return got;
            }

            OwnFrames->HeaderLength = 0;
            left -= got.Value;
            OwnFrames->Rest = (uint)left;
            frame.Skip((nuint)got.Value);
            if (frame.Length == 0 && left > 0)
            {
                *parts = new WSABUF { buf = Message.Waste, len = (uint)Math.Min(left, Message.WasteSize) };
                frame = new Message { Parts = parts, Count = 1, Length = parts->len };
            }
        }

        OwnFrames->HeaderLength = 0;
        return (long)header.Length;
    }

    /// <summary>Bytes of the header of the next message that are still in the stream.</summary>
    private int HeaderInStream => OwnFrames->HeaderLength == 0 ? FrameHeader.Size : 0;

    /// <summary>Fills the parts with as much as TCP shows; it may hold a large message in pieces, and only receiving brings the next one.</summary>
    private Result Peek(in Message message, in FrameHeader header)
    {
        FrameHeader again;
        WSABUF* parts = stackalloc WSABUF[message.Count + 2];
        Message frame = PartsFor(message, header, parts, &again);
        long wanted = HeaderInStream + (long)Math.Min(message.Length, (nuint)header.Length);
        long seen = 0;
        for (int inVain = 0; seen < wanted && inVain < MaxPeeksInVain; inVain++)
        {
            Result got = Read(frame.Parts, frame.Count, peeks: true);
            if (got.Failed && got.Error != Errno.EAGAIN)
            {
                return got;
            }

            inVain = !got.Failed && got.Value > seen ? 0 : inVain;
            seen = got.Failed ? 0 : got.Value;
            if (seen < wanted)
            {
                Kernel32.Sleep(1);
            }
        }

        return (long)header.Length;
    }

    /// <summary>Parts for a frame and nothing more: its header, unless it was taken before, the program's parts, and the waste.</summary>
    private Message PartsFor(in Message message, in FrameHeader header, WSABUF* parts, FrameHeader* again)
    {
        var frame = new Message { Parts = parts };
        if (HeaderInStream > 0)
        {
            parts[frame.Count++] = new WSABUF { buf = (byte*)again, len = FrameHeader.Size };
        }

        uint left = header.Length;
        for (int i = 0; i < message.Count && left > 0; i++)
        {
            uint length = Math.Min(message.Parts[i].len, left);
            parts[frame.Count++] = new WSABUF { buf = message.Parts[i].buf, len = length };
            left -= length;
        }

        if (left > 0)
        {
            parts[frame.Count++] = new WSABUF { buf = Message.Waste, len = Math.Min(left, Message.WasteSize) };
        }

        for (int i = 0; i < frame.Count; i++)
        {
            frame.Length += parts[i].len;
        }

        return frame;
    }

    /// <returns>The bytes; EAGAIN; EFAULT; ENOTCONN when there will be none.</returns>
    private Result Read(WSABUF* parts, int count, bool peeks)
    {
        socket.PrepareToSend(); // which also makes it non-blocking
        uint received;
        uint flags = peeks ? (uint)Win.MSG_PEEK : 0;
        if (Ws2_32.WSARecv(socket.Handle, parts, (uint)count, &received, &flags, null, null) == 0)
        {
            return received > 0 ? (long)received : Errno.ENOTCONN;
        }

        Errno error = WinsockLibrary.LastError();
        return error is Errno.EAGAIN or Errno.EFAULT ? error : Errno.ENOTCONN;
    }
}
