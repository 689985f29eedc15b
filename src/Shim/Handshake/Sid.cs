using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>A security identifier, held by value so that comparing owners allocates nothing.</summary>
public unsafe struct Sid : IEquatable<Sid>
{
    /// <summary>SECURITY_MAX_SID_SIZE: revision, count, authority and 15 sub-authorities.</summary>
    public const int MaxSize = 68;

    private Bytes _bytes;
    private int _length;

    public readonly bool IsNone => _length == 0;

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> AsSpan() => MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<Bytes, byte>(ref Unsafe.AsRef(in _bytes)), _length);

    public static Sid From(ReadOnlySpan<byte> bytes)
    {
        var sid = default(Sid);
        if (bytes.Length <= MaxSize)
        {
            bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<Bytes, byte>(ref sid._bytes), MaxSize));
            sid._length = bytes.Length;
        }

        return sid;
    }

    /// <summary>Copies a SID that the system gave; anything that is not one becomes <see cref="IsNone"/>.</summary>
    public static Sid FromPointer(void* sid) =>
        sid != null && Advapi32.IsValidSid(sid) != 0 ? From(new ReadOnlySpan<byte>(sid, (int)Advapi32.GetLengthSid(sid))) : default;

    /// <summary>The S-1-... form, as SDDL wants it.</summary>
    public readonly string ToSddl()
    {
        fixed (byte* sid = AsSpan())
        {
            char* text;
            if (Advapi32.ConvertSidToStringSidW(sid, &text) == 0)
            {
                return "";
            }

            string sddl = new(text);
            Kernel32.LocalFree((nint)text);
            return sddl;
        }
    }

    public readonly bool Equals(Sid other) => AsSpan().SequenceEqual(other.AsSpan());

    public override readonly bool Equals(object? obj) => obj is Sid other && Equals(other);

    public override readonly int GetHashCode() => _length;

    [InlineArray(MaxSize)]
    private struct Bytes
    {
        private byte _first;
    }
}
