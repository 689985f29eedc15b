using AfUnix.Handshake;
using AfUnix.Interop;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

/// <summary>Which row of the TCP table is whose. Addresses and ports are in network order there, ports in the lower half of their field.</summary>
[TestFixture]
internal sealed class TcpTableTests
{
    private const uint Server = 0x0100_007F; // 127.0.0.1
    private const uint Client = 0x0504_037F; // 127.3.4.5
    private const uint ServerPort = 0x39C8; // 51257
    private const uint ClientPort = 0xABCD_3AC8; // 51258; the upper half is anything

    private static readonly MIB_TCPROW_OWNER_PID[] Rows =
    [
        Row(MIB_TCP_STATE.MIB_TCP_STATE_TIME_WAIT, Client, ClientPort, 0),
        Row(MIB_TCP_STATE.MIB_TCP_STATE_ESTAB, Server, ServerPort, 3),
        Row(MIB_TCP_STATE.MIB_TCP_STATE_LISTEN, Client, ServerPort, 4),
        Row(MIB_TCP_STATE.MIB_TCP_STATE_LISTEN, Server, ServerPort, 5),
        Row(MIB_TCP_STATE.MIB_TCP_STATE_CLOSE_WAIT, Client, ClientPort, 6),
    ];

    [TestCase(0x7F00_0001u, 51257, true, 5u)]
    [TestCase(0x7F00_0001u, 51257, false, 3u)]
    [TestCase(0x7F03_0405u, 51258, false, 6u)]
    [TestCase(0x7F03_0405u, 51258, true, 0u)]
    [TestCase(0x7F03_0406u, 51258, false, 0u)]
    [TestCase(0x7F03_0405u, 51259, false, 0u)]
    public void The_owner_of_an_endpoint(uint address, int port, bool listens, uint expected) =>
        Assert.That(TcpTable.Find(Rows, new ClientEndpoint(address, (ushort)port), listens), Is.EqualTo(expected));

    private static MIB_TCPROW_OWNER_PID Row(MIB_TCP_STATE state, uint address, uint port, uint owner) =>
        new() { dwState = (uint)state, dwLocalAddr = address, dwLocalPort = port, dwOwningPid = owner };
}
