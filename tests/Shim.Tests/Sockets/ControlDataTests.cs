using System;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Sockets;

/// <summary>Ancillary data, row by row.</summary>
[TestFixture]
internal sealed unsafe class ControlDataTests
{
    [TestCase(16, Win.SOL_SOCKET, true, Errno.EINVAL)]
    [TestCase(16, 7, true, Errno.None)]
    [TestCase(16, 7, false, Errno.EINVAL)]
    [TestCase(15, 7, true, Errno.EINVAL)]
    [TestCase(49, 7, true, Errno.EINVAL)]
    [TestCase(48, 7, true, Errno.None)]
    public void Control_data_of_no_known_kind(int length, int level, bool ofStream, Errno expected)
    {
        byte* control = stackalloc byte[48];
        new Span<byte>(control, 48).Clear();
        var message = new Message { Control = control, ControlLength = 48 };
        for (int at = 0; at < 48; at += 16)
        {
            *(ControlHeader*)(control + at) = new ControlHeader { Length = (nuint)length, Level = level };
        }

        Assert.That(ControlData.Check(message, ofStream), Is.EqualTo(expected));
        message.ControlLength = 15;
        Assert.That(ControlData.Check(message, ofStream), Is.EqualTo(Errno.None));
    }

    [Test]
    public void Rows_are_read_one_after_another()
    {
        ulong* control = stackalloc ulong[6];
        var first = (ControlHeader*)control;
        var second = (ControlHeader*)(control + 3);
        *first = new ControlHeader { Length = 21, Level = 1, Type = 2 };
        *second = new ControlHeader { Length = 16, Level = 3, Type = 4 };
        var rows = new ControlReader(new Message { Control = (byte*)control, ControlLength = 48 });
        Assert.That(rows.TryNext(out ControlRow row), Is.True);
        Assert.That((row.Level, row.Type, row.Length, (nuint)row.Data), Is.EqualTo((1, 2, (nuint)5, (nuint)(first + 1))));
        Assert.That(rows.TryNext(out row), Is.True);
        Assert.That((row.Level, row.Type, row.Length), Is.EqualTo((3, 4, (nuint)0)));
        Assert.That((rows.TryNext(out _), rows.Error), Is.EqualTo((false, Errno.None)));
    }

    [TestCase(48, 21, 40, 0)]
    [TestCase(40, 21, 40, 0)]
    [TestCase(36, 21, 24, Win.MSG_CTRUNC)]
    [TestCase(22, 21, 22, Win.MSG_CTRUNC)]
    [TestCase(20, 20, 20, Win.MSG_CTRUNC)]
    public void Rows_are_written_one_after_another(int room, int firstLength, int used, int flags)
    {
        byte* control = stackalloc byte[48];
        var message = new Message { Control = control, ControlLength = (nuint)room };
        Assert.That((int)ControlWriter.Room(message), Is.EqualTo(room - sizeof(ControlHeader)));
        ControlWriter.Add(ref message, 1, 2, "12345"u8);
        ControlWriter.Add(ref message, 3, 4, default);
        Assert.That((int)((ControlHeader*)control)->Length, Is.EqualTo(firstLength));
        Assert.That(((ControlHeader*)control)->Level, Is.EqualTo(1));
        Assert.That("12345"u8.StartsWith(new ReadOnlySpan<byte>(control + sizeof(ControlHeader), firstLength - sizeof(ControlHeader))));
        Assert.That(((int)message.ControlUsed, message.Flags), Is.EqualTo((used, flags)));
        Assert.That(used != 40 || ((ControlHeader*)(control + 24))->Type == 4);
    }

    [Test]
    public void Without_room_the_message_says_so()
    {
        byte* control = stackalloc byte[16];
        var none = new Message { ControlLength = 100 };
        ControlWriter.Add(ref none, 1, 2, default);
        Assert.That((none.ControlUsed, none.Flags, ControlWriter.Room(none)), Is.EqualTo(((nuint)0, Win.MSG_CTRUNC, (nuint)0)));
        var little = new Message { Control = control, ControlLength = 15 };
        ControlWriter.Add(ref little, 1, 2, default);
        Assert.That((little.ControlUsed, little.Flags, ControlWriter.Room(little)), Is.EqualTo(((nuint)0, Win.MSG_CTRUNC, (nuint)0)));
    }
}
