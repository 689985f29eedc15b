using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Posix;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Posix;

/// <summary>Wrong arguments that are refused before anything is looked up, and which error wins when several things are wrong.</summary>
[TestFixture]
internal sealed unsafe class ArgumentTests
{
    private const int SockNonBlock = 0x4000;
    private const int SockCloseOnExec = 0x0008_0000;

    [TestCase(0)]
    [TestCase(2 + 1)]
    [TestCase(99)]
    [TestCase(-1)]
    [TestCase(0x10001, Description = "AF_UNIX in the low half only")]
    public void A_family_that_is_none(int domain)
    {
        int* pair = stackalloc int[2];
        Assert.That(SocketCalls.Socket(domain, Win.SOCK_STREAM, 0).Error, Is.EqualTo(Errno.EAFNOSUPPORT));
        Assert.That(SocketCalls.SocketPair(domain, Win.SOCK_STREAM, 0, pair).Error, Is.EqualTo(Errno.EAFNOSUPPORT));
    }

    [TestCase(4)] // SOCK_RDM
    [TestCase(6)]
    public void A_type_that_AF_UNIX_does_not_have_here(int type)
    {
        foreach (int flags in new[] { 0, SockNonBlock, SockCloseOnExec, SockNonBlock | SockCloseOnExec })
        {
            Assert.That(SocketCalls.Socket(UnixAddress.Family, type | flags, 0).Error, Is.EqualTo(Errno.ESOCKTNOSUPPORT));
        }
    }

    [TestCase(2)]
    [TestCase(6)]
    [TestCase(-1)]
    public void A_protocol_that_AF_UNIX_does_not_have(int protocol)
    {
        int* pair = stackalloc int[2];
        Assert.That(SocketCalls.Socket(UnixAddress.Family, Win.SOCK_STREAM, protocol).Error, Is.EqualTo(Errno.EPROTONOSUPPORT));
        Assert.That(SocketCalls.SocketPair(UnixAddress.Family, Win.SOCK_STREAM, protocol, pair).Error, Is.EqualTo(Errno.EPROTONOSUPPORT));
    }

    [Test]
    public void A_pair_is_of_AF_UNIX_only()
    {
        int* pair = stackalloc int[2];
        Assert.That(SocketCalls.SocketPair(Win.AF_INET, Win.SOCK_STREAM, 0, pair).Error, Is.EqualTo(Errno.EOPNOTSUPP));
        Assert.That(SocketCalls.SocketPair(UnixAddress.Family, Win.SOCK_STREAM, 0, null).Error, Is.EqualTo(Errno.EFAULT));
    }

    [Test]
    public void Select_of_less_than_nothing()
    {
        Assert.That(SelectCalls.Select(-1, null, null, null, null).Error, Is.EqualTo(Errno.EINVAL));
        Assert.That(SelectCalls.Select(int.MinValue, null, null, null, null).Error, Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    public void Select_with_a_pointer_to_no_memory()
    {
        var bad = (ulong*)1;
        Assert.That(SelectCalls.Select(1, bad, null, null, null).Error, Is.EqualTo(Errno.EFAULT));
        Assert.That(SelectCalls.Select(1, null, bad, null, null).Error, Is.EqualTo(Errno.EFAULT));
        Assert.That(SelectCalls.Select(1, null, null, bad, null).Error, Is.EqualTo(Errno.EFAULT));
        Assert.That(SelectCalls.Select(1, null, null, null, (TIMEVAL*)bad).Error, Is.EqualTo(Errno.EFAULT));
    }

    [TestCase(-1, 0)]
    [TestCase(0, -1)]
    [TestCase(int.MinValue, int.MinValue)]
    public void Select_until_before_now(int seconds, int microseconds)
    {
        var time = new TIMEVAL { tv_sec = seconds, tv_usec = microseconds };
        Assert.That(SelectCalls.Select(0, null, null, null, &time).Error, Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    public void Poll_of_too_much_or_of_nowhere()
    {
        Assert.That(PollCalls.Poll(null, uint.MaxValue, 0).Error, Is.EqualTo(Errno.EINVAL));
        Assert.That(PollCalls.Poll(null, 1, 0).Error, Is.EqualTo(Errno.EFAULT));
    }

    [Test]
    public void Dup2_onto_a_negative_number()
    {
        Assert.That(DescriptorCalls.DuplicateTo(0, -1).Error, Is.EqualTo(Errno.EBADF));
    }
}
