using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AfUnix.Handshake;

/// <summary>
/// Who a datagram socket is, for those that it sends to: a random number, which stands on its own board. One that is connected hears a single sender, and its
/// board tells the hash of that one's key: enough for a sender to know whether it is meant, and too little to pass for him.
/// </summary>
internal static class DatagramKey
{
    public static ulong Create()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        return BinaryPrimitives.ReadUInt64LittleEndian(random) | 1; // never 0, which is nobody's
    }

    /// <summary>0 for nobody's.</summary>
    public static ulong HashOf(ulong key)
    {
        if (key == 0)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, key);
        SHA256.HashData(bytes, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest) | 1;
    }
}
