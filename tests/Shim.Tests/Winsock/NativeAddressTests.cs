using System;
using System.Linq;
using AfUnix.Interop;
using AfUnix.Sockets;
using AfUnix.Winsock;
using NUnit.Framework;

namespace AfUnix.Tests.Winsock;

[TestFixture]
internal sealed unsafe class NativeAddressTests
{
    private const byte Untouched = 0xCC;

    private static readonly byte[] Path = [.. "path"u8];

    [Test]
    public void A_bound_name_has_its_NUL_and_no_more()
    {
        (int error, int length, byte[] image) = Write(UnixAddress.FromPath(Path), NativeAddress.Whole);
        Assert.That(error, Is.Zero);
        Assert.That(length, Is.EqualTo(7));
        Assert.That(image[..8], Is.EqualTo(new byte[] { 1, 0, (byte)'p', (byte)'a', (byte)'t', (byte)'h', 0, Untouched }));
    }

    [Test]
    public void No_name_is_a_whole_address_of_zeros()
    {
        (int error, int length, byte[] image) = Write(default, 200);
        Assert.That(error, Is.Zero);
        Assert.That(length, Is.EqualTo(NativeAddress.Whole));
        Assert.That(image[..NativeAddress.Whole], Is.EqualTo(new byte[] { 1 }.Concat(new byte[NativeAddress.Whole - 1])));
        Assert.That(image[NativeAddress.Whole..], Is.All.EqualTo(Untouched));
    }

    [Test]
    public void No_name_has_room_in_two_bytes()
    {
        (int error, int length, byte[] image) = Write(default, 2);
        Assert.That((error, length), Is.EqualTo((0, 2)));
        Assert.That(image[2..], Is.All.EqualTo(Untouched));
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(6)]
    public void What_has_no_room_is_not_written_and_its_length_is_told(int room)
    {
        (int error, int length, byte[] image) = Write(UnixAddress.FromPath(Path), room);
        Assert.That((error, length), Is.EqualTo((Win.WSAEFAULT, 7)));
        Assert.That(image, Is.All.EqualTo(Untouched));
    }

    /// <summary>A path of all 108 bytes has no NUL.</summary>
    [TestCase(106, 109)]
    [TestCase(107, 110)]
    [TestCase(108, 110)]
    public void The_longest_paths(int size, int expected)
    {
        UnixAddress name = UnixAddress.FromPath([.. Enumerable.Repeat((byte)'n', size)]);
        Assert.That(NativeAddress.LengthOf(name), Is.EqualTo(expected));
        (int error, int length, byte[] image) = Write(name, NativeAddress.Whole);
        Assert.That((error, length), Is.EqualTo((0, expected)));
        Assert.That(image.Count(one => one == (byte)'n'), Is.EqualTo(size));
    }

    [Test]
    public void Bad_pointers()
    {
        int length = NativeAddress.Whole;
        byte one;
        Assert.That(NativeAddress.Write(default, null, &length), Is.EqualTo(Win.WSAEFAULT));
        Assert.That(NativeAddress.Write(default, &one, null), Is.EqualTo(Win.WSAEFAULT));
    }

    [Test]
    public void A_place_of_any_size_is_filled([Range(2, 12)] int size)
    {
        byte[] place = new byte[size];
        NativeAddress.Fill(UnixAddress.FromPath(Path), place);
        byte[] whole = [1, 0, .. Path, 0, 0, 0, 0, 0, 0];
        Assert.That(place, Is.EqualTo(whole[..size]));
    }

    private static (int Error, int Length, byte[] Image) Write(in UnixAddress name, int room)
    {
        byte[] image = new byte[200];
        Array.Fill(image, Untouched);
        fixed (byte* address = image)
        {
            int length = room;
            int error = NativeAddress.Write(name, address, &length);
            return (error, length, image);
        }
    }
}
