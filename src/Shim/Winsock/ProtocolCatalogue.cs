using System.Runtime.InteropServices;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>The line of Winsock's catalogue that AF_UNIX has under Windows 10, by which programs look whether it is there at all.</summary>
internal static unsafe class ProtocolCatalogue
{
    private const int NameLength = 256;

    /// <summary>sizeof(WSAPROTOCOL_INFOA): the name is of bytes.</summary>
    private static readonly int NarrowSize = sizeof(WSAPROTOCOL_INFOW) - NameLength;

    private static readonly Guid s_provider = new(0xA00943D9, 0x9C2E, 0x4633, 0x9B, 0x59, 0x00, 0x57, 0xA3, 0x16, 0x09, 0x94); // that of Windows' own

    public static int SizeOf(bool isWide) => isWide ? sizeof(WSAPROTOCOL_INFOW) : NarrowSize;

    /// <summary>SO_PROTOCOL_INFO.</summary>
    public static int Give(byte* value, int* length, bool isWide)
    {
        int size = SizeOf(isWide);
        if (*length < size)
        {
            *length = size;
            return Win.WSAEFAULT;
        }

        WSAPROTOCOL_INFOW info = Describe();
        Write(info, value, isWide);
        *length = size;
        return 0;
    }

    /// <summary>WSAEnumProtocols: the system's lines, and ours behind them if it has none for the family.</summary>
    /// <param name="protocols">Numbers of the protocols that are asked for, and a zero; null for all. Ours has the number zero.</param>
    /// <returns>How many there are, or -1.</returns>
    public static int Enumerate(int* protocols, byte* buffer, uint* size, bool isWide, out int error)
    {
        uint bytes = 0;
        Ws2_32.WSAEnumProtocolsW(protocols, null, &bytes);
        var lines = (WSAPROTOCOL_INFOW*)NativeMemory.AllocZeroed(bytes + (uint)sizeof(WSAPROTOCOL_INFOW));
        int count = Ws2_32.WSAEnumProtocolsW(protocols, lines, &bytes);
        error = count < 0 ? Ws2_32.WSAGetLastError() : 0;
        if (count >= 0 && protocols == null && !HasFamily(new ReadOnlySpan<WSAPROTOCOL_INFOW>(lines, count)))
        {
            lines[count++] = Describe();
        }

        uint needed = (uint)(Math.Max(count, 0) * SizeOf(isWide));
        if (error == 0 && (CallerMemory.IsBad(size) || CallerMemory.IsBad(buffer) || *size < needed))
        {
            error = Win.WSAENOBUFS;
            if (!CallerMemory.IsBad(size))
            {
                *size = needed;
            }
        }

        for (int i = 0; i < count && error == 0; i++)
        {
            Write(lines[i], buffer + i * SizeOf(isWide), isWide);
        }

        NativeMemory.Free(lines);
        return error == 0 ? count : -1;
    }

    /// <summary>Our line, as of a socket.</summary>
    public static WSAPROTOCOL_INFOW Describe()
    {
        const uint Entry = 0xAF01; // the system counts up from 1001
        WSAPROTOCOL_INFOW info = default;
        info.dwServiceFlags1 = Win.XP1_GUARANTEED_DELIVERY | Win.XP1_GUARANTEED_ORDER | Win.XP1_GRACEFUL_CLOSE | Win.XP1_IFS_HANDLES;
        info.dwProviderFlags = Win.PFL_MATCHES_PROTOCOL_ZERO;
        info.ProviderId = s_provider;
        info.dwCatalogEntryId = Entry;
        info.ProtocolChain.ChainLen = 1;
        info.iVersion = 2;
        info.iAddressFamily = UnixAddress.Family;
        info.iMaxSockAddr = sizeof(SOCKADDR_UN);
        info.iMinSockAddr = sizeof(ushort);
        info.iSocketType = Win.SOCK_STREAM;
        "AF_UNIX".CopyTo(MemoryMarshal.CreateSpan(ref info.szProtocol.e0, NameLength));
        return info;
    }

    /// <summary>Writes it as the program has it: with a name of UTF-16, or of bytes.</summary>
    public static void Write(in WSAPROTOCOL_INFOW info, byte* target, bool isWide)
    {
        fixed (WSAPROTOCOL_INFOW* source = &info)
        {
            int rest = sizeof(WSAPROTOCOL_INFOW) - NameLength * sizeof(char);
            NativeMemory.Copy(source, target, (nuint)(isWide ? sizeof(WSAPROTOCOL_INFOW) : rest));
            for (int i = 0; !isWide && i < NameLength; i++)
            {
                char c = (&source->szProtocol.e0)[i];
                target[rest + i] = c < 0x80 ? (byte)c : (byte)'?';
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    public static WSAPROTOCOL_INFOW Read(byte* source, bool isWide)
    {
        WSAPROTOCOL_INFOW info;
        int rest = sizeof(WSAPROTOCOL_INFOW) - NameLength * sizeof(char);
        NativeMemory.Copy(source, &info, (nuint)(isWide ? sizeof(WSAPROTOCOL_INFOW) : rest));
        for (int i = 0; !isWide && i < NameLength; i++)
        {
            (&info.szProtocol.e0)[i] = (char)source[rest + i];
        }

        return info;
    }

    private static bool HasFamily(ReadOnlySpan<WSAPROTOCOL_INFOW> lines)
    {
        foreach (ref readonly WSAPROTOCOL_INFOW line in lines)
        {
            if (line.iAddressFamily == UnixAddress.Family)
            {
                return true;
            }
        }

        return false;
    }
}
