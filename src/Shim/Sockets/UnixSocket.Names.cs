using AfUnix.Handshake;

namespace AfUnix.Sockets;

/// <content>A connection's names, which its ledger tells: either end can be bound at any time.</content>
internal sealed unsafe partial class UnixSocket
{
    private UnixAddress PeerName()
    {
        int length = _isClient ? Volatile.Read(ref _slot->ServerNameLength) : Volatile.Read(ref _slot->ClientNameLength);
        if (!_hasLedger || (_isClient && length == 0))
        {
            return _peerName;
        }

        // The other end can bind a name at any time, so it is read when asked for; and it is input, so it is bounded.
        length = Math.Clamp(length, 0, UnixAddress.PathCapacity);
        return UnixAddress.FromPath(new ReadOnlySpan<byte>(_isClient ? _slot->ServerName : _slot->ClientName, length));
    }

    /// <summary>A name bound after connect().</summary>
    private void WriteOwnName()
    {
        _name.Path.CopyTo(_isClient
            ? new Span<byte>(_slot->ClientName, LedgerSlot.NameCapacity)
            : new Span<byte>(_slot->ServerName, LedgerSlot.ServerNameCapacity));
        Volatile.Write(ref *(_isClient ? &_slot->ClientNameLength : &_slot->ServerNameLength), _name.Path.Length);
    }
}
