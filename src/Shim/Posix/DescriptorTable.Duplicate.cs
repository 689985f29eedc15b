using AfUnix.Errors;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <content>dup2: a descriptor that may mean something already gets another meaning.</content>
internal sealed partial class DescriptorTable
{
    /// <summary>Makes a descriptor mean this socket, whatever it meant before; takes the caller's reference.</summary>
    /// <param name="descriptor">A descriptor of the socket, of this runtime or of another one.</param>
    public Result DuplicateTo(int descriptor, SocketDescription socket, int target, bool closeOnExec)
    {
        Result result;
        SocketDescription? before = null;
        bool isForeign = IsForeign(target);
        lock (_lock)
        {
            bool isOurs = (uint)descriptor < (uint)_sockets.Length && ReferenceEquals(_sockets[descriptor], socket);
            Result source = isOurs ? descriptor : runtime.OpenDescriptor(AnySocket());
            result = source.Failed || source.Value == target ? source
                : isForeign ? DuplicateWithoutLock((int)source.Value, target)
                : runtime.DuplicateTo((int)source.Value, target);
            if (!result.Failed)
            {
                bool stays = !isForeign || (runtime.GetHandle(target, out nint handle) == Errno.None && CRuntime.IsPlaceholder(handle));
                before = stays ? PutOverPlaceholder(target, socket, closeOnExec) : Lost(socket);
            }

            if (!isOurs && !source.Failed && source.Value != target)
            {
                runtime.Close((int)source.Value);
            }
        }

        Drop(before);
        return result;
    }

    /// <summary>Makes a descriptor mean what another one of the runtime does, and no socket any more.</summary>
    public Result DuplicateForeignTo(int descriptor, int target)
    {
        if (!Has(target))
        {
            return runtime.DuplicateTo(descriptor, target); // no lock: it waits while another thread reads one of the two
        }

        Result copy = runtime.Duplicate(descriptor);
        if (copy.Failed)
        {
            return copy;
        }

        Result result;
        SocketDescription? before = null;
        lock (_lock)
        {
            result = runtime.DuplicateTo((int)copy.Value, target);
            if (!result.Failed)
            {
                before = Take(target);
            }

            if (copy.Value != target)
            {
                runtime.Close((int)copy.Value);
            }
        }

        Drop(before);
        return result;
    }

    /// <summary>
    /// Under the lock, which is left meanwhile: a runtime waits here while another thread reads the pipe or console that is behind the target, and everybody
    /// would wait with it.
    /// </summary>
    private Result DuplicateWithoutLock(int source, int target)
    {
        _lock.Exit();
        try
        {
            return runtime.DuplicateTo(source, target);
        }
        finally
        {
            _lock.Enter();
        }
    }

    /// <summary>For <see cref="Drop"/>: a socket whose new descriptor has become something else before it was there.</summary>
    private static SocketDescription Lost(SocketDescription socket)
    {
        socket.AddDescriptor();
        return socket;
    }
}
