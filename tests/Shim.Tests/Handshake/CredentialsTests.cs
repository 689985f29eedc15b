using AfUnix.Handshake;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

/// <summary>What is left of a peer's word when the TCP table has spoken.</summary>
[TestFixture]
internal sealed class CredentialsTests
{
    private static readonly Credentials Peer = new() { User = Sid.From([1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]), Group = Sid.From([1, 1, 0, 0, 0, 0, 0, 5, 19, 0, 0, 0]), ProcessId = 77 };

    [TestCase(0u, 77u)]
    [TestCase(77u, 77u)]
    [TestCase(78u, 0u)]
    public void Another_process_in_the_table_takes_the_process_away(uint tcpOwner, uint expected)
    {
        Credentials believed = Peer.Unless(tcpOwner);
        Assert.That(believed.ProcessId, Is.EqualTo(expected));
        Assert.That(believed.Group.IsNone, Is.EqualTo(expected == 0));
        Assert.That(believed.User, Is.EqualTo(Peer.User));
    }
}
