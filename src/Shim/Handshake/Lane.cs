using System.Runtime.InteropServices;

namespace AfUnix.Handshake;

/// <summary>
/// What one direction of a connection says of cargo: descriptors that travel beside the bytes. The cargo itself is in the process that will receive it; a
/// place of the lane says where, and between which bytes of the stream it belongs. Senders fill places in the order of their bytes, receivers take them in that
/// order, so that a lane is a ring with two counters.
/// <code>
///  sender                                                         receiver
///  gate: nobody else sends                                        front place: read no further than its end
///  Put + 1: a place that is never reached (First: never)          the byte at First has been read: Nonce -> 0 takes it
///  cargo goes to the keeper's process                             Taken + 1
///  First: the place is where the stream is now
///  the bytes go
///  they did not: Nonce -> 0 takes the cargo back
///  gate opens
/// </code>
/// Whoever makes a nonce 0 has the cargo, and nobody else: a receiver, a sender whose bytes did not go, one who closes the receiving end, or the next
/// sender after one that died at the gate. A place whose nonce is 0 is passed over. What the other process wrote here is input: only a peer of this user
/// is believed at all, and what it names is used when it has the same nonce.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct LaneHead
{
    public const int Size = 32;

    /// <summary>The one who sends cargo, or 0: its process id, and a number of its own.</summary>
    [FieldOffset(0)]
    public long Gate;

    /// <summary>Places ever filled; written by the one who has the gate.</summary>
    [FieldOffset(8)]
    public uint Put;

    /// <summary>Places ever taken.</summary>
    [FieldOffset(12)]
    public uint Taken;

    /// <summary>The process that reads here, and is the one to keep cargo: 0 before accept(). Written by itself.</summary>
    [FieldOffset(16)]
    public uint ReaderProcessId;

    /// <summary>When that process was created.</summary>
    [FieldOffset(24)]
    public ulong ReaderStartTime;
}

/// <summary>One message's cargo.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct LanePlace
{
    public const int Size = 32;

    /// <summary>The cargo is not complete: no byte is at this position.</summary>
    public const long Never = long.MaxValue;

    /// <summary>The sender does not count its bytes: the cargo belongs to the next receive that has room for it.</summary>
    public const long Anywhere = long.MinValue;

    /// <summary>Position in the stream of the message's first byte.</summary>
    [FieldOffset(0)]
    public long First;

    /// <summary>The cargo's section, as a handle of the keeper. The kernel writes it here while it duplicates: there is no moment at which nobody knows it.</summary>
    [FieldOffset(8)]
    public nint Section;

    /// <summary>The cargo has it, too; 0 when somebody has the cargo.</summary>
    [FieldOffset(16)]
    public ulong Nonce;

    /// <summary>Bytes of the message.</summary>
    [FieldOffset(24)]
    public uint Length;

    /// <summary>The process that the cargo is in.</summary>
    [FieldOffset(28)]
    public uint KeeperProcessId;
}

/// <summary>One direction's lane, found from a ledger: its head is in the slot, its places are behind all slots of the book, so that only who uses them pays.</summary>
internal readonly unsafe struct Lane
{
    /// <summary>Messages with cargo that can be under way.</summary>
    public const int Capacity = 32;

    private const int PlacesSize = Capacity * LanePlace.Size;

    /// <summary>Both directions of one slot.</summary>
    public const int SlotSize = 2 * PlacesSize;

    private readonly LaneHead* _head;
    private readonly LanePlace* _places;

    private Lane(LaneHead* head, LanePlace* places)
    {
        _head = head;
        _places = places;
    }

    public LaneHead* Head => _head;

    /// <summary>Messages whose cargo is under way; what can't be is none.</summary>
    public uint Count
    {
        get
        {
            uint count = Volatile.Read(ref _head->Put) - Volatile.Read(ref _head->Taken);
            return count <= Capacity ? count : 0;
        }
    }

    /// <summary>The lane of a slot that is in a book.</summary>
    public static Lane Of(LedgerSlot* slot, bool toServer)
    {
        // Views begin where Windows lets them: at multiples of the size that all slots of a book have.
        var offset = (nuint)slot & (BookLayout.SlotsSize - 1);
        byte* book = (byte*)slot - offset;
        byte* places = book + BookLayout.SlotsSize + offset / LedgerSlot.Size * SlotSize + (toServer ? 0 : PlacesSize);
        return new Lane(toServer ? &slot->ToServer : &slot->ToClient, (LanePlace*)places);
    }

    public LanePlace* At(uint number) => _places + number % Capacity;

    /// <summary>The first place that nobody has, and its number; null when there is none. Places that somebody has are passed over for good.</summary>
    public LanePlace* Front(out uint number)
    {
        number = 0;
        for (int looks = 0; looks <= Capacity && Count != 0; looks++)
        {
            number = Volatile.Read(ref _head->Taken);
            LanePlace* place = At(number);
            if (Volatile.Read(ref place->Nonce) != 0)
            {
                return place;
            }

            Pass(number);
        }

        return null; // or more were put there meanwhile than an honest end can
    }

    /// <summary>The place of this number is done with.</summary>
    public void Pass(uint number) => Interlocked.CompareExchange(ref _head->Taken, number + 1, number);

    /// <summary>This process reads here from now on.</summary>
    public void SetReader(uint processId, ulong startTime)
    {
        Volatile.Write(ref _head->ReaderProcessId, 0);
        Volatile.Write(ref _head->ReaderStartTime, startTime);
        Volatile.Write(ref _head->ReaderProcessId, processId);
    }
}
