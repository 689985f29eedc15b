using System;
using AfUnix.Sockets;
using AfUnix.Winsock;
using NUnit.Framework;

namespace AfUnix.Tests.Winsock;

/// <summary>What AcceptEx leaves is what GetAcceptExSockaddrs finds, and nothing else is taken for it.</summary>
[TestFixture]
internal sealed unsafe class AcceptAddressesTests
{
    private const uint Data = 10;
    private const uint Area = 110 + 16;

    private readonly byte[] _buffer = new byte[Data + 2 * Area];

    [SetUp]
    public void Clear() => Array.Fill(_buffer, (byte)0xCC);

    [Test]
    public void Both_addresses_are_found()
    {
        Write("local"u8, 8, Area);
        WritePeer("remote"u8, NativeAddress.Whole, Area);
        (bool found, byte[] own, byte[] other) = Read(Area, Area);
        Assert.That(found, Is.True);
        Assert.That(own, Is.EqualTo(new byte[] { 1, 0, (byte)'l', (byte)'o', (byte)'c', (byte)'a', (byte)'l', 0 }));
        Assert.That(other, Has.Length.EqualTo(NativeAddress.Whole));
        Assert.That(other[2..8], Is.EqualTo("remote"u8.ToArray()));
        Assert.That(_buffer[..(int)Data], Is.All.EqualTo(0xCC), "the data is the program's");
    }

    /// <summary>Who asked for no more room than for one of an Internet address gets what there is room for.</summary>
    [Test]
    public void A_small_area_holds_the_beginning()
    {
        const uint Small = 32;
        Write("a name that is longer than there is room"u8, 43, Small);
        fixed (byte* buffer = _buffer)
        {
            AcceptAddresses.Write(buffer + Data + Small, Small, default, NativeAddress.Whole);
        }

        (bool found, byte[] own, byte[] other) = Read(Small, Small);
        Assert.That(found, Is.True);
        Assert.That(own, Has.Length.EqualTo(Small - 10));
        Assert.That(own[2..], Is.EqualTo("a name that is longer than there is room"u8[..20].ToArray()));
        Assert.That(other, Has.Length.EqualTo(Small - 10));
        Assert.That(_buffer[(int)(Data + 2 * Small)..], Is.All.EqualTo(0xCC));
    }

    [Test]
    public void What_the_system_wrote_is_not_ours()
    {
        Assert.That(Read(Area, Area).Found, Is.False);
        Write("local"u8, 8, Area);
        Assert.That(Read(Area, Area).Found, Is.False, "one of two");
        WritePeer("remote"u8, 9, Area);
        Assert.That(Read(Area + 1, Area).Found, Is.False, "other sizes");
        Assert.That(Read(AcceptAddresses.LeastSize - 1, Area).Found, Is.False, "no room");
    }

    [Test]
    public void Who_wants_nothing_gets_nothing()
    {
        Write("local"u8, 8, Area);
        WritePeer("remote"u8, 9, Area);
        fixed (byte* buffer = _buffer)
        {
            Assert.That(AcceptAddresses.Read(buffer, Data, Area, Area, null, null, null, null), Is.True);
        }

        Assert.That(AcceptAddresses.Read(null, 0, Area, Area, null, null, null, null), Is.False);
    }

    private void Write(ReadOnlySpan<byte> path, int length, uint size)
    {
        fixed (byte* buffer = _buffer)
        {
            AcceptAddresses.Write(buffer + Data, size, UnixAddress.FromPath(path), length);
        }
    }

    private void WritePeer(ReadOnlySpan<byte> path, int length, uint size)
    {
        fixed (byte* buffer = _buffer)
        {
            AcceptAddresses.Write(buffer + Data + size, size, UnixAddress.FromPath(path), length);
        }
    }

    private (bool Found, byte[] Own, byte[] Other) Read(uint local, uint remote)
    {
        fixed (byte* buffer = _buffer)
        {
            byte* own = null;
            byte* other = null;
            int ownLength = 0;
            int otherLength = 0;
            bool found = AcceptAddresses.Read(buffer, Data, local, remote, &own, &ownLength, &other, &otherLength);
            return (found, new ReadOnlySpan<byte>(own, ownLength).ToArray(), new ReadOnlySpan<byte>(other, otherLength).ToArray());
        }
    }
}
