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

    /// <summary>More than TCP's buffers hold between two programs: what comes after so much was sent after the close, by one who moves his bytes past us.</summary>
    private const long MaxUncountedDrain = 16 << 20;

    /// <summary>How often a close() that must wait for accept() looks whether it has come.</summary>
    private const uint AcceptedStepMilliseconds = 20;

    private Errno CloseConnection()
    {
        Errno error = Errno.None;
        if (ConnectionGoesOn)
        {
            UnparkUnreceived();
            PassReading();
            LeaveConnection();
            return error;
        }

        if (MustWaitForAccept)
        {
            error = WaitForAccept();
        }

        Volatile.Write(ref Own->Closed, 1);
        Interlocked.MemoryBarrier(); // mark first, then look: see Send
        if (IsFramed)
        {
            DrainFrames();
        }
        else if (_hasLedger)
        {
            Drain();
        }

        DropUnreceived();
        DropUnsent();
        LeaveConnection();
        return error;
    }

    /// <summary>
    /// What is sent from here on is kept by who has the connection now, perhaps a child that has not come to read yet: this process may end meanwhile.
    /// </summary>
    private void PassReading()
    {
        if (_hasLedger && _heirId != 0 && Volatile.Read(ref InHead->ReaderProcessId) == Kernel32.GetCurrentProcessId())
        {
            In.SetReader(_heirId, _heirStart);
        }
    }

    private void LeaveConnection()
    {
        nuint handle = Handle;
        Carrier.Close(ref handle);
        Handle = handle;
        LeaveLedger();
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

    /// <summary>
    /// Reads what the peer has sent and we have not read, so that closing the socket destroys nothing. The peer is not told of these bytes: that they
    /// are missing from what we received tells it that they were not read.
    /// </summary>
    private void Drain()
    {
        if (IsCounted ? PeerHasNothingUnderWay : !PeerIsSending && BytesToRead() is { Failed: false, Value: 0 })
        {
            return;
        }

        const int Size = 4096;
        byte* waste = stackalloc byte[Size];
        long thrownAway = 0;
        ulong end = 0;
        Operation* operation = null;
        Ws2_32.shutdown(Handle, Win.SD_SEND); // the peer need not wait for its end of file until we are through
        PrepareToSend(); // non-blocking
        while (true)
        {
            int received = Ws2_32.recv(Handle, waste, Size, 0);
            thrownAway += Math.Max(received, 0);
            if (received > 0 && (IsCounted || thrownAway <= MaxUncountedDrain))
            {
                continue;
            }

            // At TCP's own end, or when all is here: a peer that was killed in the middle of a send never says that it is through.
            if (received >= 0 || Ws2_32.WSAGetLastError() != Win.WSAEWOULDBLOCK || HasAllOfPeer(thrownAway) || (!IsCounted && !PeerIsSending))
            {
                break;
            }

            ulong now = Kernel32.GetTickCount64();
            end = end == 0 ? now + MaxDrainMilliseconds : end;
            operation = operation == null ? Operation.Rent(Handle) : operation;
            if (now >= end || operation == null)
            {
                break;
            }

            Readiness.WaitFor(Handle, Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT, DrainStepMilliseconds, operation, out _);
        }

        if (operation != null)
        {
            Operation.Return(operation);
        }
    }

    private bool PeerHasNothingUnderWay => HasAllOfPeer(0);

    private bool PeerIsSending => Volatile.Read(ref Peer->Sending) != 0;

    /// <summary>Both ends count their bytes: neither is a program's own socket.</summary>
    private bool IsCounted => (Volatile.Read(ref Own->Uncounted) | Volatile.Read(ref Peer->Uncounted)) == 0;

    /// <summary>Whether the peer's sends have ended, looked at first, and all that they sent is here. Never, when nobody has counted.</summary>
    private bool HasAllOfPeer(long thrownAway) =>
        !PeerIsSending && IsCounted && Volatile.Read(ref Peer->Sent) <= Volatile.Read(ref Own->Received) + thrownAway;

    private void LeaveLedger()
    {
        if (_openEnd >= 0)
        {
            OpenEnds.Remove(_openEnd);
            _openEnd = -1;
        }

        if (_book != null)
        {
            _origin!.Leave(_book);
        }

        _pair?.Release();
        _shared?.Release();
        _ticket.Discard();
    }
}
