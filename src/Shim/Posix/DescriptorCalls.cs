using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>close, dup, dup2, dup3, fcntl and ioctl: what concerns the descriptor and not what it carries.</summary>
internal static unsafe class DescriptorCalls
{
    public const int NonBlock = 0x0800; // O_NONBLOCK

    private const int DupFd = 0;
    private const int GetFd = 1;
    private const int SetFd = 2;
    private const int GetFl = 3;
    private const int SetFl = 4;
    private const int DupFdCloseOnExec = 1030;
    private const int FdCloseOnExec = 1;
    private const int ReadWrite = 2; // O_RDWR
    private const int OpenCloseOnExec = 0x0080; // O_CLOEXEC
    private const uint Fionbio = 0x8004_667E;
    private const uint Fionread = 0x4004_667F;
    private const uint Siocatmark = 0x4004_7307;
    private const uint Fioclex = 0x2000_6601;
    private const uint Fionclex = 0x2000_6602;

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

    /// <summary>dup3.</summary>
    public static Result DuplicateTo(int descriptor, int target, int flags)
    {
        if ((flags & ~OpenCloseOnExec) != 0 || descriptor == target)
        {
            return Errno.EINVAL;
        }

        bool closeOnExec = (flags & OpenCloseOnExec) != 0;
        Result result = DuplicateTo(descriptor, target, closeOnExec);
        if (!result.Failed && closeOnExec && Descriptors.IsForeign(target))
        {
            ForeignControl.SetCloseOnExec(target, true);
        }

        return result;
    }

    public static Result DuplicateTo(int descriptor, int target, bool closeOnExec = false)
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

            return Keep(socket, Descriptors.DuplicateTo(descriptor, socket, target, closeOnExec));
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
        if (held.IsNone && held.Error == Errno.EBADF)
        {
            return Errno.EBADF;
        }

        SocketDescription? socket = held.IsNone ? null : held.Socket;
        switch (request)
        {
            case Fioclex or Fionclex:
                return SetCloseOnExec(held, descriptor, request == Fioclex);
            case Fionbio:
                return CallerMemory.IsBad(argument) ? Errno.EFAULT : SetNonBlocking(socket, descriptor, *argument != 0);
            case Fionread:
                return Tell(argument, socket != null ? socket.BytesToRead() : ForeignControl.BytesToRead(descriptor));
            case Siocatmark when socket != null:
                return Tell(argument, socket.IsAtMark());
            case unchecked((uint)Win.SIO_AF_UNIX_GETPEERPID) when socket is UnixDescription:
                return CredentialCalls.GetPeerProcess(descriptor, argument);
            default:
                return Errno.ENOTTY;
        }
    }

    private static Result SetCloseOnExec(in HeldSocket held, int descriptor, bool value)
    {
        if (held.IsNone)
        {
            return ForeignControl.SetCloseOnExec(descriptor, value);
        }

        held.Table.SetCloseOnExec(descriptor, value);
        return Result.Ok;
    }

    private static Result SetNonBlocking(SocketDescription? socket, int descriptor, bool value)
    {
        if (socket == null)
        {
            return ForeignControl.SetStatus(descriptor, value ? NonBlock : 0);
        }

        socket.NonBlocking = value;
        return Result.Ok;
    }

    /// <summary>What Linux finds out comes first, and then where to put it.</summary>
    private static Result Tell(int* argument, Result number)
    {
        if (number.Failed || CallerMemory.IsBad(argument))
        {
            return number.Failed ? number : Errno.EFAULT;
        }

        *argument = (int)number.Value;
        return Result.Ok;
    }

    /// <summary>The host's runtime has no fcntl. What can be said and done by the handle is; what can't is refused.</summary>
    private static Result ControlForeign(int descriptor, int command, int argument) => command switch
    {
        GetFl => ForeignControl.GetStatus(descriptor),
        SetFl => ForeignControl.SetStatus(descriptor, argument),
        GetFd => ForeignControl.GetCloseOnExec(descriptor),
        SetFd => ForeignControl.SetCloseOnExec(descriptor, (argument & FdCloseOnExec) != 0),
        DupFd or DupFdCloseOnExec => DuplicateFrom(null, descriptor, argument, command == DupFdCloseOnExec),
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

        if (socket == null && closeOnExec && !result.Failed)
        {
            ForeignControl.SetCloseOnExec((int)result.Value, true);
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
