using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// What moves bytes: the one seam between a connected socket and TCP. One system call for each send or receive that need not wait, however many parts
/// it has.
/// </summary>
internal static unsafe class Transfer
{
    /// <summary>As Linux: no call moves more, so that every count fits an int.</summary>
    public const int MaxBytes = 0x7FFF_F000;

    /// <summary>
    /// How long a blocked send sleeps before it looks again whether the peer still reads: a peer that only shut its reading side down sends no sign of it.
    /// </summary>
    private const uint LookAgainMilliseconds = 100;

    /// <summary>Receives once.</summary>
    /// <param name="flags">Winsock's: MSG_PEEK or none.</param>
    /// <returns>The bytes, 0 at the end of the stream; EAGAIN, EINTR, ECONNRESET.</returns>
    public static Result Receive(SocketDescription socket, in Message message, int flags, bool wait, Deadline deadline)
    {
        if (!wait)
        {
            return ReceiveNow(socket, message, flags);
        }

        Operation* operation = Operation.Rent(socket.Handle);
        if (operation == null)
        {
            return Errno.ENOBUFS;
        }

        // Winsock promises MSG_PEEK only for a receive that does not wait.
        Result result = flags == 0 ? ReceiveWaiting(socket, message, operation, deadline) : PeekWaiting(socket, message, flags, operation, deadline);
        Operation.Return(operation);
        return result;
    }

    /// <summary>Sends all of it, or what the socket takes when it must not wait.</summary>
    /// <returns>The bytes taken, fewer than asked for only when something stopped it half-way; else EAGAIN, EINTR, EPIPE.</returns>
    public static Result Send(SocketDescription socket, ref Message message, bool wait, int flags = 0)
    {
        long sent = 0;
        socket.PrepareToSend();
        while (true)
        {
            uint now;
            Errno error = Ws2_32.WSASend(socket.Handle, message.Parts, (uint)message.Count, &now, (uint)flags, null, null) == 0 ? Errno.None : WinsockLibrary.LastError();
            if (error == Errno.None)
            {
                sent += now;
                if (now == message.Length)
                {
                    return sent;
                }

                message.Skip(now);
            }

            if (error == Errno.EAGAIN && wait)
            {
                error = WaitForRoom(socket);
            }

            if (error != Errno.None)
            {
                return sent > 0 ? sent : error;
            }
        }
    }

    /// <summary>Receives what is there.</summary>
    public static Result ReceiveNow(SocketDescription socket, in Message message, int flags)
    {
        socket.PrepareToSend(); // which also makes it non-blocking
        uint received;
        uint nativeFlags = (uint)flags;
        return Ws2_32.WSARecv(socket.Handle, message.Parts, (uint)message.Count, &received, &nativeFlags, null, null) == 0 ? (long)received : WinsockLibrary.LastError();
    }

    private static Result ReceiveWaiting(SocketDescription socket, in Message message, Operation* operation, Deadline deadline)
    {
        uint received;
        uint nativeFlags = 0;
        if (Ws2_32.WSARecv(socket.Handle, message.Parts, (uint)message.Count, &received, &nativeFlags, &operation->Overlapped, null) == 0)
        {
            return (long)received;
        }

        int code = Ws2_32.WSAGetLastError();
        if (code != Win.WSA_IO_PENDING)
        {
            return ErrorMap.FromWinsock(code);
        }

        WaitEnd end;
        do
        {
            end = socket.IsReadShut || socket.IsAbandoned ? WaitEnd.Woken : operation->Wait(deadline.Rest);
        }
        while (end == WaitEnd.Woken && !socket.IsReadShut && !socket.IsAbandoned);

        if (end != WaitEnd.Completed)
        {
            operation->Cancel((nint)socket.Handle);
        }

        int status = operation->Status;
        if (status == Win.STATUS_SUCCESS)
        {
            return (long)operation->Information;
        }

        if (end == WaitEnd.Woken)
        {
            return socket.IsAbandoned ? Errno.EBADF : 0; // shut down for reading: the end of the stream
        }

        return end != WaitEnd.Completed ? Operation.ErrorOf(end) : ErrorMap.FromWin32(Ntdll.RtlNtStatusToDosError(status));
    }

    private static Result PeekWaiting(SocketDescription socket, in Message message, int flags, Operation* operation, Deadline deadline)
    {
        while (true)
        {
            Result result = ReceiveNow(socket, message, flags);
            if (result.Error != Errno.EAGAIN)
            {
                return result;
            }

            Errno error = WaitToReceive(socket, operation, deadline, out bool over);
            if (error != Errno.None || over)
            {
                return error != Errno.None ? error : 0;
            }
        }
    }

    /// <summary>Waits until a receive may find something.</summary>
    /// <param name="over">The socket is shut down for reading: the end of the stream.</param>
    /// <returns>EAGAIN when the time is over, EINTR, EBADF.</returns>
    public static Errno WaitToReceive(SocketDescription socket, Operation* operation, Deadline deadline, out bool over)
    {
        over = socket.IsReadShut;
        if (over || socket.IsAbandoned)
        {
            return socket.IsAbandoned ? Errno.EBADF : Errno.None;
        }

        WaitEnd end = Readiness.WaitFor(socket.Handle, Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT, deadline.Rest, operation, out _);
        return end is WaitEnd.TimedOut or WaitEnd.Interrupted ? Operation.ErrorOf(end) : Errno.None;
    }

    /// <summary>Waits until a send may find room.</summary>
    /// <returns>EAGAIN when the time is over, EINTR, EBADF, EPIPE.</returns>
    public static Errno WaitForRoom(SocketDescription socket)
    {
        Operation* operation = Operation.Rent(socket.Handle);
        if (operation == null)
        {
            return Errno.ENOBUFS;
        }

        uint limit = socket.SendTimeout;
        ulong end = limit == Win.INFINITE ? ulong.MaxValue : Kernel32.GetTickCount64() + limit;
        Errno error = Errno.None;
        while (error == Errno.None)
        {
            if (socket.IsWriteOver || socket.IsAbandoned)
            {
                error = socket.IsAbandoned ? Errno.EBADF : Errno.EPIPE;
                break;
            }

            WaitEnd ended = Readiness.WaitFor(socket.Handle, Afd.AFD_POLL_SEND, Math.Min(limit, LookAgainMilliseconds), operation, out _);
            if (ended == WaitEnd.Completed)
            {
                break;
            }

            error = ended switch
            {
                WaitEnd.Interrupted => Errno.EINTR,
                WaitEnd.TimedOut when Kernel32.GetTickCount64() >= end => Errno.EAGAIN,
                _ => Errno.None,
            };
        }

        Operation.Return(operation);
        return error;
    }
}
