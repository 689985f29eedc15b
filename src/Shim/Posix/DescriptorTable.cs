using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>
/// Which descriptors of a C runtime are sockets of ours. Looking one up takes no lock: it takes a reference, then looks again whether the descriptor still
/// means the same socket. What changes a descriptor, in the runtime and here, does both under one lock, so that nobody sees it half done.
/// </summary>
internal sealed partial class DescriptorTable(CRuntime runtime)
{
    private const int FirstSize = 256;

    private readonly Lock _lock = new();
    private int _some; // where there was a socket last
    private SocketDescription?[] _sockets = new SocketDescription?[FirstSize];
    private bool[] _closeOnExec = new bool[FirstSize];
    private nint[] _placeholders = new nint[FirstSize];

    /// <summary>Takes a reference to the socket behind a descriptor; null when it is none of ours. The caller releases it.</summary>
    public SocketDescription? Hold(int descriptor)
    {
        while (true)
        {
            SocketDescription?[] sockets = Volatile.Read(ref _sockets);
            SocketDescription? socket = (uint)descriptor < (uint)sockets.Length ? Volatile.Read(ref sockets[descriptor]) : null;
            if (socket == null)
            {
                if (InheritedSockets.AreLeft && InheritedSockets.TryClaim(this, descriptor))
                {
                    continue;
                }

                return null;
            }

            if (socket.TryHold())
            {
                if (ReferenceEquals(Volatile.Read(ref Volatile.Read(ref _sockets)[descriptor]), socket))
                {
                    return socket;
                }

                socket.Release(); // closed, and perhaps at work for somebody else already
            }
        }
    }

    public CRuntime Runtime => runtime;

    /// <summary>Whether there is any socket.</summary>
    public bool HasAny
    {
        get
        {
            lock (_lock)
            {
                return AnySocket() >= 0;
            }
        }
    }

    /// <summary>All sockets with their descriptors, each with a reference for the caller.</summary>
    public List<(int Descriptor, SocketDescription Socket, nint Placeholder, bool CloseOnExec)> HoldAll()
    {
        var all = new List<(int, SocketDescription, nint, bool)>();
        lock (_lock)
        {
            for (int descriptor = 0; descriptor < _sockets.Length; descriptor++)
            {
                if (_sockets[descriptor] is { } socket && socket.TryHold())
                {
                    all.Add((descriptor, socket, _placeholders[descriptor], _closeOnExec[descriptor]));
                }
            }
        }

        return all;
    }

    /// <summary>A descriptor that came with the process is a socket's; takes the caller's reference.</summary>
    public void Adopt(int descriptor, SocketDescription socket, nint placeholder)
    {
        SocketDescription? before;
        lock (_lock)
        {
            before = Put(descriptor, socket, closeOnExec: false);
            _placeholders[descriptor] = placeholder;
        }

        Drop(before);
    }

    /// <summary>Whether a descriptor is a socket's just now.</summary>
    public bool Has(int descriptor)
    {
        SocketDescription?[] sockets = Volatile.Read(ref _sockets);
        return (uint)descriptor < (uint)sockets.Length && Volatile.Read(ref sockets[descriptor]) != null;
    }

    /// <summary>Whether a descriptor for which <see cref="Hold"/> found nothing is something else of the runtime's.</summary>
    public bool IsForeign(int descriptor)
    {
        lock (_lock)
        {
            bool isSocket = (uint)descriptor < (uint)_sockets.Length && _sockets[descriptor] != null;
            return !isSocket && runtime.GetHandle(descriptor, out _) == Errno.None;
        }
    }

    /// <summary>Gives a socket a descriptor, the first or another, with the caller's reference.</summary>
    /// <returns>The descriptor, or EMFILE, and then the reference is still the caller's.</returns>
    public Result Add(SocketDescription socket, bool closeOnExec)
    {
        Result descriptor;
        SocketDescription? before = null;
        lock (_lock)
        {
            descriptor = runtime.OpenDescriptor(AnySocket());
            if (!descriptor.Failed)
            {
                before = PutOverPlaceholder((int)descriptor.Value, socket, closeOnExec);
            }
        }

        Drop(before); // the program closed that number behind our back
        return descriptor;
    }

    /// <summary>Gives a handle that is no socket a descriptor of the runtime.</summary>
    public Result AddForeign(nint handle, int flags)
    {
        Result descriptor;
        SocketDescription? before = null;
        lock (_lock)
        {
            descriptor = runtime.Open(handle, flags);
            if (!descriptor.Failed)
            {
                before = Take((int)descriptor.Value);
            }
        }

        Drop(before); // the program closed that number behind our back
        return descriptor;
    }

    /// <summary>Closes a socket's descriptor.</summary>
    /// <returns>EBADF when it is not a socket's; EINTR when a wait in closing was interrupted: the descriptor is closed all the same.</returns>
    public Result Remove(int descriptor)
    {
        SocketDescription? socket;
        lock (_lock)
        {
            socket = Take(descriptor);
            if (socket == null)
            {
                return Errno.EBADF;
            }

            runtime.Close(descriptor);
        }

        return Drop(socket);
    }

    /// <summary>Closes all sockets of a runtime that was unloaded: it can't be asked any more, and nobody can name its descriptors.</summary>
    public void Abandon()
    {
        for (int descriptor = 0; descriptor < _sockets.Length; descriptor++)
        {
            SocketDescription? socket;
            lock (_lock)
            {
                socket = Take(descriptor);
            }

            if (socket != null && CRuntime.IsPlaceholder(_placeholders[descriptor]))
            {
                Kernel32.CloseHandle(_placeholders[descriptor]);
            }

            Drop(socket);
        }
    }

    public bool GetCloseOnExec(int descriptor) => Volatile.Read(ref _closeOnExec)[descriptor];

    public void SetCloseOnExec(int descriptor, bool value)
    {
        lock (_lock)
        {
            _closeOnExec[descriptor] = value;
        }
    }

    /// <summary>Under the lock. Some descriptor that is a socket's, or -1.</summary>
    private int AnySocket()
    {
        if (_sockets[_some] == null)
        {
            _some = Math.Max(Array.FindIndex(_sockets, static socket => socket != null), 0);
        }

        return _sockets[_some] == null ? -1 : _some;
    }

    /// <summary>Under the lock. Gives back the socket that was there.</summary>
    private SocketDescription? Take(int descriptor)
    {
        if ((uint)descriptor >= (uint)_sockets.Length)
        {
            return null;
        }

        SocketDescription? socket = _sockets[descriptor];
        Volatile.Write(ref _sockets[descriptor], null);
        return socket;
    }

    /// <summary>Under the lock. Gives back the socket that was there.</summary>
    private SocketDescription? Put(int descriptor, SocketDescription socket, bool closeOnExec)
    {
        if (descriptor >= _sockets.Length)
        {
            int size = Math.Max(descriptor + 1, _sockets.Length * 2);
            bool[] flags = _closeOnExec;
            Array.Resize(ref flags, size);
            Volatile.Write(ref _closeOnExec, flags);
            Array.Resize(ref _placeholders, size);
            SocketDescription?[] sockets = _sockets;
            Array.Resize(ref sockets, size);
            Volatile.Write(ref _sockets, sockets);
        }

        socket.AddDescriptor();
        SocketDescription? before = _sockets[descriptor];
        Volatile.Write(ref _sockets[descriptor], socket);
        _closeOnExec[descriptor] = closeOnExec;
        return before;
    }

    /// <summary>Under the lock. Also notes the placeholder that stands behind the descriptor.</summary>
    private SocketDescription? PutOverPlaceholder(int descriptor, SocketDescription socket, bool closeOnExec)
    {
        SocketDescription? before = Put(descriptor, socket, closeOnExec);
        runtime.GetHandle(descriptor, out _placeholders[descriptor]);
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
