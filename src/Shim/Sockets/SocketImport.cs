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
    public static Errno Open(Parcel* parcel, out nuint socket)
    {
        socket = Carrier.None;
        if ((parcel->Flags & ParcelFlags.HasSocket) == 0)
        {
            return Errno.None;
        }

        WinsockLibrary.Start();
        var inherited = (nuint)parcel->InheritedSocket;
        if (inherited != 0 && Ws2_32.WSADuplicateSocketW(inherited, Kernel32.GetCurrentProcessId(), &parcel->Socket) != 0)
        {
            return WinsockLibrary.LastError();
        }

        socket = Ws2_32.WSASocketW(
            Win.FROM_PROTOCOL_INFO, Win.FROM_PROTOCOL_INFO, Win.FROM_PROTOCOL_INFO, &parcel->Socket, 0, Win.WSA_FLAG_OVERLAPPED | Win.WSA_FLAG_NO_HANDLE_INHERIT);
        Errno error = socket == Carrier.None ? WinsockLibrary.LastError() : Errno.None;
        if (inherited != 0 && Ws2_32.closesocket(inherited) != 0)
        {
            Kernel32.CloseHandle((nint)inherited);
        }

        return error;
    }

    /// <summary>
    /// Makes a handle that this process has inherited a SOCKET of that number. On Windows it is one. Other Winsocks (Wine's) keep a list of their sockets, and
    /// know only a copy that they have made themselves: then the handle makes room for the copy, which the system puts into the lowest free place.
    /// </summary>
    /// <returns>ENOTSOCK when it is none, or can't be made one; then it is closed.</returns>
    public static Errno Adopt(nuint inherited, out nuint socket)
    {
        WinsockLibrary.Start();
        int type;
        int length = sizeof(int);
        socket = inherited;
        if (Ws2_32.getsockopt(inherited, Win.SOL_SOCKET, Win.SO_TYPE, (byte*)&type, &length) == 0)
        {
            return Errno.None;
        }

        nint self = Kernel32.GetCurrentProcess();
        nint copy;
        if (Kernel32.DuplicateHandle(self, (nint)inherited, self, &copy, 0, 0, Win.DUPLICATE_SAME_ACCESS) == 0)
        {
            return Errno.ENOTSOCK;
        }

        socket = CopyTo(inherited, (nuint)copy);
        Kernel32.CloseHandle(copy);
        return socket == inherited ? Errno.None : Errno.ENOTSOCK;
    }

    /// <summary>Makes the copy, under the number of a handle that is closed for it.</summary>
    private static nuint CopyTo(nuint inherited, nuint original)
    {
        const int MostBelow = 4096; // handles that may be free below this one
        WSAPROTOCOL_INFOW info;
        nuint socket = Carrier.None;
        var below = new List<nint>();
        while (below.Count < MostBelow && (below.Count == 0 || (nuint)below[^1] < inherited))
        {
            below.Add(Kernel32.CreateEventW(null, 0, 0, null));
        }

        Kernel32.CloseHandle((nint)inherited);
        if (Ws2_32.WSADuplicateSocketW(original, Kernel32.GetCurrentProcessId(), &info) == 0)
        {
            socket = Ws2_32.WSASocketW(Win.FROM_PROTOCOL_INFO, Win.FROM_PROTOCOL_INFO, Win.FROM_PROTOCOL_INFO, &info, 0, Win.WSA_FLAG_OVERLAPPED);
        }

        below.ForEach(static handle => Kernel32.CloseHandle(handle));
        if (socket != inherited)
        {
            Carrier.Close(ref socket);
        }

        return socket;
    }
}
