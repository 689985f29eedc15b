namespace AfUnix.Handshake;

/// <summary>
/// The handshake: how two programs find out, without a byte on the wire and without waiting for each other, that both can read one socket file.
/// </summary>
/// <remarks>
/// <para>
/// The idea is Conrad Scott's, of 2002. A socket file holds a port and a secret. Each side shows that it knows the secret by the mere existence of a
/// named semaphore, a token, whose name is a one-way function of it (<see cref="ObjectName"/>). Checking a token is no wait, so connect() does not
/// need accept(), nor accept() the client.
/// </para>
/// <para>The two sides, step by step; each is a method of the class that it stands under:</para>
/// <code>
/// client: KnownListener                               server: ListenerHandshake
///                                                     Open     TCP listens already; backlog, board, then token
/// SeemsThere
///           token there, its owner the file's, not
///           spent; later on the board says so
/// Backlog   take a place in the queue
/// TakeSlot  an endpoint 127.x.y.z:port of its own and
///           a ledger for it; the caller binds
/// Announce  create the client's token, until the
///           server watches the book; slot becomes
///           Connecting
///           (TCP connects)
/// Confirm   IsThere again: the port may have changed   (TCP accepts)
///           hands, token and board can't have;         Admit    find the book of the peer's endpoint; its slot vouches for
///           the book into the server's custody;                 the client, or its token does: open it, check its owner;
///           slot becomes Connected                              claim the slot, which counts once; release the token, last
///                                                     OnDelivered   a place in the backlog is free again
///                                                     Leave    the connection is closed
///                                                     Withdraw, drain, Close
/// </code>
/// <para>
/// A ledger is a kilobyte that both ends map: names, and what each end has sent, received, shut and closed. TCP can't tell these things, AF_UNIX must.
/// Where a ledger can't be seen (another session's namespace) the token is the only proof, and the connection works as TCP would.
/// </para>
/// <para>
/// Mapping memory for every connection would cost more than the connection, so a client process keeps a book for each listener that it talks to: 63
/// ledgers in one section, one for each port of a block. The book's handle is put into the server's process once, after its first connection stands.
/// From then on the client may close or die before accept() comes: the book still says Connected, under a name that only the secret gives. That is
/// why close() does not wait. Where the server's process can't be opened, it does: until accept() releases the client's token.
/// </para>
/// <para>
/// What holds always. A token's name is listed while it lives and can be created again by anybody once it is gone; so every object's owner is checked.
/// The server token exists, and the board says open, only while the listener's port is open, unless the server is being killed. A slot is claimed once, in
/// memory that no client can reach. A handle value that a client wrote is closed only when it is another handle of the same object. Nothing is read from a
/// client's memory but numbers and bounded bytes. model/handshake.pml checks all this against crashes at any step, strangers and replays; what it leaves
/// out is a listener that several processes have.
/// </para>
/// </remarks>
internal static class Handshake
{
    /// <summary>
    /// The version of everything that two processes must agree on: names, layout of a book, the steps above. It is part of every name, so that versions
    /// that don't understand each other don't meet. Changing anything of it means changing this.
    /// </summary>
    public const byte ProtocolVersion = 1;

    /// <summary>Begins every book.</summary>
    public const uint BookMagic = 0x4B42_5541; // "AUBK"

    /// <summary>Begins the memory of every backlog.</summary>
    public const uint BacklogMagic = 0x4C42_5541; // "AUBL"

    /// <summary>Begins the memory of every abstract name.</summary>
    public const uint AbstractNameMagic = 0x4E41_5541; // "AUAN"

    /// <summary>Begins every board.</summary>
    public const uint BoardMagic = 0x4442_5541; // "AUBD"
}
