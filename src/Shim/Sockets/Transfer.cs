using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// What moves bytes: the one seam between a connected socket and TCP. One system call for each send or receive that need not wait.
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
    /// <returns>The bytes, 0 at the end of the stream; EAGAIN, EINTR, ECONNRESET.</returns>
    public static Result Receive(SocketDescription socket, byte* buffer, nuint length, int flags, bool wait)
    {
        int count = (int)Math.Min(length, MaxBytes);
        if (!wait)
        {
            socket.PrepareToSend(); // which also makes it non-blocking
            int received = Ws2_32.recv(socket.Handle, buffer, count, flags);
            return received >= 0 ? received : Winsock.LastError();
        }

        Operation* operation = Operation.Rent(socket.Handle);
        if (operation == null)
        {
            return Errno.ENOBUFS;
        }

        Result result = ReceiveWaiting(socket, buffer, count, flags, operation);
        Operation.Return(operation);
        return result;
    }

    /// <summary>Sends all of it, or what the socket takes when it must not wait.</summary>
    /// <returns>The bytes taken, fewer than asked for only when something stopped it half-way; else EAGAIN, EINTR, EPIPE.</returns>
    public static Result Send(SocketDescription socket, byte* buffer, nuint length, bool wait)
    {
        int count = (int)Math.Min(length, MaxBytes);
        int sent = 0;
        socket.PrepareToSend();
        while (true)
        {
            int now = Ws2_32.send(socket.Handle, buffer + sent, count - sent, 0);
            sent += Math.Max(now, 0);
            if (sent == count)
            {
                return sent;
            }

            Errno error = now >= 0 ? Errno.None : Winsock.LastError();
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

    private static Result ReceiveWaiting(SocketDescription socket, byte* buffer, int count, int flags, Operation* operation)
    {
        var vector = new WSABUF { len = (uint)count, buf = buffer };
        uint received;
        uint nativeFlags = (uint)flags;
        if (Ws2_32.WSARecv(socket.Handle, &vector, 1, &received, &nativeFlags, &operation->Overlapped, null) == 0)
        {
            return (int)received;
        }

        int code = Ws2_32.WSAGetLastError();
        if (code != Win.WSA_IO_PENDING)
        {
            return ErrorMap.FromWinsock(code);
        }

        WaitEnd end;
        do
        {
            end = socket.IsReadShut || socket.IsAbandoned ? WaitEnd.Woken : operation->Wait(socket.ReceiveTimeout);
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

    private static Errno WaitForRoom(SocketDescription socket)
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
