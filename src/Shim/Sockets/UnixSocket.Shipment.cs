using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>Cargo that has gone ahead of its bytes.</summary>
internal readonly unsafe struct Shipment(LanePlace* place, ulong nonce)
{
    /// <summary>No byte went: so it comes back, unless somebody has it already.</summary>
    public void TakeBack(Cargo cargo)
    {
        if (nonce != 0)
        {
            UnixSocket.TakeCargoBack(cargo, place, nonce);
        }
    }
}

/// <content>
/// Cargo of a program that moves its bytes past us. Nobody counts them, so its cargo belongs to the next receive that has room for some, and what comes is
/// taken when bytes have come.
/// </content>
internal sealed unsafe partial class UnixSocket
{
    /// <summary>
    /// Asked before cargo is sent ahead by one who must not wait: it could be received before it is taken back. An end of the connection is room, too:
    /// sending the bytes will tell.
    /// </summary>
    public bool HasRoomToSend => HappensNow(Afd.AFD_POLL_SEND) != 0;

    /// <summary>Sends cargo ahead of its bytes. To an end that is closed none goes, and sending the bytes will tell.</summary>
    /// <param name="wait">For a place in the lane.</param>
    /// <returns>None; EAGAIN; EPERM when it would be another user's; EINTR, EBADF.</returns>
    public Errno Ship(Cargo cargo, uint length, bool wait, out Shipment shipment)
    {
        shipment = default;
        Interlocked.Increment(ref Own->Sending);
        Errno error = IsWriteOver ? Errno.EPIPE : EnterGate(wait, Deadline.After(wait ? GivenSendTimeout : Win.INFINITE));
        if (error == Errno.None)
        {
            error = PutCargo(cargo, LanePlace.Anywhere, length, out LanePlace* place, out ulong nonce);
            shipment = error == Errno.None ? new Shipment(place, nonce) : default;
            Volatile.Write(ref OutHead->Gate, 0);
        }

        Interlocked.Decrement(ref Own->Sending);
        return error == Errno.EPIPE ? Errno.None : error;
    }

    /// <summary>SO_SNDTIMEO of a program's own, which TCP keeps.</summary>
    private uint GivenSendTimeout
    {
        get
        {
            uint milliseconds;
            int size = sizeof(uint);
            bool isKnown = Ws2_32.getsockopt(Handle, Win.SOL_SOCKET, Win.SO_SNDTIMEO, (byte*)&milliseconds, &size) == 0;
            return isKnown && milliseconds != 0 ? milliseconds : Win.INFINITE;
        }
    }

    /// <summary>Takes the cargo that has come, of one message; null when there is none.</summary>
    /// <param name="copy">It is to come once more.</param>
    /// <param name="flags">MSG_CTRUNC when some of it could not be brought here.</param>
    public Cargo? TakeShipped(bool copy, out int flags)
    {
        byte room;
        var message = new Message { Control = &room, ControlLength = 1 };
        if (_state == SocketState.Connected && MayMeetCargo(message))
        {
            ReadHere();
            lock (_arrival)
            {
                Meet(ref message, long.MaxValue, copy ? MessageFlags.Peek : 0);
            }
        }

        flags = message.Flags;
        return message.Cargo;
    }

    /// <summary>It came with a message, from a process that may have let the library do its waiting: now it waits, or not, as a program's own.</summary>
    public void BecomeProgramsOwn()
    {
        Carrier.SetNonBlocking(Handle, NonBlocking);
        Carrier.SetNoDelay(Handle);
    }
}
