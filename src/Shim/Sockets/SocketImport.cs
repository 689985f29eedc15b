using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>Winsock sockets that come from another process.</summary>
internal static unsafe class SocketImport
{
    /// <summary>
    /// Makes a socket of one that another process gave: by its protocol information, or by a handle that was inherited, which Winsock doesn't know as a
    /// socket of this process before it has made a copy of it.
    /// </summary>
    /// <param name="given">The program is to have it itself, and has started Winsock.</param>
    public static Errno Open(Parcel* parcel, bool given, out nuint socket)
    {
        socket = Carrier.None;
        if ((parcel->Flags & ParcelFlags.HasSocket) == 0)
        {
            // A socket with which nothing has been done yet; a program's own has a carrier even so.
            return given && parcel->Kind == ParcelKind.Unix ? Carrier.Create(out socket) : Errno.None;
        }

        if (!given)
        {
            WinsockLibrary.Start();
        }

        var inherited = (nuint)parcel->InheritedSocket;
        if (inherited == 0)
        {
            return Make(&parcel->Socket, out socket);
        }

        if (Ws2_32.WSADuplicateSocketW(inherited, Kernel32.GetCurrentProcessId(), &parcel->Socket) != 0)
        {
            return WinsockLibrary.LastError();
        }

        Errno error = Make(&parcel->Socket, out socket);
        if (Ws2_32.closesocket(inherited) != 0)
        {
            Kernel32.CloseHandle((nint)inherited);
        }

        return error;
    }

    /// <summary>
    /// Makes a handle that this process has inherited a SOCKET of that number. On Windows it is one. Wine's Winsock keeps a list of its sockets, into which
    /// it takes what another process gave it: so this one is given to ourselves, and in place of the copy it gets the handle that we have.
    /// </summary>
    /// <returns>ENOTSOCK when it is none, or can't be made one; it is left as it is.</returns>
    public static Errno Adopt(nuint inherited, out nuint socket)
    {
        WinsockLibrary.Start();
        WSABUF nothing;
        uint sent;
        socket = inherited;
        if (Ws2_32.WSASend(inherited, &nothing, 0, &sent, 0, null, null) == 0 || Ws2_32.WSAGetLastError() != Win.WSAENOTSOCK)
        {
            return Errno.None; // connected or not, it is one; and not even an empty datagram goes out
        }

        WSAPROTOCOL_INFOW info;
        socket = Carrier.None;
        if (Ws2_32.WSADuplicateSocketW(inherited, Kernel32.GetCurrentProcessId(), &info) != 0
            || KernelBase.CompareObjectHandles((nint)info.dwServiceFlags3, (nint)inherited) == 0)
        {
            return Errno.ENOTSOCK;
        }

        Kernel32.CloseHandle((nint)info.dwServiceFlags3);
        info.dwServiceFlags3 = (uint)inherited;
        socket = Ws2_32.WSASocketW(Win.FROM_PROTOCOL_INFO, Win.FROM_PROTOCOL_INFO, Win.FROM_PROTOCOL_INFO, &info, 0, Win.WSA_FLAG_OVERLAPPED);
        return socket == inherited ? Errno.None : Errno.ENOTSOCK;
    }

    /// <summary>Another SOCKET of this process for a socket that it has.</summary>
    /// <param name="info">Filled in.</param>
    public static Errno Copy(nuint socket, WSAPROTOCOL_INFOW* info, out nuint copy)
    {
        copy = Carrier.None;
        return Ws2_32.WSADuplicateSocketW(socket, Kernel32.GetCurrentProcessId(), info) != 0 ? WinsockLibrary.LastError() : Make(info, out copy);
    }

    private static Errno Make(WSAPROTOCOL_INFOW* info, out nuint socket)
    {
        socket = Ws2_32.WSASocketW(
            Win.FROM_PROTOCOL_INFO, Win.FROM_PROTOCOL_INFO, Win.FROM_PROTOCOL_INFO, info, 0, Win.WSA_FLAG_OVERLAPPED | Win.WSA_FLAG_NO_HANDLE_INHERIT);
        return socket == Carrier.None ? WinsockLibrary.LastError() : Errno.None;
    }
}
