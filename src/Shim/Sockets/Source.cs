using AfUnix.Handshake;

namespace AfUnix.Sockets;

/// <summary>One that sends to a datagram socket: a connection, and the header of the message that is next in it, as far as it was looked at.</summary>
internal sealed unsafe class Source(UnixSocket connection)
{
    public UnixSocket Connection => connection;

    public FrameLine Line => connection.Line;

    public bool HasNext { get; set; }

    public FrameHeader Next { get; set; }

    /// <summary>Who sends; its own word.</summary>
    public ulong Key => Volatile.Read(ref connection.PeerFrames->Key);

    public bool IsTied => Volatile.Read(ref connection.PeerFrames->IsTied) != 0;
}
