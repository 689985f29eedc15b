using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AfUnix.Handshake;

/// <summary>
/// The 16 bytes that only readers of the socket file know. They go nowhere else: not into an object's name, not onto the wire,
/// not into a message; so this type has no ToString of its own content.
/// </summary>
public struct Secret : IEquatable<Secret>
{
    public const int Size = 16;

    private Bytes _bytes;

    /// <summary>Draws a new secret from the system's generator, which throws when it has none to give: there is no fallback.</summary>
    public static Secret Create()
    {
        var secret = default(Secret);
        RandomNumberGenerator.Fill(secret.AsWritable());
        return secret;
    }

    public static Secret From(ReadOnlySpan<byte> bytes)
    {
        var secret = default(Secret);
        bytes[..Size].CopyTo(secret.AsWritable());
        return secret;
    }

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> AsSpan() => MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<Bytes, byte>(ref Unsafe.AsRef(in _bytes)), Size);

    [UnscopedRef]
    private Span<byte> AsWritable() => MemoryMarshal.CreateSpan(ref Unsafe.As<Bytes, byte>(ref _bytes), Size);

    public readonly bool Equals(Secret other) => CryptographicOperations.FixedTimeEquals(AsSpan(), other.AsSpan());

    public override readonly bool Equals(object? obj) => obj is Secret other && Equals(other);

    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(AsSpan());

    public override readonly string ToString() => nameof(Secret);

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte _first;
    }
}
