using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>The system's own TCP, as a line of Winsock's catalogue: nothing that is layered over it is asked.</summary>
internal static unsafe class TcpProvider
{
    private static readonly Lock s_lock = new();
    private static WSAPROTOCOL_INFOW* s_tcp;

    /// <summary>Null, which lets Winsock choose, when there is none.</summary>
    public static WSAPROTOCOL_INFOW* Line
    {
        get
        {
            if (s_tcp == null)
            {
                lock (s_lock)
                {
                    s_tcp = s_tcp == null ? Find() : s_tcp;
                }
            }

            return s_tcp != null && s_tcp->iAddressFamily == Win.AF_INET ? s_tcp : null;
        }
    }

    private static WSAPROTOCOL_INFOW* Find()
    {
        int* protocols = stackalloc int[2] { (int)IPPROTO.IPPROTO_TCP, 0 };
        uint size = 0;
        Ws2_32.WSAEnumProtocolsW(protocols, null, &size);
        size = Math.Max(size, (uint)sizeof(WSAPROTOCOL_INFOW));
        var catalogue = (WSAPROTOCOL_INFOW*)NativeMemory.AllocZeroed(size);
        int count = Ws2_32.WSAEnumProtocolsW(protocols, catalogue, &size);
        if (count < 0)
        {
            NativeMemory.Free(catalogue);
            return null; // Winsock is not started, and may be later
        }

        for (int i = 0; i < count; i++)
        {
            if (catalogue[i].iAddressFamily == Win.AF_INET && catalogue[i].iSocketType == Win.SOCK_STREAM && catalogue[i].ProtocolChain.ChainLen == 1)
            {
                return catalogue + i; // kept for good, once per process
            }
        }

        catalogue->iAddressFamily = Win.AF_UNSPEC;
        return catalogue;
    }
}
