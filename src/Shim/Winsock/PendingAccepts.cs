using AfUnix.Interop;

namespace AfUnix.Winsock;

/// <summary>The AcceptEx calls that a SOCKET has a part in, as the listener or as the socket that is accepted into; and what ends them before their time.</summary>
internal sealed unsafe class PendingAccepts
{
    private readonly List<AcceptRequest> _requests = []; // under its own lock
    private bool _isClosed;

    /// <summary>From here on what ends the socket's requests ends this one, too.</summary>
    /// <returns>False when the socket was closed a moment ago.</returns>
    public bool Join(AcceptRequest request)
    {
        lock (_requests)
        {
            if (!_isClosed)
            {
                _requests.Add(request);
            }

            return !_isClosed;
        }
    }

    public void Leave(AcceptRequest request)
    {
        lock (_requests)
        {
            _requests.Remove(request);
        }
    }

    /// <summary>CancelIoEx and CancelIo of a listener.</summary>
    /// <param name="overlapped">Of one operation; null for all.</param>
    /// <param name="thread">Which has asked for it; 0 for any.</param>
    /// <returns>False when there is none of ours.</returns>
    public bool Cancel(WinsockSocket listener, OVERLAPPED* overlapped, uint thread = 0)
    {
        bool any = false;
        lock (_requests)
        {
            foreach (AcceptRequest request in _requests)
            {
                if (request.Is(listener, overlapped, thread))
                {
                    any = true;
                    request.Cancel();
                }
            }
        }

        return any;
    }

    /// <summary>closesocket(): all end, and no other begins.</summary>
    public void Close()
    {
        lock (_requests)
        {
            _isClosed = true;
            _requests.ForEach(static request => request.Cancel());
        }
    }
}
