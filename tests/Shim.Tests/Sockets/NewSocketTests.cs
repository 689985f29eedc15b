using System;
using System.Collections.Generic;
using System.Reflection;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Sockets;

/// <summary>What each call answers in the states in which it has nothing to do, and so needs no Windows to answer.</summary>
[TestFixture]
internal sealed unsafe class NewSocketTests
{
    private static readonly SocketState[] NotConnected =
        [SocketState.Created, SocketState.Bound, SocketState.Listening, SocketState.Connecting, SocketState.Closed];

    private static readonly SocketState[] NotListening =
        [SocketState.Created, SocketState.Bound, SocketState.Connecting, SocketState.Connected, SocketState.Closed];

    private static readonly SocketState[] NeverListening =
        [SocketState.Created, SocketState.Connecting, SocketState.Connected, SocketState.Closed];

    [TestCaseSource(nameof(NotConnected))]
    public void Sending_without_a_connection(SocketState state)
    {
        UnixSocket socket = InState(state);
        byte data = 1;
        UnixAddress address = default;
        Assert.That(socket.Send(&data, 1, 0).Error, Is.EqualTo(Errno.ENOTCONN));
        Assert.That(socket.Send(&data, 0, 0).Error, Is.EqualTo(Errno.ENOTCONN));
        Assert.That(socket.Send(&data, 1, 0, (byte*)&address, 110).Error, Is.EqualTo(Errno.EOPNOTSUPP));
    }

    [TestCaseSource(nameof(NotConnected))]
    public void Receiving_without_a_connection(SocketState state)
    {
        byte data;
        Assert.That(InState(state).Receive(&data, 1, 0).Error, Is.EqualTo(Errno.EINVAL));
    }

    [TestCaseSource(nameof(NotConnected))]
    public void Nobody_is_at_the_other_end(SocketState state)
    {
        byte* memory = stackalloc byte[128];
        int length = 128;
        Assert.That(InState(state).GetPeerName(memory, &length), Is.EqualTo(Errno.ENOTCONN));
    }

    [TestCaseSource(nameof(NotListening))]
    public void Accepting_without_listening(SocketState state)
    {
        Assert.That(InState(state).Accept(out SocketDescription? accepted), Is.EqualTo(Errno.EINVAL));
        Assert.That(accepted, Is.Null);
    }

    [TestCaseSource(nameof(NeverListening))]
    public void Listening_where_nothing_is_bound(SocketState state)
    {
        Assert.That(InState(state).Listen(1).Error, Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    public void Sending_to_an_address_over_a_connection()
    {
        byte data = 1;
        UnixAddress address = default;
        Assert.That(InState(SocketState.Connected).Send(&data, 1, 0, (byte*)&address, 110).Error, Is.EqualTo(Errno.EISCONN));
    }

    [Test]
    public void There_is_no_urgent_data([Values] SocketState state)
    {
        byte data = 1;
        Assert.That(InState(state).Send(&data, 1, Win.MSG_OOB).Error, Is.EqualTo(Errno.EOPNOTSUPP));
        Assert.That(InState(state).Receive(&data, 1, Win.MSG_OOB).Error, Is.EqualTo(state == SocketState.Connected ? Errno.EOPNOTSUPP : Errno.EINVAL));
    }

    [TestCase(SocketState.Created, Errno.None)]
    [TestCase(SocketState.Bound, Errno.None)]
    [TestCase(SocketState.Listening, Errno.EINVAL)]
    [TestCase(SocketState.Connecting, Errno.None)]
    public void Bytes_to_read_where_none_can_be(SocketState state, Errno expected)
    {
        Result result = InState(state).BytesToRead();
        Assert.That(result.Error, Is.EqualTo(expected));
        Assert.That(result.Failed || result.Value == 0);
    }

    [TestCase(SocketState.Created)]
    [TestCase(SocketState.Bound)]
    [TestCase(SocketState.Connecting)]
    public void Poll_of_a_socket_that_does_nothing(SocketState state)
    {
        short now = InState(state).PreparePoll(PollEvents.In | PollEvents.Out, out uint events, out bool again);
        Assert.That(now, Is.EqualTo(PollEvents.Out | PollEvents.HangUp));
        Assert.That(events, Is.Zero);
        Assert.That(again, Is.False);
    }

    [Test]
    public void Poll_of_a_listener_asks_only_for_clients()
    {
        UnixSocket socket = InState(SocketState.Listening);
        Assert.That(socket.PreparePoll(PollEvents.In | PollEvents.Out, out uint events, out _), Is.Zero);
        Assert.That(events, Is.EqualTo(Afd.AFD_POLL_ACCEPT));
        Assert.That(socket.PreparePoll(PollEvents.Out, out events, out _), Is.Zero);
        Assert.That(events, Is.Zero);
    }

    [Test]
    public void A_new_socket_has_no_name()
    {
        byte* memory = stackalloc byte[128];
        int length = 128;
        Assert.That(UnixSocket.Create().GetName(memory, &length), Is.EqualTo(Errno.None));
        Assert.That(length, Is.EqualTo(2));
        Assert.That(*(ushort*)memory, Is.EqualTo(UnixAddress.Family));
    }

    [Test]
    public void Addresses_that_nobody_can_have()
    {
        UnixSocket socket = UnixSocket.Create();
        byte* memory = stackalloc byte[128];
        *(ushort*)memory = UnixAddress.Family;
        new Span<byte>(memory + 2, 126).Clear();

        Assert.That(socket.Connect(memory, 2).Error, Is.EqualTo(Errno.EINVAL), "no name");
        Assert.That(socket.Connect(null, 110).Error, Is.EqualTo(Errno.EFAULT));
        Assert.That(socket.Connect(memory, 111).Error, Is.EqualTo(Errno.EINVAL));
        Assert.That(socket.Connect(memory, 1).Error, Is.EqualTo(Errno.EINVAL));
        Assert.That(socket.Bind(null, 110).Error, Is.EqualTo(Errno.EFAULT));
        Assert.That(socket.Bind(memory, 111).Error, Is.EqualTo(Errno.EINVAL));
        *(ushort*)memory = Win.AF_INET;
        Assert.That(socket.Bind(memory, 16).Error, Is.EqualTo(Errno.EINVAL));
        Assert.That(socket.Connect(memory, 16).Error, Is.EqualTo(Errno.EINVAL));
        memory[0] = (byte)UnixAddress.Family;
        memory[2] = 0xFF; // no UTF-8
        Assert.That(socket.Bind(memory, 16).Error, Is.EqualTo(Errno.EILSEQ));
        Assert.That(socket.Connect(memory, 16).Error, Is.EqualTo(Errno.EILSEQ));
    }

    [TestCase(-1)]
    [TestCase(3)]
    [TestCase(int.MaxValue)]
    public void A_shutdown_of_what(int how)
    {
        Assert.That(UnixSocket.Create().Shutdown(how).Error, Is.EqualTo(Errno.EINVAL));
    }

    [TestCase(Win.SD_RECEIVE, true, false)]
    [TestCase(Win.SD_SEND, false, true)]
    [TestCase(Win.SD_BOTH, true, true)]
    public void A_shutdown_is_remembered(int how, bool read, bool write)
    {
        UnixSocket socket = UnixSocket.Create();
        Assert.That(socket.Shutdown(how).Failed, Is.False);
        Assert.That((socket.IsReadShut, socket.IsWriteOver), Is.EqualTo((read, write)));
    }

    /// <summary>Closed sockets are used again, so that accept() allocates nothing: nothing of the life before may show.</summary>
    [Test]
    public void A_closed_socket_comes_back_as_new()
    {
        UnixSocket socket = UnixSocket.Create();
        int yes = 1;
        var linger = new LINGER { l_onoff = 1, l_linger = 7 };
        var time = new TIMEVAL { tv_sec = 3 };
        int mode = 0x1FF;
        Assert.That(socket.SetOption(Win.SOL_SOCKET, Win.SO_KEEPALIVE, (byte*)&yes, sizeof(int)), Is.EqualTo(Errno.None));
        Assert.That(socket.SetOption(Win.SOL_SOCKET, Win.SO_LINGER, (byte*)&linger, sizeof(LINGER)), Is.EqualTo(Errno.None));
        Assert.That(socket.SetOption(Win.SOL_SOCKET, Win.SO_RCVTIMEO, (byte*)&time, sizeof(TIMEVAL)), Is.EqualTo(Errno.None));
        Assert.That(socket.SetOption(Win.SOL_SOCKET, Win.SO_SNDTIMEO, (byte*)&time, sizeof(TIMEVAL)), Is.EqualTo(Errno.None));
        Assert.That(socket.SetOption(SocketOptions.AfUnixLevel, SocketOptions.Mode, (byte*)&mode, sizeof(int)), Is.EqualTo(Errno.None));
        socket.Shutdown(Win.SD_BOTH);
        socket.NonBlocking = true;

        Assert.That(socket.Release(), Is.EqualTo(Errno.None));
        UnixSocket again = UnixSocket.Create();

        Assert.That(again, Is.SameAs(socket));
        Assert.That((again.IsReadShut, again.IsWriteOver, again.NonBlocking), Is.EqualTo((false, false, false)));
        Assert.That((again.ReceiveTimeout, again.SendTimeout), Is.EqualTo((Win.INFINITE, Win.INFINITE)));
        Assert.That(IntOption(again, Win.SOL_SOCKET, Win.SO_KEEPALIVE), Is.Zero);
        Assert.That(IntOption(again, Win.SOL_SOCKET, Win.SO_LINGER), Is.Zero);
        Assert.That(IntOption(again, SocketOptions.AfUnixLevel, SocketOptions.Mode), Is.EqualTo(0x180));
    }

    [TestCase(Win.SO_TYPE, Win.SOCK_STREAM)]
    [TestCase(SocketOptions.Domain, 1)]
    [TestCase(SocketOptions.Protocol, 0)]
    [TestCase(Win.SO_ACCEPTCONN, 0)]
    [TestCase(Win.SO_ERROR, 0)]
    public void Options_that_tell(int name, int expected)
    {
        Assert.That(IntOption(UnixSocket.Create(), Win.SOL_SOCKET, name), Is.EqualTo(expected));
    }

    [TestCase(Win.SO_REUSEADDR)]
    [TestCase(Win.SO_KEEPALIVE)]
    [TestCase(Win.SO_BROADCAST)]
    [TestCase(Win.SO_DEBUG)]
    [TestCase(Win.SO_DONTROUTE)]
    [TestCase(Win.SO_OOBINLINE)]
    public void Switches_are_kept_each_by_itself(int name)
    {
        UnixSocket socket = UnixSocket.Create();
        foreach (int value in new[] { 1, 0, 2, -1, 0 })
        {
            Assert.That(socket.SetOption(Win.SOL_SOCKET, name, (byte*)&value, sizeof(int)), Is.EqualTo(Errno.None));
            foreach (int other in new[] { Win.SO_REUSEADDR, Win.SO_KEEPALIVE, Win.SO_BROADCAST, Win.SO_DEBUG, Win.SO_DONTROUTE, Win.SO_OOBINLINE })
            {
                Assert.That(IntOption(socket, Win.SOL_SOCKET, other), Is.EqualTo(other == name && value != 0 ? 1 : 0));
            }
        }
    }

    [TestCase(0)]
    [TestCase(0x180)]
    [TestCase(0x1B6)]
    [TestCase(0x1FF)]
    public void A_mode_has_permission_bits(int mode)
    {
        UnixSocket socket = UnixSocket.Create();
        Assert.That(socket.SetOption(SocketOptions.AfUnixLevel, SocketOptions.Mode, (byte*)&mode, sizeof(int)), Is.EqualTo(Errno.None));
        Assert.That(IntOption(socket, SocketOptions.AfUnixLevel, SocketOptions.Mode), Is.EqualTo(mode));
    }

    [TestCase(0x200)]
    [TestCase(-1)]
    [TestCase(int.MinValue)]
    public void And_no_others(int mode)
    {
        UnixSocket socket = UnixSocket.Create();
        Assert.That(socket.SetOption(SocketOptions.AfUnixLevel, SocketOptions.Mode, (byte*)&mode, sizeof(int)), Is.EqualTo(Errno.EINVAL));
    }

    private static int IntOption(UnixSocket socket, int level, int name)
    {
        int value = -1;
        int length = sizeof(int);
        Assert.That(socket.GetOption(level, name, (byte*)&value, &length), Is.EqualTo(Errno.None));
        Assert.That(length, Is.EqualTo(sizeof(int)));
        return value;
    }

    /// <summary>A socket that was put into a state without doing what leads there. It is never closed, nor used again.</summary>
    private static UnixSocket InState(SocketState state)
    {
        UnixSocket socket = UnixSocket.Create();
        typeof(UnixSocket).GetField("_state", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(socket, state);
        return socket;
    }
}
