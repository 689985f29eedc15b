using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>The head of a section with the cargo of one message. Its entries follow, then the parcels of its sockets.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct CargoHeader
{
    public const int Size = 32;

    /// <summary>"AUCA".</summary>
    public const uint CargoMagic = 0x4143_5541;

    [FieldOffset(0)]
    public uint Magic;

    [FieldOffset(4)]
    public uint Version;

    /// <summary>The lane's place has it, too: so the handle that stands there is this section's and not another's that has its number.</summary>
    [FieldOffset(8)]
    public ulong Nonce;

    [FieldOffset(16)]
    public int Count;

    [FieldOffset(20)]
    public int Parcels;
}

/// <summary>One thing of the cargo: a handle of the keeper's process, or a socket's parcel.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct CargoEntry
{
    public const int Size = 16;

    /// <summary>The kernel writes it here while it duplicates; 0 of a socket, and of what has not been brought.</summary>
    [FieldOffset(0)]
    public nint Handle;

    [FieldOffset(8)]
    public CargoFlags Flags;

    /// <summary>Of a socket the number of its parcel, counted from 1; else 0.</summary>
    [FieldOffset(12)]
    public int Parcel;
}

/// <summary>
/// A section with the cargo of one message, seen from this process. It has no name; the keeper's handle of it has rights that no other handle of a section has
/// in that process, so that a peer which can't put a handle there can't pass off memory that it writes itself, a book's, as cargo.
/// </summary>
internal unsafe partial struct CargoSection
{
    /// <summary>READ_CONTROL is missing: all sections of ours that have a name are opened with it.</summary>
    private const uint Rights = Win.SECTION_QUERY | Win.SECTION_MAP_READ | Win.SECTION_MAP_WRITE;

    private CargoHeader* _header;
    private nint _keeper; // the process that the handles are in
    private bool _isOurs;
    private int _count; // read once: others can write there
    private int _parcels;

    private readonly CargoEntry* Entries => (CargoEntry*)(_header + 1);

    private readonly Parcel* Parcels => (Parcel*)(Entries + _count);

    /// <summary>Puts cargo into the keeper's process. Whatever happens in between: what is there by then can be found from the place.</summary>
    public static Errno Load(Cargo cargo, CargoKeeper keeper, LanePlace* place, ulong nonce)
    {
        int parcels = 0;
        for (int i = 0; i < cargo.Count; i++)
        {
            parcels += cargo[i].Socket != null ? 1 : 0;
        }

        uint size = (uint)(sizeof(CargoHeader) + cargo.Count * sizeof(CargoEntry) + parcels * sizeof(Parcel));
        if (!AnonymousSection.TryCreate(size, out AnonymousSection section))
        {
            return Errno.ENOMEM;
        }

        CargoSection here = default;
        here._header = (CargoHeader*)section.Memory;
        here._header->Magic = CargoHeader.CargoMagic;
        here._header->Version = Handshake.Handshake.ProtocolVersion;
        here._header->Nonce = nonce;
        here._header->Count = here._count = cargo.Count;
        here._header->Parcels = here._parcels = parcels;
        Errno error = Kernel32.DuplicateHandle(Kernel32.GetCurrentProcess(), section.Handle, keeper.Process, &place->Section, Rights, 0, 0) != 0
            ? here.Fill(cargo, keeper)
            : ErrorMap.FromWin32(Kernel32.GetLastError());
        section.Close();
        return error;
    }

    /// <summary>Opens the cargo that a place names, in this process or another. False when it is gone, or was never there: then nothing is touched.</summary>
    /// <param name="place">A copy: the memory that it comes from can change.</param>
    /// <param name="leave">The keeper keeps it.</param>
    public static bool TryOpen(in LanePlace place, bool leave, out CargoSection cargo)
    {
        cargo = default;
        nint self = Kernel32.GetCurrentProcess();
        cargo._isOurs = place.KeeperProcessId == Kernel32.GetCurrentProcessId();
        cargo._keeper = cargo._isOurs ? self : Kernel32.OpenProcess(Win.PROCESS_DUP_HANDLE, 0, place.KeeperProcessId);
        nint section = place.Section;
        bool found = cargo._keeper != 0
            && (cargo._isOurs || Kernel32.DuplicateHandle(cargo._keeper, place.Section, self, &section, 0, 0, Win.DUPLICATE_SAME_ACCESS) != 0);
        bool genuine = found && cargo.Map(section, place.Nonce);
        if (found && !cargo._isOurs)
        {
            Kernel32.CloseHandle(section);
        }

        if (genuine && !leave)
        {
            cargo.CloseThere(place.Section);
        }

        if (!genuine)
        {
            cargo.Close();
        }

        return genuine;
    }

    /// <summary>What is in it, in this process.</summary>
    /// <param name="copy">The keeper keeps it, too.</param>
    /// <param name="given">Sockets of the UNIX domain are to be the program's own: see <see cref="Packing.Open"/>.</param>
    public readonly Cargo Unload(bool copy, bool given)
    {
        Cargo cargo = Cargo.Rent();
        for (int i = 0; i < _count; i++)
        {
            CargoEntry entry = Entries[i];
            if (entry.Parcel != 0)
            {
                SocketDescription? socket = entry.Parcel > 0 && entry.Parcel <= _parcels ? UnloadSocket(Parcels + entry.Parcel - 1, copy, given) : null;
                cargo.IsIncomplete |= socket == null;
                if (socket != null)
                {
                    cargo.Add(socket);
                }
            }
            else if (Fetch(ref entry.Handle, copy))
            {
                cargo.Add(entry.Handle, entry.Flags);
            }
            else
            {
                cargo.IsIncomplete = true;
            }
        }

        return cargo;
    }

    /// <summary>Closes all handles that it has brought to the keeper's process.</summary>
    public readonly void Discard()
    {
        for (int i = 0; i < _count; i++)
        {
            CloseThere(Entries[i].Handle);
        }

        for (int i = 0; i < _parcels; i++)
        {
            DiscardSocket(Parcels[i]);
        }
    }

    public void Close()
    {
        AnonymousSection.Unmap(_header);
        if (_keeper != 0 && !_isOurs)
        {
            Kernel32.CloseHandle(_keeper);
        }

        this = default;
    }

    private readonly Errno Fill(Cargo cargo, CargoKeeper keeper)
    {
        Errno error = Errno.None;
        int parcels = 0;
        int done = 0;
        for (; done < cargo.Count && error == Errno.None; done++)
        {
            CargoItem item = cargo[done];
            CargoEntry* entry = Entries + done;
            entry->Flags = item.Flags;
            if (item.Socket != null)
            {
                entry->Parcel = ++parcels;
                error = item.Socket.Pack(Parcels + parcels - 1, keeper.Courier);
            }
            else if (Kernel32.DuplicateHandle(Kernel32.GetCurrentProcess(), item.Handle, keeper.Process, &entry->Handle, 0, 0, Win.DUPLICATE_SAME_ACCESS) == 0)
            {
                error = ErrorMap.FromWin32(Kernel32.GetLastError());
            }
        }

        if (error != Errno.None)
        {
            cargo.TakeBack(done - 1); // the last one has not been given
            return error;
        }

        for (int i = 0; i < cargo.Count; i++)
        {
            cargo[i].Socket?.OnGiven(keeper.ProcessId, keeper.StartTime);
        }

        return Errno.None;
    }

    private bool Map(nint section, ulong nonce)
    {
        PUBLIC_OBJECT_BASIC_INFORMATION information;
        int status = Ntdll.NtQueryObject(
            section, OBJECT_INFORMATION_CLASS.ObjectBasicInformation, &information, (uint)sizeof(PUBLIC_OBJECT_BASIC_INFORMATION), null);
        _header = status == Win.STATUS_SUCCESS && information.GrantedAccess == Rights
            ? (CargoHeader*)AnonymousSection.Map(section, 0)
            : null;
        nuint size = AnonymousSection.SizeOf(_header);
        if (size < (nuint)sizeof(CargoHeader))
        {
            return false;
        }

        CargoHeader header = *_header;
        _count = header.Count;
        _parcels = header.Parcels;
        return header.Magic == CargoHeader.CargoMagic && header.Version == Handshake.Handshake.ProtocolVersion && header.Nonce == nonce && nonce != 0
            && header.Count is >= 0 and <= Cargo.Most && header.Parcels >= 0 && header.Parcels <= header.Count
            && size >= (nuint)(sizeof(CargoHeader) + header.Count * sizeof(CargoEntry) + header.Parcels * sizeof(Parcel));
    }
}
