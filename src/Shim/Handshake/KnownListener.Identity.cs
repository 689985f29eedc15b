namespace AfUnix.Handshake;

/// <content>Who the listener is.</content>
internal sealed unsafe partial class KnownListener
{
    private Credentials _identity;
    private bool _tableWasAsked;
    private Credentials _accepter; // the last one that was asked for

    /// <summary>Who called listen(); found out once.</summary>
    /// <param name="asksTable">Somebody wants to know: the TCP table is worth its time.</param>
    public Credentials Identify(bool asksTable)
    {
        lock (_lock)
        {
            if (!_identity.IsKnown || (asksTable && !_tableWasAsked))
            {
                (uint id, ulong start) = _board.IsKnown && _board.Listener.Id != 0 ? _board.Listener : (_file.ProcessId, _file.ProcessStartTime);

                // The table names who made the socket: it may have been bound by one process, and made to listen by another.
                uint tcpOwner = asksTable && id == _file.ProcessId ? TcpTable.OwnerOf(new ClientEndpoint(ClientEndpoint.Listeners, _file.Port), listens: true) : 0;
                bool isOpen = id == _processId && start == _file.ProcessStartTime;
                _identity = Credentials.Verify(_owner, id, start, isOpen ? _process : 0, tcpOwner);
                _tableWasAsked = asksTable;
            }

            return _identity;
        }
    }

    /// <summary>Who has accepted a connection, if another process that the board knows did; else who called listen().</summary>
    public Credentials IdentifyAccepter(uint processId)
    {
        Credentials listener = Identify(asksTable: true);
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
