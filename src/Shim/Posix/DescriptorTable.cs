using AfUnix.Errors;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>
/// Which descriptors of the host are sockets of ours. Looking one up takes no lock: it takes a reference, then looks again whether the descriptor still
/// means the same socket. What changes a descriptor, in the host and here, does both under one lock, so that nobody sees it half done.
/// </summary>
internal static class DescriptorTable
{
    private const int FirstSize = 256;

    private static readonly Lock s_lock = new();
    private static int s_some; // where there was a socket last
    private static SocketDescription?[] s_sockets = new SocketDescription?[FirstSize];
    private static bool[] s_closeOnExec = new bool[FirstSize];

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

    /// <summary>Whether a descriptor for which <see cref="Hold"/> found nothing is something else of the program's.</summary>
    public static bool IsForeign(int descriptor)
    {
        lock (s_lock)
        {
            bool isSocket = (uint)descriptor < (uint)s_sockets.Length && s_sockets[descriptor] != null;
            return !isSocket && HostRuntime.GetHandle(descriptor, out _) == Errno.None;
        }
    }

    /// <summary>Gives a socket a descriptor, the first or another, with the caller's reference.</summary>
    /// <returns>The descriptor, or EMFILE, and then the reference is still the caller's.</returns>
    public static Result Add(SocketDescription socket, bool closeOnExec)
    {
        Result descriptor;
        SocketDescription? before = null;
        lock (s_lock)
        {
            descriptor = HostRuntime.OpenDescriptor(AnySocket());
            if (!descriptor.Failed)
            {
                before = Put((int)descriptor.Value, socket, closeOnExec);
            }
        }

        Drop(before); // the program closed that number behind our back
        return descriptor;
    }

    /// <summary>Makes a descriptor mean this socket, whatever it meant before; takes the caller's reference.</summary>
    public static Result DuplicateTo(int descriptor, SocketDescription socket, int target)
    {
        Result result;
        SocketDescription? before = null;
        lock (s_lock)
        {
            result = HostRuntime.DuplicateTo(descriptor, target);
            if (!result.Failed)
            {
                before = Put(target, socket, closeOnExec: false);
            }
        }

        Drop(before);
        return result;
    }

    /// <summary>Makes a descriptor mean what another one of the host does, and no socket any more.</summary>
    public static Result DuplicateForeignTo(int descriptor, int target)
    {
        Result result;
        SocketDescription? before = null;
        lock (s_lock)
        {
            result = HostRuntime.DuplicateTo(descriptor, target);
            if (!result.Failed && descriptor != target)
            {
                before = Take(target);
            }
        }

        Drop(before);
        return result;
    }

    /// <summary>Closes a socket's descriptor.</summary>
    /// <returns>EBADF when it is not a socket's; EINTR when a wait in closing was interrupted: the descriptor is closed all the same.</returns>
    public static Result Remove(int descriptor)
    {
        SocketDescription? socket;
        lock (s_lock)
        {
            socket = Take(descriptor);
            if (socket == null)
            {
                return Errno.EBADF;
            }

            HostRuntime.Close(descriptor);
        }

        return Drop(socket);
    }

    public static bool GetCloseOnExec(int descriptor) => Volatile.Read(ref s_closeOnExec)[descriptor];

    public static void SetCloseOnExec(int descriptor, bool value)
    {
        lock (s_lock)
        {
            s_closeOnExec[descriptor] = value;
        }
    }

    /// <summary>Under the lock. Some descriptor that is a socket's, or -1.</summary>
    private static int AnySocket()
    {
        if (s_sockets[s_some] == null)
        {
            s_some = Math.Max(Array.FindIndex(s_sockets, static socket => socket != null), 0);
        }

        return s_sockets[s_some] == null ? -1 : s_some;
    }

    /// <summary>Under the lock. Gives back the socket that was there.</summary>
    private static SocketDescription? Take(int descriptor)
    {
        if ((uint)descriptor >= (uint)s_sockets.Length)
        {
            return null;
        }

        SocketDescription? socket = s_sockets[descriptor];
        Volatile.Write(ref s_sockets[descriptor], null);
        return socket;
    }

    /// <summary>Under the lock. Gives back the socket that was there.</summary>
    private static SocketDescription? Put(int descriptor, SocketDescription socket, bool closeOnExec)
    {
        if (descriptor >= s_sockets.Length)
        {
            int size = Math.Max(descriptor + 1, s_sockets.Length * 2);
            bool[] flags = s_closeOnExec;
            Array.Resize(ref flags, size);
            Volatile.Write(ref s_closeOnExec, flags);
            SocketDescription?[] sockets = s_sockets;
            Array.Resize(ref sockets, size);
            Volatile.Write(ref s_sockets, sockets);
        }

        socket.AddDescriptor();
        SocketDescription? before = s_sockets[descriptor];
        Volatile.Write(ref s_sockets[descriptor], socket);
        s_closeOnExec[descriptor] = closeOnExec;
        return before;
    }

    /// <summary>Never under the lock: closing a socket can take its time.</summary>
    private static Result Drop(SocketDescription? socket)
    {
        if (socket == null)
        {
            return Result.Ok;
        }

        socket.RemoveDescriptor();
        return socket.Release();
    }
}
