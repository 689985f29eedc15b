using AfUnix.Errors;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>close, dup, dup2, fcntl and ioctl: what concerns the descriptor and not what it carries.</summary>
internal static unsafe class DescriptorCalls
{
    private const int DupFd = 0;
    private const int GetFd = 1;
    private const int SetFd = 2;
    private const int GetFl = 3;
    private const int SetFl = 4;
    private const int DupFdCloseOnExec = 1030;
    private const int FdCloseOnExec = 1;
    private const int ReadWrite = 2; // O_RDWR
    private const int NonBlock = 0x0800; // O_NONBLOCK
    private const uint Fionbio = 0x8004_667E;
    private const uint Fionread = 0x4004_667F;

    public static Result Close(int descriptor)
    {
        Result result = Descriptors.Remove(descriptor);
        return result.Error == Errno.EBADF && Descriptors.IsForeign(descriptor) ? HostRuntime.Close(descriptor) : result;
    }

    public static Result Duplicate(int descriptor)
    {
        SocketDescription? socket = Descriptors.Hold(descriptor);
        return socket == null ? HostRuntime.Duplicate(descriptor) : Keep(socket, Descriptors.Add(socket, closeOnExec: false));
    }

    public static Result DuplicateTo(int descriptor, int target)
    {
        if (target < 0)
        {
            return Errno.EBADF;
        }

        SocketDescription? socket = Descriptors.Hold(descriptor);
        if (socket != null)
        {
            if (descriptor == target)
            {
                socket.Release();
                return target;
            }

            return Keep(socket, Descriptors.DuplicateTo(descriptor, socket, target));
        }

        return Descriptors.DuplicateForeignTo(descriptor, target);
    }

    public static Result Control(int descriptor, int command, int argument)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error == Errno.EBADF ? Errno.EBADF : ControlForeign(descriptor, command, argument);
        }

        switch (command)
        {
            case GetFl:
                return ReadWrite | (held.Socket.NonBlocking ? NonBlock : 0);
            case SetFl:
                held.Socket.NonBlocking = (argument & NonBlock) != 0;
                return Result.Ok;
            case GetFd:
                return held.Table.GetCloseOnExec(descriptor) ? FdCloseOnExec : 0;
            case SetFd:
                held.Table.SetCloseOnExec(descriptor, (argument & FdCloseOnExec) != 0);
                return Result.Ok;
            case DupFd or DupFdCloseOnExec:
                return DuplicateFrom(held.Socket, descriptor, argument, command == DupFdCloseOnExec);
            default:
                return Errno.EINVAL;
        }
    }

    public static Result IoControl(int descriptor, uint request, int* argument)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error == Errno.EBADF ? Errno.EBADF : Errno.ENOTTY;
        }

        if (request is not (Fionbio or Fionread))
        {
            return Errno.ENOTTY;
        }

        if (CallerMemory.IsBad(argument))
        {
            return Errno.EFAULT;
        }

        if (request == Fionbio)
        {
            held.Socket.NonBlocking = *argument != 0;
            return Result.Ok;
        }

        Result bytes = held.Socket.BytesToRead();
        if (!bytes.Failed)
        {
            *argument = (int)bytes.Value;
        }

        return bytes.Failed ? bytes : Result.Ok;
    }

    /// <summary>The host's runtime has no fcntl. What can be said of its descriptors is said; what can't be done is refused.</summary>
    private static Result ControlForeign(int descriptor, int command, int argument) => command switch
    {
        GetFl => ReadWrite,
        GetFd => Result.Ok,
        DupFd => DuplicateFrom(null, descriptor, argument, closeOnExec: false),
        _ => Errno.EINVAL,
    };

    /// <summary>
    /// The lowest free descriptor that is not below the minimum. The host's runtime only gives out the lowest of all, so those below are taken for a
    /// moment and given back.
    /// </summary>
    private static Result DuplicateFrom(SocketDescription? socket, int descriptor, int minimum, bool closeOnExec)
    {
        const int MaxDescriptors = 8192; // the UCRT's own limit
        if (minimum is < 0 or >= MaxDescriptors)
        {
            return Errno.EINVAL;
        }

        var below = new Stack<int>();
        Result result;
        while (true)
        {
            result = socket == null ? HostRuntime.Duplicate(descriptor)
                : socket.TryHold() ? Keep(socket, Descriptors.Add(socket, closeOnExec))
                : Errno.EBADF;
            if (result.Failed || result.Value >= minimum)
            {
                break;
            }

            below.Push((int)result.Value);
        }

        while (below.TryPop(out int taken))
        {
            Close(taken);
        }

        return result;
    }

    /// <summary>The reference is the new descriptor's, or nobody's.</summary>
    private static Result Keep(SocketDescription socket, Result descriptor)
    {
        if (descriptor.Failed)
        {
            socket.Release();
        }

        return descriptor;
    }
}
