using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>What a connecting client holds: its slot and, perhaps, its token. Given back by <see cref="Discard"/>.</summary>
internal unsafe struct ClientTicket
{
    public ClientBook? Book;
    public LedgerSlot* Slot;
    public ClientEndpoint Endpoint;
    public nint Token;

    /// <summary>Before the endpoint is given up, if the connection did not come about: whoever has the endpoint next must find neither word nor token.</summary>
    public void Discard()
    {
        if (Slot != null)
        {
            Interlocked.CompareExchange(ref Slot->State, (int)SlotState.Unused, (int)SlotState.Connecting);
        }

        if (Token != 0)
        {
            Kernel32.CloseHandle(Token);
        }

        Book?.Release();
        this = default;
    }
}
