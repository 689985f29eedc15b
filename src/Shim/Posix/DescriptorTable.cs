using AfUnix.Errors;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>
/// Which descriptors of the host are sockets of ours. Looking one up takes no lock: it takes a reference, then looks again whether the descriptor still
/// means the same socket.
/// </summary>
internal static class DescriptorTable
{
    private const int FirstSize = 256;

    private static readonly Lock s_lock = new();
    private static SocketDescription?[] s_sockets = new SocketDescription?[FirstSize];
    private static DescriptorFlags[] s_flags = new DescriptorFlags[FirstSize];

    /// <summary>Takes a reference to the socket behind a descriptor; null when it is none of ours. The caller releases it.</summary>
    public static SocketDescription? Hold(int descriptor)
    {
        while (true)
        {
            SocketDescription?[] sockets = Volatile.Read(ref s_sockets);
            if ((uint)descriptor >= (uint)sockets.Length)
            {
                return null;
            }

            SocketDescription? socket = Volatile.Read(ref sockets[descriptor]);
            if (socket == null)
            {
                return null;
            }

            if (socket.TryHold())
            {
                if (ReferenceEquals(Volatile.Read(ref Volatile.Read(ref s_sockets)[descriptor]), socket))
                {
                    return socket;
                }

                socket.Release(); // closed, and perhaps at work for somebody else already
            }
        }
    }

    /// <summary>Gives a socket, with the caller's reference, a descriptor.</summary>
    /// <returns>The descriptor, or EMFILE, and then the reference is still the caller's.</returns>
    public static Result Add(SocketDescription socket, bool closeOnExec)
    {
        Result descriptor = HostRuntime.OpenDescriptor();
        if (!descriptor.Failed)
        {
            Put((int)descriptor.Value, socket, closeOnExec);
        }

        return descriptor;
    }

    /// <summary>Takes a descriptor away from its socket and gives it back to the host.</summary>
    /// <returns>EBADF when it is not a socket's; EINTR when a wait in closing was interrupted: the descriptor is closed all the same.</returns>
    public static Result Remove(int descriptor)
    {
        SocketDescription? socket = Take(descriptor, DescriptorFlags.Closing);
        if (socket == null)
        {
            return Errno.EBADF;
        }

        HostRuntime.Close(descriptor); // only now can somebody else get the number
        lock (s_lock)
        {
            s_flags[descriptor] &= ~DescriptorFlags.Closing;
        }

        return Drop(socket);
    }

    /// <summary>Makes a descriptor mean this socket, whatever it meant before; takes the caller's reference.</summary>
    public static Result DuplicateTo(int descriptor, SocketDescription socket, int target)
    {
        Result result = HostRuntime.DuplicateTo(descriptor, target);
        if (result.Failed)
        {
            return result;
        }

        Put(target, socket, closeOnExec: false);
        return target;
    }

    /// <summary>The host has put something else behind this number: whatever socket it was is closed.</summary>
    public static void Forget(int descriptor)
    {
        SocketDescription? socket = Take(descriptor, DescriptorFlags.None);
        if (socket != null)
        {
            Drop(socket);
        }
    }

    public static bool GetCloseOnExec(int descriptor) => (Volatile.Read(ref s_flags)[descriptor] & DescriptorFlags.CloseOnExec) != 0;

    public static void SetCloseOnExec(int descriptor, bool value)
    {
        lock (s_lock)
        {
            s_flags[descriptor] = value ? DescriptorFlags.CloseOnExec : DescriptorFlags.None;
        }
    }

    /// <summary>
    /// Whether a descriptor for which <see cref="Hold"/> found nothing is something else of the program's: not one that another thread is just
    /// giving back, or just giving to a socket.
    /// </summary>
    public static bool IsForeign(int descriptor) => !IsClosing(descriptor) && HostRuntime.IsOpen(descriptor) && !IsClosing(descriptor);

    private static bool IsClosing(int descriptor)
    {
        lock (s_lock)
        {
            return (uint)descriptor < (uint)s_flags.Length && (s_flags[descriptor] & DescriptorFlags.Closing) != 0;
        }
    }

    private static SocketDescription? Take(int descriptor, DescriptorFlags flags)
    {
        lock (s_lock)
        {
            if ((uint)descriptor >= (uint)s_sockets.Length)
            {
                return null;
            }

            SocketDescription? socket = s_sockets[descriptor];
            if (socket != null)
            {
                Volatile.Write(ref s_sockets[descriptor], null);
                s_flags[descriptor] = flags;
            }

            return socket;
        }
    }

    private static void Put(int descriptor, SocketDescription socket, bool closeOnExec)
    {
        socket.AddDescriptor();
        SocketDescription? before;
        lock (s_lock)
        {
            if (descriptor >= s_sockets.Length)
            {
                int size = Math.Max(descriptor + 1, s_sockets.Length * 2);
                DescriptorFlags[] flags = s_flags;
                Array.Resize(ref flags, size);
                Volatile.Write(ref s_flags, flags);
                SocketDescription?[] sockets = s_sockets;
                Array.Resize(ref sockets, size);
                Volatile.Write(ref s_sockets, sockets);
            }

            before = s_sockets[descriptor];
            Volatile.Write(ref s_sockets[descriptor], socket);
            s_flags[descriptor] = closeOnExec ? DescriptorFlags.CloseOnExec : DescriptorFlags.None;
        }

        if (before != null)
        {
            Drop(before); // dup2 over a socket; or the program closed the number behind our back
        }
    }

    private static Result Drop(SocketDescription socket)
    {
        socket.RemoveDescriptor();
        return socket.Release();
    }

    [Flags]
    private enum DescriptorFlags : byte
    {
        None = 0,
        CloseOnExec = 1,

        /// <summary>No socket any more, but the host has the number still to take back.</summary>
        Closing = 2,
    }
}
