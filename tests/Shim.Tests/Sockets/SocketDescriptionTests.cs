using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AfUnix.Errors;
using AfUnix.Interop;
using NUnit.Framework;

namespace AfUnix.Tests.Sockets;

/// <summary>References to an open file description: it is closed once, by whoever is last.</summary>
[TestFixture]
internal sealed class SocketDescriptionTests
{
    [Test]
    public void The_last_reference_closes()
    {
        var socket = new CountingDescription();
        Assert.That(socket.TryHold());
        Assert.That(socket.Release(), Is.EqualTo(Errno.None));
        Assert.That(socket.Closes, Is.Zero);
        socket.ClosingSays = Errno.EINTR;
        Assert.That(socket.Release(), Is.EqualTo(Errno.EINTR));
        Assert.That((socket.Closes, socket.Recycles), Is.EqualTo((1, 1)));
    }

    [Test]
    public void What_is_closed_cannot_be_held()
    {
        var socket = new CountingDescription();
        socket.Release();
        Assert.That(socket.TryHold(), Is.False);
        socket.Open();
        Assert.That(socket.TryHold());
    }

    [Test]
    public void Closing_forgets_the_modes()
    {
        var socket = new CountingDescription { NonBlocking = true, ReceiveTimeout = 1, SendTimeout = 0 };
        socket.Release();
        Assert.That((socket.NonBlocking, socket.ReceiveTimeout, socket.SendTimeout), Is.EqualTo((false, Win.INFINITE, Win.INFINITE)));
    }

    /// <summary>Threads that hold and release while another lets go of the last reference: either they get the socket alive, or not at all.</summary>
    [Test]
    public void Many_threads_close_once()
    {
        const int Rounds = 300;
        for (int round = 0; round < Rounds; round++)
        {
            var socket = new CountingDescription();
            using var start = new Barrier(4);
            int usedDead = 0;
            Task[] users =
            [
                .. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                    () =>
                    {
                        start.SignalAndWait();
                        while (socket.TryHold())
                        {
                            if (socket.Closes != 0)
                            {
                                Interlocked.Increment(ref usedDead);
                            }

                            socket.Release();
                        }
                    },
                    TaskCreationOptions.LongRunning)),
            ];
            start.SignalAndWait();
            socket.Release();
            Assert.That(Task.WaitAll(users, TimeSpan.FromSeconds(30)));
            Assert.That((socket.Closes, usedDead), Is.EqualTo((1, 0)));
        }
    }
}
