using AfUnix.Interop;

namespace AfUnix.Names;

/// <summary>A kind of socket that getaddrinfo lists, and the port for it in host order.</summary>
internal readonly record struct SocketKind(int Type, int Protocol, string Name, ushort Port)
{
    /// <summary>In the order in which they are listed. A raw socket has any protocol and no service.</summary>
    private static readonly SocketKind[] s_all =
    [
        new(Win.SOCK_STREAM, (int)IPPROTO.IPPROTO_TCP, "tcp", 0),
        new(Win.SOCK_DGRAM, (int)IPPROTO.IPPROTO_UDP, "udp", 0),
        new(Win.SOCK_RAW, 0, "", 0),
    ];

    private bool IsRaw => Name.Length == 0;

    /// <summary>The kinds that fit the hints: all of them, the first that fits, or, for a service by name, those that have the service.</summary>
    public static NameError Select(in ADDRINFOA asked, ReadOnlySpan<byte> service, out List<SocketKind> kinds)
    {
        kinds = [];
        bool isNumber = ServiceNumber.TryParse(service, out int port);
        if (!service.IsEmpty && !isNumber && (asked.ai_flags & Win.AI_NUMERICSERV) != 0)
        {
            return NameError.NoName;
        }

        bool isAny = asked.ai_socktype == 0 && asked.ai_protocol == 0;
        foreach (SocketKind kind in s_all)
        {
            if (isAny || (kinds.Count == 0 && kind.Fits(asked)))
            {
                kinds.Add(kind.IsRaw ? kind with { Protocol = asked.ai_protocol } : kind);
            }
        }

        if (kinds.Count == 0)
        {
            return asked.ai_socktype != 0 ? NameError.SocketType : NameError.Service;
        }

        return service.IsEmpty ? NameError.None : GivePorts(kinds, isAny, service, isNumber ? port : -1);
    }

    private static NameError GivePorts(List<SocketKind> kinds, bool isAny, ReadOnlySpan<byte> service, int port)
    {
        if (!isAny && kinds[0].IsRaw)
        {
            return NameError.Service;
        }

        for (int i = kinds.Count - 1; i >= 0; i--)
        {
            int own = port >= 0 ? port : kinds[i].IsRaw ? -1 : ServiceNames.Port(service, System.Text.Encoding.ASCII.GetBytes(kinds[i].Name));
            if (own < 0)
            {
                kinds.RemoveAt(i);
            }
            else
            {
                kinds[i] = kinds[i] with { Port = (ushort)own };
            }
        }

        return kinds.Count == 0 ? NameError.Service : NameError.None;
    }

    private bool Fits(in ADDRINFOA asked) =>
        (asked.ai_socktype == 0 || asked.ai_socktype == Type) && (asked.ai_protocol == 0 || asked.ai_protocol == Protocol || IsRaw);
}
