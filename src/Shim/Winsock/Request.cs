using System.Runtime.InteropServices;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// An operation of the program's that is ours to complete, since there is something to do when the system has done its part. The system gets an operation
/// of our own in its place; a thread of its pool then goes on with it. It ends as the system's would: with CancelIoEx and closesocket(), too.
/// </summary>
internal abstract unsafe class Request
{
    private readonly nint _event = Kernel32.CreateEventW(null, 0, 0, null);
    private OVERLAPPED* _program;
    private uint _thread; // which asked
    private volatile bool _cancelled;

    /// <param name="besides">Bytes that the system may write to, behind the operation.</param>
    protected Request(int besides)
    {
        Own = (OVERLAPPED*)NativeMemory.AllocZeroed((nuint)(sizeof(OVERLAPPED) + besides));
        nint wait;
        var self = GCHandle.Alloc(this);
        IsWatched = _event != 0 && Kernel32.RegisterWaitForSingleObject(&wait, _event, &OnSignalled, (void*)GCHandle.ToIntPtr(self), Win.INFINITE, 0) != 0;
        if (!IsWatched)
        {
            self.Free();
        }
    }

    /// <summary>False when the system had no event or wait to give; then it can't be used. A wait is never given back: that can't be done from within it.</summary>
    public bool IsWatched { get; }

    protected OVERLAPPED* Own { get; }

    public bool IsCancelled => _cancelled;

    /// <summary>The thread that asked has ended, and with it what the system was asked for; it is to be asked again.</summary>
    public virtual bool IsOrphan => false;

    /// <summary>The socket that the program asked.</summary>
    protected WinsockSocket Asked { get; private set; } = null!;

    /// <summary>The NTSTATUS of our operation.</summary>
    protected int Status => (int)Volatile.Read(ref *(nuint*)Own);

    /// <summary>The socket that our operation is of, now.</summary>
    protected abstract WinsockSocket Worker { get; }

    public bool Is(WinsockSocket asked, OVERLAPPED* overlapped, uint thread) =>
        Asked == asked && (overlapped == null || _program == overlapped) && (thread == 0 || _thread == thread);

    /// <summary>While it is pending: the program's operation ends.</summary>
    public void Cancel()
    {
        _cancelled = true;
        Interlocked.MemoryBarrier(); // said first: see OnPosted
        Kernel32.CancelIoEx((nint)Worker.Handle, Own);
    }

    /// <summary>Under the lock of the socket's requests, in the order in which they were asked for: does what has to keep this order, if our operation is over.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>Our operation is over.</summary>
    protected abstract void GoOn();

    /// <summary>Gives back what the request holds, and puts it among the spare ones.</summary>
    protected abstract void Forget();

    protected void Open(WinsockSocket asked, OVERLAPPED* program)
    {
        Asked = asked;
        _program = program;
        _thread = Kernel32.GetCurrentThreadId();
        _cancelled = false;
    }

    /// <summary>Before our operation is given to the system. Our wait hears of its end even if it is over at once, and no completion port of the program's does.</summary>
    protected void Prepare() => *Own = new OVERLAPPED { Internal = Win.STATUS_PENDING, hEvent = _event | 1 };

    /// <summary>Who cancelled a moment ago may have found nothing to cancel. By now this can be another request, which then is cancelled twice.</summary>
    /// <param name="worker">Read before it was given to the system.</param>
    protected void OnPosted(WinsockSocket worker)
    {
        Interlocked.MemoryBarrier();
        if (_cancelled)
        {
            Kernel32.CancelIoEx((nint)worker.Handle, Own);
        }
    }

    /// <summary>The program's operation is over.</summary>
    protected void End(Completion completion, int status, uint bytes)
    {
        OVERLAPPED* program = _program;
        Forget();
        completion.End(program, status, bytes);
    }

    [UnmanagedCallersOnly]
    private static void OnSignalled(void* context, byte timedOut)
    {
        try
        {
            ((Request)GCHandle.FromIntPtr((nint)context).Target!).GoOn();
        }
        catch (Exception bug)
        {
            System.Diagnostics.Debug.Fail(bug.ToString());
        }
    }
}
