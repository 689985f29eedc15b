using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>What kind of socket is in a parcel.</summary>
internal enum ParcelKind
{
    Empty = 0,
    Unix = 1,
    Inet = 2,

    /// <summary>A datagram socket of the UNIX domain: <see cref="Parcel.Section"/> holds a parcel for each connection that it consists of.</summary>
    Datagram = 3,
}

/// <summary>
/// A socket as bytes, from which another process makes the same socket: what it is, its names, and handles that are good in that process. It holds the
/// secret of a listener, so it goes only where handles go: into processes of the same user.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct Parcel
{
    /// <summary>AFUNIX_PARCEL_SIZE of include/afunix.h.</summary>
    public const int Size = 2048;

    /// <summary>"AUPA"; a parcel is opened once.</summary>
    public const uint FullMagic = 0x4150_5541;
    public const int NameCapacity = 256;
    public const int KeptCapacity = 4;

    /// <summary>A datagram socket's section has no more parcels.</summary>
    public const int MostMembers = 4096;

    [FieldOffset(0)]
    public uint Magic;

    [FieldOffset(4)]
    public uint Version;

    [FieldOffset(8)]
    public ParcelKind Kind;

    [FieldOffset(12)]
    public int Family;

    [FieldOffset(16)]
    public int Type;

    [FieldOffset(20)]
    public int Protocol;

    /// <summary>A <see cref="SocketState"/>, or what another kind of socket makes of it.</summary>
    [FieldOffset(24)]
    public int State;

    [FieldOffset(28)]
    public ParcelFlags Flags;

    [FieldOffset(32)]
    public uint ReceiveTimeout;

    [FieldOffset(36)]
    public uint SendTimeout;

    [FieldOffset(40)]
    public LINGER Linger;

    [FieldOffset(44)]
    public int SendBuffer;

    [FieldOffset(48)]
    public int ReceiveBuffer;

    [FieldOffset(52)]
    public int FlagOptions;

    [FieldOffset(56)]
    public int Mode;

    [FieldOffset(60)]
    public ushort Port;

    /// <summary>Not 0: a duplicate of the socket in the parcel of this number, counted from 1; only the descriptor and its placeholder count.</summary>
    [FieldOffset(62)]
    public short DuplicateOf;

    /// <summary>The section that the connection's ledger is in, as a handle of the receiving process; 0 when there is none.</summary>
    [FieldOffset(64)]
    public nint Section;

    [FieldOffset(72)]
    public int Slot;

    /// <summary>The descriptor that the socket had.</summary>
    [FieldOffset(76)]
    public int Descriptor;

    /// <summary>A client's token, as a handle of the receiving process; 0 when there is none.</summary>
    [FieldOffset(80)]
    public nint Token;

    /// <summary>The Winsock socket as a handle that was inherited; 0 when it comes as <see cref="Socket"/>, or there is none.</summary>
    [FieldOffset(88)]
    public nint InheritedSocket;

    /// <summary>The handle that stands behind the descriptor in the C runtime, and was inherited with it.</summary>
    [FieldOffset(96)]
    public nint Placeholder;

    [FieldOffset(104)]
    public Secret Secret;

    [FieldOffset(120)]
    public int NameLength;

    [FieldOffset(124)]
    public int PeerNameLength;

    [FieldOffset(128)]
    public fixed byte Name[NameCapacity];

    [FieldOffset(384)]
    public fixed byte PeerName[NameCapacity];

    /// <summary>The Winsock socket as WSADuplicateSocket gives it, for one process.</summary>
    [FieldOffset(640)]
    public WSAPROTOCOL_INFOW Socket;

    /// <summary>
    /// Objects of a listener, as handles of the receiving process, which it opens by name: so they, and their names, live until it does, even if it is the
    /// only one that has the listener by then. 0: none.
    /// </summary>
    [FieldOffset(1280)]
    public fixed long Kept[KeptCapacity];

    /// <summary>How many processes have opened it: a command processor's children may have what was inherited one after another.</summary>
    [FieldOffset(1312)]
    public int Openings;

    /// <summary>The socket's <see cref="SocketIdentity"/>.</summary>
    [FieldOffset(2000)]
    public ulong Identity;

    /// <summary>How many <see cref="HandleAt"/> knows.</summary>
    public const int HandleCount = 4 + KeptCapacity;

    /// <summary>Where the handles are that a parcel brings.</summary>
    public static nint* HandleAt(Parcel* parcel, int index) => index switch
    {
        0 => &parcel->Section,
        1 => &parcel->Token,
        2 => &parcel->InheritedSocket,
        3 => &parcel->AbstractName,
        _ => (nint*)parcel->Kept + index - 4,
    };

    /// <summary>Of a datagram socket: the parcels in its section, as many as it says. Null when they can't be there. To be unmapped.</summary>
    public static Parcel* MapMembers(in Parcel parcel, out int count)
    {
        count = parcel.Sources is >= 0 and <= MostMembers - 2 ? parcel.Sources + 2 : 0;
        return count == 0 ? null : (Parcel*)AnonymousSection.Map(parcel.Section, count * sizeof(Parcel));
    }

    /// <summary>Of a datagram socket: how many parcels there are of senders; the listener's is before them, and the peer's behind.</summary>
    [FieldOffset(1316)]
    public int Sources;

    [FieldOffset(1320)]
    public ulong Key;

    [FieldOffset(1328)]
    public ulong HeardKey;

    [FieldOffset(1336)]
    public ulong HeardSince;

    [FieldOffset(1344)]
    public ulong NextNumber;

    /// <summary>Of the peer of a datagram socket, whose <see cref="Port"/>, <see cref="Secret"/> and <see cref="PeerName"/> are here, too.</summary>
    [FieldOffset(1352)]
    public ulong PeerStartTime;

    [FieldOffset(1360)]
    public uint PeerProcessId;

    [FieldOffset(1364)]
    public Sid PeerOwner;

    /// <summary>The section of an abstract name, as a handle of the receiving process; 0 when there is none.</summary>
    [FieldOffset(1472)]
    public nint AbstractName;

    /// <summary>Who the peer is, or who listens: found out before the socket goes elsewhere, where it could not be any more.</summary>
    [FieldOffset(1480)]
    public Credentials Peer;
}

[Flags]
internal enum ParcelFlags
{
    None = 0,
    NonBlocking = 1,
    CloseOnExec = 2,
    ReadShut = 4,
    WriteShut = 8,

    /// <summary>The ledger's client end.</summary>
    IsClient = 16,
    HasSocket = 32,
    Connecting = 64,
    Idle = 128,
    HasPeer = 256,

    /// <summary>Another process has opened this parcel, too: there is one more than the giver has counted.</summary>
    Again = 512,

    /// <summary>The other end is this user's, whose cargo is believed.</summary>
    PeerIsOwnUser = 4096,

    /// <summary>Nobody has asked the TCP table about the client at the other end.</summary>
    PeerIsUnasked = 8192,
}
