using System;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Posix;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Sockets;

/// <summary>What a send or receive carries, and how it is used up.</summary>
[TestFixture]
internal sealed unsafe class MessageTests
{
    [TestCase(0, 0, 3u, 9u)]
    [TestCase(2, 0, 1u, 7u)]
    [TestCase(3, 2, 4u, 6u)]
    [TestCase(5, 2, 2u, 4u)]
    [TestCase(7, 3, 2u, 2u)]
    [TestCase(9, 3, 0u, 0u)]
    public void What_has_been_moved_is_left_out(int moved, int at, uint rest, uint total)
    {
        byte* bytes = stackalloc byte[9];
        WSABUF* parts = stackalloc WSABUF[4];
        IoVector* vectors = stackalloc IoVector[4];
        vectors[0] = new IoVector { Base = bytes, Length = 3 };
        vectors[1] = new IoVector { Base = bytes + 3, Length = 0 };
        vectors[2] = new IoVector { Base = bytes + 3, Length = 4 };
        vectors[3] = new IoVector { Base = bytes + 7, Length = 2 };
        Assert.That(IoVector.Read(vectors, 4, parts, out Message message), Is.EqualTo(Errno.None));
        message.Skip((nuint)moved);
        Assert.That((int)(message.Parts - parts), Is.EqualTo(at));
        Assert.That((uint)message.Length, Is.EqualTo(total));
        Assert.That((message.Parts->len, (int)(message.Parts->buf - bytes)), Is.EqualTo((rest, moved)));
    }

    [TestCase(1, 1, 1u)]
    [TestCase(3, 1, 3u)]
    [TestCase(4, 3, 1u)]
    [TestCase(7, 3, 4u)]
    [TestCase(9, 4, 2u)]
    [TestCase(100, 4, 2u)]
    public void What_is_beyond_a_limit_is_left_out(int limit, int count, uint last)
    {
        WSABUF* parts = stackalloc WSABUF[4];
        uint[] lengths = [3, 0, 4, 2];
        for (int i = 0; i < 4; i++)
        {
            parts[i].len = lengths[i];
        }

        var whole = new Message { Parts = parts, Count = 4, Length = 9 };
        Message part = whole;
        uint length = part.Limit((nuint)limit);
        Assert.That((part.Count, (int)part.Length, parts[count - 1].len), Is.EqualTo((count, Math.Min(limit, 9), last)));
        Assert.That((whole.Count, (int)whole.Length, length), Is.EqualTo((4, 9, lengths[count - 1])));
    }

    [Test]
    public void Parts_are_cut_to_what_one_call_moves()
    {
        WSABUF* parts = stackalloc WSABUF[4];
        IoVector* vectors = stackalloc IoVector[3];
        vectors[0] = new IoVector { Length = 10 };
        vectors[1] = new IoVector { Length = 0x7FFF_FFFF };
        vectors[2] = new IoVector { Length = 1 };
        Assert.That(IoVector.Read(vectors, 3, parts, out Message message), Is.EqualTo(Errno.None));
        Assert.That((int)message.Length, Is.EqualTo(Transfer.MaxBytes));
        Assert.That((parts[0].len, parts[1].len, parts[2].len), Is.EqualTo((10u, (uint)Transfer.MaxBytes - 10, 0u)));
        vectors[2].Length = (nuint)1 << 63;
        Assert.That(IoVector.Read(vectors, 3, parts, out _), Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    public void There_is_always_a_part()
    {
        WSABUF part = default;
        Assert.That(IoVector.Read(null, 0, &part, out Message message), Is.EqualTo(Errno.None));
        Assert.That((message.Count, (int)message.Length, message.HasBadPart), Is.EqualTo((1, 0, false)));
    }

    [TestCase(0, 1000, 1)]
    [TestCase(0, 0, 0)]
    [TestCase(Win.MSG_WAITALL, 1000, 1000)]
    public void A_receive_waits_for(int flags, int length, int expected)
    {
        var message = new Message { Length = (nuint)length };
        Assert.That((int)message.Target(flags, 1), Is.EqualTo(expected));
        Assert.That((int)message.Target(flags, int.MaxValue), Is.EqualTo(length));
    }

    [TestCase(0L, 0, Errno.None, 0u)]
    [TestCase(0L, 1, Errno.None, 1u)]
    [TestCase(1L, 1_000_001, Errno.None, 1002u)]
    [TestCase(long.MaxValue, 999_999_999, Errno.None, uint.MaxValue - 1)]
    [TestCase(-1L, 0, Errno.EINVAL, 0u)]
    [TestCase(0L, 1_000_000_000, Errno.EINVAL, 0u)]
    [TestCase(0L, -1, Errno.EINVAL, 0u)]
    public void Times(long seconds, int nanoseconds, Errno error, uint expected)
    {
        var time = new TimeSpecification { Seconds = seconds, Nanoseconds = nanoseconds };
        Assert.That(TimeSpecification.Milliseconds(&time, out uint milliseconds), Is.EqualTo(error));
        if (error == Errno.None)
        {
            Assert.That(milliseconds, Is.EqualTo(expected));
        }
    }
}
