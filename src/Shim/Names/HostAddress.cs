using System.Buffers.Binary;
using AfUnix.Interop;

namespace AfUnix.Names;

/// <summary>An address of the Internet families, without a port.</summary>
internal unsafe struct HostAddress
{
    public int Family;
    public uint Scope;
    public fixed byte Bytes[Ipv6Text.Size];

    public readonly int Size => Family == Win.AF_INET ? Ipv4Text.Size : Ipv6Text.Size;

    /// <summary>The size of its struct sockaddr.</summary>
    public readonly int SocketAddressSize => Family == Win.AF_INET ? sizeof(SOCKADDR_IN) : sizeof(SOCKADDR_IN6);

    public static HostAddress From(int family, ReadOnlySpan<byte> bytes)
    {
        var address = new HostAddress { Family = family };
        bytes.CopyTo(new Span<byte>(address.Bytes, Ipv6Text.Size));
        return address;
    }

    /// <summary>Reads a struct sockaddr of either family, which must be whole.</summary>
    public static HostAddress From(SOCKADDR* socketAddress)
    {
        if (socketAddress->sa_family == Win.AF_INET)
        {
            return From(Win.AF_INET, new ReadOnlySpan<byte>(&((SOCKADDR_IN*)socketAddress)->sin_addr, Ipv4Text.Size));
        }

        var six = (SOCKADDR_IN6*)socketAddress;
        HostAddress address = From(Win.AF_INET6, new ReadOnlySpan<byte>(&six->sin6_addr, Ipv6Text.Size));
        address.Scope = six->Anonymous.sin6_scope_id;
        return address;
    }

    /// <summary>Writes a struct sockaddr with a port in host order; there must be room for <see cref="SocketAddressSize"/>, all zero.</summary>
    public readonly void CopyTo(SOCKADDR* socketAddress, ushort port)
    {
        socketAddress->sa_family = (ushort)Family;
        ushort wire = BinaryPrimitives.ReverseEndianness(port);
        fixed (byte* bytes = Bytes)
        {
            var source = new ReadOnlySpan<byte>(bytes, Size);
            if (Family == Win.AF_INET)
            {
                var four = (SOCKADDR_IN*)socketAddress;
                four->sin_port = wire;
                source.CopyTo(new Span<byte>(&four->sin_addr, Size));
                return;
            }

            var six = (SOCKADDR_IN6*)socketAddress;
            six->sin6_port = wire;
            six->Anonymous.sin6_scope_id = Scope;
            source.CopyTo(new Span<byte>(&six->sin6_addr, Size));
        }
    }

    /// <summary>An IPv4 address as IPv6 writes it: ::ffff:a.b.c.d.</summary>
    public readonly HostAddress Mapped()
    {
        Span<byte> bytes = stackalloc byte[Ipv6Text.Size];
        bytes.Clear();
        bytes[10] = bytes[11] = byte.MaxValue;
        fixed (byte* own = Bytes)
        {
            new ReadOnlySpan<byte>(own, Ipv4Text.Size).CopyTo(bytes[12..]);
        }

        return From(Win.AF_INET6, bytes);
    }

    /// <summary>The IPv4 address in a mapped one.</summary>
    public readonly bool TryUnmap(out HostAddress address)
    {
        fixed (byte* own = Bytes)
        {
            var bytes = new ReadOnlySpan<byte>(own, Ipv6Text.Size);
            bool isMapped = Family == Win.AF_INET6 && bytes[..10].IndexOfAnyExcept((byte)0) < 0 && bytes[10] == byte.MaxValue && bytes[11] == byte.MaxValue;
            address = From(Win.AF_INET, bytes[12..]); // last: the caller may have put it in the place of this one
            return isMapped;
        }
    }

    /// <summary>As numbers, with "%scope" where there is one.</summary>
    public readonly string AsText()
    {
        Span<byte> text = stackalloc byte[Ipv6Text.MaxLength];
        fixed (byte* own = Bytes)
        {
            int length = Family == Win.AF_INET
                ? Ipv4Text.Write(new ReadOnlySpan<byte>(own, Size), text)
                : Ipv6Text.Write(new ReadOnlySpan<byte>(own, Size), text);
            string plain = System.Text.Encoding.ASCII.GetString(text[..length]);
            return Scope == 0 ? plain : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{plain}%{Scope}");
        }
    }
}
