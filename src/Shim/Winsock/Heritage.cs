using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// SOCKETs that a child inherits, as all handles are inherited that allow it: the child's system knows them, and with this the child's copy of this library
/// does, too. The parent looks what the child has got, once it is made and before it runs, and leaves a parcel for each in memory of the child's.
/// </summary>
internal static unsafe class Heritage
{
    private const int MostSockets = 1024;

    private struct Memory
    {
        public long Count; // of the parcels behind it
    }

    /// <summary>In the parent.</summary>
    /// <returns>A section's handle in the child; 0 when the child has inherited no socket of the UNIX domain.</returns>
    public static nint Give(nint child, uint childId)
    {
        List<WinsockSocket> all = SocketTable.HoldAll();
        List<WinsockSocket> inherited = all.FindAll(socket => IsInherited(socket.Handle, child));
        nint given = inherited.Count == 0 ? 0 : Give(inherited.GetRange(0, Math.Min(inherited.Count, MostSockets)), child, childId);
        all.ForEach(static socket => socket.Socket.Release());
        return given;
    }

    /// <summary>In the child, before its program runs.</summary>
    public static void Take(nint section)
    {
        var memory = (Memory*)AnonymousSection.Map(section, 0);
        for (int i = 0; memory != null && i < memory->Count; i++)
        {
            Parcel parcel = ((Parcel*)(memory + 1))[i];
            if (Packing.Open(&parcel, given: true, out SocketDescription? socket) == Errno.None)
            {
                SocketTable.Add(socket!.Handle, (UnixSocket)socket);
            }
        }

        AnonymousSection.Unmap(memory);
        Kernel32.CloseHandle(section);
    }

    private static nint Give(List<WinsockSocket> sockets, nint child, uint childId)
    {
        if (!AnonymousSection.TryCreate(sizeof(Memory) + sockets.Count * sizeof(Parcel), out AnonymousSection section))
        {
            return 0;
        }

        var memory = (Memory*)section.Memory;
        List<UnixSocket> packed = [];
        foreach (WinsockSocket socket in sockets)
        {
            if (socket.Socket.Pack((Parcel*)(memory + 1) + (nint)memory->Count, new HeirCourier(childId, child)) == Errno.None)
            {
                memory->Count++;
                packed.Add(socket.Socket);
            }
        }

        nint copy;
        bool isGiven = Kernel32.DuplicateHandle(Kernel32.GetCurrentProcess(), section.Handle, child, &copy, 0, 0, Win.DUPLICATE_SAME_ACCESS) != 0;
        ulong start = ProcessIdentity.StartOf(child);
        foreach (UnixSocket socket in packed)
        {
            if (isGiven)
            {
                socket.OnGiven(childId, start);
            }
            else
            {
                socket.TakeBack();
            }
        }

        section.Close();
        return isGiven ? copy : 0;
    }

    /// <summary>Not every child inherits, and not every handle: what the child has under this number is compared with what we have.</summary>
    private static bool IsInherited(nuint socket, nint child)
    {
        uint flags;
        nint self = Kernel32.GetCurrentProcess();
        nint copy;
        if (Kernel32.GetHandleInformation((nint)socket, &flags) == 0 || (flags & Win.HANDLE_FLAG_INHERIT) == 0
            || Kernel32.DuplicateHandle(child, (nint)socket, self, &copy, 0, 0, Win.DUPLICATE_SAME_ACCESS) == 0)
        {
            return false;
        }

        bool isSame = KernelBase.CompareObjectHandles(copy, (nint)socket) != 0;
        Kernel32.CloseHandle(copy);
        return isSame;
    }
}
