using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>Who the peer is, and who we are, in the numbers of one rule: getpeereid, afunix_getpeersid, getuid and its kin.</summary>
internal static unsafe class CredentialCalls
{
    public static uint User => AccountNumber.Of(ObjectGuard.Self);

    public static uint Group => AccountNumber.Of(ObjectGuard.OwnGroup);

    public static Result GetPeerIds(int descriptor, uint* user, uint* group)
    {
        Errno error = PeerOf(descriptor, out Credentials peer);
        if (error != Errno.None)
        {
            return error;
        }

        if (CallerMemory.IsBad(user) || CallerMemory.IsBad(group))
        {
            return Errno.EFAULT;
        }

        UserCredentials numbers = UserCredentials.Of(peer);
        *user = numbers.User;
        *group = numbers.Group;
        return Result.Ok;
    }

    public static Result GetPeerSid(int descriptor, byte* sid, int* size)
    {
        Errno error = PeerOf(descriptor, out Credentials peer);
        if (error != Errno.None)
        {
            return error;
        }

        if (CallerMemory.IsBad(size))
        {
            return Errno.EFAULT;
        }

        ReadOnlySpan<byte> bytes = peer.User.AsSpan();
        int room = *size;
        *size = bytes.Length;
        if (room < bytes.Length)
        {
            return Errno.ENOSPC;
        }

        if (CallerMemory.IsBad(sid))
        {
            return Errno.EFAULT;
        }

        bytes.CopyTo(new Span<byte>(sid, bytes.Length));
        return Result.Ok;
    }

    /// <summary>SIO_AF_UNIX_GETPEERPID.</summary>
    public static Result GetPeerProcess(int descriptor, int* id)
    {
        Errno error = PeerOf(descriptor, out Credentials peer);
        if (error != Errno.None || CallerMemory.IsBad(id))
        {
            return error != Errno.None ? error : Errno.EFAULT;
        }

        *id = (int)peer.ProcessId;
        return Result.Ok;
    }

    private static Errno PeerOf(int descriptor, out Credentials peer)
    {
        peer = default;
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        peer = held.Socket switch
        {
            UnixSocket { IsConnected: true } connected => connected.PeerCredentials,
            DatagramSocket datagrams => datagrams.PeerCredentials,
            _ => default,
        };
        return peer.IsKnown ? Errno.None : Errno.ENOTCONN;
    }
}
