using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// The places in a listener's queue, counted in memory that the listener and its clients share. A client takes one before it connects, which is where it
/// waits when the queue is full; accept() gives one back. TCP's own backlog can't do this: systems differ in its size and in what they do when it is full.
/// A semaphore beside it wakes those who wait; it is released only while somebody does.
/// </summary>
/// <remarks>Whoever may connect may write here, so it keeps honest programs in order and nobody out: a wrong count costs waits or a longer queue.</remarks>
internal sealed unsafe partial class Backlog
{
    /// <summary>Linux's net.core.somaxconn.</summary>
    public const int Longest = 4096;

    /// <summary>How often an empty queue is looked at for places that dead clients took with them. A tuning constant.</summary>
    public const uint RecountMilliseconds = 1000;

    private NamedSection _section;
    private nint _signal;
    private int _lastTaken;
    private int _lastWaiting;
    private ulong _nextRecount;

    private Backlog()
    {
    }

    /// <summary>Released for each place that becomes free while somebody waits. A waiter looks for itself now and then, so a release may be lost.</summary>
    public nint Signal => _signal;

    public nint Section => _section.Handle;

    private BacklogContent* Content => (BacklogContent*)_section.Memory;

    /// <summary>The listener's side. A queue takes one more than its backlog, as on Linux.</summary>
    public static Errno Create(in Secret secret, ushort port, int backlog, int mode, out Backlog? created)
    {
        created = new Backlog();
        nint guard = ObjectGuard.ForBacklog(mode, out nint signalGuard);
        Errno error = NamedSection.Create(ObjectRole.Queue, secret, port, default, sizeof(BacklogContent), guard, out created._section);
        if (error == Errno.None)
        {
            created.Content->Version = Handshake.ProtocolVersion;
            created.Content->Capacity = CapacityOf(backlog);
            Volatile.Write(ref created.Content->Magic, Handshake.BacklogMagic);
            error = NamedSemaphore.Create(ObjectRole.Room, secret, port, default, 0, signalGuard, out created._signal);
        }

        ObjectGuard.Free(guard);
        ObjectGuard.Free(signalGuard);
        if (error != Errno.None)
        {
            created.Close();
            created = null;
        }

        return error;
    }

    /// <summary>The client's side; null when it can't be seen from here.</summary>
    public static Backlog? TryOpen(in Secret secret, ushort port, in Sid owner)
    {
        const uint Access = Win.FILE_MAP_READ | Win.FILE_MAP_WRITE;
        var opened = new Backlog();
        if (NamedSection.TryOpen(ObjectRole.Queue, secret, port, default, sizeof(BacklogContent), Access, out opened._section))
        {
            opened._signal = NamedSemaphore.Open(ObjectRole.Room, secret, port, default, NamedSemaphore.ToChange);
            if (opened._signal != 0 && ObjectGuard.OwnerOf(opened._section.Handle).Equals(owner)
                && Volatile.Read(ref opened.Content->Magic) == Handshake.BacklogMagic && opened.Content->Version == Handshake.ProtocolVersion)
            {
                return opened;
            }
        }

        opened.Close();
        return null;
    }

    /// <summary>Takes a place, if one is free.</summary>
    public bool TryTake()
    {
        int taken = Volatile.Read(ref Content->Taken);
        while (taken < Volatile.Read(ref Content->Capacity))
        {
            int seen = Interlocked.CompareExchange(ref Content->Taken, taken + 1, taken);
            if (seen == taken)
            {
                return true;
            }

            taken = seen;
        }

        return false;
    }

    /// <summary>Gives a place back, and wakes one who waits.</summary>
    public void GiveBack()
    {
        int taken = Volatile.Read(ref Content->Taken);
        while (taken > 0)
        {
            int seen = Interlocked.CompareExchange(ref Content->Taken, taken - 1, taken);
            if (seen == taken)
            {
                break;
            }

            taken = seen;
        }

        Wake(1);
    }

    /// <summary>From here on a place that becomes free is signalled: look once more before waiting.</summary>
    public void BeginWait() => Interlocked.Increment(ref Content->Waiting);

    public void EndWait() => Interlocked.Decrement(ref Content->Waiting);

    /// <summary>listen() again, with another backlog.</summary>
    public void Resize(int backlog)
    {
        int before = Interlocked.Exchange(ref Content->Capacity, CapacityOf(backlog));
        Wake(CapacityOf(backlog) - before);
    }

    /// <summary>
    /// A client that died between taking a place and connecting never gives it back. When TCP's queue is empty, twice, and as many places are taken each
    /// time, nobody is going to: they are free. So are the places of waiters that died, since room was there all the while.
    /// </summary>
    public void OnQueueEmpty()
    {
        ulong now = Kernel32.GetTickCount64();
        ulong next = Volatile.Read(ref _nextRecount);
        if (now < next || Interlocked.CompareExchange(ref _nextRecount, now + RecountMilliseconds, next) != next)
        {
            return;
        }

        int taken = Volatile.Read(ref Content->Taken);
        int waiting = Volatile.Read(ref Content->Waiting);
        if (taken == _lastTaken && taken > 0)
        {
            Interlocked.CompareExchange(ref Content->Taken, 0, taken);
            Wake(taken);
        }
        else if (taken == 0 && waiting == _lastWaiting && waiting != 0)
        {
            Interlocked.CompareExchange(ref Content->Waiting, 0, waiting);
        }

        _lastTaken = taken;
        _lastWaiting = waiting;
    }

    public void Close()
    {
        _section.Close();
        if (_signal != 0)
        {
            Kernel32.CloseHandle(_signal);
            _signal = 0;
        }
    }

    private static int CapacityOf(int backlog) => (backlog is < 0 or > Longest ? Longest : backlog) + 1;

    private void Wake(int places)
    {
        int count = Math.Min(places, Volatile.Read(ref Content->Waiting));
        if (count > 0)
        {
            Kernel32.ReleaseSemaphore(_signal, count, null);
        }
    }
}

/// <summary>What the listener and its clients count together.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct BacklogContent
{
    [FieldOffset(0)]
    public uint Magic;

    [FieldOffset(4)]
    public uint Version;

    /// <summary>Places that there are.</summary>
    [FieldOffset(8)]
    public int Capacity;

    /// <summary>Places that clients have, between connect() and accept().</summary>
    [FieldOffset(12)]
    public int Taken;

    /// <summary>Clients that wait for a place.</summary>
    [FieldOffset(16)]
    public int Waiting;

    /// <summary>Datagrams: a sender waits for a place in the queue of messages.</summary>
    [FieldOffset(20)]
    public int Asking;

    /// <summary>Datagrams: numbers that senders have drawn, one for each message, and messages that are not in the queue any more.</summary>
    [FieldOffset(24)]
    public long Drawn;

    [FieldOffset(32)]
    public long Gone;

    /// <summary>The highest number that was drawn and given back: its message was not sent.</summary>
    [FieldOffset(40)]
    public long GivenBack;
}
