using System;
using System.Linq;
using AfUnix.Handshake;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

[TestFixture]
internal sealed class SidTests
{
    // S-1-5-18 and S-1-5-19
    private static readonly byte[] LocalSystem = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
    private static readonly byte[] LocalService = [1, 1, 0, 0, 0, 0, 0, 5, 19, 0, 0, 0];

    [Test]
    public void A_sid_is_its_bytes()
    {
        Sid sid = Sid.From(LocalSystem);
        Assert.That(sid.AsSpan().SequenceEqual(LocalSystem));
        Assert.That(sid.IsNone, Is.False);
        Assert.That(sid.Equals(Sid.From(LocalSystem)));
        Assert.That(sid.GetHashCode(), Is.EqualTo(Sid.From(LocalSystem).GetHashCode()));
    }

    [Test]
    public void Users_differ_and_nobody_is_none()
    {
        Assert.That(Sid.From(LocalSystem).Equals(Sid.From(LocalService)), Is.False);
        Assert.That(Sid.From(LocalSystem).Equals(default(Sid)), Is.False);
        Assert.That(Sid.From(LocalSystem[..^1]).Equals(Sid.From(LocalSystem)), Is.False);
        Assert.That(default(Sid).IsNone);
        Assert.That(Sid.From([]).IsNone);
    }

    [Test]
    public void Nothing_is_longer_than_a_sid_can_be()
    {
        byte[] longest = [.. Enumerable.Repeat((byte)1, Sid.MaxSize)];
        Assert.That(Sid.From(longest).AsSpan().SequenceEqual(longest));
        Assert.That(Sid.From([.. longest, 1]).IsNone);
    }

    [Test]
    public unsafe void No_pointer_is_nobody()
    {
        Assert.That(Sid.FromPointer(null).IsNone);
    }
}
