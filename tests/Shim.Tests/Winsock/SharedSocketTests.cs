using AfUnix.Winsock;
using NUnit.Framework;

namespace AfUnix.Tests.Winsock;

/// <summary>The name in a WSAPROTOCOL_INFO by which a process finds what it was given. It comes from a program, so anything may be there.</summary>
[TestFixture]
internal sealed class SharedSocketTests
{
    [TestCase("AF_UNIX 1A4 FEDCBA9876543210", 0x1A4, 0xFEDCBA9876543210)]
    [TestCase("AF_UNIX 1A4 1\0rest", 0x1A4, 1UL)]
    [TestCase("AF_UNIX 7FFFFFFFFFFFFFFF 2", 0x7FFFFFFFFFFFFFFF, 2UL)]
    public void A_name_is_understood(string name, long section, ulong nonce)
    {
        Assert.That(SharedSocket.Parse(name, out nint seenSection, out ulong seenNonce), Is.True);
        Assert.That(((long)seenSection, seenNonce), Is.EqualTo((section, nonce)));
    }

    [TestCase("")]
    [TestCase("AF_UNIX")]
    [TestCase("AF_UNIX ")]
    [TestCase("AF_UNIX  ")]
    [TestCase("AF_UNIX 1A4")]
    [TestCase("AF_UNIX 1A4 ")]
    [TestCase("AF_UNIX 1A4 0")]
    [TestCase("AF_UNIX 1A4 G")]
    [TestCase("AF_UNIX 1A4 -1")]
    [TestCase("AF_UNIX 1A4 11111111111111111")]
    [TestCase("AF_UNIX x 1")]
    [TestCase("AF_UNIX 1 2 3")]
    [TestCase("AF_UNIX\0 1A4 1")]
    [TestCase("af_unix 1A4 1")]
    [TestCase(" AF_UNIX 1A4 1")]
    [TestCase("MSAFD Tcpip [TCP/IP]")]
    public void What_is_no_name_is_none(string name)
    {
        Assert.That(SharedSocket.Parse(name, out _, out _), Is.False);
    }
}
