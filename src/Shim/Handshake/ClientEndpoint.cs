namespace AfUnix.Handshake;

/// <summary>
/// Where a client's TCP connection comes from: an address in 127.0.0.0/8 and a port, both in host order. It is half of the name of the
/// client's token, so it must be known, and bound, before the client connects.
/// </summary>
public readonly record struct ClientEndpoint(uint Address, ushort Port)
{
    private const uint LoopbackNetwork = 0x7F00_0000;
    private const uint LoopbackMask = 0xFF00_0000;

    /// <summary>127.0.0.1, where every listener is.</summary>
    public const uint Listeners = 0x7F00_0001;

    public bool IsLoopback => (Address & LoopbackMask) == LoopbackNetwork;

    /// <summary>An address of the loopback network made from 24 random bits; never the network, broadcast or usual address.</summary>
    public static uint RandomLoopbackAddress(uint randomBits)
    {
        uint host = randomBits & ~LoopbackMask;
        return LoopbackNetwork | host switch
        {
            <= 1 => 2,
            >= 0x00FF_FFFF => 0x00FF_FFFE,
            _ => host,
        };
    }
}
