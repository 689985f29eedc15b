using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// The SOCKETs of the UNIX domain in this process. Native code (build/native/winsock.c) has a mark for each, so that calls about other handles never come
/// here.
/// </summary>
internal static class SocketTable
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<nuint, WinsockSocket> s_sockets = [];

    /// <summary>Takes in a socket over this handle.</summary>
    /// <returns>Null when there is no memory for the handle's mark; then the socket is closed.</returns>
    public static WinsockSocket? Add(nuint handle, UnixSocket socket)
    {
        WinsockSocket added = new(handle, socket);
        Forget(handle); // another one's that was closed unseen
        lock (s_lock)
        {
            if (Entry.afunix_mark_socket(handle, 1) != 0)
            {
                s_sockets.Add(handle, added);
                return added;
            }
        }

        added.Close();
        return null;
    }

    /// <summary>Finds a handle's socket, and holds it for the time of a call.</summary>
    public static bool TryHold(nuint handle, out WinsockSocket socket)
    {
        lock (s_lock)
        {
            return s_sockets.TryGetValue(handle, out socket!) && socket.Socket.TryHold();
        }
    }

    /// <summary>All sockets, each held; the caller releases them.</summary>
    public static List<WinsockSocket> HoldAll()
    {
        lock (s_lock)
        {
            var all = new List<WinsockSocket>(s_sockets.Values);
            all.RemoveAll(static socket => !socket.Socket.TryHold());
            return all;
        }
    }

    /// <summary>Takes a handle out: from here on nobody finds it.</summary>
    public static WinsockSocket? Remove(nuint handle)
    {
        lock (s_lock)
        {
            if (!s_sockets.Remove(handle, out WinsockSocket? socket))
            {
                return null;
            }

            Entry.afunix_mark_socket(handle, 0);
            return socket;
        }
    }

    /// <summary>The system has closed all sockets: WSACleanup.</summary>
    public static void ForgetAll()
    {
        nuint[] handles;
        lock (s_lock)
        {
            handles = [.. s_sockets.Keys];
        }

        foreach (nuint handle in handles)
        {
            Forget(handle);
        }
    }

    /// <summary>The system has given this handle anew: what we know of it is over, and the handle is not ours to close.</summary>
    public static void Forget(nuint handle)
    {
        WinsockSocket? stale = Remove(handle);
        if (stale != null)
        {
            stale.Socket.Abandon();
            stale.Close();
        }
    }
}
