namespace AfUnix.Handshake;

/// <content>Who the listener is.</content>
internal sealed unsafe partial class KnownListener
{
    private Credentials _identity;
    private (uint Id, ulong StartTime) _identified;
    private bool _tableWasAsked;
    private Credentials _accepter; // the last one that was asked for

    /// <summary>Who called listen() last, by its own word: as long as that can't be seen, who bound the socket.</summary>
    public (uint Id, ulong StartTime) ListensNow => _board.IsKnown && _board.Listener.Id != 0 ? _board.Listener : (_file.ProcessId, _file.ProcessStartTime);

    /// <summary>Whether the one that listened when a connection was made is who it says; found out once for each.</summary>
    /// <param name="asksTable">Somebody wants to know: the TCP table is worth its time.</param>
    public Credentials Identify((uint Id, ulong StartTime) listener, bool asksTable)
    {
        lock (_lock)
        {
            if (!_identity.IsKnown || listener != _identified || (asksTable && !_tableWasAsked))
            {
                (uint id, ulong start) = listener;

                // The table names who made the socket: it may have been bound by one process, and made to listen by another.
                uint tcpOwner = asksTable && id == _file.ProcessId ? TcpTable.OwnerOf(new ClientEndpoint(ClientEndpoint.Listeners, _file.Port), listens: true) : 0;
                bool isOpen = id == _processId && start == _file.ProcessStartTime;
                _identity = Credentials.Verify(_owner, id, start, isOpen ? _process : 0, tcpOwner);
                _identified = listener;
                _tableWasAsked = asksTable;
            }

            return _identity;
        }
    }

    /// <summary>Who has accepted a connection, if another process that the board knows did; else who called listen().</summary>
    /// <param name="who">Who listened when the connection was made.</param>
    public Credentials IdentifyAccepter((uint Id, ulong StartTime) who, uint processId)
    {
        Credentials listener = Identify(who, asksTable: true);
        lock (_lock)
        {
            if (processId == 0 || processId == listener.ProcessId || !_board.IsKnown)
            {
                return listener;
            }

            if (_accepter.ProcessId != processId)
            {
                _accepter = Credentials.Verify(_owner, processId, _board.StartOf(processId), 0, 0);
            }

            return _accepter;
        }
    }
}
