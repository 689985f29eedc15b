using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Sockets;

/// <summary>
/// What a connected socket reads out of the ledger, against the rules of Linux's unix_poll: both ends' flags in every combination. The sockets here have
/// no TCP behind them, only the ledger.
/// </summary>
[TestFixture]
internal sealed unsafe class LedgerReadingTests
{
    private readonly List<nint> _slots = [];

    [TearDown]
    public void FreeSlots()
    {
        foreach (nint slot in _slots)
        {
            NativeMemory.Free((void*)slot);
        }

        _slots.Clear();
    }

    [Test]
    public void Poll_says_what_unix_poll_does([Values] bool isClient)
    {
        foreach (bool[] bit in Combinations(6))
        {
            (bool readShut, bool writeShut, bool peerClosed, bool peerWriteShut, bool peerReadShut, bool leftUnread) = (bit[0], bit[1], bit[2], bit[3], bit[4], bit[5]);
            UnixSocket socket = Connected(isClient, out LedgerEnd* own, out LedgerEnd* peer);
            Shut(socket, readShut, writeShut);
            own->Sent = 10;
            peer->Received = leftUnread ? 9 : 10;
            peer->Closed = peerClosed ? 1 : 0;
            peer->WriteShut = peerWriteShut ? 1 : 0;
            peer->ReadShut = peerReadShut ? 1 : 0;

            bool readOver = readShut || peerWriteShut || peerClosed;
            bool writeOver = writeShut || peerReadShut || peerClosed;
            int expected = (readOver ? PollEvents.In | PollEvents.ReadHangUp : 0)
                | (writeOver ? PollEvents.Out : 0)
                | (readOver && writeOver ? PollEvents.HangUp : 0)
                | (peerClosed && leftUnread ? PollEvents.Error : 0);
            string what = $"own {readShut} {writeShut}, peer {peerClosed} {peerWriteShut} {peerReadShut}, unread {leftUnread}";
            Assert.That(socket.PreparePoll(PollEvents.In | PollEvents.Out, out _, out _), Is.EqualTo(expected), what);
            Assert.That(socket.AnswerPoll(PollEvents.In | PollEvents.Out, 0), Is.EqualTo(expected), what);
            Assert.That(socket.IsWriteOver, Is.EqualTo(writeOver), what);
        }
    }

    [TestCase(PollEvents.In, Afd.AFD_POLL_RECEIVE)]
    [TestCase(PollEvents.Out, Afd.AFD_POLL_SEND)]
    [TestCase((short)0, 0u)]
    public void Only_what_was_asked_for_is_asked_of_the_driver(short asked, uint expected)
    {
        UnixSocket socket = Connected(true, out _, out _);
        socket.PreparePoll(asked, out uint events, out _);
        Assert.That(events, Is.EqualTo(expected | Afd.AFD_POLL_DISCONNECT | Afd.AFD_POLL_ABORT), "an end is told unasked");
    }

    [TestCase(Afd.AFD_POLL_RECEIVE, PollEvents.In)]
    [TestCase(Afd.AFD_POLL_SEND, PollEvents.Out)]
    [TestCase(Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_SEND, (short)(PollEvents.In | PollEvents.Out))]
    public void The_driver_is_believed(uint happened, short expected)
    {
        Assert.That(Connected(false, out _, out _).AnswerPoll(PollEvents.In | PollEvents.Out, happened), Is.EqualTo(expected));
    }

    /// <summary>The stream ends and the ledger has no word of it: the peer was killed.</summary>
    [TestCase(Afd.AFD_POLL_DISCONNECT)]
    [TestCase(Afd.AFD_POLL_ABORT)]
    public void An_end_without_a_word_is_a_death(uint happened)
    {
        UnixSocket socket = Connected(true, out LedgerEnd* own, out LedgerEnd* peer);
        own->Sent = 1;
        const int Gone = PollEvents.In | PollEvents.Out | PollEvents.ReadHangUp | PollEvents.HangUp;

        Assert.That(socket.IsWriteOver, Is.False);
        Assert.That(socket.AnswerPoll(PollEvents.In, happened), Is.EqualTo(Gone | PollEvents.Error), "and it left a byte unread");
        Assert.That(socket.IsWriteOver, "nobody is there to read");
        peer->Received = 1;
        Assert.That(socket.AnswerPoll(PollEvents.In, happened), Is.EqualTo(Gone));
    }

    [Test]
    public void An_end_after_a_shutdown_is_none()
    {
        UnixSocket socket = Connected(true, out _, out LedgerEnd* peer);
        peer->WriteShut = 1;
        Assert.That(socket.AnswerPoll(PollEvents.In, Afd.AFD_POLL_DISCONNECT), Is.EqualTo(PollEvents.In | PollEvents.ReadHangUp));
        Assert.That(socket.IsWriteOver, Is.False);
    }

    [Test]
    public void A_reset_is_told_once()
    {
        UnixSocket socket = Connected(false, out LedgerEnd* own, out LedgerEnd* peer);
        own->Sent = 2;
        peer->Closed = 1;
        Assert.That(Option(socket, Win.SO_ERROR), Is.EqualTo((int)Errno.ECONNRESET));
        Assert.That(Option(socket, Win.SO_ERROR), Is.Zero);
        Assert.That(socket.PreparePoll(PollEvents.In, out _, out _) & PollEvents.Error, Is.Zero);
    }

    [Test]
    public void Whoever_was_never_accepted_is_reset_too()
    {
        UnixSocket socket = Connected(true, out _, out LedgerEnd* peer);
        peer->Refused = 1;
        peer->Closed = 1;
        Assert.That(Option(socket, Win.SO_ERROR), Is.EqualTo((int)Errno.ECONNRESET));
    }

    [TestCase(nameof(LedgerEnd.Closed))]
    [TestCase(nameof(LedgerEnd.ReadShut))]
    public void Sending_to_nobody_is_EPIPE_and_touches_no_socket(string flag)
    {
        UnixSocket socket = Connected(true, out LedgerEnd* own, out LedgerEnd* peer);
        if (flag == nameof(LedgerEnd.Closed))
        {
            peer->Closed = 1;
        }
        else
        {
            peer->ReadShut = 1;
        }

        byte data = 1;
        Assert.That(socket.Send(&data, 1, 0).Error, Is.EqualTo(Errno.EPIPE));
        Assert.That(socket.Send(&data, 0, 0).Error, Is.EqualTo(Errno.EPIPE));
        Assert.That((own->Sent, own->Sending), Is.EqualTo((0L, 0)));
    }

    /// <summary>The other process writes there what it likes.</summary>
    [Test]
    public void A_name_in_the_ledger_is_bounded()
    {
        UnixSocket socket = Connected(false, out LedgerEnd* own, out _);
        LedgerSlot* slot = SlotOf(own);
        new Span<byte>(slot->ClientName, LedgerSlot.NameCapacity).Fill((byte)'n');
        byte* memory = stackalloc byte[256];
        foreach (int claimed in new[] { 0, 1, 108, 109, 256, int.MaxValue, -1, int.MinValue })
        {
            slot->ClientNameLength = claimed;
            int length = 256;
            Assert.That(socket.GetPeerName(memory, &length), Is.EqualTo(Errno.None));
            int size = Math.Clamp(claimed, 0, UnixAddress.PathCapacity);
            Assert.That(length, Is.EqualTo(size == 0 ? 2 : size + 3), $"{claimed}");
        }
    }

    private static IEnumerable<bool[]> Combinations(int bits) =>
        from value in Enumerable.Range(0, 1 << bits)
        select Enumerable.Range(0, bits).Select(bit => (value >> bit & 1) != 0).ToArray();

    private static LedgerSlot* SlotOf(LedgerEnd* server) => (LedgerSlot*)((byte*)server - Marshal.OffsetOf<LedgerSlot>(nameof(LedgerSlot.Server)));

    private static int Option(UnixSocket socket, int name)
    {
        int value;
        int length = sizeof(int);
        Assert.That(socket.GetOption(Win.SOL_SOCKET, name, (byte*)&value, &length), Is.EqualTo(Errno.None));
        return value;
    }

    private static void Shut(UnixSocket socket, bool read, bool write)
    {
        Set(socket, "_readShut", read);
        Set(socket, "_writeShut", write);
    }

    /// <summary>A socket that believes to be connected. It is never closed.</summary>
    private UnixSocket Connected(bool isClient, out LedgerEnd* own, out LedgerEnd* peer)
    {
        var slot = (LedgerSlot*)NativeMemory.AllocZeroed((nuint)sizeof(LedgerSlot));
        _slots.Add((nint)slot);
        UnixSocket socket = UnixSocket.Create();
        Set(socket, "_slot", Pointer.Box(slot, typeof(LedgerSlot*)));
        Set(socket, "_hasLedger", true);
        Set(socket, "_isClient", isClient);
        Set(socket, "_state", SocketState.Connected);
        own = isClient ? &slot->Client : &slot->Server;
        peer = isClient ? &slot->Server : &slot->Client;
        return socket;
    }

    private static void Set(UnixSocket socket, string field, object value) =>
        typeof(UnixSocket).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(socket, value);
}
