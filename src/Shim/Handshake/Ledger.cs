using System.Runtime.InteropServices;

namespace AfUnix.Handshake;

/// <summary>
/// One end's half of a connection's ledger. Only the owner of an end writes its half; the other end reads it. Byte counts let each end know what TCP
/// can't tell: whether anything is unread, and why the stream ended.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LedgerEnd
{
    /// <summary>Bytes handed to TCP since the connection began.</summary>
    [FieldOffset(0)]
    public long Sent;

    /// <summary>Bytes that the program has received; not those that close() threw away, so that the other end can tell that they were not read.</summary>
    [FieldOffset(8)]
    public long Received;

    /// <summary>Threads that are inside a send; while it is not zero, <see cref="Sent"/> lags behind TCP.</summary>
    [FieldOffset(16)]
    public int Sending;

    /// <summary>Set before the socket is closed.</summary>
    [FieldOffset(20)]
    public int Closed;

    /// <summary>Set before <see cref="Closed"/> when the connection was never accepted.</summary>
    [FieldOffset(24)]
    public int Refused;

    /// <summary>This end will not read any more: the other end's sends give EPIPE.</summary>
    [FieldOffset(28)]
    public int ReadShut;

    /// <summary>This end will not write any more: tells an end of file by shutdown from one by close or death.</summary>
    [FieldOffset(32)]
    public int WriteShut;

    /// <summary>Processes that have this end beside one: only the last of them closes it. One that was killed stays counted.</summary>
    [FieldOffset(36)]
    public int Others;

    /// <summary>
    /// The program has the TCP socket itself and moves its bytes past us, so that <see cref="Sent"/>, <see cref="Received"/> and <see cref="Sending"/> tell
    /// nothing: what the other end knows then is what TCP tells.
    /// </summary>
    [FieldOffset(40)]
    public int Uncounted;

    /// <summary>Another process has, or had, this end: what is sent here is perhaps received there.</summary>
    [FieldOffset(44)]
    public int Elsewhere;
}

/// <summary>How far a client has come with a slot.</summary>
internal enum SlotState
{
    Unused = 0,

    /// <summary>The client is inside connect() and holds the slot's endpoint: as long as its process lives, and no longer.</summary>
    Connecting = 1,

    /// <summary>connect() has returned: from here on the connection must reach accept(), whatever becomes of the client.</summary>
    Connected = 2,
}

/// <summary>The ledger of one connection, in memory that both ends map. What the other process wrote here is input: bounded, checked, never followed.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct LedgerSlot
{
    public const int Size = 1024;
    public const int NameCapacity = 256;
    public const int ServerNameCapacity = 216;

    [FieldOffset(0)]
    public int State;

    [FieldOffset(4)]
    public uint ClientProcessId;

    [FieldOffset(8)]
    public uint ServerProcessId;

    /// <summary>Set by accept().</summary>
    [FieldOffset(12)]
    public int Accepted;

    [FieldOffset(16)]
    public int ClientNameLength;

    /// <summary>The client took a place in the listener's queue for this connection.</summary>
    [FieldOffset(500)]
    public int HasPlace;

    /// <summary>The client's bound name, as given to bind(); empty when it has none.</summary>
    [FieldOffset(20)]
    public fixed byte ClientName[NameCapacity];

    /// <summary>The name that the other end of a pair has bound. A listener's stands in its file.</summary>
    [FieldOffset(276)]
    public int ServerNameLength;

    [FieldOffset(280)]
    public fixed byte ServerName[ServerNameCapacity];

    [FieldOffset(512)]
    public LedgerEnd Client;

    [FieldOffset(576)]
    public LedgerEnd Server;

    /// <summary>Of the <see cref="Lane"/> from the client to the server.</summary>
    [FieldOffset(896)]
    public LaneHead ToServer;

    [FieldOffset(960)]
    public LaneHead ToClient;

    /// <summary>Of a connection with frames alone.</summary>
    [FieldOffset(640)]
    public FrameEnd ClientFrames;

    [FieldOffset(768)]
    public FrameEnd ServerFrames;
}

/// <summary>The first kilobyte of a book, where its first slot would be.</summary>
[StructLayout(LayoutKind.Explicit, Size = LedgerSlot.Size)]
internal struct BookHeader
{
    [FieldOffset(0)]
    public uint Magic;

    [FieldOffset(4)]
    public uint Version;

    [FieldOffset(8)]
    public uint ClientProcessId;

    /// <summary>The process into which <see cref="CustodyHandle"/> was duplicated. Whoever takes this away, and puts 0 here, closes that handle.</summary>
    [FieldOffset(12)]
    public uint CustodianProcessId;

    /// <summary>
    /// The value that the book's handle has in the custodian's process. The kernel writes it here while it duplicates, so that there is no moment
    /// at which the handle exists and nobody can know it.
    /// </summary>
    [FieldOffset(16)]
    public nint CustodyHandle;

    /// <summary>The client process will use no more slots.</summary>
    [FieldOffset(24)]
    public int Retired;

    /// <summary>The server is through with the book, and has forgotten which slots have counted: it never opens it again, should somebody still hold it.</summary>
    [FieldOffset(28)]
    public int Finished;

    /// <summary>When the client process was created, as a FILETIME: its id alone could be another's by the time the server looks.</summary>
    [FieldOffset(32)]
    public ulong ClientStartTime;

    /// <summary>The server has the book open, and can ask whether the client's process lives: from here on a slot needs no token beside it.</summary>
    [FieldOffset(40)]
    public int Watched;

    /// <summary>When the process was created that <see cref="CustodianProcessId"/> names.</summary>
    [FieldOffset(48)]
    public ulong CustodianStartTime;
}

/// <summary>
/// The shape of a book: a header and 63 slots in 64 KiB, the smallest piece of address space that Windows maps; and behind them the lanes' places, which
/// take memory when they are first used.
/// </summary>
internal static class BookLayout
{
    public const int SlotsSize = PortsPerBlock * LedgerSlot.Size;
    public const int Size = SlotsSize + PortsPerBlock * Lane.SlotSize;

    /// <summary>Ports of a block. The slot of a port is its place in the block; place 0 is the header's, so that port is never used.</summary>
    public const int PortsPerBlock = 64;

    public static int SlotOf(ushort port) => port % PortsPerBlock;

    /// <summary>The first port of the block that a port is in: with the address, what names the book.</summary>
    public static ClientEndpoint BlockOf(ClientEndpoint endpoint) => endpoint with { Port = (ushort)(endpoint.Port - SlotOf(endpoint.Port)) };
}
