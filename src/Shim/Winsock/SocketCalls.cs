using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>socket, bind, listen, connect, names, shutdown and closesocket. Each gives 0 or an error of Winsock's.</summary>
internal static unsafe class SocketCalls
{
    /// <summary>Flags of WSASocket that a TCP socket may have, too. All ours are overlapped, which changes nothing for who doesn't know.</summary>
    private const uint Flags = Win.WSA_FLAG_NO_HANDLE_INHERIT;

    /// <param name="info">What WSADuplicateSocket gave, or a line of the catalogue, which then says what the other parameters leave to it; null for none.</param>
    public static int Create(int type, int protocol, byte* info, bool isWide, uint flags, out nuint socket)
    {
        socket = Carrier.None;
        if (info != null)
        {
            if (SharedSocket.TryOpen(info, isWide, out socket, out int error))
            {
                return error;
            }

            WSAPROTOCOL_INFOW line = ProtocolCatalogue.Read(info, isWide);
            type = type == Win.FROM_PROTOCOL_INFO ? line.iSocketType : type;
            protocol = protocol == Win.FROM_PROTOCOL_INFO ? line.iProtocol : protocol;
        }

        if (type != Win.SOCK_STREAM && type != 0)
        {
            return Win.WSAEAFNOSUPPORT; // as Windows: there are only streams
        }

        if (protocol != 0)
        {
            return Win.WSAEPROTONOSUPPORT;
        }

        socket = Carrier.CreateFor(flags & Flags);
        if (socket == Carrier.None)
        {
            return Ws2_32.WSAGetLastError();
        }

        if (SocketTable.Add(socket, UnixSocket.CreateOver(socket)) == null)
        {
            socket = Carrier.None;
            return Win.WSAENOBUFS;
        }

        return 0;
    }

    public static int Bind(nuint handle, byte* address, int length)
    {
        using var held = new HeldSocket(handle);
        return held.IsNone ? Win.WSAENOTSOCK
            : CallerMemory.IsBad(address) || length < sizeof(ushort) ? Win.WSAEFAULT
            : *(ushort*)address != UnixAddress.Family ? Win.WSAEAFNOSUPPORT
            : WinsockError.Of(BindTo(held.Socket, address, length));
    }

    public static int Listen(nuint handle, int backlog)
    {
        using var held = new HeldSocket(handle);
        if (held.IsNone)
        {
            return Win.WSAENOTSOCK;
        }

        return held.Socket.IsConnected ? Win.WSAEISCONN : WinsockError.Of(held.Socket.Listen(Asked(backlog)).Error);
    }

    /// <param name="mustNotWait">Whatever the socket does: for room in the listener's queue.</param>
    public static int Connect(nuint handle, byte* address, int length, bool mustNotWait = false)
    {
        using var held = new HeldSocket(handle);
        return held.IsNone ? Win.WSAENOTSOCK
            : CallerMemory.IsBad(address) || length < sizeof(ushort) ? Win.WSAEFAULT
            : *(ushort*)address != UnixAddress.Family ? Win.WSAEAFNOSUPPORT
            : length <= NativeAddress.Whole && !NativeAddress.HasName(address, length) ? Win.WSAEINVAL
            : WinsockError.OfConnect(
                length > NativeAddress.Whole ? Errno.EINVAL : held.Socket.Connect(address, length, mustNotWait || held.Socket.NonBlocking).Error);
    }

    /// <summary>
    /// ConnectEx: connects at once, which on one machine takes no time worth waiting for, and completes the program's operation with a send of what it
    /// wants to send, or of nothing: so the system itself tells whomever the program wants to be told.
    /// </summary>
    public static int ConnectEx(nuint handle, byte* address, int length, byte* data, uint size, uint* sent, OVERLAPPED* overlapped)
    {
        if (CallerMemory.IsBad(overlapped))
        {
            return Win.ERROR_INVALID_PARAMETER;
        }

        int error = Connect(handle, address, length, mustNotWait: true);
        if (error != 0)
        {
            return error;
        }

        WSABUF buffer;
        buffer.buf = data;
        buffer.len = data == null ? 0 : size;
        uint count;
        return Ws2_32.WSASend(handle, &buffer, 1, sent == null ? &count : sent, 0, overlapped, null) == 0 ? 0 : Ws2_32.WSAGetLastError();
    }

    public static int GetName(nuint handle, bool ofPeer, byte* address, int* length)
    {
        using var held = new HeldSocket(handle);
        if (held.IsNone)
        {
            return Win.WSAENOTSOCK;
        }

        if (ofPeer)
        {
            return held.Socket.IsConnected ? NativeAddress.WritePeer(held.Socket, address, length) : Win.WSAENOTCONN;
        }

        return NativeAddress.Write(held.Socket.Name, address, length);
    }

    public static int Shutdown(nuint handle, int how)
    {
        using var held = new HeldSocket(handle);
        if (held.IsNone)
        {
            return Win.WSAENOTSOCK;
        }

        if (how is < Win.SD_RECEIVE or > Win.SD_BOTH)
        {
            return Win.WSAEINVAL;
        }

        if (!held.Socket.IsConnected)
        {
            return Win.WSAENOTCONN;
        }

        held.Socket.Shutdown(how);
        return how == Win.SD_SEND || Ws2_32.shutdown(handle, Win.SD_RECEIVE) == 0 ? 0 : Ws2_32.WSAGetLastError();
    }

    public static int Close(nuint handle)
    {
        WinsockSocket? socket = SocketTable.Remove(handle);
        return socket == null ? Win.WSAENOTSOCK : WinsockError.Of(socket.Close());
    }

    /// <summary>The program has made connect() and accept() not wait, or wait again.</summary>
    public static void SetNonBlocking(nuint handle, bool on)
    {
        using var held = new HeldSocket(handle);
        if (!held.IsNone)
        {
            held.Socket.NonBlocking = on;
        }
    }

    /// <summary>The program has told the system how a handle's operations are to complete.</summary>
    public static void SetCompletion(nuint handle, Completion completion)
    {
        using var held = new HeldSocket(handle);
        if (!held.IsNone)
        {
            held.Entry.Completion = completion;
        }
    }

    /// <summary>Longer names are not for programs that know Windows' AF_UNIX. With the family alone the name is chosen, as on Linux.</summary>
    private static Errno BindTo(UnixSocket socket, byte* address, int length) =>
        length > NativeAddress.Whole ? Errno.EINVAL
        : length == sizeof(ushort) || NativeAddress.HasName(address, length) ? socket.Bind(address, length).Error
        : Errno.EOPNOTSUPP;

    /// <summary>SOMAXCONN, and SOMAXCONN_HINT(n), which is -n, in plain numbers.</summary>
    private static int Asked(int backlog) => backlog == Win.SOMAXCONN ? int.MaxValue : backlog == int.MinValue ? int.MaxValue : Math.Abs(backlog);
}
