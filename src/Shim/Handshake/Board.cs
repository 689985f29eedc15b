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

    /// <summary>The listener's side: nobody is to come any more.</summary>
    public readonly void Withdraw()
    {
        if (IsKnown)
        {
            Volatile.Write(ref Content->IsOpen, 0);
        }
    }

    public void Close() => _section.Close();
}

/// <summary>What stands on a board.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct BoardContent
{
    [FieldOffset(0)]
    public uint Magic;

    [FieldOffset(4)]
    public uint Version;

    [FieldOffset(8)]
    public int IsOpen;
}
