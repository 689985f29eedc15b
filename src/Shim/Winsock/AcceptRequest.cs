using System.Runtime.InteropServices;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// One AcceptEx of the program's. The system gets an AcceptEx of our own in its place, into the program's socket but with our memory; when that is over we
/// look who came. A stranger is turned away and the system asked again; a client completes the program's.
/// <code>
///   Begin --> Post --(a thread of the system's pool)--> OnAccepted --client--> first data, if asked for --> End
///              ^                                          | stranger
///              `----------------- Again ------------------'
/// </code>
/// It ends with CancelIoEx, closesocket() of either socket, or an error of the system's; the program is told of each as the kernel would tell it.
/// </summary>
internal sealed unsafe class AcceptRequest
{
    private const int AddressSize = 16 + 16; // of a sockaddr_in, and what AcceptEx asks for besides
    private const uint ReuseMilliseconds = 1000;

    private static readonly Lock s_lock = new();
    private static readonly Stack<AcceptRequest> s_spare = new(); // each with its wait, which is never given back: that can't be done from within it

    private readonly OVERLAPPED* _own = (OVERLAPPED*)NativeMemory.AllocZeroed((nuint)sizeof(OVERLAPPED) + 2 * AddressSize);
    private readonly nint _event = Kernel32.CreateEventW(null, 0, 0, null);
    private readonly bool _isWatched;
    private WinsockSocket _listener = null!;
    private WinsockSocket _into = null!;
    private byte* _buffer;
    private uint _receive;
    private uint _local;
    private uint _remote;
    private OVERLAPPED* _program;
    private uint _thread; // which asked
    private volatile bool _cancelled;
    private volatile bool _receiving;

    private AcceptRequest()
    {
        nint wait;
        var self = GCHandle.Alloc(this);
        _isWatched = _event != 0 && Kernel32.RegisterWaitForSingleObject(&wait, _event, &OnSignalled, (void*)GCHandle.ToIntPtr(self), Win.INFINITE, 0) != 0;
        if (!_isWatched)
        {
            self.Free();
        }
    }

    private byte* Addresses => (byte*)(_own + 1);

    /// <summary>AcceptEx.</summary>
    /// <returns>WSA_IO_PENDING, or what is wrong with the call.</returns>
    public static int Begin(nuint handle, nuint into, byte* buffer, uint receive, uint local, uint remote, OVERLAPPED* overlapped)
    {
        if (CallerMemory.IsBad(overlapped))
        {
            return Win.ERROR_INVALID_PARAMETER;
        }

        if (CallerMemory.IsBad(buffer) || local < AcceptAddresses.LeastSize || remote < AcceptAddresses.LeastSize)
        {
            return CallerMemory.IsBad(buffer) ? Win.WSAEFAULT : Win.WSAEINVAL;
        }

        using var listener = new HeldSocket(handle);
        using var target = new HeldSocket(into);
        if (listener.IsNone)
        {
            return Win.WSAENOTSOCK;
        }

        if (target.IsNone || !listener.Socket.IsListening || !target.Socket.IsFresh)
        {
            return Win.WSAEINVAL;
        }

        AcceptRequest? request = Rent();
        if (request == null)
        {
            return Win.WSAENOBUFS;
        }

        request._buffer = buffer;
        request._receive = receive;
        request._local = local;
        request._remote = remote;
        request._program = overlapped;
        request._thread = Kernel32.GetCurrentThreadId();
        return request.Start(listener.Entry, target.Entry);
    }

    /// <summary>CancelIoEx of a listener.</summary>
    /// <param name="overlapped">Of one operation; null for all.</param>
    /// <returns>False when there is none of ours.</returns>
    public static bool Cancel(nuint handle, OVERLAPPED* overlapped)
    {
        using var listener = new HeldSocket(handle);
        return !listener.IsNone && listener.Entry.Accepts.Cancel(listener.Entry, overlapped);
    }

    /// <summary>CancelIo of a listener: for what this thread has asked for.</summary>
    public static bool CancelOwn(nuint handle)
    {
        using var listener = new HeldSocket(handle);
        return !listener.IsNone && listener.Entry.Accepts.Cancel(listener.Entry, null, Kernel32.GetCurrentThreadId());
    }

    public bool Is(WinsockSocket listener, OVERLAPPED* overlapped, uint thread) =>
        _listener == listener && (overlapped == null || _program == overlapped) && (thread == 0 || _thread == thread);

    /// <summary>While it is pending: the program's operation ends.</summary>
    public void Cancel()
    {
        _cancelled = true;
        Interlocked.MemoryBarrier(); // said first: see OnPosted
        Kernel32.CancelIoEx((nint)(_receiving ? _into : _listener).Handle, _own);
    }

    private static AcceptRequest? Rent()
    {
        lock (s_lock)
        {
            if (s_spare.TryPop(out AcceptRequest? spare))
            {
                return spare;
            }
        }

        var request = new AcceptRequest();
        return request._isWatched ? request : null;
    }

    private int Start(WinsockSocket listener, WinsockSocket into)
    {
        _listener = listener;
        _into = into;
        _cancelled = false;
        _receiving = false;
        listener.Socket.TryHold(); // until the end: the caller holds both, too
        into.Socket.TryHold();
        if (!listener.Accepts.Join(this) || !into.Accepts.Join(this))
        {
            Forget();
            return Win.WSAENOTSOCK;
        }

        Completion.Begin(_program);
        int error = Post();
        if (error != Win.WSA_IO_PENDING)
        {
            Forget();
        }

        return error;
    }

    /// <summary>Asks the system for the next connection. Our wait hears of it even if it is there at once.</summary>
    private int Post()
    {
        uint received;
        WinsockSocket listener = _listener;
        *_own = new OVERLAPPED { Internal = Win.STATUS_PENDING, hEvent = _event | 1 }; // told to no completion port of the program's
        bool isThere = SocketExtensions.AcceptEx(listener.Handle)(listener.Handle, _into.Handle, Addresses, 0, AddressSize, AddressSize, &received, _own) != 0;
        int error = isThere ? Win.WSA_IO_PENDING : Ws2_32.WSAGetLastError();
        if (error == Win.WSA_IO_PENDING)
        {
            OnPosted(listener);
        }

        return error;
    }

    [UnmanagedCallersOnly]
    private static void OnSignalled(void* context, byte timedOut)
    {
        try
        {
            ((AcceptRequest)GCHandle.FromIntPtr((nint)context).Target!).GoOn();
        }
        catch (Exception bug)
        {
            System.Diagnostics.Debug.Fail(bug.ToString());
        }
    }

    private void GoOn()
    {
        int status = (int)Volatile.Read(ref *(nuint*)_own);
        if (_receiving)
        {
            End(status, (uint)_own->InternalHigh);
        }
        else if (status == Win.STATUS_SUCCESS)
        {
            OnAccepted();
        }
        else if (status == Win.STATUS_CANCELLED && !_cancelled)
        {
            Again(); // the thread that asked has ended, and with it what it had asked for
        }
        else
        {
            End(_cancelled ? Win.STATUS_CANCELLED : status, 0);
        }
    }

    private void OnAccepted()
    {
        nuint listener = _listener.Handle;
        Ws2_32.setsockopt(_into.Handle, Win.SOL_SOCKET, Win.SO_UPDATE_ACCEPT_CONTEXT, (byte*)&listener, sizeof(ulong));
        if (_listener.Socket.Admit(_into.Handle, Carrier.PeerOf(_into.Handle), _into.Socket) == null)
        {
            TurnAway();
            return;
        }

        _listener.Socket.Deliver(_into.Socket);
        AcceptAddresses.Write(_buffer + _receive, _local, _into.Socket.Name, NativeAddress.LengthOf(_into.Socket.Name));
        AcceptAddresses.Write(_buffer + _receive + _local, _remote, _into.Socket.NameOfPeer, NativeAddress.Whole);
        if (_receive == 0)
        {
            End(Win.STATUS_SUCCESS, 0);
        }
        else
        {
            Receive();
        }
    }

    /// <summary>
    /// A stranger's. Windows wants the program's socket made free of him before it accepts into it again; Wine takes it as it is, and would remember the
    /// disconnection for the next client.
    /// </summary>
    private void TurnAway()
    {
        if (!_cancelled && Post() == Win.WSA_IO_PENDING)
        {
            return;
        }

        if (!_cancelled && SocketExtensions.Disconnect(_into.Handle, ReuseMilliseconds))
        {
            Again();
        }
        else
        {
            End(_cancelled ? Win.STATUS_CANCELLED : Win.STATUS_CONNECTION_RESET, 0); // what AcceptEx says of a client that is gone again; programs know it
        }
    }

    /// <summary>The first data, which the program wants before it hears of the client at all.</summary>
    private void Receive()
    {
        uint received;
        uint flags = 0;
        WSABUF data;
        data.buf = _buffer;
        data.len = _receive;
        *_own = new OVERLAPPED { Internal = Win.STATUS_PENDING, hEvent = _event | 1 };
        _receiving = true;
        WinsockSocket into = _into;
        if (Ws2_32.WSARecv(into.Handle, &data, 1, &received, &flags, _own, null) == 0 || Ws2_32.WSAGetLastError() == Win.WSA_IO_PENDING)
        {
            OnPosted(into);
        }
        else
        {
            End(Win.STATUS_CONNECTION_RESET, 0);
        }
    }

    private void Again()
    {
        int error = _cancelled ? Win.ERROR_OPERATION_ABORTED : Post();
        if (error != Win.WSA_IO_PENDING)
        {
            End(_cancelled || error == Win.WSAENOTSOCK ? Win.STATUS_CANCELLED : Win.STATUS_CONNECTION_RESET, 0);
        }
    }

    /// <summary>Who cancelled a moment ago may have found nothing to cancel. By now this can be another request, which then is cancelled twice.</summary>
    private void OnPosted(WinsockSocket socket)
    {
        Interlocked.MemoryBarrier();
        if (_cancelled)
        {
            Kernel32.CancelIoEx((nint)socket.Handle, _own);
        }
    }

    private void End(int status, uint bytes)
    {
        Completion completion = _listener.Completion;
        OVERLAPPED* program = _program;
        Forget();
        completion.End(program, status, bytes);
    }

    private void Forget()
    {
        _listener.Accepts.Leave(this);
        _into.Accepts.Leave(this);
        UnixSocket into = _into.Socket;
        UnixSocket listener = _listener.Socket;
        lock (s_lock)
        {
            s_spare.Push(this);
        }

        into.Release();
        listener.Release();
    }
}
