using System.Runtime.InteropServices;
using System.Text;
using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Names;

/// <summary>
/// getaddrinfo. Only the names of hosts and services are the system's to answer; everything else (the checks and their order, numbers, which kinds of
/// sockets are listed) is done here, as glibc does it, since Winsock answers otherwise and Windows' versions differ.
/// </summary>
internal static unsafe class AddressQuery
{
    private const int KnownFlags = Win.AI_PASSIVE | Win.AI_CANONNAME | Win.AI_NUMERICHOST | Win.AI_NUMERICSERV | Win.AI_ALL | Win.AI_ADDRCONFIG | Win.AI_V4MAPPED;

    private const byte Loopback = 127;

    /// <param name="node">A host, or null.</param>
    /// <param name="service">A service, or null.</param>
    /// <param name="hints">May be null.</param>
    /// <param name="system">The errno that goes with <see cref="NameError.System"/>.</param>
    public static NameError Ask(byte* node, byte* service, ADDRINFOA* hints, out ADDRINFOA* list, out Errno system)
    {
        list = null;
        system = Errno.None;
        node = IsStar(node) ? null : node;
        service = IsStar(service) ? null : service;
        if (node == null && service == null)
        {
            return NameError.NoName;
        }

        ADDRINFOA asked = hints != null ? *hints : new ADDRINFOA { ai_flags = Win.AI_V4MAPPED | Win.AI_ADDRCONFIG };
        if ((asked.ai_flags & ~KnownFlags) != 0 || (node == null && Has(asked, Win.AI_CANONNAME)))
        {
            return NameError.BadFlags;
        }

        if (asked.ai_family is not (Win.AF_UNSPEC or Win.AF_INET or Win.AF_INET6))
        {
            return NameError.Family;
        }

        NameError error = SocketKind.Select(asked, Text(service), out List<SocketKind> kinds);
        if (error != NameError.None)
        {
            return error;
        }

        var addresses = new List<HostAddress>();
        string canonical = "";
        int code = 0;
        error = node == null ? Unnamed(asked, addresses) : Named(Text(node), asked, addresses, out canonical, out code);
        if (error != NameError.None)
        {
            system = error == NameError.System ? ErrorMap.FromWinsock(code) : Errno.None;
            return error;
        }

        list = AddressList.Create(asked.ai_flags, addresses, kinds, Has(asked, Win.AI_CANONNAME) ? Encoding.UTF8.GetBytes(canonical) : null);
        return NameError.None;
    }

    /// <summary>Where a server listens (AI_PASSIVE), or this machine. The order is Linux's.</summary>
    private static NameError Unnamed(in ADDRINFOA asked, List<HostAddress> addresses)
    {
        bool passive = Has(asked, Win.AI_PASSIVE);
        Span<byte> four = stackalloc byte[Ipv4Text.Size], six = stackalloc byte[Ipv6Text.Size];
        four.Clear();
        six.Clear();
        if (!passive)
        {
            four[0] = Loopback;
            four[^1] = six[^1] = 1;
        }

        HostAddress[] both = [HostAddress.From(Win.AF_INET, four), HostAddress.From(Win.AF_INET6, six)];
        if (!passive && AddressList.IsReachable(both[1]))
        {
            Array.Reverse(both);
        }

        foreach (HostAddress one in both)
        {
            if (asked.ai_family == Win.AF_UNSPEC || asked.ai_family == one.Family)
            {
                addresses.Add(one);
            }
        }

        return NameError.None;
    }

    private static NameError Named(ReadOnlySpan<byte> node, in ADDRINFOA asked, List<HostAddress> addresses, out string canonical, out int code)
    {
        code = 0;
        canonical = Encoding.UTF8.GetString(node);
        if (NumericHost.TryParse(node, out HostAddress number, out bool badScope))
        {
            if (!TryFit(ref number, asked))
            {
                return NameError.AddressFamily;
            }

            addresses.Add(number);
            return badScope ? NameError.NoName : NameError.None;
        }

        if (Has(asked, Win.AI_NUMERICHOST))
        {
            return NameError.NoName;
        }

        // Windows' AI_ADDRCONFIG does not count the loopback interface: without a network even localhost would have no address.
        int flags = System.Text.Ascii.EqualsIgnoreCase(node, "localhost"u8) ? 0 : asked.ai_flags & Win.AI_ADDRCONFIG;
        NameError error = HostLookup.Addresses(node, asked.ai_family, flags, addresses, out canonical, out code);
        if (asked.ai_family != Win.AF_INET6 || !Has(asked, Win.AI_V4MAPPED) || (error == NameError.None && !Has(asked, Win.AI_ALL)))
        {
            return error;
        }

        var fours = new List<HostAddress>();
        NameError other = HostLookup.Addresses(node, Win.AF_INET, flags, fours, out canonical, out code);
        foreach (HostAddress four in fours)
        {
            addresses.Add(four.Mapped());
        }

        return addresses.Count > 0 ? NameError.None : other;
    }

    /// <summary>Makes the address one of the family that was asked for, if it can be.</summary>
    private static bool TryFit(ref HostAddress address, in ADDRINFOA asked)
    {
        if (asked.ai_family == Win.AF_UNSPEC || asked.ai_family == address.Family)
        {
            return true;
        }

        if (asked.ai_family == Win.AF_INET)
        {
            return address.TryUnmap(out address);
        }

        address = address.Mapped();
        return Has(asked, Win.AI_V4MAPPED);
    }

    private static bool Has(in ADDRINFOA asked, int flag) => (asked.ai_flags & flag) != 0;

    private static bool IsStar(byte* text) => text != null && text[0] == '*' && text[1] == 0;

    private static ReadOnlySpan<byte> Text(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
}
