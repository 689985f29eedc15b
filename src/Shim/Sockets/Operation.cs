using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>Why a wait ended.</summary>
internal enum WaitEnd
{
    /// <summary>The system finished the operation; its status tells how.</summary>
    Completed,

    TimedOut,

    /// <summary>Another thread changed the socket (shutdown): look at it again.</summary>
    Woken,

    /// <summary>Ctrl+C or Ctrl+Break.</summary>
    Interrupted,
}

/// <summary>
/// One blocking call's asynchronous operation, in memory that the kernel may write to: every wait of the library is a wait for one of these, so that
/// every wait can be ended. Rented for the call and given back; nothing is allocated once as many exist as threads have ever blocked at once.
/// </summary>
internal unsafe struct Operation
{
    /// <summary>Stands for a wait on many sockets.</summary>
    public const nuint ManySockets = 0;

    /// <summary>In the event's handle: the system tells no completion port of this operation. A program's own socket may belong to one.</summary>
    private const nint NoCompletionPort = 1;

    // An OVERLAPPED begins with what an IO_STATUS_BLOCK is, so it serves device controls as well.
    public OVERLAPPED Overlapped;
    private nuint _socket;
    private int _wakes;
    private int _interrupts;
    private Operation* _nextSpare;

    private static readonly Lock s_lock = new();
    private static readonly List<nint> s_all = [];
    private static Operation* s_spare;

    public readonly nint Event => Overlapped.hEvent & ~NoCompletionPort;

    /// <summary>The NTSTATUS of the operation, STATUS_PENDING until it is finished.</summary>
    public int Status => Volatile.Read(ref *(int*)Self);

    /// <summary>Bytes transferred.</summary>
    public readonly nuint Information => Overlapped.InternalHigh;

    private void* Self => System.Runtime.CompilerServices.Unsafe.AsPointer(ref this);

    /// <summary>
    /// Takes an operation for a wait on a socket. From here on <see cref="Wake"/> finds it: look at the socket's flags after this, not before.
    /// Null when the system has no event to give.
    /// </summary>
    public static Operation* Rent(nuint socket)
    {
        lock (s_lock)
        {
            Operation* operation = s_spare;
            if (operation != null)
            {
                s_spare = operation->_nextSpare;
            }
            else
            {
                nint signal = Kernel32.CreateEventW(null, 1, 0, null);
                if (signal == 0)
                {
                    return null;
                }

                operation = (Operation*)NativeMemory.AllocZeroed((nuint)sizeof(Operation));
                operation->Overlapped.hEvent = signal | NoCompletionPort;
                s_all.Add((nint)operation);
                Interrupts.Watch();
            }

            operation->_socket = socket;
            operation->_wakes = 0;
            operation->_interrupts = 0;
            operation->Begin();
            return operation;
        }
    }

    public static void Return(Operation* operation)
    {
        lock (s_lock)
        {
            operation->_socket = nuint.MaxValue;
            operation->_nextSpare = s_spare;
            s_spare = operation;
        }
    }

    /// <summary>Makes every wait on this socket, and every wait on many, look again.</summary>
    public static void Wake(nuint socket)
    {
        lock (s_lock)
        {
            foreach (nint one in s_all)
            {
                var operation = (Operation*)one;
                if (operation->_socket == socket || operation->_socket == ManySockets)
                {
                    Volatile.Write(ref operation->_wakes, 1);
                    Kernel32.SetEvent(operation->Event);
                }
            }
        }
    }

    /// <summary>Ends every wait with <see cref="WaitEnd.Interrupted"/>.</summary>
    public static void InterruptAll()
    {
        lock (s_lock)
        {
            foreach (nint one in s_all)
            {
                var operation = (Operation*)one;
                Volatile.Write(ref operation->_interrupts, 1);
                Kernel32.SetEvent(operation->Event);
            }
        }
    }

    /// <summary>Makes the operation ready to be submitted.</summary>
    public void Begin()
    {
        Overlapped.Internal = Win.STATUS_PENDING;
        Overlapped.InternalHigh = 0;
        Overlapped.Pointer = null;
    }

    /// <summary>Waits until the submitted operation is finished or something else ends the wait. Anything but Completed wants <see cref="Cancel"/>.</summary>
    public WaitEnd Wait(uint milliseconds)
    {
        ulong end = milliseconds == Win.INFINITE ? ulong.MaxValue : Kernel32.GetTickCount64() + milliseconds;
        uint rest = milliseconds;

        // Submitting the operation has reset the event: of a wake from before that only the mark is left.
        bool isOver = HasEnded(out WaitEnd how);
        while (!isOver)
        {
            uint waited = Kernel32.WaitForSingleObject(Event, rest);
            if (HasEnded(out how))
            {
                break;
            }

            if (waited == Win.WAIT_TIMEOUT)
            {
                return WaitEnd.TimedOut;
            }

            // Signalled with nothing to show: left of the wait before. Reset, also if the time is over, then look once more before sleeping.
            Kernel32.ResetEvent(Event);
            isOver = HasEnded(out how);
            ulong now = Kernel32.GetTickCount64();
            if (!isOver && now >= end)
            {
                return WaitEnd.TimedOut;
            }

            if (milliseconds != Win.INFINITE)
            {
                rest = (uint)(end - now);
            }
        }

        return how;
    }

    /// <summary>Takes back a submitted operation and waits until the kernel has let go of it. It may have succeeded all the same: nothing it brought is lost.</summary>
    public void Cancel(nint handle)
    {
        fixed (OVERLAPPED* overlapped = &Overlapped)
        {
            Kernel32.CancelIoEx(handle, overlapped);
        }

        while (Status == Win.STATUS_PENDING)
        {
            // The event may still be signalled by a wake, so it can't be waited for alone; a cancelled operation ends at once.
            Kernel32.ResetEvent(Event);
            if (Status == Win.STATUS_PENDING)
            {
                Kernel32.WaitForSingleObject(Event, 10);
            }
        }
    }

    /// <summary>What a call returns whose wait did not complete.</summary>
    public static Errno ErrorOf(WaitEnd end) => end switch
    {
        WaitEnd.TimedOut => Errno.EAGAIN,
        WaitEnd.Interrupted => Errno.EINTR,
        _ => Errno.None,
    };

    /// <summary>The system has finished the operation, or another thread has said something.</summary>
    private bool HasEnded(out WaitEnd how)
    {
        how = Status == Win.STATUS_PENDING ? OtherEnd() : WaitEnd.Completed;
        return how != WaitEnd.Completed || Status != Win.STATUS_PENDING;
    }

    /// <summary>Interrupted or Woken when another thread said so, else Completed: nothing.</summary>
    private WaitEnd OtherEnd()
    {
        if (Interlocked.Exchange(ref _interrupts, 0) != 0)
        {
            return WaitEnd.Interrupted;
        }

        return Interlocked.Exchange(ref _wakes, 0) != 0 ? WaitEnd.Woken : WaitEnd.Completed;
    }
}
