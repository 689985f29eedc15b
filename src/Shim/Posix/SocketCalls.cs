using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>socket, socketpair, bind, listen, accept, connect, shutdown, names and options.</summary>
internal static unsafe class SocketCalls
{
    private const int NonBlock = 0x0000_4000; // SOCK_NONBLOCK
    private const int CloseOnExec = 0x0008_0000; // SOCK_CLOEXEC
    private const int TypeFlags = NonBlock | CloseOnExec;

    /// <summary>Linux's SOCK_MAX: no type has a number from here on.</summary>
    private const int TypeLimit = 11;

    /// <summary>Linux's SOCK_TYPE_MASK: what is beyond is a flag.</summary>
    private const int TypeMask = 15;

    public static Result Socket(int domain, int type, int protocol)
    {
        SocketDescription socket;
        switch (domain)
        {
            case UnixAddress.Family:
                Errno refused = CheckUnixType(type & ~TypeFlags, protocol);
                if (refused != Errno.None)
                {
                    return refused;
                }

                socket = IsDatagram(type) ? DatagramSocket.Create() : UnixSocket.Create(type & ~TypeFlags);
                break;
            case Win.AF_INET or Win.AF_INET6:
                if ((type & ~TypeFlags) is < 0 or >= TypeLimit)
                {
                    return Errno.EINVAL;
                }

                Errno error = InetSocket.Create(domain, type & ~TypeFlags, protocol, out InetSocket? inet);
                if (error != Errno.None)
                {
                    return error;
                }

                socket = inet!;
                break;
            default:
                return Errno.EAFNOSUPPORT;
        }

        socket.NonBlocking = (type & NonBlock) != 0;
        Result descriptor = Descriptors.Add(socket, (type & CloseOnExec) != 0);
        if (descriptor.Failed)
        {
            socket.Release();
        }

        return descriptor;
    }

    public static Result SocketPair(int domain, int type, int protocol, int* descriptors)
    {
        Errno error = CheckPair(domain, type & ~TypeFlags, protocol, descriptors);
        if (error != Errno.None)
        {
            return error;
        }

        error = CreatePair(type, out SocketDescription? one, out SocketDescription? other);
        if (error != Errno.None)
        {
            return error;
        }

        bool closeOnExec = (type & CloseOnExec) != 0;
        one!.NonBlocking = other!.NonBlocking = (type & NonBlock) != 0;
        Result first = Descriptors.Add(one, closeOnExec);
        Result second = first.Failed ? first : Descriptors.Add(other, closeOnExec);
        if (second.Failed)
        {
            _ = first.Failed ? (Result)one.Release() : Descriptors.Remove((int)first.Value);
            other.Release();
            return second;
        }

        descriptors[0] = (int)first.Value;
        descriptors[1] = (int)second.Value;
        return Result.Ok;
    }

    public static Result Bind(int descriptor, byte* address, int length)
    {
        using var held = new HeldSocket(descriptor);
        Errno error = held.IsNone ? held.Error : CheckAddress(address, length, held.Socket.MaxAddress);
        return error != Errno.None ? error : held.Socket.Bind(address, length);
    }

    public static Result Listen(int descriptor, int backlog)
    {
        using var held = new HeldSocket(descriptor);
        return held.IsNone ? held.Error : held.Socket.Listen(backlog);
    }

    public static Result Accept(int descriptor, byte* address, int* length, int flags)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone || (flags & ~TypeFlags) != 0)
        {
            return held.IsNone && held.Error == Errno.EBADF ? Errno.EBADF : (flags & ~TypeFlags) != 0 ? Errno.EINVAL : Errno.ENOTSOCK;
        }

        Errno error = held.Socket.Accept(out SocketDescription? accepted);
        if (error != Errno.None)
        {
            return error;
        }

        if (address != null)
        {
            error = accepted!.GetPeerName(address, length);
            if (error is Errno.EFAULT or Errno.EINVAL)
            {
                held.Socket.Unaccept(accepted);
                return error;
            }
        }

        accepted!.NonBlocking = (flags & NonBlock) != 0;
        Result copy = Descriptors.Add(accepted, (flags & CloseOnExec) != 0);
        if (copy.Failed)
        {
            held.Socket.Unaccept(accepted);
        }

        return copy;
    }

    public static Result Connect(int descriptor, byte* address, int length)
    {
        using var held = new HeldSocket(descriptor);
        Errno error = held.IsNone ? held.Error : Errno.None;
        if (error != Errno.EBADF && CheckAddress(address, length, held.IsNone ? Message.StorageSize : held.Socket.MaxAddress) is Errno wrong and not Errno.None)
        {
            return wrong;
        }

        return error != Errno.None ? error : held.Socket.Connect(address, length);
    }

    public static Result Shutdown(int descriptor, int how)
    {
        using var held = new HeldSocket(descriptor);
        return held.IsNone ? held.Error : held.Socket.Shutdown(how);
    }

    public static Result GetSockName(int descriptor, byte* address, int* length)
    {
        using var held = new HeldSocket(descriptor);
        return held.IsNone ? held.Error : held.Socket.GetName(address, length);
    }

    public static Result GetPeerName(int descriptor, byte* address, int* length)
    {
        using var held = new HeldSocket(descriptor);
        return held.IsNone ? held.Error : held.Socket.GetPeerName(address, length);
    }

    public static Result GetSockOpt(int descriptor, int level, int name, byte* value, int* length)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        return CallerMemory.IsBad(length) ? Errno.EFAULT : *length < 0 ? Errno.EINVAL : held.Socket.GetOption(level, name, value, length);
    }

    public static Result SetSockOpt(int descriptor, int level, int name, byte* value, int length)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        return length < 0 ? Errno.EINVAL : held.Socket.SetOption(level, name, value, length);
    }

    /// <summary>Linux takes SOCK_RAW for them, too.</summary>
    private static bool IsDatagram(int type) => (type & ~TypeFlags) is Win.SOCK_DGRAM or Win.SOCK_RAW;

    private static Errno CreatePair(int type, out SocketDescription? one, out SocketDescription? other)
    {
        Errno error;
        if (IsDatagram(type))
        {
            error = DatagramSocket.CreatePair(out DatagramSocket? first, out DatagramSocket? second);
            (one, other) = (first, second);
            return error;
        }

        error = UnixSocket.CreatePair(type & ~TypeFlags, out UnixSocket? client, out UnixSocket? server);
        (one, other) = (client, server);
        return error;
    }

    /// <summary>What Linux asks of an address before it knows of which family it is.</summary>
    private static Errno CheckAddress(byte* address, int length, int most) =>
        length < 0 || length > most ? Errno.EINVAL : length > 0 && CallerMemory.IsBad(address) ? Errno.EFAULT : Errno.None;

    /// <summary>In Linux' order: flags that nobody knows, where the numbers are to go, and then as socket() would.</summary>
    private static Errno CheckPair(int domain, int type, int protocol, int* descriptors) =>
        type is < 0 or > TypeMask ? Errno.EINVAL
        : CallerMemory.IsBad(descriptors) ? Errno.EFAULT
        : domain == UnixAddress.Family ? CheckUnixType(type, protocol)
        : domain is not (Win.AF_INET or Win.AF_INET6) ? Errno.EAFNOSUPPORT
        : type >= TypeLimit ? Errno.EINVAL
        : Errno.EOPNOTSUPP;

    private static Errno CheckUnixType(int type, int protocol) =>
        type is < 0 or >= TypeLimit ? Errno.EINVAL
        : protocol is not (0 or UnixAddress.Family) ? Errno.EPROTONOSUPPORT
        : type is Win.SOCK_STREAM or Win.SOCK_SEQPACKET or Win.SOCK_DGRAM or Win.SOCK_RAW ? Errno.None
        : Errno.ESOCKTNOSUPPORT;
}
