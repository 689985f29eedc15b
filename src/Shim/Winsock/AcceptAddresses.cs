using System.Buffers.Binary;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// The two addresses that AcceptEx leaves behind the received data in the program's buffer, in a form that only GetAcceptExSockaddrs reads: so it is ours
/// to choose, and begins with a mark by which that call knows it.
/// </summary>
internal static unsafe class AcceptAddresses
{
    /// <summary>"AF_UNIX\0"; the system's own begin with small numbers.</summary>
    private const ulong Mark = 0x0058_494E_555F_4641;
    private const int OffsetOfLength = sizeof(ulong);
    private const int OffsetOfAddress = OffsetOfLength + sizeof(ushort);

    /// <summary>What Winsock asks of each of the two areas: an address and 16 bytes; we need an address of no name at least.</summary>
    public const uint LeastSize = OffsetOfAddress + sizeof(ushort);

    /// <summary>Writes an address; of a name that has no room there, what has.</summary>
    /// <param name="length">Its length, as the program is to see it.</param>
    public static void Write(byte* area, uint size, in UnixAddress name, int length)
    {
        int written = Math.Min(length, (int)size - OffsetOfAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(area, sizeof(ulong)), Mark);
        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(area + OffsetOfLength, sizeof(ushort)), (ushort)written);
        NativeAddress.Fill(name, new Span<byte>(area + OffsetOfAddress, written));
    }

    /// <summary>GetAcceptExSockaddrs.</summary>
    /// <returns>False when the buffer is of a socket that is not ours.</returns>
    public static bool Read(byte* buffer, uint receive, uint local, uint remote, byte** own, int* ownLength, byte** other, int* otherLength)
    {
        byte* first = buffer + receive;
        byte* second = first + local;
        if (CallerMemory.IsBad(buffer) || local < LeastSize || remote < LeastSize || !IsOurs(first) || !IsOurs(second))
        {
            return false;
        }

        Give(first, own, ownLength);
        Give(second, other, otherLength);
        return true;
    }

    private static bool IsOurs(byte* area) => BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(area, sizeof(ulong))) == Mark;

    private static void Give(byte* area, byte** address, int* length)
    {
        if (!CallerMemory.IsBad(address))
        {
            *address = area + OffsetOfAddress;
        }

        if (!CallerMemory.IsBad(length))
        {
            *length = BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(area + OffsetOfLength, sizeof(ushort)));
        }
    }
}
