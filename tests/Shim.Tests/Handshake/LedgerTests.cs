using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AfUnix.Handshake;
using AfUnix.Sockets;
using NUnit.Framework;
using Protocol = AfUnix.Handshake.Handshake;

namespace AfUnix.Tests.Handshake;

/// <summary>Memory that processes with different builds of the library share: where everything lies is a part of the protocol.</summary>
[TestFixture]
internal sealed unsafe class LedgerTests
{
    [Test]
    public void Sizes()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Unsafe.SizeOf<LedgerEnd>(), Is.EqualTo(64));
            Assert.That(Unsafe.SizeOf<LedgerSlot>(), Is.EqualTo(1024));
            Assert.That(Unsafe.SizeOf<BookHeader>(), Is.EqualTo(1024));
            Assert.That(Unsafe.SizeOf<LaneHead>(), Is.EqualTo(32));
            Assert.That(Unsafe.SizeOf<LanePlace>(), Is.EqualTo(32));
            Assert.That(BookLayout.SlotsSize, Is.EqualTo(64 * 1024));
            Assert.That(BookLayout.Size, Is.EqualTo(192 * 1024));
            Assert.That(BookLayout.PortsPerBlock * LedgerSlot.Size, Is.EqualTo(BookLayout.SlotsSize));
            Assert.That(LedgerSlot.NameCapacity, Is.GreaterThanOrEqualTo(UnixAddress.PathCapacity));
        });
    }

    [Test]
    public void An_end_lies_so()
    {
        string[] expected = ["0 Sent", "8 Received", "16 Sending", "20 Closed", "24 Refused", "28 ReadShut", "32 WriteShut", "36 Others", "40 Uncounted", "44 Elsewhere"];
        Assert.That(Layout<LedgerEnd>(), Is.EqualTo(expected));
    }

    [Test]
    public void A_slot_lies_so()
    {
        string[] expected =
        [
            "0 State", "4 ClientProcessId", "8 ServerProcessId", "12 Accepted", "16 ClientNameLength", "20 ClientName", "276 ServerNameLength",
            "280 ServerName", "500 HasPlace", "512 Client", "576 Server", "640 ClientFrames", "768 ServerFrames", "896 ToServer", "960 ToClient",
        ];
        Assert.That(Layout<LedgerSlot>(), Is.EqualTo(expected));
        Assert.That(Unsafe.SizeOf<FrameEnd>(), Is.EqualTo(128));
    }

    [Test]
    public void A_frame_lies_so()
    {
        Assert.That(Layout<FrameHeader>(), Is.EqualTo(["0 Kind", "2 Flags", "4 Length", "8 Sequence"]));
        Assert.That(Unsafe.SizeOf<FrameHeader>(), Is.EqualTo(FrameHeader.Size));
        string[] expected =
        [
            "0 Waiting", "4 NotesSent", "8 NotesSeen", "12 FramesSent", "16 FramesReceived", "20 SendOwner", "24 ReceiveOwner", "28 Torn", "32 Rest",
            "36 HeaderLength", "40 Header", "72 Key", "80 HeardKey", "88 IsTied", "92 HasLost", "96 Window",
        ];
        Assert.That(Layout<FrameEnd>(), Is.EqualTo(expected));
    }

    [TestCase(FrameKind.Data, 0u, true)]
    [TestCase(FrameKind.Data, FrameHeader.MostLength, true)]
    [TestCase(FrameKind.Data, FrameHeader.MostLength + 1, false)]
    [TestCase(FrameKind.Note, 0u, true)]
    [TestCase(FrameKind.Note, 1u, false)]
    [TestCase((FrameKind)0, 0u, false)]
    [TestCase((FrameKind)0x5448, 0u, false)]
    public void What_is_no_frame_is_seen(FrameKind kind, uint length, bool expected)
    {
        Assert.That(new FrameHeader { Kind = kind, Length = length }.IsSound, Is.EqualTo(expected));
    }

    [Test]
    public void An_abstract_name_lies_so()
    {
        Assert.That(Layout<AbstractContent>(), Is.EqualTo(["0 Magic", "4 Version", "8 Length", "12 Released", "64 Text"]));
        Assert.That(Unsafe.SizeOf<AbstractContent>(), Is.EqualTo(64 + SocketFileText.MaxLength));
    }

    [Test]
    public void A_header_lies_so()
    {
        string[] expected =
        [
            "0 Magic", "4 Version", "8 ClientProcessId", "12 CustodianProcessId", "16 CustodyHandle", "24 Retired", "28 Finished", "32 ClientStartTime",
            "40 Watched", "48 CustodianStartTime",
        ];
        Assert.That(Layout<BookHeader>(), Is.EqualTo(expected));
    }

    [Test]
    public void Board_and_backlog_lie_so()
    {
        string[] board = ["0 Magic", "4 Version", "8 IsOpen", "12 IsReadShut", "16 Key", "24 HeardHash", "32 ListenerStartTime", "40 ListenerProcessId", "64 Holders"];
        Assert.That(Layout<BoardContent>(), Is.EqualTo(board));
        Assert.That(Layout<BacklogContent>(), Is.EqualTo(["0 Magic", "4 Version", "8 Capacity", "12 Taken", "16 Waiting", "20 Asking", "24 Drawn", "32 Gone", "40 GivenBack"]));
    }

    /// <summary>Names, books and this version: peers that differ here don't meet.</summary>
    [Test]
    public void The_protocol_is_this_one()
    {
        Assert.That(Protocol.ProtocolVersion, Is.EqualTo(1));
        Assert.That(BitConverter.GetBytes(Protocol.BookMagic), Is.EqualTo("AUBK"u8.ToArray()));
    }

    /// <summary>What each side writes all the time must not share a cache line with what the other writes.</summary>
    [Test]
    public void The_two_ends_are_in_different_cache_lines()
    {
        LedgerSlot slot;
        byte* start = (byte*)&slot;
        Assert.That(((byte*)&slot.Client - start) % 64, Is.Zero);
        Assert.That(((byte*)&slot.Server - start) % 64, Is.Zero);
    }

    [Test]
    public void A_lane_lies_so()
    {
        Assert.That(Layout<LaneHead>(), Is.EqualTo(["0 Gate", "8 Put", "12 Taken", "16 ReaderProcessId", "24 ReaderStartTime"]));
        Assert.That(Layout<LanePlace>(), Is.EqualTo(["0 First", "8 Section", "16 Nonce", "24 Length", "28 KeeperProcessId"]));
    }

    /// <summary>Zeroed memory, which is what a new section is, must not look like a slot in use.</summary>
    [Test]
    public void Slot_states_are_these()
    {
        Assert.That(((int)SlotState.Unused, (int)SlotState.Connecting, (int)SlotState.Connected), Is.EqualTo((0, 1, 2)));
    }

    [Test]
    public void Every_port_has_its_place_in_its_block()
    {
        for (int port = 0; port <= ushort.MaxValue; port++)
        {
            var endpoint = new ClientEndpoint(0x7F01_0203, (ushort)port);
            int slot = BookLayout.SlotOf(endpoint.Port);
            ClientEndpoint block = BookLayout.BlockOf(endpoint);
            bool right = slot is >= 0 and < BookLayout.PortsPerBlock && block.Port + slot == port && block.Address == endpoint.Address
                && BookLayout.SlotOf(block.Port) == 0 && BookLayout.BlockOf(block) == block;
            if (!right)
            {
                Assert.Fail($"port {port}: slot {slot} of {block}");
            }
        }
    }

    [Test]
    public void The_last_slot_ends_before_the_lanes()
    {
        byte* book = stackalloc byte[1];
        var view = new BookView { Header = (BookHeader*)book };
        Assert.That((byte*)view.Slot(1) - book, Is.EqualTo(sizeof(BookHeader)));
        Assert.That((byte*)(view.Slot(BookLayout.PortsPerBlock - 1) + 1) - book, Is.EqualTo(BookLayout.SlotsSize));
    }

    private static IEnumerable<string> Layout<T>() =>
        from field in typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        let offset = field.GetCustomAttribute<FieldOffsetAttribute>()!.Value
        orderby offset
        select $"{offset} {field.Name}";
}
