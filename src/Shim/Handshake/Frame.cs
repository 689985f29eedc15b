using System.Runtime.InteropServices;

namespace AfUnix.Handshake;

/// <summary>What a frame is.</summary>
internal enum FrameKind : ushort
{
    /// <summary>A message: its payload follows.</summary>
    Data = 0xAF01,

    /// <summary>Nothing but a knock: something has changed in the ledger (there is room again, an end was shut down). No program ever sees it.</summary>
    Note = 0xAF02,
}

/// <summary>What stands before each message of a connection that keeps boundaries. Its size is what Linux takes of SO_SNDBUF for each; what is not used is 0.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct FrameHeader
{
    public const int Size = 32;

    /// <summary>No window is larger, and so no payload is.</summary>
    public const uint MostLength = 1 << 20;

    [FieldOffset(0)]
    public FrameKind Kind;

    [FieldOffset(2)]
    public ushort Flags;

    /// <summary>Bytes of the payload.</summary>
    [FieldOffset(4)]
    public uint Length;

    /// <summary>Datagrams: the place in the order of all that were sent to one receiver; else 0.</summary>
    [FieldOffset(8)]
    public ulong Sequence;

    /// <summary>A frame of this version: what comes off the wire was written by another process.</summary>
    public readonly bool IsSound => (Kind == FrameKind.Data && Length <= MostLength) || (Kind == FrameKind.Note && Length == 0);
}

/// <summary>What one end of a connection with frames says about itself, beside its <see cref="LedgerEnd"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal unsafe struct FrameEnd
{
    /// <summary>A <see cref="RoomMark"/>: whether this end waits for room. The other end answers the mark with a note.</summary>
    [FieldOffset(0)]
    public int Waiting;

    /// <summary>Notes that this end has sent, and seen of the other's. They are in no other count.</summary>
    [FieldOffset(4)]
    public int NotesSent;

    [FieldOffset(8)]
    public int NotesSeen;

    [FieldOffset(12)]
    public int FramesSent;

    [FieldOffset(16)]
    public int FramesReceived;

    /// <summary>Of an end that several processes have: the one that is sending now, and the one that is receiving, also from a stream. 0: nobody.</summary>
    [FieldOffset(20)]
    public int SendOwner;

    [FieldOffset(24)]
    public int ReceiveOwner;

    /// <summary>A frame is half in TCP. Who finds this after the death of the process that did it can send nothing more.</summary>
    [FieldOffset(28)]
    public int Torn;

    /// <summary>Bytes of a frame, whose beginning was received, that are still to come.</summary>
    [FieldOffset(32)]
    public uint Rest;

    /// <summary>So many bytes of <see cref="Header"/> were received before the rest of it was there.</summary>
    [FieldOffset(36)]
    public int HeaderLength;

    [FieldOffset(40)]
    public FrameHeader Header;

    /// <summary>Datagrams: the <see cref="DatagramKey"/> of the socket that this end belongs to, and of the one that it hears alone; 0: none.</summary>
    [FieldOffset(72)]
    public ulong Key;

    [FieldOffset(80)]
    public ulong HeardKey;

    /// <summary>Datagrams: the sender has named this receiver with connect().</summary>
    [FieldOffset(88)]
    public int IsTied;

    /// <summary>Datagrams: the receiver, whose peer the sender was, has turned away from it and thrown something away.</summary>
    [FieldOffset(92)]
    public int HasLost;

    /// <summary>How many bytes of frames may be under way from this end: SO_SNDBUF.</summary>
    [FieldOffset(96)]
    public int Window;
}

/// <summary>How an end waits for room.</summary>
internal static class RoomMark
{
    public const int None = 0;

    /// <summary>Until three quarters of the window are free.</summary>
    public const int Asked = 1;

    /// <summary>A note is under way. Not before it was seen can another be asked for, so that no more than one lies unread.</summary>
    public const int Answered = 2;

    /// <summary>Datagrams: until there is a place in the receiver's queue.</summary>
    public const int AskedForPlace = 3;
}
