using System;
using System.Collections.Generic;
using AfUnix.Handshake;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

[TestFixture]
internal sealed class ClientEndpointTests
{
    private const uint Network = 0x7F00_0000;
    private const uint Usual = 0x7F00_0001;
    private const uint Broadcast = 0x7FFF_FFFF;

    [Test]
    public void A_random_address_is_in_the_loopback_network_and_none_of_its_special_ones()
    {
        for (uint bits = 0; bits <= 0x00FF_FFFF; bits++)
        {
            uint address = ClientEndpoint.RandomLoopbackAddress(bits);
            if (address is <= Usual or >= Broadcast || !new ClientEndpoint(address, 1).IsLoopback)
            {
                Assert.Fail($"{bits:X6} gives {address:X8}");
            }
        }
    }

    [TestCase(0xFF00_0000u)]
    [TestCase(0xFF00_0001u)]
    [TestCase(0xFFFF_FFFFu)]
    [TestCase(0x80FF_FFFFu)]
    public void Bits_beyond_the_24_change_nothing(uint bits)
    {
        Assert.That(ClientEndpoint.RandomLoopbackAddress(bits), Is.EqualTo(ClientEndpoint.RandomLoopbackAddress(bits & 0x00FF_FFFF)));
    }

    [Test]
    public void Nearly_every_address_can_come_up()
    {
        var seen = new HashSet<uint>();
        for (uint bits = 2; bits < 0x00FF_FFFF; bits += 997)
        {
            Assert.That(seen.Add(ClientEndpoint.RandomLoopbackAddress(bits)));
        }
    }

    [TestCase(Network, true)]
    [TestCase(Usual, true)]
    [TestCase(Broadcast, true)]
    [TestCase(0x7EFF_FFFFu, false)]
    [TestCase(0x8000_0000u, false)]
    [TestCase(0u, false)]
    [TestCase(uint.MaxValue, false)]
    [TestCase(0x0100_007Fu, false, Description = "127.0.0.1 the other way round")]
    public void Only_127_is_loopback(uint address, bool expected)
    {
        Assert.That(new ClientEndpoint(address, 1).IsLoopback, Is.EqualTo(expected));
    }
}
