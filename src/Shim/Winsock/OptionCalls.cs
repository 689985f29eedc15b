using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// getsockopt, setsockopt and WSAIoctl. TCP answers what it and the UNIX domain have in common: buffers, time-outs, errors. What only one of them has, and
/// what would hurt the TCP socket underneath, is answered here.
/// </summary>
internal static unsafe class OptionCalls
{
    public static int Get(nuint handle, int level, int name, byte* value, int* length)
    {
        using var held = new HeldSocket(handle);
        if (held.IsNone)
        {
            return Win.WSAENOTSOCK;
        }

        if (CallerMemory.IsBad(value) || CallerMemory.IsBad(length))
        {
            return Win.WSAEFAULT;
        }

        if (level is not (Win.SOL_SOCKET or SocketOptions.AfUnixLevel))
        {
            return Win.WSAENOPROTOOPT;
        }

        return (level, name) switch
        {
            (Win.SOL_SOCKET, Win.SO_PROTOCOL_INFOA) => ProtocolCatalogue.Give(value, length, isWide: false),
            (Win.SOL_SOCKET, Win.SO_PROTOCOL_INFOW) => ProtocolCatalogue.Give(value, length, isWide: true),
            (Win.SOL_SOCKET, Win.SO_BSP_STATE) => Win.WSAENOPROTOOPT, // it holds Internet addresses
            (Win.SOL_SOCKET, Win.SO_EXCLUSIVEADDRUSE) => GiveNumber(value, length, 0),
            (Win.SOL_SOCKET, Win.SO_DONTLINGER) => GiveNumber(value, length, 1),
            (SocketOptions.AfUnixLevel, _) or (_, Win.SO_REUSEADDR or Win.SO_LINGER) => WinsockError.Of(held.Socket.GetOption(level, name, value, length)),
            _ => Ws2_32.getsockopt(handle, level, name, value, length) == 0 ? 0 : Ws2_32.WSAGetLastError(),
        };
    }

    public static int Set(nuint handle, int level, int name, byte* value, int length)
    {
        using var held = new HeldSocket(handle);
        if (held.IsNone)
        {
            return Win.WSAENOTSOCK;
        }

        if (level is not (Win.SOL_SOCKET or SocketOptions.AfUnixLevel))
        {
            return Win.WSAENOPROTOOPT;
        }

        switch (level, name)
        {
            case (Win.SOL_SOCKET, Win.SO_UPDATE_ACCEPT_CONTEXT or Win.SO_UPDATE_CONNECT_CONTEXT):
                return held.Socket.IsConnected ? 0 : Win.WSAENOTCONN; // it was done when the connection was made
            case (Win.SOL_SOCKET, Win.SO_EXCLUSIVEADDRUSE or Win.SO_DONTLINGER):
                return CallerMemory.IsBad(value) || length < sizeof(int) ? Win.WSAEFAULT : 0;
            case (Win.SOL_SOCKET, Win.SO_CONDITIONAL_ACCEPT or Win.SO_PAUSE_ACCEPT):
                return Win.WSAENOPROTOOPT;
            case (SocketOptions.AfUnixLevel, _) or (_, Win.SO_REUSEADDR or Win.SO_LINGER):
                Errno error = CallerMemory.IsBad(value) || length < sizeof(int) ? Errno.EFAULT : held.Socket.SetOption(level, name, value, length);
                return WinsockError.Of(error);
            default:
                return Ws2_32.setsockopt(handle, level, name, value, length) == 0 ? 0 : Ws2_32.WSAGetLastError();
        }
    }

    /// <summary>WSAIoctl, for all but extension functions.</summary>
    public static int Control(nuint handle, uint code, void* input, uint inputSize, void* output, uint outputSize, uint* returned, OVERLAPPED* overlapped, void* completed)
    {
        switch (code)
        {
            case unchecked((uint)Win.SIO_AF_UNIX_GETPEERPID):
                return GetPeerProcess(handle, output, outputSize, returned, overlapped);
            case unchecked((uint)Win.SIO_AF_UNIX_SETBINDPARENTPATH) or unchecked((uint)Win.SIO_AF_UNIX_SETCONNPARENTPATH):
                return Win.WSAEOPNOTSUPP; // Windows has the numbers, and no more
        }

        int result = Ws2_32.WSAIoctl(
            handle, code, input, inputSize, output, outputSize, returned, overlapped, (delegate* unmanaged<uint, uint, OVERLAPPED*, uint, void>)completed);
        if (result == 0 && code == Win.FIONBIO && !CallerMemory.IsBad(input) && inputSize >= sizeof(uint))
        {
            SocketCalls.SetNonBlocking(handle, *(uint*)input != 0);
        }

        return result == 0 ? 0 : Ws2_32.WSAGetLastError();
    }

    private static int GetPeerProcess(nuint handle, void* output, uint size, uint* returned, OVERLAPPED* overlapped)
    {
        using var held = new HeldSocket(handle);
        if (held.IsNone || !held.Socket.IsConnected)
        {
            return held.IsNone ? Win.WSAENOTSOCK : Win.WSAENOTCONN;
        }

        if (CallerMemory.IsBad(output) || size < sizeof(uint) || (CallerMemory.IsBad(returned) && overlapped == null))
        {
            return Win.WSAEFAULT;
        }

        *(uint*)output = held.Socket.PeerCredentials.ProcessId;
        if (!CallerMemory.IsBad(returned))
        {
            *returned = sizeof(uint);
        }

        if (overlapped != null)
        {
            Completion.Begin(overlapped);
            held.Entry.Completion.End(overlapped, Win.STATUS_SUCCESS, sizeof(uint));
        }

        return 0;
    }

    private static int GiveNumber(byte* value, int* length, int number)
    {
        if (*length < sizeof(int))
        {
            return Win.WSAEFAULT;
        }

        *(int*)value = number;
        *length = sizeof(int);
        return 0;
    }
}
