using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>Functions of the system's TCP provider that have no place in an import table: Winsock gives them when asked.</summary>
internal static unsafe class SocketExtensions
{
    private static delegate* unmanaged<nuint, SOCKADDR*, int, void*, uint, uint*, OVERLAPPED*, int> s_connectEx;
    private static delegate* unmanaged<nuint, nuint, void*, uint, uint, uint, uint*, OVERLAPPED*, int> s_acceptEx;
    private static delegate* unmanaged<nuint, OVERLAPPED*, uint, uint, int> s_disconnectEx;

    /// <param name="socket">Any TCP socket.</param>
    public static delegate* unmanaged<nuint, SOCKADDR*, int, void*, uint, uint*, OVERLAPPED*, int> ConnectEx(nuint socket)
    {
        if (s_connectEx == null)
        {
            var id = new Guid(0x25a207b9, 0xddf3, 0x4660, 0x8e, 0xe9, 0x76, 0xe5, 0x8c, 0x74, 0x06, 0x3e); // WSAID_CONNECTEX
            s_connectEx = (delegate* unmanaged<nuint, SOCKADDR*, int, void*, uint, uint*, OVERLAPPED*, int>)Find(socket, id);
        }

        return s_connectEx;
    }

    /// <param name="socket">Any TCP socket.</param>
    public static delegate* unmanaged<nuint, nuint, void*, uint, uint, uint, uint*, OVERLAPPED*, int> AcceptEx(nuint socket)
    {
        if (s_acceptEx == null)
        {
            var id = new Guid(0xb5367df1, 0xcbac, 0x11cf, 0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92); // WSAID_ACCEPTEX
            s_acceptEx = (delegate* unmanaged<nuint, nuint, void*, uint, uint, uint, uint*, OVERLAPPED*, int>)Find(socket, id);
        }

        return s_acceptEx;
    }

    /// <summary>Ends a connection so that its socket can be given to AcceptEx once more.</summary>
    /// <returns>False when that did not come about in time.</returns>
    public static bool Disconnect(nuint socket, uint milliseconds)
    {
        if (s_disconnectEx == null)
        {
            var id = new Guid(0x7fda2e11, 0x8630, 0x436f, 0xa0, 0x31, 0xf5, 0x36, 0xa6, 0xee, 0xc1, 0x57); // WSAID_DISCONNECTEX
            s_disconnectEx = (delegate* unmanaged<nuint, OVERLAPPED*, uint, uint, int>)Find(socket, id);
        }

        Operation* operation = Operation.Rent(socket);
        if (operation == null)
        {
            return false;
        }

        bool ended = s_disconnectEx(socket, &operation->Overlapped, Win.TF_REUSE_SOCKET, 0) != 0;
        if (!ended && Ws2_32.WSAGetLastError() == Win.WSA_IO_PENDING)
        {
            if (operation->Wait(milliseconds) != WaitEnd.Completed)
            {
                operation->Cancel((nint)socket);
            }

            ended = operation->Status == Win.STATUS_SUCCESS;
        }

        Operation.Return(operation);
        return ended;
    }

    private static void* Find(nuint socket, Guid id)
    {
        void* function;
        uint bytes;
        return Ws2_32.WSAIoctl(socket, Win.SIO_GET_EXTENSION_FUNCTION_POINTER, &id, (uint)sizeof(Guid), &function, (uint)sizeof(void*), &bytes, null, null) == 0
            ? function
            : throw new InvalidOperationException("The system's TCP provider lacks a function that it has had since Windows 2000, or XP.");
    }
}
