using System;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using AfUnix.Errors;
using AfUnix.Posix;
using AfUnix.Sockets;
using AfUnix.Tests.Sockets;
using NUnit.Framework;

namespace AfUnix.Tests.Posix;

/// <summary>Which number means which socket; without a C runtime, which in the library gives the numbers out.</summary>
[TestFixture]
internal sealed class DescriptorTableTests
{
    private const BindingFlags Hidden = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic;

    // Each test has numbers of its own.
    private static int s_next = 4000;

    private static readonly DescriptorTable Table = new(null!);

    private static readonly Lock TableLock = (Lock)typeof(DescriptorTable).GetField("_lock", Hidden)!.GetValue(Table)!;

    private static readonly Func<int, SocketDescription, bool, SocketDescription?> PutUnderLock =
        typeof(DescriptorTable).GetMethod("Put", Hidden)!.CreateDelegate<Func<int, SocketDescription, bool, SocketDescription?>>(Table);

    private static readonly Func<int, SocketDescription?> TakeUnderLock =
        typeof(DescriptorTable).GetMethod("Take", Hidden)!.CreateDelegate<Func<int, SocketDescription?>>(Table);

    private static readonly Func<SocketDescription?, Result> Drop =
        typeof(DescriptorTable).GetMethod("Drop", Hidden)!.CreateDelegate<Func<SocketDescription?, Result>>();

    [TestCase(-1)]
    [TestCase(int.MinValue)]
    [TestCase(int.MaxValue)]
    [TestCase(3999)]
    public void Nothing_is_behind_a_number_that_nobody_gave(int descriptor)
    {
        Assert.That(Table.Hold(descriptor), Is.Null);
        Take(descriptor);
    }

    [Test]
    public void A_number_means_its_socket_until_it_is_taken_away()
    {
        int descriptor = NewDescriptor();
        var socket = new CountingDescription();
        Put(descriptor, socket, false);

        Assert.That(Table.Hold(descriptor), Is.SameAs(socket));
        Take(descriptor);
        Assert.That(Table.Hold(descriptor), Is.Null);
        Assert.That(socket.Closes, Is.Zero, "a call is still at work on it");
        socket.Release();
        Assert.That(socket.Closes, Is.EqualTo(1));
    }

    [Test]
    public void The_table_grows_and_keeps_what_it_has()
    {
        int first = NewDescriptor();
        int far = NewDescriptor() + 20_000;
        var one = new CountingDescription();
        var other = new CountingDescription();
        Put(first, one, true);
        Put(far, other, false);

        Assert.That((Table.Hold(first), Table.Hold(far)), Is.EqualTo((one, other)));
        Assert.That((Table.GetCloseOnExec(first), Table.GetCloseOnExec(far)), Is.EqualTo((true, false)));
        Take(first);
        Take(far);
    }

    [Test]
    public void A_socket_put_over_another_closes_it()
    {
        int descriptor = NewDescriptor();
        var before = new CountingDescription();
        var after = new CountingDescription();
        Put(descriptor, before, true);
        Put(descriptor, after, false);

        Assert.That((before.Closes, after.Closes), Is.EqualTo((1, 0)));
        Assert.That(Table.GetCloseOnExec(descriptor), Is.False);
        Take(descriptor);
        Assert.That(after.Closes, Is.EqualTo(1));
    }

    [Test]
    public void Close_on_exec_belongs_to_the_number()
    {
        int one = NewDescriptor();
        int other = NewDescriptor();
        var socket = new CountingDescription();
        socket.TryHold();
        Put(one, socket, false);
        Put(other, socket, false);
        Table.SetCloseOnExec(other, true);

        Assert.That((Table.GetCloseOnExec(one), Table.GetCloseOnExec(other)), Is.EqualTo((false, true)));
        Take(one);
        Take(other);
    }

    /// <summary>S8: a duplicated descriptor counts once more.</summary>
    [Test]
    public void Two_numbers_can_mean_one_socket()
    {
        int one = NewDescriptor();
        int other = NewDescriptor();
        var socket = new CountingDescription();
        Put(one, socket, false);
        Assert.That(socket.Duplicates, Is.Zero, "the first is no duplicate");
        socket.TryHold();
        Put(other, socket, false);
        Assert.That(socket.Duplicates, Is.EqualTo(1));

        Take(one);
        Assert.That((socket.Duplicates, socket.IsAbandoned, socket.Closes), Is.EqualTo((0, false, 0)));
        Take(other);
        Assert.That((socket.Duplicates, socket.IsAbandoned, socket.Closes), Is.EqualTo((0, true, 1)));
    }

    /// <summary>One thread changes what a number means, the others look it up: what they hold is alive, and what was replaced is closed once.</summary>
    [Test]
    public void Looking_up_while_the_meaning_changes()
    {
        const int Changes = 20_000;
        int descriptor = NewDescriptor();
        bool over = false;
        int dead = 0;
        Task[] users =
        [
            .. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    while (!Volatile.Read(ref over))
                    {
                        if (Table.Hold(descriptor) is CountingDescription held)
                        {
                            Interlocked.Add(ref dead, held.Closes);
                            held.Release();
                        }
                    }
                },
                TaskCreationOptions.LongRunning)),
        ];
        var all = new CountingDescription[Changes];
        for (int i = 0; i < Changes; i++)
        {
            all[i] = new CountingDescription();
            Put(descriptor, all[i], false);
            if (i % 3 == 0)
            {
                Take(descriptor);
            }
        }

        Take(descriptor);
        Volatile.Write(ref over, true);
        Assert.That(Task.WaitAll(users, TimeSpan.FromSeconds(30)));
        Assert.That(dead, Is.Zero);
        Assert.That(all.Count(socket => socket.Closes != 1), Is.Zero);
    }

    /// <summary>Add() without a runtime.</summary>
    private static void Put(int descriptor, SocketDescription socket, bool closeOnExec)
    {
        SocketDescription? before;
        lock (TableLock)
        {
            before = PutUnderLock(descriptor, socket, closeOnExec);
        }

        Drop(before);
    }

    /// <summary>Remove() without a runtime.</summary>
    private static void Take(int descriptor)
    {
        SocketDescription? before;
        lock (TableLock)
        {
            before = TakeUnderLock(descriptor);
        }

        Drop(before);
    }

    private static int NewDescriptor() => Interlocked.Increment(ref s_next);
}
