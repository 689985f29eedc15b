using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Names;

/// <summary>getnameinfo: from an address to the names of its host and service. AF_UNIX has such names, too: this machine's, and the path.</summary>
internal static unsafe class AddressName
{
    private const int KnownFlags = Win.NI_NOFQDN | Win.NI_NUMERICHOST | Win.NI_NAMEREQD | Win.NI_NUMERICSERV | Win.NI_DGRAM;
    private const string Local = "localhost";

    public static NameError Ask(SOCKADDR* address, int size, Span<byte> host, Span<byte> service, int flags)
    {
        if ((flags & ~KnownFlags) != 0)
        {
            return NameError.BadFlags;
        }

        if (address == null || size < sizeof(ushort))
        {
            return NameError.Family;
        }

        if ((flags & Win.NI_NAMEREQD) != 0 && host.IsEmpty && service.IsEmpty)
        {
            return NameError.NoName;
        }

        int least = address->sa_family switch
        {
            UnixAddress.Family => sizeof(ushort),
            Win.AF_INET => sizeof(SOCKADDR_IN),
            Win.AF_INET6 => sizeof(SOCKADDR_IN6),
            _ => int.MaxValue,
        };
        if (size < least)
        {
            return NameError.Family;
        }

        NameError error = host.IsEmpty ? NameError.None : Host(address, host, flags);
        return error != NameError.None || service.IsEmpty ? error : Service(address, size, service, flags);
    }

    private static NameError Host(SOCKADDR* address, Span<byte> room, int flags)
    {
        bool isUnix = address->sa_family == UnixAddress.Family;
        string? name = (flags & Win.NI_NUMERICHOST) != 0 ? null : isUnix ? HostLookup.OwnName() : HostLookup.Name(HostAddress.From(address));
        if (name == null)
        {
            return (flags & Win.NI_NAMEREQD) != 0 ? NameError.NoName : Put(isUnix ? Local : HostAddress.From(address).AsText(), room);
        }

        if ((flags & Win.NI_NOFQDN) != 0 && !isUnix)
        {
            name = WithoutOwnDomain(name);
        }

        return Put(name, room);
    }

    private static NameError Service(SOCKADDR* address, int size, Span<byte> room, int flags)
    {
        if (address->sa_family == UnixAddress.Family)
        {
            var path = new ReadOnlySpan<byte>((byte*)address + sizeof(ushort), Math.Min(size, UnixAddress.MaxLength) - sizeof(ushort));
            int end = path.IndexOf((byte)0);
            return Put(end < 0 ? path : path[..end], room);
        }

        ushort port = BinaryPrimitives.ReverseEndianness(((SOCKADDR_IN*)address)->sin_port); // at the same place in both families
        string? name = (flags & Win.NI_NUMERICSERV) != 0 ? null : ServiceNames.Name(port, (flags & Win.NI_DGRAM) != 0 ? "udp"u8 : "tcp"u8);
        return Put(name ?? port.ToString(CultureInfo.InvariantCulture), room);
    }

    /// <summary>A host of this machine's own domain goes by its short name.</summary>
    private static string WithoutOwnDomain(string name)
    {
        string own = HostLookup.OwnName() ?? "";
        int dot = own.IndexOf('.', StringComparison.Ordinal);
        string domain = dot < 0 ? "" : own[dot..];
        return domain.Length > 1 && name.Length > domain.Length && name.EndsWith(domain, StringComparison.OrdinalIgnoreCase) ? name[..^domain.Length] : name;
    }

    private static NameError Put(string text, Span<byte> room) => Put(Encoding.UTF8.GetBytes(text), room);

    private static NameError Put(ReadOnlySpan<byte> text, Span<byte> room)
    {
        if (text.Length >= room.Length)
        {
            return NameError.Overflow;
        }

        text.CopyTo(room);
        room[text.Length] = 0;
        return NameError.None;
    }
}
