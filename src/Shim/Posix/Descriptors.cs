using AfUnix.Errors;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>
/// The descriptors as the calling module sees them. A number means what it means in that module's C runtime. Only if nothing is open there under that
/// number, it may be the number of a socket that came from a module with another runtime, when just one of the others has it: so sockets can be handed
/// over between modules, and a file is never taken for one. New descriptors are always of the caller's runtime; dup() makes another's socket one's own.
/// </summary>
internal static class Descriptors
{
    private static DescriptorTable Own => Callers.Runtime.Descriptors;

    /// <summary>Takes a reference to the socket behind a descriptor; null when it is none. The caller releases it.</summary>
    public static SocketDescription? Hold(int descriptor) => Hold(descriptor, out _);

    /// <param name="table">Where the socket was found.</param>
    public static SocketDescription? Hold(int descriptor, out DescriptorTable table)
    {
        table = Own;
        SocketDescription? socket = table.Hold(descriptor);
        if (socket != null || Callers.Runtimes.Length == 1)
        {
            return socket;
        }

        table = Elsewhere(descriptor, table);
        return table.Hold(descriptor);
    }

    /// <summary>Whether a descriptor for which <see cref="Hold(int)"/> found nothing is something else of the caller's.</summary>
    public static bool IsForeign(int descriptor) => Own.IsForeign(descriptor);

    /// <summary>Gives a socket a descriptor, the first or another, with the caller's reference.</summary>
    /// <returns>The descriptor, or EMFILE, and then the reference is still the caller's.</returns>
    public static Result Add(SocketDescription socket, bool closeOnExec) => Own.Add(socket, closeOnExec);

    /// <summary>Gives a handle that is no socket a descriptor.</summary>
    public static Result AddForeign(nint handle, int flags) => Own.AddForeign(handle, flags);

    /// <summary>Makes a descriptor mean this socket, whatever it meant before; takes the caller's reference.</summary>
    public static Result DuplicateTo(int descriptor, SocketDescription socket, int target, bool closeOnExec) =>
        Own.DuplicateTo(descriptor, socket, target, closeOnExec);

    /// <summary>Makes a descriptor mean what another one does that is no socket's, and no socket any more.</summary>
    public static Result DuplicateForeignTo(int descriptor, int target) => Own.DuplicateForeignTo(descriptor, target);

    /// <summary>Closes a socket's descriptor.</summary>
    /// <returns>EBADF when it is not a socket's; EINTR when a wait in closing was interrupted: the descriptor is closed all the same.</returns>
    public static Result Remove(int descriptor)
    {
        DescriptorTable own = Own;
        Result result = own.Remove(descriptor);
        return result.Error == Errno.EBADF && Callers.Runtimes.Length > 1 && Elsewhere(descriptor, own) is var other && other != own
            ? other.Remove(descriptor)
            : result;
    }

    /// <summary>The one other table that has a socket of this number; the caller's own if there is none, or more than one, or if something is open in it.</summary>
    private static DescriptorTable Elsewhere(int descriptor, DescriptorTable own)
    {
        DescriptorTable found = own;
        foreach (CRuntime runtime in Callers.Runtimes)
        {
            if (runtime.Descriptors == own || !runtime.Descriptors.Has(descriptor))
            {
                continue;
            }

            if (found != own)
            {
                return own;
            }

            found = runtime.Descriptors;
        }

        return found == own || own.IsForeign(descriptor) ? own : found;
    }
}
