using System.Runtime.InteropServices;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Names;

/// <summary>The list that getaddrinfo gives out. Each entry is one piece of memory, with its address and, in the first, the canonical name behind it.</summary>
internal static unsafe class AddressList
{
    public static ADDRINFOA* Create(int flags, List<HostAddress> addresses, List<SocketKind> kinds, byte[]? canonical)
    {
        ADDRINFOA* first = null;
        ADDRINFOA** next = &first;
        foreach (HostAddress address in addresses)
        {
            foreach (SocketKind kind in kinds)
            {
                ADDRINFOA* entry = CreateEntry(address, kind, first == null ? canonical : null);
                entry->ai_flags = flags;
                *next = entry;
                next = &entry->ai_next;
            }
        }

        return first;
    }

    public static void Free(ADDRINFOA* list)
    {
        while (list != null)
        {
            ADDRINFOA* next = list->ai_next;
            NativeMemory.Free(list);
            list = next;
        }
    }

    /// <summary>Whether this machine could send to the address. Nothing is sent: connecting a datagram socket only asks for a route.</summary>
    public static bool IsReachable(in HostAddress address)
    {
        const ushort AnyPort = 9;
        WinsockLibrary.Start();
        nuint socket = Ws2_32.WSASocketW(address.Family, Win.SOCK_DGRAM, 0, null, 0, Win.WSA_FLAG_NO_HANDLE_INHERIT);
        if (socket == Win.INVALID_SOCKET)
        {
            return false;
        }

        SOCKADDR_STORAGE storage = default;
        address.CopyTo((SOCKADDR*)&storage, AnyPort);
        bool reachable = Ws2_32.connect(socket, (SOCKADDR*)&storage, address.SocketAddressSize) == 0;
        Ws2_32.closesocket(socket);
        return reachable;
    }

    private static ADDRINFOA* CreateEntry(in HostAddress address, in SocketKind kind, byte[]? canonical)
    {
        int size = address.SocketAddressSize, name = canonical == null ? 0 : canonical.Length + 1;
        var entry = (ADDRINFOA*)NativeMemory.AllocZeroed((nuint)(sizeof(ADDRINFOA) + size + name));
        entry->ai_family = address.Family;
        entry->ai_socktype = kind.Type;
        entry->ai_protocol = kind.Protocol;
        entry->ai_addrlen = (nuint)size; // socklen_t to POSIX: its upper half stays zero
        entry->ai_addr = (SOCKADDR*)(entry + 1);
        address.CopyTo(entry->ai_addr, kind.Port);
        if (canonical != null)
        {
            entry->ai_canonname = (byte*)entry->ai_addr + size;
            canonical.CopyTo(new Span<byte>(entry->ai_canonname, canonical.Length));
        }

        return entry;
    }
}
