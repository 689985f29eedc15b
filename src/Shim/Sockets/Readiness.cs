using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// Asks AFD, the driver under Winsock, what sockets are ready for. Unlike WSAPoll and select it takes any number of sockets in one call, and waits in
/// a way that can be ended.
/// </summary>
internal static unsafe class Readiness
{
    private static nint s_device;
    private static readonly Lock s_lock = new();

    /// <summary>What ends every wait on a connection, asked for or not.</summary>
    public const uint Ends = Afd.AFD_POLL_ABORT | Afd.AFD_POLL_LOCAL_CLOSE;

    /// <summary>Bytes that a question about so many sockets takes.</summary>
    public static int SizeFor(int sockets) => sizeof(AFD_POLL_INFO) + (Math.Max(sockets, 1) - 1) * sizeof(AFD_POLL_HANDLE_INFO);

    /// <summary>
    /// Asks, and waits until one of the sockets is ready. The answer takes the question's place and has only the sockets that are ready;
    /// none when the time is over.
    /// </summary>
    /// <param name="milliseconds">0 asks only; INFINITE waits without end.</param>
    /// <param name="operation">Null allows no wait.</param>
    /// <returns>Completed (look at the answer), or what ended the wait. An error stands for a socket that isn't one any more.</returns>
    public static WaitEnd Ask(AFD_POLL_INFO* info, uint milliseconds, Operation* operation, out Errno error)
    {
        const long Forever = long.MaxValue;
        const int UnitsPerMillisecond = 10_000; // of 100 ns; negative is relative
        int size = SizeFor((int)info->NumberOfHandles);
        info->Timeout = milliseconds == Win.INFINITE ? Forever : -(long)milliseconds * UnitsPerMillisecond;
        info->Exclusive = 0;
        error = Errno.None;
        nint device = Device();
        operation->Begin();
        int status = Ntdll.NtDeviceIoControlFile(
            device, operation->Event, null, null, (IO_STATUS_BLOCK*)operation, Afd.IOCTL_AFD_POLL, info, (uint)size, info, (uint)size);
        WaitEnd end = WaitEnd.Completed;
        if (status == Win.STATUS_PENDING)
        {
            do
            {
                end = operation->Wait(Win.INFINITE); // AFD itself keeps the time
            }
            while (end != WaitEnd.Completed && milliseconds == 0); // who only asks gets the answer
            if (end != WaitEnd.Completed)
            {
                operation->Cancel(device);
            }

            status = operation->Status;
        }

        if (status == Win.STATUS_TIMEOUT)
        {
            info->NumberOfHandles = 0;
            return WaitEnd.TimedOut;
        }

        if (status != Win.STATUS_SUCCESS)
        {
            info->NumberOfHandles = 0;
            if (end == WaitEnd.Completed)
            {
                error = status == Win.STATUS_CANCELLED ? Errno.EINTR : ErrorMap.FromWin32(Ntdll.RtlNtStatusToDosError(status));
            }

            return end;
        }

        // Finished after all: the answer counts, even if something else ended the wait meanwhile.
        return info->NumberOfHandles == 0 ? (end == WaitEnd.Completed ? WaitEnd.TimedOut : end) : WaitEnd.Completed;
    }

    /// <summary>Waits for one socket.</summary>
    /// <returns>Completed, with what has happened, or what ended the wait.</returns>
    public static WaitEnd WaitFor(nuint socket, uint events, uint milliseconds, Operation* operation, out uint happened)
    {
        AFD_POLL_INFO info;
        info.NumberOfHandles = 1;
        info.Handles.Handle = (nint)socket;
        info.Handles.Events = events | Ends;
        info.Handles.Status = 0;
        WaitEnd end = Ask(&info, milliseconds, operation, out Errno error);
        happened = end == WaitEnd.Completed ? (error == Errno.None ? info.Handles.Events : Ends) : 0;
        return end;
    }

    private static nint Device()
    {
        nint device = Volatile.Read(ref s_device);
        return device != 0 ? device : Open();
    }

    /// <summary>Any name below \Device\Afd gives a handle that polls sockets and is none itself.</summary>
    private static nint Open()
    {
        lock (s_lock)
        {
            if (s_device == 0)
            {
                fixed (char* text = @"\Device\Afd\afunix")
                {
                    UNICODE_STRING name;
                    Ntdll.RtlInitUnicodeString(&name, text);
                    var attributes = new OBJECT_ATTRIBUTES { Length = (uint)sizeof(OBJECT_ATTRIBUTES), ObjectName = &name };
                    IO_STATUS_BLOCK status;
                    nint device;
                    int created = Ntdll.NtCreateFile(
                        &device, Win.SYNCHRONIZE, &attributes, &status, null, 0, Win.FILE_SHARE_READ | Win.FILE_SHARE_WRITE, Win.FILE_OPEN, 0, null, 0);
                    if (created != Win.STATUS_SUCCESS)
                    {
                        throw new InvalidOperationException("Windows does not open its own socket driver.");
                    }

                    Volatile.Write(ref s_device, device);
                }
            }

            return s_device;
        }
    }
}
