using System;
using System.Collections.Generic;
using System.Linq;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Sockets;

[TestFixture]
internal sealed unsafe class SocketOptionsTests
{
    private const byte Untouched = 0xCC;

    [TestCase(0, 0, Win.INFINITE, Description = "no limit")]
    [TestCase(0, 1, 1u, Description = "never less than asked for")]
    [TestCase(0, 999, 1u)]
    [TestCase(0, 1000, 1u)]
    [TestCase(0, 1001, 2u)]
    [TestCase(0, 999_999, 1000u)]
    [TestCase(1, 0, 1000u)]
    [TestCase(1, 500_000, 1500u)]
    [TestCase(4_294_967, 294_000, Win.INFINITE - 1, Description = "the most that Windows can wait is not for ever")]
    [TestCase(4_294_967, 295_000, Win.INFINITE - 1)]
    [TestCase(int.MaxValue, 999_999, Win.INFINITE - 1)]
    [TestCase(-1, 0, 0u, Description = "as Linux: over at once")]
    [TestCase(int.MinValue, 0, 0u)]
    public void A_time_becomes_milliseconds(int seconds, int microseconds, uint expected)
    {
        var time = new TIMEVAL { tv_sec = seconds, tv_usec = microseconds };
        Assert.That(SocketOptions.ReadTime((byte*)&time, sizeof(TIMEVAL), out uint milliseconds), Is.EqualTo(Errno.None));
        Assert.That(milliseconds, Is.EqualTo(expected));
    }

    [TestCase(-1)]
    [TestCase(1_000_000)]
    [TestCase(int.MinValue)]
    [TestCase(int.MaxValue)]
    public void A_second_has_a_million_microseconds(int microseconds)
    {
        var time = new TIMEVAL { tv_sec = 1, tv_usec = microseconds };
        Assert.That(SocketOptions.ReadTime((byte*)&time, sizeof(TIMEVAL), out _), Is.EqualTo(Errno.EDOM));
    }

    [TestCase(Win.INFINITE, 0, 0)]
    [TestCase(1u, 0, 1000)]
    [TestCase(999u, 0, 999_000)]
    [TestCase(1000u, 1, 0)]
    [TestCase(Win.INFINITE - 1, 4_294_967, 294_000)]
    public void Milliseconds_become_a_time(uint milliseconds, int seconds, int microseconds)
    {
        TIMEVAL time;
        int length = sizeof(TIMEVAL);
        Assert.That(SocketOptions.WriteTime((byte*)&time, &length, milliseconds), Is.EqualTo(Errno.None));
        Assert.That((time.tv_sec, time.tv_usec, length), Is.EqualTo((seconds, microseconds, sizeof(TIMEVAL))));
        Assert.That(SocketOptions.ReadTime((byte*)&time, length, out uint again), Is.EqualTo(Errno.None));
        Assert.That(again, Is.EqualTo(milliseconds));
    }

    [TestCase((ushort)0, (ushort)0)]
    [TestCase((ushort)1, (ushort)0)]
    [TestCase((ushort)1, ushort.MaxValue)]
    public void A_linger_reads_back(ushort on, ushort seconds)
    {
        var linger = new LINGER { l_onoff = on, l_linger = seconds };
        Assert.That(SocketOptions.ReadLinger((byte*)&linger, sizeof(LINGER), out LINGER read), Is.EqualTo(Errno.None));
        LINGER written;
        int length = sizeof(LINGER);
        Assert.That(SocketOptions.WriteLinger((byte*)&written, &length, read), Is.EqualTo(Errno.None));
        Assert.That((written.l_onoff, written.l_linger, length), Is.EqualTo((on, seconds, sizeof(LINGER))));
    }

    [Test]
    public void An_option_that_is_read_wants_all_its_bytes([Range(-1, 10)] int length)
    {
        long memory = 0;
        var value = (byte*)&memory;
        Assert.That(SocketOptions.Read(value, length, out _), Is.EqualTo(length < sizeof(int) ? Errno.EINVAL : Errno.None));
        Assert.That(SocketOptions.ReadLinger(value, length, out _), Is.EqualTo(length < sizeof(LINGER) ? Errno.EINVAL : Errno.None));
        Assert.That(SocketOptions.ReadTime(value, length, out _), Is.EqualTo(length < sizeof(TIMEVAL) ? Errno.EINVAL : Errno.None));
    }

    [TestCase(0)]
    [TestCase(0xFFFF)]
    public void Reading_from_no_memory(int pointer)
    {
        Assert.That(SocketOptions.Read((byte*)pointer, sizeof(int), out _), Is.EqualTo(Errno.EFAULT));
        Assert.That(SocketOptions.ReadLinger((byte*)pointer, sizeof(LINGER), out _), Is.EqualTo(Errno.EFAULT));
        Assert.That(SocketOptions.ReadTime((byte*)pointer, sizeof(TIMEVAL), out _), Is.EqualTo(Errno.EFAULT));
        Assert.That(SocketOptions.Read((byte*)pointer, 0, out _), Is.EqualTo(Errno.EINVAL), "the length comes first, as on Linux");
    }

    [Test]
    public void An_option_that_is_written_is_cut_to_the_room([Range(0, 10)] int room)
    {
        byte* memory = stackalloc byte[16];
        var all = new Span<byte>(memory, 16);
        all.Fill(Untouched);
        int length = room;

        Assert.That(SocketOptions.Write(memory, &length, 0x0403_0201), Is.EqualTo(Errno.None));

        int copied = Math.Min(room, sizeof(int));
        Assert.That(length, Is.EqualTo(copied));
        Assert.That(all[..copied].ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4 }[..copied]));
        Assert.That(all[copied..].IndexOfAnyExcept(Untouched), Is.EqualTo(-1));
    }

    [Test]
    public void Writing_to_no_memory()
    {
        int value = 0;
        int room = sizeof(int);
        int none = 0;
        int negative = -1;
        Assert.That(SocketOptions.Write(null, &room, 1), Is.EqualTo(Errno.EFAULT));
        Assert.That(SocketOptions.Write((byte*)&value, null, 1), Is.EqualTo(Errno.EFAULT));
        Assert.That(SocketOptions.Write(null, &none, 1), Is.EqualTo(Errno.None));
        Assert.That(SocketOptions.Write((byte*)&value, &negative, 1), Is.EqualTo(Errno.EINVAL));
        Assert.That((value, room), Is.EqualTo((0, sizeof(int))));
    }

    [TestCaseSource(nameof(Pointers))]
    public void Only_what_can_be_no_memory_is_refused_unseen(ulong pointer, bool bad)
    {
        Assert.That(CallerMemory.IsBad((void*)pointer), Is.EqualTo(bad));
    }

    private static IEnumerable<object[]> Pointers() =>
        from one in new (ulong, bool)[] { (0, true), (1, true), (0xFFFF, true), (0x10000, false), (0x7FFF_FFFF_0000, false), (ulong.MaxValue, false) }
        select new object[] { one.Item1, one.Item2 };
}
