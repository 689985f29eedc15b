using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// close() of a connection. TCP throws away what the peer has not read yet when data reaches, or lies unread in, a socket that is closed; AF_UNIX does
/// not. So nothing is left unread: the ledger tells whether the peer has sent more than was received, and whether it is sending now.
/// </content>
internal sealed unsafe partial class UnixSocket
{
    /// <summary>How long a peer that is in the middle of a send gets to finish it. It sees our mark and stops, so this is for one that has been stopped itself.</summary>
    private const uint MaxDrainMilliseconds = 2000;
    private const uint DrainStepMilliseconds = 5;

    /// <summary>How often a close() that must wait for accept() looks whether it has come.</summary>
    private const uint AcceptedStepMilliseconds = 20;

    private Errno CloseConnection()
    {
        Errno error = Errno.None;
        if (MustWaitForAccept)
        {
            error = WaitForAccept();
        }

        Volatile.Write(ref Own->Closed, 1);
        Interlocked.MemoryBarrier(); // mark first, then look: see Send
        if (_hasLedger)
        {
            Drain();
        }

        nuint handle = Handle;
        Carrier.Close(ref handle);
        Handle = handle;
        LeaveLedger();
        return error;
    }

    /// <summary>True when nobody holds this client's proof but itself, and the server has not asked for it yet.</summary>
    private bool MustWaitForAccept => _server is { CanGiveCustody: false } && Volatile.Read(ref _slot->Accepted) == 0;

    /// <summary>
    /// Waits for the server's release of our token. It ends with the server (TCP tells), with Ctrl+C, or with SO_LINGER's time.
    /// </summary>
    private Errno WaitForAccept()
    {
        Operation* operation = Operation.Rent(Handle);
        if (operation == null)
        {
            return Errno.None;
        }

        ulong end = LingerMilliseconds == Win.INFINITE ? ulong.MaxValue : Kernel32.GetTickCount64() + LingerMilliseconds;
        WaitEnd waited = WaitEnd.TimedOut;
        while (waited is WaitEnd.TimedOut or WaitEnd.Woken && Kernel32.WaitForSingleObject(_ticket.Token, 0) != Win.WAIT_OBJECT_0
            && Volatile.Read(ref _slot->Accepted) == 0 && Kernel32.GetTickCount64() < end)
        {
            waited = Readiness.WaitFor(Handle, Afd.AFD_POLL_DISCONNECT, AcceptedStepMilliseconds, operation, out _);
        }

        Operation.Return(operation);
        return waited == WaitEnd.Interrupted ? Errno.EINTR : Errno.None;
    }

    /// <summary>Reads what the peer has sent and we have not read, so that closing the socket destroys nothing; and says in the ledger that we did not read it.</summary>
    private void Drain()
    {
        if (PeerHasNothingUnderWay)
        {
            return;
        }

        const int Size = 4096;
        byte* waste = stackalloc byte[Size];
        bool ended = false;
        ulong end = 0;
        Operation* operation = null;
        Ws2_32.shutdown(Handle, Win.SD_SEND); // the peer need not wait for its end of file until we are through
        PrepareToSend(); // non-blocking
        while (!ended)
        {
            int received = Ws2_32.recv(Handle, waste, Size, 0);
            if (received > 0)
            {
                Volatile.Write(ref Own->ClosedUnread, 1);
                Interlocked.Add(ref Own->Received, received);
                continue;
            }

            ended = received == 0 || Ws2_32.WSAGetLastError() != Win.WSAEWOULDBLOCK || PeerHasNothingUnderWay;
            if (!ended)
            {
                ulong now = Kernel32.GetTickCount64();
                end = end == 0 ? now + MaxDrainMilliseconds : end;
                operation = operation == null ? Operation.Rent(Handle) : operation;
                ended = now >= end || operation == null;
                if (!ended)
                {
                    Readiness.WaitFor(Handle, Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT, DrainStepMilliseconds, operation, out _);
                }
            }
        }

        if (operation != null)
        {
            Operation.Return(operation);
        }
    }

    private bool PeerHasNothingUnderWay =>
        Volatile.Read(ref Peer->Sending) == 0 && Volatile.Read(ref Peer->Sent) <= Volatile.Read(ref Own->Received);

    private void LeaveLedger()
    {
        if (_book != null)
        {
            _origin!.Leave(_book);
        }

        _pair?.Release();
        _ticket.Discard();
    }
}
