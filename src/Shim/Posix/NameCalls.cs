using System.Runtime.InteropServices;
using System.Text;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Names;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>The names of hosts and services, as POSIX and BSD ask for them. Pointers are checked here; the answers come from <see cref="Names"/>.</summary>
internal static unsafe class NameCalls
{
    public static int GetAddressInfo(byte* node, byte* service, ADDRINFOA* hints, ADDRINFOA** list)
    {
        if (CallerMemory.IsBad(list) || IsBad(node) || IsBad(service) || IsBad(hints))
        {
            return Fail(NameError.System, Errno.EFAULT);
        }

        NameError error = AddressQuery.Ask(node, service, hints, out ADDRINFOA* found, out Errno system);
        if (error == NameError.None)
        {
            *list = found;
        }

        return Fail(error, system);
    }

    public static int GetNameInfo(SOCKADDR* address, int size, byte* host, uint hostSize, byte* service, uint serviceSize, int flags)
    {
        if (IsBad(address) || (hostSize > 0 && IsBad(host)) || (serviceSize > 0 && IsBad(service)))
        {
            return Fail(NameError.System, Errno.EFAULT);
        }

        return (int)AddressName.Ask(address, size, Room(host, hostSize), Room(service, serviceSize), flags);
    }

    public static Result GetHostName(byte* name, nuint size)
    {
        if (CallerMemory.IsBad(name))
        {
            return Errno.EFAULT;
        }

        string? own = HostLookup.OwnName();
        if (own == null)
        {
            return WinsockLibrary.LastError();
        }

        byte[] text = [.. Encoding.UTF8.GetBytes(own), 0];
        int fits = (int)Math.Min(size, (nuint)text.Length);
        text.AsSpan(0, fits).CopyTo(new Span<byte>(name, fits));
        return fits < text.Length ? Errno.ENAMETOOLONG : Result.Ok;
    }

    public static HOSTENT* GetHostByName(byte* name)
    {
        if (CallerMemory.IsBad(name))
        {
            return NoHost(NameError.Fail);
        }

        ReadOnlySpan<byte> text = Text(name);
        if (NumericHost.TryParse(text, out HostAddress number, out _))
        {
            return number.Family == Win.AF_INET ? ThreadEntry.Host(Encoding.UTF8.GetString(text), Win.AF_INET, [number]) : NoHost(NameError.NoName);
        }

        var found = new List<HostAddress>();
        NameError error = HostLookup.Addresses(text, Win.AF_INET, 0, found, out string canonical, out _);
        return error != NameError.None ? NoHost(error) : ThreadEntry.Host(canonical, Win.AF_INET, found);
    }

    public static HOSTENT* GetHostByAddress(byte* address, int size, int family)
    {
        int needed = family switch { Win.AF_INET => Ipv4Text.Size, Win.AF_INET6 => Ipv6Text.Size, _ => 0 };
        if (CallerMemory.IsBad(address) || needed == 0 || size != needed)
        {
            return NoHost(NameError.NoName);
        }

        HostAddress host = HostAddress.From(family, new ReadOnlySpan<byte>(address, size));
        string? name = HostLookup.Name(host);
        return name == null ? NoHost(NameError.NoName) : ThreadEntry.Host(name, family, [host]);
    }

    public static SERVENT* GetServiceByName(byte* name, byte* protocol) =>
        CallerMemory.IsBad(name) || IsBad(protocol) ? null : ServiceNames.ServiceByName(name, protocol);

    public static SERVENT* GetServiceByPort(int port, byte* protocol) => IsBad(protocol) ? null : ServiceNames.ServiceByPort(port, protocol);

    public static PROTOENT* GetProtocolByName(byte* name) => CallerMemory.IsBad(name) ? null : ServiceNames.ProtocolByName(name);

    /// <summary>Sets h_errno, which has Winsock's numbers.</summary>
    private static HOSTENT* NoHost(NameError error)
    {
        *ThreadEntry.HostError = error is NameError.NoName or NameError.Again or NameError.NoData ? (int)error : (int)NameError.Fail;
        return null;
    }

    private static int Fail(NameError error, Errno system)
    {
        if (error == NameError.System)
        {
            HostRuntime.Return(system);
        }

        return (int)error;
    }

    private static bool IsBad(void* pointer) => pointer != null && CallerMemory.IsBad(pointer);

    private static Span<byte> Room(byte* text, uint size) => text == null ? [] : new Span<byte>(text, (int)Math.Min(size, int.MaxValue));

    private static ReadOnlySpan<byte> Text(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
}
