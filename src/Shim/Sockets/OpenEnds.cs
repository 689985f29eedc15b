using System.Runtime.InteropServices;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// The ends of connections that this process has open, in memory that native code reads when the process ends without having closed them (build/native/
/// entry.c): no C# may run then, but the other side is to see a close and not a death.
/// </summary>
internal static unsafe class OpenEnds
{
    private const int FirstCapacity = 64;

    private static readonly Lock s_lock = new();
    private static readonly ENTRY_STATE* s_shared = OperatingSystem.IsWindows() ? Entry.afunix_shared() : (ENTRY_STATE*)NativeMemory.AllocZeroed((nuint)sizeof(ENTRY_STATE));
    private static int s_capacity;
    private static int s_free = -1; // a list through the free places: each holds the next, shifted and with the lowest bit set, so as not to look like a pointer

    /// <summary>From here on the end is closed with the process.</summary>
    /// <returns>Its place, for <see cref="Remove"/>.</returns>
    public static int Add(LedgerEnd* end, nuint socket)
    {
        lock (s_lock)
        {
            if (s_free < 0)
            {
                Grow();
            }

            int place = s_free;
            s_free = (int)((nint)s_shared->Ends[place] >> 1);
            s_shared->EndSockets[place] = socket;
            Volatile.Write(ref *(nint*)(s_shared->Ends + place), (nint)end);
            return place;
        }
    }

    /// <summary>Before the end's memory goes.</summary>
    public static void Remove(int place)
    {
        lock (s_lock)
        {
            SetFree(s_shared->Ends, place);
        }
    }

    /// <summary>What stands in a place, as native code reads it; null when the place is free.</summary>
    internal static LedgerEnd* At(int place)
    {
        var end = (nint)s_shared->Ends[place];
        return (end & 1) == 0 ? (LedgerEnd*)end : null;
    }

    private static void SetFree(void** places, int place)
    {
        Volatile.Write(ref *(nint*)(places + place), ((nint)s_free << 1) | 1);
        s_free = place;
    }

    /// <summary>Under the lock. The process may end between any two of these steps.</summary>
    private static void Grow()
    {
        int capacity = Math.Max(s_capacity * 2, FirstCapacity);
        var places = (void**)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(void*));
        void** before = s_shared->Ends;
        NativeMemory.Copy(before, places, (nuint)s_capacity * (nuint)sizeof(void*));
        for (int place = capacity - 1; place >= s_capacity; place--)
        {
            SetFree(places, place);
        }

        nuint* socketsBefore = s_shared->EndSockets;
        var sockets = (nuint*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(nuint));
        NativeMemory.Copy(socketsBefore, sockets, (nuint)s_capacity * (nuint)sizeof(nuint));
        s_shared->EndSockets = sockets; // either array goes with either
        s_shared->Ends = places;
        Thread.MemoryBarrier();
        Volatile.Write(ref s_shared->EndCount, capacity);
        s_capacity = capacity;
        NativeMemory.Free(before);
        NativeMemory.Free(socketsBefore);
    }
}
