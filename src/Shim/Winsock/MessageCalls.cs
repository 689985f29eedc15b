using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// WSASendMsg and WSARecvMsg, which Winsock has for datagrams alone: here they pass handles. The bytes are the system's affair, in WSASend and WSARecv,
/// and go past us, so handles have no place between them: they come with the next message that has room for some.
/// </summary>
internal static unsafe class MessageCalls
{
    public static int Send(nuint handle, WSAMSG* message, uint flags, uint* sent, OVERLAPPED* overlapped, void* routine)
    {
        WinsockSocket? shipper = null;
        Shipment shipment = default;
        Cargo? cargo = null;
        int error = IsBad(message) ? Win.WSAEFAULT : PassedHandles.Gather(message->Control, out cargo);
        if (error == 0)
        {
            using var held = new HeldSocket(handle);
            shipper = held.IsNone ? null : held.Entry;
            error = held.IsNone ? Win.WSAENOTSOCK
                : !held.Socket.IsConnected ? Win.WSAENOTCONN
                : message->name != null && message->namelen > 0 ? Win.WSAEISCONN
                : cargo == null || LengthOf(message) is not (> 0 and uint length) ? 0
                : Ship(held.Socket, cargo, length, overlapped != null, out shipment);
        }

        // Nothing of ours is held while the system waits, so that closesocket() in another thread ends it.
        if (error == 0)
        {
            error = Ws2_32.WSASend(
                handle, message->lpBuffers, message->dwBufferCount, sent, flags, overlapped, (delegate* unmanaged<uint, uint, OVERLAPPED*, uint, void>)routine) == 0
                ? 0
                : Ws2_32.WSAGetLastError();
            if (error is not (0 or Win.WSA_IO_PENDING) && cargo != null)
            {
                using var again = new HeldSocket(handle);
                if (!again.IsNone && again.Entry == shipper)
                {
                    shipment.TakeBack(cargo); // else it has gone with the connection
                }
            }
        }

        cargo?.Dispose();
        return error;
    }

    public static int Receive(nuint handle, WSAMSG* message, uint* received, OVERLAPPED* overlapped, void* routine)
    {
        uint flags;
        using (var held = new HeldSocket(handle))
        {
            if (held.IsNone || IsBad(message))
            {
                return held.IsNone ? Win.WSAENOTSOCK : Win.WSAEFAULT;
            }

            flags = message->dwFlags;
            message->namelen = 0; // as of any stream
            if (overlapped != null && (HasRoom(message) || flags != 0)) // the system would leave the flags
            {
                return ReceiveRequest.Begin(held, message, overlapped, routine);
            }
        }

        message->Control.len = overlapped != null ? 0 : message->Control.len;
        uint count = 0;
        received = received == null && overlapped == null ? &count : received;
        uint* told = overlapped != null ? &message->dwFlags : &flags;
        bool peeks = (flags & Win.MSG_PEEK) != 0;
        if (Ws2_32.WSARecv(
            handle, message->lpBuffers, message->dwBufferCount, received, told, overlapped,
            (delegate* unmanaged<uint, uint, OVERLAPPED*, uint, void>)routine) != 0)
        {
            return Ws2_32.WSAGetLastError();
        }

        if (overlapped == null)
        {
            using var held = new HeldSocket(handle);
            OnReceived(held.IsNone ? null : held.Socket, message, *received, peeks);
        }

        return 0;
    }

    /// <summary>The bytes have come. So have the handles that were sent with them.</summary>
    /// <param name="socket">Null when it has been closed meanwhile.</param>
    public static void OnReceived(UnixSocket? socket, WSAMSG* message, uint bytes, bool peeks)
    {
        bool hasRoom = bytes > 0 && HasRoom(message);
        int more = 0;
        Cargo? cargo = hasRoom && socket != null ? socket.TakeShipped(peeks, out more) : null;
        uint flags = (uint)more; // of a stream the system has none to tell, and may leave those that it was asked with
        message->Control.len = cargo == null ? 0 : PassedHandles.Deliver(cargo, message->Control, ref flags);
        message->dwFlags = flags;
    }

    private static int Ship(UnixSocket socket, Cargo cargo, uint length, bool isOverlapped, out Shipment shipment)
    {
        shipment = default;
        bool mustNotWait = !isOverlapped && socket.NonBlocking;
        if (mustNotWait && !socket.HasRoomToSend)
        {
            return Win.WSAEWOULDBLOCK;
        }

        bool waits = !isOverlapped && !mustNotWait;
        Errno error = socket.Ship(cargo, length, waits, out shipment);
        return waits && error == Errno.EAGAIN ? Win.WSAETIMEDOUT : WinsockError.Of(error);
    }

    /// <summary>Its bytes; of very many, many.</summary>
    private static uint LengthOf(WSAMSG* message)
    {
        ulong length = 0;
        for (uint i = 0; i < message->dwBufferCount; i++)
        {
            length += message->lpBuffers[i].len;
        }

        return (uint)Math.Min(length, int.MaxValue);
    }

    private static bool IsBad(WSAMSG* message) => CallerMemory.IsBad(message) || (message->dwBufferCount > 0 && CallerMemory.IsBad(message->lpBuffers));

    private static bool HasRoom(WSAMSG* message) => message->Control.len > 0 && !CallerMemory.IsBad(message->Control.buf);
}
