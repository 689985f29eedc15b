using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Handshake;

namespace AfUnix.Sockets;

/// <summary>A struct sockaddr_un by value: the name's bytes without the terminating NUL, as unix(7) counts them.</summary>
public unsafe struct UnixAddress
{
    public const ushort Family = 1;

    /// <summary>sizeof(sun_path): what Linux and Windows know.</summary>
    public const int UsualCapacity = 108;

    /// <summary>AFUNIX_PATH_MAX of include/posix/sys/un.h: an extension of ours.</summary>
    public const int PathCapacity = SocketFileText.MaxNameLength;

    /// <summary>The longest address that a program may hand in.</summary>
    public const int MaxLength = PathOffset + PathCapacity;

    private const int PathOffset = sizeof(ushort);

    private Bytes _path;
    private int _length;

    /// <summary>True for a socket that has no name.</summary>
    public readonly bool IsUnnamed => _length == 0;

    /// <summary>True for a name in Linux's abstract namespace: it begins with a NUL.</summary>
    public readonly bool IsAbstract => _length > 0 && _path[0] == 0;

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Path => MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<Bytes, byte>(ref Unsafe.AsRef(in _path)), _length);

    /// <summary>Makes an address of a name that came from elsewhere; what is too long is cut.</summary>
    public static UnixAddress FromPath(ReadOnlySpan<byte> path)
    {
        var address = default(UnixAddress);
        address._length = Math.Min(path.Length, PathCapacity);
        path[..address._length].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<Bytes, byte>(ref address._path), PathCapacity));
        return address;
    }

    /// <summary>
    /// Reads the caller's address, with Linux's checks in Linux's order. Beyond sizeof(struct sockaddr_un) it may only go when the path does: what ends
    /// before was measured wrongly, as Linux says, too.
    /// </summary>
    /// <returns>EFAULT for a bad pointer; EINVAL for a length that no address has, or another family.</returns>
    public static Errno Read(byte* pointer, int length, out UnixAddress address)
    {
        address = default;
        if (length is < PathOffset or > MaxLength)
        {
            return Errno.EINVAL;
        }

        if (CallerMemory.IsBad(pointer))
        {
            return Errno.EFAULT;
        }

        if (*(ushort*)pointer != Family)
        {
            return Errno.EINVAL;
        }

        var path = new ReadOnlySpan<byte>(pointer + PathOffset, length - PathOffset);
        if (path.Length > UsualCapacity && path[..(UsualCapacity + 1)].Contains((byte)0))
        {
            return Errno.EINVAL;
        }

        int end = path.IsEmpty || path[0] == 0 ? -1 : path.IndexOf((byte)0);
        address = FromPath(end < 0 ? path : path[..end]);
        return Errno.None;
    }

    /// <summary>
    /// Writes the address as accept(2) does: no more than fits, and the length that it has in truth. A name's length counts its terminating NUL,
    /// so that of a name of 108 bytes is 111.
    /// </summary>
    /// <returns>EFAULT for a bad pointer, EINVAL for a negative length.</returns>
    public readonly Errno Write(byte* pointer, int* length)
    {
        int full = PathOffset + (_length == 0 ? 0 : _length + (IsAbstract ? 0 : 1));
        byte* image = stackalloc byte[PathOffset + PathCapacity + 1];
        *(ushort*)image = Family;
        Path.CopyTo(new Span<byte>(image + PathOffset, PathCapacity));
        image[PathOffset + _length] = 0;
        return CallerMemory.WriteAddress(new ReadOnlySpan<byte>(image, full), pointer, length);
    }

    [InlineArray(PathCapacity)]
    private struct Bytes
    {
        private byte _first;
    }
}
