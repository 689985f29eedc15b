using System.Security.Cryptography;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// Sending cargo: descriptors beside the bytes. <see cref="LaneHead"/> tells how. While one sends cargo nobody else sends, so that the bytes before it are
/// counted and its own come together.
/// </content>
internal sealed unsafe partial class UnixSocket
{
    private CargoKeeper? _keeper;
    private bool _peerIsOwnUser;

    private Lane Out => Lane.Of(_slot, toServer: _isClient);

    /// <summary>Who put handles here is this user: its cargo is believed, and it may have ours.</summary>
    private bool PeerIsOwnUser => _hasLedger && (_pair != null || _peerIsOwnUser
        || (_book != null && _book.Owner.Equals(ObjectGuard.Self)) || (_server != null && _server.Owner.Equals(ObjectGuard.Self)));

    /// <summary>Inside a send that was announced. Moves the bytes, and counts them.</summary>
    private Result SendNow(ref Message message, int flags)
    {
        bool wait = !MustNotWait(flags);
        var deadline = Deadline.After(SendTimeout);
        bool hasCargo = message.Cargo is { Count: > 0 };
        Errno error = hasCargo ? EnterGate(wait, deadline) : Volatile.Read(ref OutHead->Gate) != 0 ? WaitForGate(wait, deadline) : Errno.None;
        if (error != Errno.None)
        {
            return error;
        }

        if (!hasCargo)
        {
            return SendCounted(ref message, wait, deadline, stepsAside: true);
        }

        Result result = SendAtGate(ref message, wait, deadline);
        Volatile.Write(ref OutHead->Gate, 0);
        return result;
    }

    /// <summary>Moves the bytes, and counts them as they go: one that is killed while it waits for room leaves a true count.</summary>
    /// <param name="stepsAside">Whoever comes to the gate meanwhile goes first. False for the one who is there.</param>
    private Result SendCounted(ref Message message, bool wait, Deadline deadline, bool stepsAside)
    {
        long left = (long)message.Length;
        long total = 0;
        while (true)
        {
            Result sent = Transfer.Send(this, ref message, wait: false);
            long now = sent.Failed ? 0 : sent.Value;
            Interlocked.Add(ref Own->Sent, now);
            total += now;
            left -= now;
            Errno error = left == 0 ? Errno.None : sent.Failed ? sent.Error : Errno.EAGAIN; // it took a part, and then no more
            if (error == Errno.EAGAIN && wait)
            {
                error = stepsAside ? StepAside(deadline) : Transfer.WaitForRoom(this);
            }

            if (left == 0 || error != Errno.None)
            {
                return total > 0 ? total : error;
            }
        }
    }

    /// <summary>Waits for room, as one who is not inside a send; and comes back as one who begins.</summary>
    private Errno StepAside(Deadline deadline)
    {
        Interlocked.Decrement(ref Own->Sending);
        Errno error = Transfer.WaitForRoom(this);
        Interlocked.Increment(ref Own->Sending);
        if (error == Errno.None && Volatile.Read(ref OutHead->Gate) != 0)
        {
            error = WaitForGate(wait: true, deadline);
        }

        return error == Errno.None && IsWriteOver ? Errno.EPIPE : error;
    }

    /// <summary>At the gate, with a free place: the cargo first, then the bytes. If none of them goes, the cargo comes back.</summary>
    private Result SendAtGate(ref Message message, bool wait, Deadline deadline)
    {
        if (!wait && !IsCounted && !HasRoomToSend)
        {
            return Errno.EAGAIN;
        }

        nuint length = message.Length;
        long first = Volatile.Read(ref Own->Uncounted) != 0 ? LanePlace.Anywhere : Volatile.Read(ref Own->Sent);
        Errno error = PutCargo(message.Cargo!, first, (uint)length, out LanePlace* place, out ulong nonce);
        if (error != Errno.None)
        {
            return error;
        }

        Result sent = SendCounted(ref message, wait, deadline, stepsAside: false);
        if (sent.Failed)
        {
            TakeCargoBack(message.Cargo!, place, nonce);
            return sent;
        }

        place->Length = (uint)sent.Value;
        return sent;
    }

    /// <summary>For a message that is sent next, with nobody else sending: puts its cargo into the keeper's process, and says in the lane where it belongs.</summary>
    /// <returns>None; EAGAIN when the lane is full; EPERM when it would be another user's; EPIPE when the receiver is gone.</returns>
    public Errno PutCargo(Cargo cargo, long first, uint length, out LanePlace* place, out ulong nonce)
    {
        place = null;
        nonce = 0;
        Errno error = FindKeeper(out CargoKeeper keeper);
        if (error != Errno.None)
        {
            return error;
        }

        DropUnfinished();
        if (!HasPlace)
        {
            return Errno.EAGAIN;
        }

        place = Reserve(keeper, out nonce);
        error = CargoSection.Load(cargo, keeper, place, nonce);
        if (error != Errno.None)
        {
            Unload(place, nonce);
            return error;
        }

        if (keeper.IsSelf && Volatile.Read(ref OutHead->ReaderProcessId) == keeper.ProcessId)
        {
            Park(cargo, nonce);
        }

        place->Length = length;
        Volatile.Write(ref place->First, first);
        return Volatile.Read(ref place->Nonce) == nonce ? Errno.None : Errno.EPIPE; // who closes the other end has it by now
    }

    /// <summary>
    /// Keeps the sockets themselves, if nobody but this process can receive them: it would not hear of it when another one has, and keep them for ever.
    /// </summary>
    private void Park(Cargo cargo, ulong nonce)
    {
        if (Volatile.Read(ref Peer->Elsewhere) != 0)
        {
            return;
        }

        ParkedCargo.Add(nonce, cargo);
        Interlocked.MemoryBarrier(); // parked first, then look once more: the other end marks first, then looks for what is parked
        if (Volatile.Read(ref Peer->Elsewhere) != 0)
        {
            ParkedCargo.Remove(nonce);
        }
    }

    /// <summary>The message was not sent.</summary>
    public static void TakeCargoBack(Cargo cargo, LanePlace* place, ulong nonce)
    {
        if (Unload(place, nonce))
        {
            cargo.TakeBack(cargo.Count);
        }
    }

    private LanePlace* Reserve(CargoKeeper keeper, out ulong nonce)
    {
        fixed (ulong* random = &nonce)
        {
            RandomNumberGenerator.Fill(new Span<byte>(random, sizeof(ulong)));
        }

        nonce |= 1; // never 0
        LanePlace* place = Out.At(OutHead->Put);
        *place = new LanePlace { First = LanePlace.Never, KeeperProcessId = keeper.ProcessId, Nonce = nonce };
        Volatile.Write(ref OutHead->Put, OutHead->Put + 1);
        return place;
    }

    /// <summary>Takes cargo back out of the keeper's process; false when somebody else has it.</summary>
    private static bool Unload(LanePlace* place, ulong nonce)
    {
        LanePlace copy = *place;
        copy.Nonce = nonce;
        if (nonce == 0 || Interlocked.CompareExchange(ref place->Nonce, 0, nonce) != nonce)
        {
            return false;
        }

        if (CargoSection.TryOpen(copy, leave: false, out CargoSection cargo))
        {
            cargo.Discard();
            cargo.Close();
        }

        ParkedCargo.Remove(nonce);
        return true;
    }

    /// <summary>The process to put cargo into: who reads at the other end, or will accept; and this one when there is none.</summary>
    /// <returns>EPERM when it is another user's.</returns>
    private Errno FindKeeper(out CargoKeeper keeper)
    {
        keeper = CargoKeeper.Self;
        uint process = Volatile.Read(ref OutHead->ReaderProcessId);
        ulong start = Volatile.Read(ref OutHead->ReaderStartTime);
        if (process == 0 && _server != null)
        {
            (process, start) = (_server.ProcessId, _server.ProcessStartTime);
        }

        if (!PeerIsOwnUser)
        {
            return Errno.EPERM;
        }

        bool isKnown = _keeper != null && _keeper.ProcessId == process && _keeper.StartTime == start && !_keeper.IsEnding;
        if (!isKnown)
        {
            _keeper?.Close();
            Errno error = CargoKeeper.Open(process, start, out _keeper);
            if (error == Errno.EPERM)
            {
                return error;
            }
        }

        keeper = _keeper ?? CargoKeeper.Self;
        return Errno.None;
    }
}
