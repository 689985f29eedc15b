using AfUnix.Interop;

namespace AfUnix.Winsock;

/// <summary>The requests that a SOCKET has a part in: as the one that was asked, or that is accepted into; and what ends them before their time.</summary>
internal sealed unsafe class PendingRequests
{
    private readonly List<Request> _requests = []; // under its own lock
    private bool _isClosed;

    /// <summary>From here on what ends the socket's requests ends this one, too.</summary>
    /// <returns>False when the socket was closed a moment ago.</returns>
    public bool Join(Request request)
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

    public void Leave(Request request)
    {
        lock (_requests)
        {
            _requests.Remove(request);
        }
    }

    /// <summary>CancelIoEx and CancelIo of a SOCKET.</summary>
    /// <param name="overlapped">Of one operation; null for all.</param>
    /// <param name="thread">Which has asked for it; 0 for any.</param>
    /// <returns>False when there is none of ours.</returns>
    public static bool Cancel(nuint handle, OVERLAPPED* overlapped, uint thread = 0)
    {
        using var asked = new HeldSocket(handle);
        return !asked.IsNone && asked.Entry.Requests.Cancel(asked.Entry, overlapped, thread);
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

    private bool Cancel(WinsockSocket asked, OVERLAPPED* overlapped, uint thread)
    {
        bool any = false;
        lock (_requests)
        {
            foreach (Request request in _requests)
            {
                if (request.Is(asked, overlapped, thread))
                {
                    any = true;
                    request.Cancel();
                }
            }
        }

        return any;
    }
}
