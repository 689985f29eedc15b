using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// Receiving cargo. As on Linux it comes with the first byte of its message, and a receive does not go on past that message; who has no room for it loses
/// it. To stop there, a receive that may meet cargo takes no more bytes than it knew of before it looked at the lane: what comes later can bring more.
/// </content>
internal sealed unsafe partial class UnixSocket
{
    private readonly Lock _arrival = new();

    private Lane In => Lane.Of(_slot, toServer: !_isClient);

    private LaneHead* InHead => _isClient ? &_slot->ToClient : &_slot->ToServer;

    /// <summary>Somebody has sent cargo here, or the program has room for some.</summary>
    private bool MayMeetCargo(in Message message) => _hasLedger && (message.ControlLength > 0 || Volatile.Read(ref InHead->Put) != 0) && PeerIsOwnUser;

    /// <summary>Receives once, and counts what came.</summary>
    /// <param name="stops">Nothing more may be received by this call.</param>
    private Result ReceiveSome(ref Message message, int flags, bool wait, Deadline deadline, out bool stops)
    {
        stops = false;
        if (MayMeetCargo(message))
        {
            return ReceiveBeforeCargo(ref message, flags, wait, deadline, out stops);
        }

        Result result = Transfer.Receive(this, message, flags, wait, deadline);
        if (flags == 0 && !result.Failed)
        {
            Interlocked.Add(ref Own->Received, result.Value);
            if (Volatile.Read(ref InHead->Put) != 0 && MayMeetCargo(message))
            {
                lock (_arrival)
                {
                    stops = Meet(ref message, Volatile.Read(ref Own->Received), flags); // it came while this call waited
                }
            }
        }

        return result;
    }

    /// <summary>Cargo is to be put into this process.</summary>
    private void ReadHere()
    {
        if (_hasLedger && Volatile.Read(ref InHead->ReaderProcessId) != Kernel32.GetCurrentProcessId())
        {
            In.SetReader(Kernel32.GetCurrentProcessId(), ProcessIdentity.OwnStart);
        }
    }

    private Result ReceiveBeforeCargo(ref Message message, int flags, bool wait, Deadline deadline, out bool stops)
    {
        ReadHere();
        stops = false;
        Operation* operation = null;
        Result result;
        while (true)
        {
            lock (_arrival)
            {
                TakeTurn(ref OwnFrames->ReceiveOwner);
                result = TakeKnown(ref message, flags, out stops);
                GiveTurn(ref OwnFrames->ReceiveOwner);
            }

            if (result.Error != Errno.EAGAIN || !wait)
            {
                break;
            }

            bool over = false;
            operation = operation == null ? Operation.Rent(Handle) : operation;
            Errno ended = operation == null ? Errno.ENOBUFS : Transfer.WaitToReceive(this, operation, deadline, out over);
            if (ended != Errno.None || over)
            {
                result = ended != Errno.None ? ended : Result.Ok;
                break;
            }
        }

        if (operation != null)
        {
            Operation.Return(operation);
        }

        return result;
    }

    /// <summary>Under the lock. Receives of what is there already, and no further than the first message with cargo.</summary>
    private Result TakeKnown(ref Message message, int flags, out bool stops)
    {
        stops = false;
        long position = Volatile.Read(ref Own->Received);
        long known = IsCounted ? Volatile.Read(ref Peer->Sent) - position : 0;
        if (known <= 0)
        {
            uint bytes;
            known = Ws2_32.ioctlsocket(Handle, Win.FIONREAD, &bytes) == 0 ? bytes : 0;
        }

        if (known == 0)
        {
            Result first = Look();
            return first.Failed || first.Value == 0 ? first : TakeKnown(ref message, flags, out stops);
        }

        LanePlace* front = In.Front(out _);
        long end = front == null || front->First is LanePlace.Never or LanePlace.Anywhere ? long.MaxValue : front->First + front->Length;
        long most = end > position ? Math.Min(known, end - position) : known;
        if (message.Length == 0)
        {
            stops = Meet(ref message, position + 1, flags);
            return Result.Ok;
        }

        Message part = message;
        uint lastLength = part.Limit((nuint)most);
        Result result = Transfer.ReceiveNow(this, part, flags);
        part.Parts[part.Count - 1].len = lastLength;
        if (!result.Failed && result.Value > 0)
        {
            position = (flags & MessageFlags.Peek) != 0 ? position + result.Value : Interlocked.Add(ref Own->Received, result.Value);
            stops = Meet(ref message, position, flags);
        }

        return result;
    }

    /// <summary>Whether there is anything: 1, 0 at the end of the stream, EAGAIN, or what TCP says.</summary>
    private Result Look()
    {
        byte first;
        WSABUF* part = stackalloc WSABUF[2];
        part->buf = &first;
        part->len = 1;
        return Transfer.ReceiveNow(this, new Message { Parts = part, Count = 1, Length = 1 }, MessageFlags.Peek);
    }

    /// <summary>A message of this number has come, or is looked at: so does its cargo.</summary>
    public void MeetFrame(ref Message message, int number, bool peeks)
    {
        if (_hasLedger && Volatile.Read(ref InHead->Put) != Volatile.Read(ref InHead->Taken) && PeerIsOwnUser)
        {
            ReadHere();
            lock (_arrival)
            {
                Meet(ref message, number + 1L, peeks ? MessageFlags.Peek : 0);
            }
        }
    }

    /// <summary>Under the lock. All bytes before a position have come to the program: so does the cargo between them.</summary>
    /// <returns>False when there was none.</returns>
    private bool Meet(ref Message message, long position, int flags)
    {
        bool met = false;
        bool copy = (flags & MessageFlags.Peek) != 0;
        bool isPlaceless = Volatile.Read(ref Own->Uncounted) != 0;
        while (In.Front(out uint number) is var place && place != null)
        {
            long first = Volatile.Read(ref place->First);
            bool waitsForRoom = first == LanePlace.Anywhere || (isPlaceless && first != LanePlace.Never);
            if (waitsForRoom ? met || message.ControlLength == 0 : first >= position)
            {
                return met;
            }

            met = true;
            if (TryTake(place, number, copy, out Cargo? cargo))
            {
                GiveTo(ref message, cargo);
            }

            if (copy)
            {
                return met;
            }
        }

        return met;
    }

    /// <summary>Takes what a place names out of the process that keeps it. False when somebody else has it; null when it went with that process.</summary>
    private bool TryTake(LanePlace* place, uint number, bool copy, out Cargo? cargo)
    {
        LanePlace here = *place;
        cargo = null;
        if (here.Nonce == 0 || (!copy && Interlocked.CompareExchange(ref place->Nonce, 0, here.Nonce) != here.Nonce))
        {
            return false;
        }

        if (!copy)
        {
            In.Pass(number);
        }

        if (CargoSection.TryOpen(here, copy, out CargoSection section))
        {
            cargo = section.Unload(copy, _isGiven);
            section.Close();
        }

        if (!copy)
        {
            ParkedCargo.Remove(here.Nonce);
        }

        return true;
    }

    /// <summary>Hands cargo to the call that has received its byte, if the call has room for any.</summary>
    private static void GiveTo(ref Message message, Cargo? cargo)
    {
        message.Flags |= cargo == null || cargo.IsIncomplete ? MessageFlags.ControlTruncated : 0;
        if (message.ControlLength > 0 && message.Cargo == null)
        {
            message.Cargo = cargo;
        }
        else
        {
            message.Flags |= MessageFlags.ControlTruncated;
            cargo?.Dispose();
        }
    }

    public override IEnumerable<ulong> Unreceived()
    {
        if (_state != SocketState.Connected || !_hasLedger)
        {
            yield break;
        }

        for (uint i = 0; i < CountIn(); i++)
        {
            yield return NonceIn(i);
        }
    }

    public override void DropUnreceived()
    {
        if (!_hasLedger || !PeerIsOwnUser)
        {
            return;
        }

        lock (_arrival)
        {
            while (In.Front(out uint number) is var place && place != null)
            {
                if (TryTake(place, number, copy: false, out Cargo? cargo))
                {
                    cargo?.Dispose();
                }
            }
        }
    }

    /// <summary>In close(): what went to one that was killed, and is kept here or elsewhere, nobody will receive.</summary>
    private void DropUnsent()
    {
        if (!_hasLedger || Out.Count == 0 || !PeerIsOwnUser || (Volatile.Read(ref Peer->WriteShut) | Volatile.Read(ref Peer->Uncounted)) != 0)
        {
            return;
        }

        Result end = Look(); // all is read by now
        if (end.Failed ? end.Error == Errno.EAGAIN : end.Value > 0)
        {
            return; // somebody has the other end
        }

        while (Out.Front(out uint number) is var place && place != null)
        {
            Unload(place, Volatile.Read(ref place->Nonce));
            Out.Pass(number);
        }
    }

    /// <summary>Another process will receive what has been sent here: it has the parcels. So it is with what is sent from now on.</summary>
    private void UnparkUnreceived()
    {
        Volatile.Write(ref Own->Elsewhere, 1);
        Interlocked.MemoryBarrier(); // mark first, then look: see Park
        for (uint i = 0; ParkedCargo.IsAny && _hasLedger && i < CountIn(); i++)
        {
            ParkedCargo.Remove(NonceIn(i));
        }
    }

    private uint CountIn() => In.Count;

    private ulong NonceIn(uint index) => Volatile.Read(ref In.At(Volatile.Read(ref InHead->Taken) + index)->Nonce);
}
