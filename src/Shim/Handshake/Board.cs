using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// A listener's board: memory that its user alone can write and every client may read. It spares a client who has seen the server's token once the
/// questions to the system that looking for the token again takes. The listener takes its word back before it goes; one that is killed can't, so whoever
/// reads the board also asks whether the process is on its way out.
/// </summary>
internal unsafe struct Board
{
    private NamedSection _section;

    /// <summary>False when it can't be seen from here: then the token has to be looked for.</summary>
    public readonly bool IsKnown => _section.Memory != null;

    public readonly nint Handle => _section.Handle;

    /// <summary>Datagrams: see <see cref="BoardContent"/>.</summary>
    public readonly bool IsReadShut => Volatile.Read(ref Content->IsReadShut) != 0;

    public readonly ulong Key => Volatile.Read(ref Content->Key);

    public readonly ulong HeardHash => Volatile.Read(ref Content->HeardHash);

    /// <summary>The listener's word that it is there.</summary>
    public readonly bool IsOpen => Volatile.Read(ref Content->IsOpen) != 0;

    private readonly BoardContent* Content => (BoardContent*)_section.Memory;

    /// <summary>The listener's side: a board that says open.</summary>
    public static Errno Create(in Secret secret, ushort port, nint guard, out Board board)
    {
        board = default;
        Errno error = NamedSection.Create(ObjectRole.Board, secret, port, default, sizeof(BoardContent), guard, out board._section);
        if (error == Errno.None)
        {
            board.Content->Version = Handshake.ProtocolVersion;
            board.Content->IsOpen = 1;
            board.NameListener();
            board.Enter(Kernel32.GetCurrentProcessId(), ProcessIdentity.OwnStart);
            Volatile.Write(ref board.Content->Magic, Handshake.BoardMagic);
        }

        return error;
    }

    /// <summary>The client's side: the board, if it can be seen from here and the listener's owner owns it.</summary>
    public static bool TryOpen(in Secret secret, ushort port, in Sid owner, out Board board)
    {
        board = default;
        if (!NamedSection.TryOpen(ObjectRole.Board, secret, port, default, sizeof(BoardContent), Win.FILE_MAP_READ, out board._section))
        {
            return false;
        }

        bool genuine = ObjectGuard.OwnerOf(board._section.Handle).Equals(owner) && Volatile.Read(ref board.Content->Magic) == Handshake.BoardMagic
            && board.Content->Version == Handshake.ProtocolVersion;
        if (!genuine)
        {
            board.Close();
        }

        return genuine;
    }

    /// <summary>The side of a process that was given the listener by another: the board, to be written. It has yet to enter itself.</summary>
    public static bool TryJoin(in Secret secret, ushort port, out Board board)
    {
        const uint Access = Win.FILE_MAP_READ | Win.FILE_MAP_WRITE;
        board = default;
        return NamedSection.TryOpen(ObjectRole.Board, secret, port, default, sizeof(BoardContent), Access, out board._section);
    }

    /// <summary>Who called listen() last: its id and time of creation. Read while both change, they fit nobody.</summary>
    public readonly (uint Id, ulong StartTime) Listener => (Volatile.Read(ref Content->ListenerProcessId), Volatile.Read(ref Content->ListenerStartTime));

    /// <summary>The listener's side: this process has called listen().</summary>
    public readonly void NameListener()
    {
        Volatile.Write(ref Content->ListenerStartTime, ProcessIdentity.OwnStart);
        Volatile.Write(ref Content->ListenerProcessId, Kernel32.GetCurrentProcessId());
    }

    /// <summary>When a process was created that holds the listener; 0 when this one doesn't.</summary>
    public readonly ulong StartOf(uint processId)
    {
        foreach (ref BoardHolder holder in (Span<BoardHolder>)Content->Holders)
        {
            if (Volatile.Read(ref holder.ProcessId) == processId)
            {
                return holder.StartTime;
            }
        }

        return 0;
    }

    /// <summary>Opens a process that holds the listener and lives; 0 when there is none, or it may not be opened.</summary>
    public readonly nint OpenHolder(uint rights, out uint processId)
    {
        processId = 0;
        Span<BoardHolder> holders = Content->Holders;
        foreach (ref BoardHolder holder in holders)
        {
            uint id = Volatile.Read(ref holder.ProcessId);
            nint process = id is 0 or BoardHolder.BeingWritten ? 0 : ProcessIdentity.Open(id, holder.StartTime, rights, out _);
            if (process != 0 && !ProcessIdentity.IsEnding(process))
            {
                processId = id;
                return process;
            }

            if (process != 0)
            {
                Kernel32.CloseHandle(process);
            }
        }

        return 0;
    }

    public readonly bool IsHeldBy(uint processId)
    {
        foreach (ref BoardHolder holder in (Span<BoardHolder>)Content->Holders)
        {
            if (Volatile.Read(ref holder.ProcessId) == processId)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>This process lets go of the listener, which others go on with.</summary>
    public readonly void Leave()
    {
        Span<BoardHolder> holders = IsKnown ? Content->Holders : [];
        foreach (ref BoardHolder holder in holders)
        {
            if (holder.ProcessId == Kernel32.GetCurrentProcessId())
            {
                Volatile.Write(ref holder.ProcessId, 0);
                return;
            }
        }
    }

    /// <summary>The listener's side: nobody is to come any more.</summary>
    public readonly void Withdraw()
    {
        if (IsKnown)
        {
            Volatile.Write(ref Content->IsOpen, 0);
        }
    }

    /// <summary>The receiver's side: what senders of datagrams have to know.</summary>
    public readonly void Tell(ulong key, ulong heardHash, bool isReadShut)
    {
        if (IsKnown)
        {
            Volatile.Write(ref Content->Key, key);
            Volatile.Write(ref Content->HeardHash, heardHash);
            Volatile.Write(ref Content->IsReadShut, isReadShut ? 1 : 0);
        }
    }

    public void Close() => _section.Close();

    /// <summary>Writes a process down as one that holds the listener, where there is room or a dead one. With none it can do without.</summary>
    public readonly void Enter(uint processId, ulong startTime)
    {
        Span<BoardHolder> holders = IsKnown && !IsHeldBy(processId) ? Content->Holders : [];
        foreach (ref BoardHolder holder in holders)
        {
            uint id = Volatile.Read(ref holder.ProcessId);
            if ((id == 0 || IsGone(id, holder.StartTime)) && Interlocked.CompareExchange(ref holder.ProcessId, BoardHolder.BeingWritten, id) == id)
            {
                holder.StartTime = startTime;
                Volatile.Write(ref holder.ProcessId, processId);
                return;
            }
        }
    }

    /// <summary>Not one that may not be opened: it may live.</summary>
    private static bool IsGone(uint id, ulong startTime)
    {
        if (id == BoardHolder.BeingWritten)
        {
            return false;
        }

        nint process = ProcessIdentity.Open(id, startTime, 0, out bool refused);
        bool gone = process == 0 ? !refused : ProcessIdentity.IsEnding(process);
        if (process != 0)
        {
            Kernel32.CloseHandle(process);
        }

        return gone;
    }
}

/// <summary>What stands on a board.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64 + BoardHolders.Count * BoardHolder.Size)]
internal struct BoardContent
{
    [FieldOffset(0)]
    public uint Magic;

    [FieldOffset(4)]
    public uint Version;

    [FieldOffset(8)]
    public int IsOpen;

    /// <summary>Datagrams: the receiver takes nothing more.</summary>
    [FieldOffset(12)]
    public int IsReadShut;

    /// <summary>Datagrams: the <see cref="DatagramKey"/> of the receiver, and the hash of the only one that it hears; 0: it hears everybody.</summary>
    [FieldOffset(16)]
    public ulong Key;

    [FieldOffset(24)]
    public ulong HeardHash;

    /// <summary>Who called listen() last: whom clients take for their peer, whoever accepts them.</summary>
    [FieldOffset(32)]
    public ulong ListenerStartTime;

    [FieldOffset(40)]
    public uint ListenerProcessId;

    /// <summary>Who holds the listener: the process that made it, and those that it gave it to.</summary>
    [FieldOffset(64)]
    public BoardHolders Holders;
}

[System.Runtime.CompilerServices.InlineArray(Count)]
internal struct BoardHolders
{
    /// <summary>As many as a page has room for.</summary>
    public const int Count = 252;

    private BoardHolder _first;
}

/// <summary>A process that holds the listener.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct BoardHolder
{
    public const int Size = 16;

    /// <summary>In place of a process id: another process is about to write here.</summary>
    public const uint BeingWritten = uint.MaxValue;

    [FieldOffset(0)]
    public ulong StartTime;

    /// <summary>0: nobody.</summary>
    [FieldOffset(8)]
    public uint ProcessId;
}
