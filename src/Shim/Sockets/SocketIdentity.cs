using System.Security.Cryptography;

namespace AfUnix.Sockets;

/// <summary>
/// A number for each socket that leaves its process, by which it is known when it comes back, or was only sent to itself: then the description that is here
/// already is given another descriptor, and what belongs to the socket (O_NONBLOCK, time-outs) is still one.
/// </summary>
internal static class SocketIdentity
{
    private static readonly Dictionary<ulong, SocketDescription> s_known = [];

    public static unsafe ulong Of(SocketDescription socket)
    {
        lock (s_known)
        {
            if (socket.Identity == 0)
            {
                ulong identity;
                RandomNumberGenerator.Fill(new Span<byte>(&identity, sizeof(ulong)));
                socket.Identity = identity;
                s_known.TryAdd(identity, socket);
            }

            return socket.Identity;
        }
    }

    /// <summary>A socket that came from another process.</summary>
    public static void Give(SocketDescription socket, ulong identity)
    {
        lock (s_known)
        {
            if (identity != 0)
            {
                socket.Identity = identity;
                s_known.TryAdd(identity, socket);
            }
        }
    }

    /// <summary>The socket of this number, with a reference for the caller; null when it is not here.</summary>
    public static SocketDescription? Find(ulong identity)
    {
        lock (s_known)
        {
            return s_known.TryGetValue(identity, out SocketDescription? socket) && socket.TryHold() ? socket : null;
        }
    }

    /// <summary>It is closed here.</summary>
    public static void Remove(SocketDescription socket)
    {
        if (socket.Identity == 0)
        {
            return;
        }

        lock (s_known)
        {
            if (s_known.TryGetValue(socket.Identity, out SocketDescription? known) && ReferenceEquals(known, socket))
            {
                s_known.Remove(socket.Identity);
            }

            socket.Identity = 0;
        }
    }
}
