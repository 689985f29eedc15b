using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using AfUnix.Errors;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Sockets;

/// <summary>struct sockaddr_un in and out, at every length; what unix(7) and the kernel say is in the names of the tests.</summary>
[TestFixture]
internal sealed unsafe class UnixAddressTests
{
    private const int FamilySize = 2;
    private const int Longest = FamilySize + UnixAddress.PathCapacity;
    private const byte Untouched = 0xCC;

    private static IEnumerable<int> Lengths => Enumerable.Range(0, Longest + 20);

    [Test]
    public void A_path_without_NUL_ends_with_the_length()
    {
        byte[] image = NewImage((byte)'p');
        foreach (int length in Lengths)
        {
            Errno error = Read(image, length, out UnixAddress address);

            bool possible = length is >= FamilySize and <= Longest;
            int size = possible ? length - FamilySize : 0;
            Assert.That(error, Is.EqualTo(possible ? Errno.None : Errno.EINVAL), $"{length} bytes");
            Assert.That(address.IsUnnamed, Is.EqualTo(size == 0), $"{length} bytes");
            Assert.That(address.IsAbstract, Is.False, $"{length} bytes");
            Assert.That(address.Path.ToArray(), Is.EqualTo(image[FamilySize..(FamilySize + size)]), $"{length} bytes");
        }
    }

    [Test]
    public void A_path_ends_at_its_first_NUL()
    {
        for (int end = 1; end < UnixAddress.PathCapacity; end++)
        {
            byte[] image = NewImage((byte)'p');
            image[FamilySize + end] = 0;

            // An address that is longer than Linux' must have a path that is.
            bool isUsual = end <= UnixAddress.UsualCapacity;
            Assert.That(Read(image, isUsual ? FamilySize + UnixAddress.UsualCapacity : Longest, out UnixAddress address), Is.EqualTo(Errno.None));
            Assert.That(address.Path.Length, Is.EqualTo(end));
            Assert.That(Read(image, Longest, out _), Is.EqualTo(isUsual ? Errno.EINVAL : Errno.None));
        }
    }

    [Test]
    public void An_abstract_name_has_every_byte_that_the_length_covers()
    {
        for (int size = 1; size <= UnixAddress.UsualCapacity; size++)
        {
            byte[] image = NewImage(0);
            image[FamilySize + size - 1] = (byte)(size == 1 ? 0 : 'z');

            Assert.That(Read(image, FamilySize + size, out UnixAddress address), Is.EqualTo(Errno.None));
            Assert.That((address.IsAbstract, address.IsUnnamed), Is.EqualTo((true, false)));
            Assert.That(address.Path.ToArray(), Is.EqualTo(image[FamilySize..(FamilySize + size)]));
        }
    }

    [TestCase(-1)]
    [TestCase(int.MinValue)]
    [TestCase(int.MaxValue)]
    [TestCase(1)]
    [TestCase(Longest + 1)]
    public void A_length_that_no_address_has_is_EINVAL_before_the_pointer_is_looked_at(int length)
    {
        Assert.That(UnixAddress.Read(null, length, out _), Is.EqualTo(Errno.EINVAL));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(0xFFFF)]
    public void A_pointer_to_no_memory_is_EFAULT(int pointer)
    {
        int length = Longest;
        UnixAddress named = UnixAddress.FromPath("/n"u8);
        int room = 10;
        Assert.That(UnixAddress.Read((byte*)pointer, length, out _), Is.EqualTo(Errno.EFAULT));
        Assert.That(named.Write((byte*)pointer, &room), Is.EqualTo(Errno.EFAULT));
        Assert.That(room, Is.EqualTo(10));
        byte there;
        Assert.That(named.Write(&there, (int*)pointer), Is.EqualTo(Errno.EFAULT));
    }

    [Test]
    public void Another_family_is_EINVAL([Values((ushort)0, (ushort)2, (ushort)23, (ushort)0x0100, ushort.MaxValue)] ushort family)
    {
        byte[] image = NewImage((byte)'p');
        image[0] = (byte)family;
        image[1] = (byte)(family >> 8);

        Assert.That(Read(image, Longest, out UnixAddress address), Is.EqualTo(Errno.EINVAL));
        Assert.That(address.IsUnnamed);
    }

    [Test]
    public void Write_fills_the_room_that_there_is_and_tells_the_whole_length()
    {
        byte[] memory = new byte[Longest + 64];
        foreach (byte[] name in Names())
        {
            byte[] expected = Image(name);
            foreach (int room in Lengths)
            {
                Array.Fill(memory, Untouched);
                int length = room;
                Errno error;
                fixed (byte* pointer = memory)
                {
                    error = UnixAddress.FromPath(name).Write(pointer, &length);
                }

                int copied = Math.Min(room, expected.Length);
                bool right = error == Errno.None && length == expected.Length
                    && memory.AsSpan(0, copied).SequenceEqual(expected.AsSpan(0, copied))
                    && memory.AsSpan(copied).IndexOfAnyExcept(Untouched) < 0;
                if (!right)
                {
                    Assert.Fail($"A name of {name.Length} bytes in {room}: {error}, length {length}, {Convert.ToHexString(memory)}");
                }
            }
        }
    }

    [Test]
    public void Write_of_nothing_needs_no_memory()
    {
        int room = 0;
        Assert.That(UnixAddress.FromPath("/n"u8).Write(null, &room), Is.EqualTo(Errno.None));
        Assert.That(room, Is.EqualTo(FamilySize + 3));
    }

    [TestCase(-1)]
    [TestCase(int.MinValue)]
    public void Write_into_a_negative_length_is_EINVAL(int room)
    {
        byte there = Untouched;
        Assert.That(UnixAddress.FromPath("/n"u8).Write(&there, &room), Is.EqualTo(Errno.EINVAL));
        Assert.That(there, Is.EqualTo(Untouched));
    }

    [Test]
    public void What_was_written_reads_back()
    {
        // All but a path of 108 bytes, and the longest: with the NUL that the length counts each is one byte longer than what may be passed in.
        foreach (byte[] name in Names().Where(name => Image(name).Length is not (FamilySize + UnixAddress.UsualCapacity + 1 or Longest + 1)))
        {
            byte[] image = new byte[Longest + 64];
            int length = image.Length;
            fixed (byte* pointer = image)
            {
                Assert.That(UnixAddress.FromPath(name).Write(pointer, &length), Is.EqualTo(Errno.None));
            }

            Assert.That(Read(image, length, out UnixAddress address), Is.EqualTo(Errno.None));
            Assert.That(address.Path.ToArray(), Is.EqualTo(name));
        }
    }

    [TestCase(216)]
    [TestCase(217)]
    [TestCase(100_000)]
    public void A_name_from_elsewhere_is_cut(int size)
    {
        byte[] name = Encoding.ASCII.GetBytes(new string('n', size));
        Assert.That(UnixAddress.FromPath(name).Path.Length, Is.EqualTo(UnixAddress.PathCapacity));
    }

    /// <summary>No name, every path and every abstract name of each length.</summary>
    private static IEnumerable<byte[]> Names()
    {
        yield return [];
        for (int size = 1; size <= UnixAddress.PathCapacity; size++)
        {
            yield return [.. Enumerable.Range(0, size).Select(i => (byte)('a' + i % 26))];
            if (size <= UnixAddress.UsualCapacity)
            {
                yield return [.. Enumerable.Range(0, size).Select(i => (byte)(i == 0 ? 0 : 'a' + i % 26))];
            }
        }
    }

    /// <summary>The address as accept(2) would give it.</summary>
    private static byte[] Image(byte[] name)
    {
        byte[] family = [(byte)UnixAddress.Family, 0];
        bool hasNul = name.Length > 0 && name[0] != 0;
        return hasNul ? [.. family, .. name, 0] : [.. family, .. name];
    }

    private static byte[] NewImage(byte fill)
    {
        byte[] image = new byte[Longest + 64];
        Array.Fill(image, fill);
        image[0] = (byte)UnixAddress.Family;
        image[1] = 0;
        return image;
    }

    private static Errno Read(Span<byte> image, int length, out UnixAddress address)
    {
        fixed (byte* pointer = image)
        {
            return UnixAddress.Read(pointer, length, out address);
        }
    }
}
