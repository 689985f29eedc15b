using System.Buffers.Binary;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>The TCP sockets on the loopback interface that carry ours.</summary>
internal static unsafe class Carrier
{
    public static readonly nuint None = Win.INVALID_SOCKET;

    public const uint Loopback = ClientEndpoint.Listeners;

    /// <summary>Winsock's way to ask for a backlog of this size and no less.</summary>
    private const int LongestBacklog = -0xFFFF;

    /// <summary>Makes a TCP socket of the system's own provider, so that nothing layered over it sees, or changes, what goes between two programs of one machine.</summary>
    public static Errno Create(out nuint socket)
    {
        socket = CreateFor(Win.WSA_FLAG_NO_HANDLE_INHERIT);
        return socket == None ? WinsockLibrary.LastError() : Errno.None;
    }

    /// <summary>The same for a program that has the SOCKET itself, and may want children to inherit it.</summary>
    /// <returns><see cref="None"/>, and Winsock knows why.</returns>
    public static nuint CreateFor(uint flags) =>
        Ws2_32.WSASocketW(Win.AF_INET, Win.SOCK_STREAM, (int)IPPROTO.IPPROTO_TCP, TcpProvider.Line, 0, Win.WSA_FLAG_OVERLAPPED | flags);

    /// <summary>Binds so that nobody else can have the port; port 0 lets the system choose.</summary>
    public static Errno Bind(nuint socket, ClientEndpoint endpoint)
    {
        int yes = 1;
        Ws2_32.setsockopt(socket, Win.SOL_SOCKET, Win.SO_EXCLUSIVEADDRUSE, (byte*)&yes, sizeof(int));
        SOCKADDR_IN address = ToNative(endpoint);
        return Ws2_32.bind(socket, (SOCKADDR*)&address, sizeof(SOCKADDR_IN)) != 0 ? WinsockLibrary.LastError() : Errno.None;
    }

    /// <summary>Makes a socket and binds it to 127.0.0.1 and a free port.</summary>
    public static Errno CreateBound(out nuint socket, out ushort port)
    {
        port = 0;
        Errno error = Create(out socket);
        if (error == Errno.None)
        {
            error = Bind(socket, new ClientEndpoint(Loopback, 0));
        }

        SOCKADDR_IN address = default;
        int length = sizeof(SOCKADDR_IN);
        if (error == Errno.None && Ws2_32.getsockname(socket, (SOCKADDR*)&address, &length) != 0)
        {
            error = WinsockLibrary.LastError();
        }

        if (error != Errno.None)
        {
            Close(ref socket);
            return error;
        }

        port = BinaryPrimitives.ReverseEndianness(address.sin_port);
        return Errno.None;
    }

    public static Errno Listen(nuint socket) =>
        Ws2_32.listen(socket, LongestBacklog) != 0 && Ws2_32.listen(socket, Win.SOMAXCONN) != 0 ? WinsockLibrary.LastError() : Errno.None;

    /// <summary>Takes the next connection that TCP has made. A listener that is not non-blocking waits for one.</summary>
    /// <returns>None; EAGAIN when there is none; ECONNABORTED for one whose client reset it: ask for the next.</returns>
    public static Errno Accept(nuint listener, out nuint socket, out ClientEndpoint client)
    {
        return AcceptPlainly(listener, out socket, out client) switch
        {
            Win.WSAENOTCONN or Win.WSAECONNRESET or Win.WSAECONNABORTED => Errno.ECONNABORTED,
            int code => ErrorMap.FromWinsock(code),
        };
    }

    /// <summary>The same, with the error that Winsock gives.</summary>
    public static int AcceptPlainly(nuint listener, out nuint socket, out ClientEndpoint client)
    {
        SOCKADDR_IN address = default;
        int length = sizeof(SOCKADDR_IN);
        socket = Ws2_32.accept(listener, (SOCKADDR*)&address, &length);
        client = FromNative(address);
        return socket != None ? 0 : Ws2_32.WSAGetLastError();
    }

    /// <summary>accept() gives handles that every child inherits, whatever its listener is.</summary>
    public static void NeverInherit(nuint socket)
    {
        OBJECT_HANDLE_FLAG_INFORMATION flags = default;
        Ntdll.NtSetInformationObject((nint)socket, Ntdll.ObjectHandleFlagInformation, &flags, (uint)sizeof(OBJECT_HANDLE_FLAG_INFORMATION));
    }

    /// <summary>Connects a bound socket to a listener on 127.0.0.1.</summary>
    /// <param name="milliseconds">How long to wait for room in the listener's backlog.</param>
    /// <returns>None; ECONNREFUSED; EAGAIN when the time is over; EINTR.</returns>
    public static Errno Connect(nuint socket, ushort port, uint milliseconds)
    {
        Operation* operation = Operation.Rent(socket);
        if (operation == null)
        {
            return Errno.ENOBUFS;
        }

        SOCKADDR_IN address = ToNative(new ClientEndpoint(Loopback, port));
        Errno error = Errno.None;
        if (SocketExtensions.ConnectEx(socket)(socket, (SOCKADDR*)&address, sizeof(SOCKADDR_IN), null, 0, null, &operation->Overlapped) == 0)
        {
            int code = Ws2_32.WSAGetLastError();
            error = code == Win.WSA_IO_PENDING ? FinishConnect(socket, operation, milliseconds) : ErrorMap.FromWinsock(code);
        }

        Operation.Return(operation);

        // Tells Winsock what the driver knows: without it getpeername and shutdown don't believe in the connection.
        return error == Errno.None && Ws2_32.setsockopt(socket, Win.SOL_SOCKET, Win.SO_UPDATE_CONNECT_CONTEXT, null, 0) != 0 ? WinsockLibrary.LastError() : error;
    }

    /// <summary>
    /// The same as a program's own connect() would do it, on its own socket: what it has asked to be told of, FD_CONNECT perhaps, it is told. Not to be
    /// interrupted if the socket waits; but a closed port refuses at once, and a full backlog soon.
    /// </summary>
    public static Errno ConnectPlainly(nuint socket, ushort port, uint milliseconds)
    {
        SOCKADDR_IN address = ToNative(new ClientEndpoint(Loopback, port));
        if (Ws2_32.connect(socket, (SOCKADDR*)&address, sizeof(SOCKADDR_IN)) == 0)
        {
            return Errno.None;
        }

        int code = Ws2_32.WSAGetLastError();
        Operation* operation = code == Win.WSAEWOULDBLOCK ? Operation.Rent(socket) : null;
        if (operation == null)
        {
            return code == Win.WSAEWOULDBLOCK ? Errno.ENOBUFS : ErrorMap.FromWinsock(code);
        }

        const uint Connected = Afd.AFD_POLL_CONNECT | Afd.AFD_POLL_SEND;
        WaitEnd end = Readiness.WaitFor(socket, Connected | Afd.AFD_POLL_CONNECT_FAIL, milliseconds, operation, out uint happened);
        Operation.Return(operation);
        return (happened & Connected) != 0 ? Errno.None : end == WaitEnd.Completed ? Errno.ECONNREFUSED : Operation.ErrorOf(end);
    }

    public static Errno SetNonBlocking(nuint socket, bool isNonBlocking = true)
    {
        uint value = isNonBlocking ? 1u : 0;
        return Ws2_32.ioctlsocket(socket, unchecked((int)Win.FIONBIO), &value) != 0 ? WinsockLibrary.LastError() : Errno.None;
    }

    /// <summary>What every connection needs before it sends: not to block in Winsock, and not to wait for more.</summary>
    public static void PrepareToSend(nuint socket)
    {
        SetNonBlocking(socket);
        SetNoDelay(socket);
    }

    public static void SetNoDelay(nuint socket)
    {
        int yes = 1;
        Ws2_32.setsockopt(socket, (int)IPPROTO.IPPROTO_TCP, Win.TCP_NODELAY, (byte*)&yes, sizeof(int));
    }

    /// <summary>True when no other handle of this socket is open, in whatever process.</summary>
    public static bool IsAlone(nuint socket)
    {
        PUBLIC_OBJECT_BASIC_INFORMATION information;
        int status = Ntdll.NtQueryObject(
            (nint)socket, OBJECT_INFORMATION_CLASS.ObjectBasicInformation, &information, (uint)sizeof(PUBLIC_OBJECT_BASIC_INFORMATION), null);
        return status != Win.STATUS_SUCCESS || information.HandleCount <= 1;
    }

    /// <summary>Where a TCP connection comes from.</summary>
    public static ClientEndpoint PeerOf(nuint socket)
    {
        SOCKADDR_IN address = default;
        int length = sizeof(SOCKADDR_IN);
        Ws2_32.getpeername(socket, (SOCKADDR*)&address, &length);
        return FromNative(address);
    }

    /// <summary>Closes in good order: what was sent still arrives.</summary>
    public static void Close(ref nuint socket)
    {
        if (socket != None)
        {
            Ws2_32.closesocket(socket);
            socket = None;
        }
    }

    /// <summary>Throws a connection away: the other side sees a reset.</summary>
    public static void Reset(ref nuint socket)
    {
        var abort = new LINGER { l_onoff = 1, l_linger = 0 };
        Ws2_32.setsockopt(socket, Win.SOL_SOCKET, Win.SO_LINGER, (byte*)&abort, sizeof(LINGER));
        Close(ref socket);
    }

    /// <summary>Two sockets connected to each other, and surely to nobody else.</summary>
    public static Errno Pair(out nuint one, out nuint other)
    {
        other = None;
        nuint listener = None;
        one = None;
        WinsockLibrary.Start();
        Errno error = CreateBound(out listener, out ushort listenerPort);
        if (error == Errno.None)
        {
            error = Ws2_32.listen(listener, 1) != 0 ? WinsockLibrary.LastError() : CreateBound(out one, out ushort port);
            if (error == Errno.None)
            {
                error = Connect(one, listenerPort, Win.INFINITE);
            }

            // A stranger may have been faster: the connection is ours when it comes from the port that we hold.
            while (error == Errno.None)
            {
                error = Accept(listener, out other, out ClientEndpoint client);
                if (error == Errno.None && client == new ClientEndpoint(Loopback, LocalPort(one)))
                {
                    NeverInherit(other);
                    break;
                }

                if (error == Errno.None)
                {
                    Reset(ref other);
                }
                else if (error == Errno.ECONNABORTED)
                {
                    error = Errno.None;
                }
            }

            Close(ref listener);
        }

        if (error != Errno.None)
        {
            Close(ref one);
        }

        return error;
    }

    private static ushort LocalPort(nuint socket)
    {
        SOCKADDR_IN address = default;
        int length = sizeof(SOCKADDR_IN);
        Ws2_32.getsockname(socket, (SOCKADDR*)&address, &length);
        return BinaryPrimitives.ReverseEndianness(address.sin_port);
    }

    private static Errno FinishConnect(nuint socket, Operation* operation, uint milliseconds)
    {
        WaitEnd end;
        do
        {
            end = operation->Wait(milliseconds);
        }
        while (end == WaitEnd.Woken);

        if (end != WaitEnd.Completed)
        {
            operation->Cancel((nint)socket);
        }

        int status = operation->Status;
        if (status == Win.STATUS_SUCCESS)
        {
            return Errno.None;
        }

        return end != WaitEnd.Completed ? Operation.ErrorOf(end) : ErrorMap.FromWin32(Ntdll.RtlNtStatusToDosError(status));
    }

    private static ClientEndpoint FromNative(in SOCKADDR_IN address) =>
        new(BinaryPrimitives.ReverseEndianness(address.sin_addr.S_un.S_addr), BinaryPrimitives.ReverseEndianness(address.sin_port));

    private static SOCKADDR_IN ToNative(ClientEndpoint endpoint)
    {
        SOCKADDR_IN address = default;
        address.sin_family = Win.AF_INET;
        address.sin_port = BinaryPrimitives.ReverseEndianness(endpoint.Port);
        address.sin_addr.S_un.S_addr = BinaryPrimitives.ReverseEndianness(endpoint.Address);
        return address;
    }
}
