using System.Linq;

namespace AfUnix.Sockets;

/// <summary>
/// Sockets that this process has sent to itself and not received yet. Beside the parcels they are kept as they are, so that they stay what they were even when
/// no descriptor is left: a listener goes on listening, and what comes out is the same socket. A socket may so be kept by a message that only itself
/// could receive; such circles are looked for when a socket loses its last descriptor, as Linux does.
/// </summary>
internal static class ParkedCargo
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<ulong, List<SocketDescription>> s_parked = [];
    private static readonly Stack<List<SocketDescription>> s_spare = new();
    private static int s_count;

    public static bool IsAny => Volatile.Read(ref s_count) > 0;

    /// <summary>Keeps the sockets of a message.</summary>
    public static void Add(ulong nonce, Cargo cargo)
    {
        lock (s_lock)
        {
            List<SocketDescription>? kept = null;
            for (int i = 0; i < cargo.Count; i++)
            {
                if (cargo[i].Socket is { } socket && socket.TryHold())
                {
                    kept ??= s_spare.TryPop(out List<SocketDescription>? spare) ? spare : [];
                    kept.Add(socket);
                }
            }

            if (kept != null)
            {
                s_parked.Add(nonce, kept);
                Volatile.Write(ref s_count, s_parked.Count);
            }
        }
    }

    /// <summary>A message has been received, or never will be, or is another process's affair.</summary>
    public static void Remove(ulong nonce)
    {
        List<SocketDescription>? kept;
        if (!IsAny)
        {
            return;
        }

        lock (s_lock)
        {
            s_parked.Remove(nonce, out kept);
            Volatile.Write(ref s_count, s_parked.Count);
        }

        if (kept == null)
        {
            return;
        }

        kept.ForEach(static socket => socket.Release()); // not under the lock: it may be the last
        kept.Clear();
        lock (s_lock)
        {
            s_spare.Push(kept);
        }
    }

    /// <summary>Lets go of the messages that nobody can receive any more.</summary>
    public static void Collect()
    {
        List<SocketDescription>? lost;
        lock (s_lock)
        {
            lost = FindLost();
        }

        foreach (SocketDescription socket in lost ?? [])
        {
            socket.DropUnreceived();
            socket.Release();
        }
    }

    /// <summary>
    /// Sockets that only messages keep, none of which can be received but through another such socket. Under the lock.
    /// </summary>
    /// <returns>Each with a reference for the caller; null when there is none.</returns>
    private static List<SocketDescription>? FindLost()
    {
        var messages = new Dictionary<SocketDescription, int>(); // in how many each one is
        foreach (SocketDescription socket in s_parked.Values.SelectMany(static kept => kept))
        {
            if (socket.HasNoDescriptor)
            {
                messages[socket] = messages.GetValueOrDefault(socket) + 1;
            }
        }

        // Who is kept by a call, or by a message that some other socket can receive, is not lost; nor is what its own messages keep.
        var lost = messages.Where(static one => one.Key.References == one.Value).Select(static one => one.Key).ToHashSet();
        int before;
        do
        {
            before = lost.Count;
            var unreachable = lost.SelectMany(static socket => socket.Unreceived()).ToHashSet();
            foreach ((ulong nonce, List<SocketDescription> kept) in s_parked)
            {
                if (!unreachable.Contains(nonce))
                {
                    lost.ExceptWith(kept);
                }
            }
        }
        while (lost.Count != before);

        lost.RemoveWhere(static socket => !socket.TryHold());
        return lost.Count > 0 ? [.. lost] : null;
    }
}
