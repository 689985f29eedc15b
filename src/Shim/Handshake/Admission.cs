namespace AfUnix.Handshake;

/// <summary>What accept() learns about a client that it lets in.</summary>
internal unsafe struct Admission
{
    /// <summary>Null when the client's ledger can't be seen from here: the connection then works as plain TCP would.</summary>
    public ServerBook? Book;
    public LedgerSlot* Slot;
}
