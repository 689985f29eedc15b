using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>The sockets in it: their parcels, and the handles of these. A datagram socket's parcel has a section with more parcels.</content>
internal unsafe partial struct CargoSection
{
    /// <summary>The socket of a parcel: the one that is in this process already, or a new one. A program's own is always new: it has a SOCKET for each.</summary>
    private readonly SocketDescription? UnloadSocket(Parcel* parcel, bool copy, bool given)
    {
        Parcel here = *parcel;
        bool complete = FetchAll(&here, copy) && (here.Kind != ParcelKind.Datagram || (_isOurs && !copy) || FetchMembers(&here, copy));
        SocketDescription? socket = given ? null : SocketIdentity.Find(here.Identity);
        if (socket == null && complete)
        {
            here.Flags |= copy ? ParcelFlags.Again : ParcelFlags.None;
            Packing.Open(&here, given, out socket);
            return socket;
        }

        if (!copy && socket != null)
        {
            TakeBack(socket, here);
        }

        CloseAll(&here);
        return socket;
    }

    /// <summary>
    /// It is here already. Of a datagram socket those connections are uncounted that were packed; it may have others by now. Its locks are not taken: another
    /// thread may hold them, and receive there what we are receiving from.
    /// </summary>
    private static void TakeBack(SocketDescription socket, in Parcel parcel)
    {
        if (parcel.Kind != ParcelKind.Datagram)
        {
            socket.TakeBack(parcel);
            return;
        }

        Parcel* members = Parcel.MapMembers(parcel, out int count);
        for (int i = 0; members != null && i < count; i++)
        {
            Parcel member = members[i];
            SocketDescription? connection = member.Kind == ParcelKind.Empty ? null : SocketIdentity.Find(member.Identity);
            connection?.TakeBack(member);
            connection?.Release();
        }

        AnonymousSection.Unmap(members);
    }

    /// <summary>Closes a parcel's handles where they are.</summary>
    private readonly void DiscardSocket(Parcel parcel)
    {
        if (!_isOurs)
        {
            bool fetched = FetchAll(&parcel, copy: false);
            if (fetched && parcel.Kind == ParcelKind.Datagram)
            {
                FetchMembers(&parcel, copy: false);
            }
        }

        CloseAll(&parcel);
    }

    private readonly bool FetchAll(Parcel* parcel, bool copy)
    {
        bool complete = true;
        for (int i = 0; i < Parcel.HandleCount; i++)
        {
            nint* handle = Parcel.HandleAt(parcel, i);
            complete &= *handle == 0 || Fetch(ref *handle, copy);
        }

        return complete;
    }

    /// <summary>The same for the parcels in a parcel's section; a copy gets a section of its own.</summary>
    private readonly bool FetchMembers(Parcel* parcel, bool copy)
    {
        Parcel* members = Parcel.MapMembers(*parcel, out int count);
        if (members != null && copy)
        {
            var own = AnonymousSection.TryCreate(count * sizeof(Parcel), out AnonymousSection section) ? (Parcel*)section.Memory : null;
            if (own != null)
            {
                new ReadOnlySpan<Parcel>(members, count).CopyTo(new Span<Parcel>(own, count));
            }

            AnonymousSection.Unmap(members);
            Kernel32.CloseHandle(parcel->Section);
            parcel->Section = section.Handle;
            members = own;
        }

        bool complete = members != null;
        for (int i = 0; i < count && members != null; i++)
        {
            complete &= members[i].Kind == ParcelKind.Empty || FetchAll(members + i, copy);
        }

        AnonymousSection.Unmap(members);
        return complete;
    }

    /// <summary>Closes handles that are this process's.</summary>
    private static void CloseAll(Parcel* parcel)
    {
        int count = 0;
        Parcel* members = parcel->Kind == ParcelKind.Datagram ? Parcel.MapMembers(*parcel, out count) : null;
        for (int i = 0; members != null && i < count; i++)
        {
            if (members[i].Kind != ParcelKind.Empty)
            {
                CloseOwn(members + i);
            }
        }

        AnonymousSection.Unmap(members);
        CloseOwn(parcel);
    }

    private static void CloseOwn(Parcel* parcel)
    {
        for (int i = 0; i < Parcel.HandleCount; i++)
        {
            nint handle = *Parcel.HandleAt(parcel, i);
            if (handle != 0)
            {
                Kernel32.CloseHandle(handle);
            }
        }
    }

    /// <summary>Turns a handle of the keeper's into one of this process's.</summary>
    private readonly bool Fetch(ref nint handle, bool copy)
    {
        nint fetched = handle;
        if (handle == 0)
        {
            return false;
        }

        uint options = Win.DUPLICATE_SAME_ACCESS | (copy ? 0u : Win.DUPLICATE_CLOSE_SOURCE);
        bool done = (_isOurs && !copy) || Kernel32.DuplicateHandle(_keeper, handle, Kernel32.GetCurrentProcess(), &fetched, 0, 0, options) != 0;
        handle = done ? fetched : 0;
        return done;
    }

    private readonly void CloseThere(nint handle)
    {
        nint closed = handle;
        nint self = Kernel32.GetCurrentProcess();
        uint options = Win.DUPLICATE_SAME_ACCESS | Win.DUPLICATE_CLOSE_SOURCE;
        if (handle != 0 && (_isOurs || Kernel32.DuplicateHandle(_keeper, handle, self, &closed, 0, 0, options) != 0))
        {
            Kernel32.CloseHandle(closed);
        }
    }
}
