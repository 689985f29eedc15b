using System;
using System.Runtime.InteropServices;
using AfUnix.Interop;
using AfUnix.Winsock;
using NUnit.Framework;

namespace AfUnix.Tests.Winsock;

[TestFixture]
internal sealed unsafe class ProtocolCatalogueTests
{
    [Test]
    public void The_line_is_that_of_streams()
    {
        WSAPROTOCOL_INFOW line = ProtocolCatalogue.Describe();
        Assert.That((line.iAddressFamily, line.iSocketType, line.iProtocol, line.iVersion), Is.EqualTo((1, Win.SOCK_STREAM, 0, 2)));
        Assert.That((line.iMaxSockAddr, line.iMinSockAddr), Is.EqualTo((110, 2)));
        Assert.That(NameOf(line), Is.EqualTo("AF_UNIX"));
    }

    [TestCase(true, 628)]
    [TestCase(false, 372)]
    public void Its_sizes_are_those_of_Windows(bool isWide, int size)
    {
        Assert.That(ProtocolCatalogue.SizeOf(isWide), Is.EqualTo(size));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void What_is_written_is_read(bool isWide)
    {
        byte* place = stackalloc byte[sizeof(WSAPROTOCOL_INFOW) + 1];
        int size = ProtocolCatalogue.SizeOf(isWide);
        place[size] = 0xCC;
        WSAPROTOCOL_INFOW line = ProtocolCatalogue.Describe();
        ProtocolCatalogue.Write(line, place, isWide);
        WSAPROTOCOL_INFOW read = ProtocolCatalogue.Read(place, isWide);
        Assert.That(MemoryMarshal.AsBytes(new ReadOnlySpan<WSAPROTOCOL_INFOW>(in read)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<WSAPROTOCOL_INFOW>(in line))));
        Assert.That(place[size], Is.EqualTo(0xCC));
    }

    [Test]
    public void The_name_of_bytes_is_ASCII()
    {
        byte* place = stackalloc byte[sizeof(WSAPROTOCOL_INFOW)];
        ProtocolCatalogue.Write(ProtocolCatalogue.Describe(), place, isWide: false);
        Assert.That(Marshal.PtrToStringUTF8((nint)place + 372 - 256), Is.EqualTo("AF_UNIX"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_option_without_room_tells_the_size(bool isWide)
    {
        byte* place = stackalloc byte[sizeof(WSAPROTOCOL_INFOW)];
        int length = ProtocolCatalogue.SizeOf(isWide) - 1;
        Assert.That(ProtocolCatalogue.Give(place, &length, isWide), Is.EqualTo(Win.WSAEFAULT));
        Assert.That(length, Is.EqualTo(ProtocolCatalogue.SizeOf(isWide)));
        Assert.That(ProtocolCatalogue.Give(place, &length, isWide), Is.Zero);
        Assert.That(ProtocolCatalogue.Read(place, isWide).iAddressFamily, Is.EqualTo(1));
    }

    private static string NameOf(WSAPROTOCOL_INFOW line)
    {
        ReadOnlySpan<char> name = MemoryMarshal.CreateReadOnlySpan(in line.szProtocol.e0, 256);
        return new string(name[..name.IndexOf('\0')]);
    }
}
