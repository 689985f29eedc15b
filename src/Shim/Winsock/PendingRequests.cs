using System.Linq;
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
            Monitor.PulseAll(_requests);
        }
    }

    /// <summary>Settles what is over, of what was asked for no later than this one, which is.</summary>
    public void SettleUpTo(Request last)
    {
        lock (_requests)
        {
            foreach (Request request in _requests)
            {
                request.Settle();
                if (request == last)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Asks the system once more for what has ended with a thread, after all that the program had asked for before it.</summary>
    /// <returns>WSA_IO_PENDING, or why it can't be.</returns>
    public int Resume(ReceiveRequest orphan)
    {
        lock (_requests)
        {
            while (_requests.TakeWhile(request => request != orphan).Any(static request => request.IsOrphan))
            {
                Monitor.Wait(_requests); // another thread of the pool is about to ask for it
            }

            int error = orphan.IsCancelled ? Win.ERROR_OPERATION_ABORTED : orphan.Post();
            Monitor.PulseAll(_requests);
            return error;
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
            Monitor.PulseAll(_requests);
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

            Monitor.PulseAll(_requests);
        }

        return any;
    }
}
