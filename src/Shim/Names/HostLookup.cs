using System.Text;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Names;

/// <summary>The system's own answers: the addresses of a host, the name of an address, the name of this machine. Names are UTF-8 to the program.</summary>
internal static unsafe class HostLookup
{
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <param name="family">AF_UNSPEC, AF_INET or AF_INET6.</param>
    /// <param name="flags">AI_ADDRCONFIG, or 0.</param>
    /// <param name="found">Gets the addresses, in the system's order.</param>
    /// <param name="error">The Winsock code of an error that has no EAI_ name.</param>
    public static NameError Addresses(ReadOnlySpan<byte> name, int family, int flags, List<HostAddress> found, out string canonical, out int error)
    {
        error = 0;
        if (!TryDecode(name, out canonical) || canonical.Length == 0)
        {
            return NameError.NoName; // to Windows an empty name is this machine's
        }

        WinsockLibrary.Start();
        var hints = new ADDRINFOW { ai_flags = flags | Win.AI_CANONNAME, ai_family = family, ai_socktype = Win.SOCK_STREAM };
        ADDRINFOW* list;
        fixed (char* text = canonical)
        {
            error = Ws2_32.GetAddrInfoW(text, null, &hints, &list);
        }

        if (error != 0)
        {
            return FromWinsock(error);
        }

        if (list != null && list->ai_canonname != null)
        {
            canonical = new string(list->ai_canonname);
        }

        for (ADDRINFOW* one = list; one != null; one = one->ai_next)
        {
            if (one->ai_family is Win.AF_INET or Win.AF_INET6)
            {
                found.Add(HostAddress.From(one->ai_addr));
            }
        }

        Ws2_32.FreeAddrInfoW(list);
        return found.Count == 0 ? NameError.NoData : NameError.None;
    }

    /// <summary>The name of an address, or null.</summary>
    public static string? Name(in HostAddress address)
    {
        WinsockLibrary.Start();
        SOCKADDR_STORAGE storage = default;
        address.CopyTo((SOCKADDR*)&storage, 0);
        char* name = stackalloc char[Win.NI_MAXHOST];
        int error = Ws2_32.GetNameInfoW((SOCKADDR*)&storage, address.SocketAddressSize, name, Win.NI_MAXHOST, null, 0, Win.NI_NAMEREQD);
        return error == 0 ? new string(name) : null;
    }

    /// <summary>The name of this machine, or null.</summary>
    public static string? OwnName()
    {
        const int MaxName = 256;
        WinsockLibrary.Start();
        char* name = stackalloc char[MaxName];
        return Ws2_32.GetHostNameW(name, MaxName) == 0 ? new string(name) : null;
    }

    private static bool TryDecode(ReadOnlySpan<byte> name, out string text)
    {
        try
        {
            text = s_utf8.GetString(name);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    private static NameError FromWinsock(int code) => code switch
    {
        Win.WSAHOST_NOT_FOUND or Win.WSAEINVAL or Win.WSAENAMETOOLONG => NameError.NoName, // EINVAL: a name that cannot be one
        Win.WSANO_DATA => NameError.NoData,
        Win.WSATRY_AGAIN => NameError.Again,
        Win.WSANO_RECOVERY => NameError.Fail,
        Win.WSA_NOT_ENOUGH_MEMORY or Win.WSAENOBUFS => NameError.Memory,
        Win.WSAEAFNOSUPPORT => NameError.NoData,
        _ => NameError.System,
    };
}
