using System;
using System.Collections.Generic;
using AfUnix.Interop;
using AfUnix.Posix;
using NUnit.Framework;

namespace AfUnix.Tests.Posix;

/// <summary>What a C runtime hands to its child's: the number of descriptors, a byte of flags for each, a handle for each.</summary>
[TestFixture]
internal sealed unsafe class Reserved2Tests
{
    [Test]
    public void Nothing_was_given()
    {
        STARTUPINFOW startup = default;
        using var descriptors = new Reserved2(&startup, 4);
        Assert.That(descriptors.Set(4, 0x44), Is.True);
        Assert.That(Read(descriptors), Is.EqualTo([(0, -1), (0, -1), (0, -1), (0, -1), (9, 0x44)]));
    }

    [Test]
    public void What_was_given_stays_but_for_sockets()
    {
        byte[] given = [3, 0, 0, 0, 0x41, 0x09, 0x01, .. Handle(0x10), .. Handle(0x20), .. Handle(0x30)];
        fixed (byte* bytes = given)
        {
            var startup = new STARTUPINFOW { lpReserved2 = bytes, cbReserved2 = (ushort)given.Length };
            using var descriptors = new Reserved2(&startup, 3);
            descriptors.Clear(1);
            descriptors.Set(3, 0x33);
            Assert.That(Read(descriptors), Is.EqualTo([(0x41, 0x10), (0, -1), (1, 0x30), (9, 0x33)]));
        }
    }

    /// <summary>It came from a program: no number of it is trusted.</summary>
    [TestCase(int.MaxValue)]
    [TestCase(-1)]
    [TestCase(2)]
    public void A_count_that_lies(int count)
    {
        byte[] given = [.. BitConverter.GetBytes(count), 1, .. Handle(0x10)];
        fixed (byte* bytes = given)
        {
            var startup = new STARTUPINFOW { lpReserved2 = bytes, cbReserved2 = (ushort)given.Length };
            using var descriptors = new Reserved2(&startup, 0);
            Assert.That(Read(descriptors), Has.Count.EqualTo(1));
        }
    }

    [Test]
    public void More_than_fits_in_its_size()
    {
        const int Most = (ushort.MaxValue - 4) / 9;
        STARTUPINFOW startup = default;
        using var descriptors = new Reserved2(&startup, 8191);
        Assert.That(descriptors.Set(Most - 1, 1), Is.True);
        Assert.That(descriptors.Set(Most, 1), Is.False);
        Assert.That(Read(descriptors), Has.Count.EqualTo(Most));
    }

    private static byte[] Handle(long value) => BitConverter.GetBytes(value);

    private static List<(int Flags, long Handle)> Read(Reserved2 descriptors)
    {
        var bytes = new ReadOnlySpan<byte>(descriptors.Bytes, descriptors.Size);
        int count = BitConverter.ToInt32(bytes);
        var read = new List<(int, long)>();
        for (int i = 0; i < count; i++)
        {
            read.Add((bytes[4 + i], BitConverter.ToInt64(bytes[(4 + count + 8 * i)..])));
        }

        return read;
    }
}
