using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Winsock;

/// <summary>By what a handle's finished operations are told to the program; the numbers are winsock.c's.</summary>
internal enum CompletionKind
{
    /// <summary>CreateIoCompletionPort.</summary>
    Port = 0,

    /// <summary>CreateThreadpoolIo.</summary>
    ThreadPool = 1,

    /// <summary>BindIoCompletionCallback.</summary>
    Callback = 2,

    /// <summary>None of these: by the operation's event alone.</summary>
    Event = 3,

    /// <summary>The operation's own routine, which the thread that asked calls while it waits alertably.</summary>
    Routine = 4,
}

/// <summary>
/// Completes an operation in the system's place: an AcceptEx, which is not over when TCP has a connection, since that may be a stranger's; a WSARecvMsg,
/// whose handles come by another way. Whatever the program waits with, it finds what the kernel would have left.
/// </summary>
internal unsafe struct Completion
{
    private CompletionKind _kind;
    private nint _target; // the port; the pool's object; the callback
    private nuint _key; // the port's
    private nint _callback; // the pool's
    private nint _context;

    public static Completion None => new() { _kind = CompletionKind.Event };

    /// <param name="target">The port, the callback, or what winsock.c packs for a pool: callback, context and object.</param>
    public static Completion Of(CompletionKind kind, nint* target, nuint key) => kind switch
    {
        CompletionKind.ThreadPool => new Completion { _kind = kind, _callback = target[0], _context = target[1], _target = target[2] },
        _ => new Completion { _kind = kind, _target = (nint)target, _key = key },
    };

    /// <summary>For an operation of this thread. To be ended or discarded.</summary>
    public static Completion ByRoutine(void* routine)
    {
        nint thread;
        nint self = Kernel32.GetCurrentProcess();
        bool has = Kernel32.DuplicateHandle(self, Kernel32.GetCurrentThread(), self, &thread, 0, 0, Win.DUPLICATE_SAME_ACCESS) != 0;
        return new Completion { _kind = CompletionKind.Routine, _callback = (nint)routine, _target = has ? thread : 0 };
    }

    /// <summary>There will be no end.</summary>
    public readonly void Discard()
    {
        if (_kind == CompletionKind.Routine && _target != 0)
        {
            Kernel32.CloseHandle(_target);
        }
    }

    /// <summary>The kernel doesn't end such an operation with the thread that has asked for it.</summary>
    public readonly bool OutlivesThread => _kind is CompletionKind.Port or CompletionKind.ThreadPool or CompletionKind.Callback;

    /// <summary>Before an operation: nobody may take the last one's result for its own.</summary>
    /// <param name="byRoutine">Then the event's field is the program's to use.</param>
    public static void Begin(OVERLAPPED* overlapped, bool byRoutine = false)
    {
        overlapped->Internal = Win.STATUS_PENDING;
        overlapped->InternalHigh = 0;
        if (!byRoutine && EventOf(overlapped) != 0)
        {
            Kernel32.ResetEvent(EventOf(overlapped));
        }
    }

    /// <summary>The operation is over. From here on its memory is the program's again.</summary>
    public readonly void End(OVERLAPPED* overlapped, int status, uint bytes)
    {
        nint signal = _kind == CompletionKind.Routine ? 0 : EventOf(overlapped); // with a routine the field is the program's
        bool isQuiet = _kind != CompletionKind.Routine && (overlapped->hEvent & 1) != 0;
        overlapped->InternalHigh = bytes;
        Volatile.Write(ref *(nuint*)overlapped, (uint)status);
        if (!isQuiet)
        {
            Tell(overlapped, status, bytes); // the port before the event: one who waits for the event may take its packet away at once
        }

        if (signal != 0)
        {
            Kernel32.SetEvent(signal);
        }
    }

    private readonly void Tell(OVERLAPPED* overlapped, int status, uint bytes)
    {
        switch (_kind)
        {
            case CompletionKind.Port:
                Ntdll.NtSetIoCompletion(_target, _key, (nuint)overlapped, status, bytes);
                break;
            case CompletionKind.ThreadPool:
                Kernel32.CancelThreadpoolIo(_target); // takes back the program's StartThreadpoolIo: nothing comes from the kernel
                Work.Queue(_callback, _context, _target, overlapped, status, bytes);
                break;
            case CompletionKind.Callback:
                Work.Queue(_target, 0, 0, overlapped, status, bytes);
                break;
            case CompletionKind.Routine:
                Work.QueueTo(_target, _callback, overlapped, status, bytes);
                Discard();
                break;
        }
    }

    private static nint EventOf(OVERLAPPED* overlapped) => overlapped->hEvent & ~1;

    /// <summary>A callback of the program's that a thread of the system's pool is to make.</summary>
    private struct Work
    {
        private nint _callback;
        private nint _context;
        private nint _pool;
        private OVERLAPPED* _overlapped;
        private int _status;
        private uint _bytes;

        public static void Queue(nint callback, nint context, nint pool, OVERLAPPED* overlapped, int status, uint bytes)
        {
            var work = (Work*)NativeMemory.Alloc((nuint)sizeof(Work));
            *work = new Work { _callback = callback, _context = context, _pool = pool, _overlapped = overlapped, _status = status, _bytes = bytes };
            if (Kernel32.TrySubmitThreadpoolCallback(&Run, work, 0) == 0)
            {
                NativeMemory.Free(work); // no memory in the whole system
            }
        }

        /// <summary>The same that a thread of the program's is to make. One that has ended makes none, as of the system's operations, which end with it.</summary>
        public static void QueueTo(nint thread, nint routine, OVERLAPPED* overlapped, int status, uint bytes)
        {
            var work = (Work*)NativeMemory.Alloc((nuint)sizeof(Work));
            *work = new Work { _callback = routine, _overlapped = overlapped, _status = status, _bytes = bytes };
            if (Kernel32.QueueUserAPC(&RunRoutine, thread, (nuint)work) == 0)
            {
                NativeMemory.Free(work);
            }
        }

        [UnmanagedCallersOnly]
        private static void RunRoutine(nuint parameter)
        {
            Work work = *(Work*)parameter;
            NativeMemory.Free((void*)parameter);
            uint error = Ntdll.RtlNtStatusToDosError(work._status);
            ((delegate* unmanaged<uint, uint, OVERLAPPED*, uint, void>)work._callback)(error, work._bytes, work._overlapped, 0);
        }

        [UnmanagedCallersOnly]
        private static void Run(nint instance, void* context)
        {
            Work work = *(Work*)context;
            NativeMemory.Free(context);
            uint error = Ntdll.RtlNtStatusToDosError(work._status);
            if (work._pool != 0)
            {
                ((delegate* unmanaged<void*, void*, void*, uint, nuint, void*, void>)work._callback)(
                    (void*)instance, (void*)work._context, work._overlapped, error, work._bytes, (void*)work._pool);
            }
            else
            {
                ((delegate* unmanaged<uint, uint, OVERLAPPED*, void>)work._callback)(error, work._bytes, work._overlapped);
            }
        }
    }
}
