using AfUnix.Interop;

namespace AfUnix.Winsock;

/// <summary>
/// One overlapped WSARecvMsg of the program's that has room for handles: they are taken when the bytes have come, and before the program hears of these.
/// </summary>
internal sealed unsafe class ReceiveRequest : Request
{
    private static readonly Lock s_lock = new();
    private static readonly Stack<ReceiveRequest> s_spare = new();

    private WSAMSG* _message;
    private Completion _completion;
    private uint _flags; // that it was asked with
    private bool _peeks;
    private bool _isSettled;

    private ReceiveRequest()
        : base(sizeof(uint))
    {
    }

    protected override WinsockSocket Worker => Asked;

    private uint* Flags => (uint*)(Own + 1);

    /// <summary>Receives into a message, which is the system's until the operation is over.</summary>
    /// <returns>WSA_IO_PENDING, or what is wrong with the call.</returns>
    public static int Begin(in HeldSocket held, WSAMSG* message, OVERLAPPED* overlapped, void* routine)
    {
        ReceiveRequest? request = Rent();
        if (request == null)
        {
            return Win.WSAENOBUFS;
        }

        request._completion = routine == null ? held.Entry.Completion : Completion.ByRoutine(routine);
        request._message = message;
        return request.Start(held.Entry, overlapped, byRoutine: routine != null);
    }

    public override bool IsOrphan => Status == Win.STATUS_CANCELLED && !IsCancelled && _completion.OutlivesThread;

    /// <summary>Bytes come in the order of the receives. So do handles, though several threads may hear of the ends.</summary>
    public override void Settle()
    {
        if (!_isSettled && Status == Win.STATUS_SUCCESS)
        {
            _isSettled = true;
            MessageCalls.OnReceived(Asked.Socket, _message, (uint)Own->InternalHigh, _peeks);
        }
    }

    /// <summary>Asks the system for bytes.</summary>
    /// <returns>WSA_IO_PENDING, or what is wrong with the call.</returns>
    public int Post()
    {
        uint received;
        WinsockSocket socket = Asked;
        *Flags = _flags;
        Prepare();
        int error = Ws2_32.WSARecv(socket.Handle, _message->lpBuffers, _message->dwBufferCount, &received, Flags, Own, null) == 0
            ? Win.WSA_IO_PENDING
            : Ws2_32.WSAGetLastError();
        if (error == Win.WSA_IO_PENDING)
        {
            OnPosted(socket);
        }

        return error;
    }

    protected override void GoOn()
    {
        int status = Status;
        if (IsOrphan && Asked.Requests.Resume(this) == Win.WSA_IO_PENDING)
        {
            return;
        }

        if (status == Win.STATUS_SUCCESS)
        {
            Asked.Requests.SettleUpTo(this);
        }

        End(_completion, status, status == Win.STATUS_SUCCESS ? (uint)Own->InternalHigh : 0);
    }

    protected override void Forget()
    {
        Asked.Requests.Leave(this);
        Sockets.UnixSocket socket = Asked.Socket;
        lock (s_lock)
        {
            s_spare.Push(this);
        }

        socket.Release();
    }

    private static ReceiveRequest? Rent()
    {
        lock (s_lock)
        {
            if (s_spare.TryPop(out ReceiveRequest? spare))
            {
                return spare;
            }
        }

        var request = new ReceiveRequest();
        return request.IsWatched ? request : null;
    }

    private int Start(WinsockSocket socket, OVERLAPPED* program, bool byRoutine)
    {
        Open(socket, program);
        socket.Socket.TryHold(); // until the end: the caller holds it, too
        _flags = _message->dwFlags;
        _peeks = (_flags & Win.MSG_PEEK) != 0;
        _isSettled = false;
        Prepare(); // from here on others may look whether it is over
        if (!socket.Requests.Join(this))
        {
            Fail();
            return Win.WSAENOTSOCK;
        }

        Completion.Begin(program, byRoutine);
        int error = Post();
        if (error != Win.WSA_IO_PENDING)
        {
            Fail();
        }

        return error;
    }

    /// <summary>It was never asked for.</summary>
    private void Fail()
    {
        _completion.Discard();
        Forget();
    }
}
