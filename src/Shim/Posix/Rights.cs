using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>SCM_RIGHTS: between the descriptors in a message's ancillary data and the cargo that a socket carries.</summary>
internal static unsafe class Rights
{
    // Of the C runtime's fcntl.h.
    private const int NoInherit = 0x0080;
    private const int Text = 0x4000;
    private const int Binary = 0x8000;

    /// <summary>
    /// Gathers the descriptors that a message has, and looks at what else goes with it: row by row, and what is wrong with the first wrong one is left in the
    /// message. The cargo, if there is any, is the caller's to dispose of. Sockets of other families pass nothing.
    /// </summary>
    public static void Gather(SocketDescription socket, ref Message message)
    {
        if (socket.Family != UnixAddress.Family)
        {
            return;
        }

        Errno error = Errno.None;
        var rows = new ControlReader(message);
        while (error == Errno.None && rows.TryNext(out ControlRow row))
        {
            if (row.Level != Win.SOL_SOCKET || row.Type != ControlData.Rights)
            {
                error = UnixSocket.CheckRow(row);
            }
            else if (row.Length >= sizeof(int))
            {
                message.Cargo ??= Cargo.Rent();
                error = Gather(message.Cargo, (int*)row.Data, row.Length / sizeof(int));
            }
        }

        message.ControlError = error != Errno.None ? error : rows.Error;
        if (message.ControlError != Errno.None)
        {
            message.Cargo?.Dispose();
            message.Cargo = null;
        }
    }

    /// <summary>Gives what a message has brought descriptors of the caller's runtime, as many as there is room for; the rest is closed.</summary>
    public static void Deliver(ref Message message, bool closeOnExec)
    {
        Cargo? cargo = message.Cargo;
        if (cargo == null)
        {
            return;
        }

        int room = (int)Math.Min(ControlWriter.Room(message) / sizeof(int), (nuint)cargo.Count);
        int* descriptors = stackalloc int[Cargo.Most];
        int made = 0;
        while (made < room)
        {
            Result descriptor = DescriptorFor(cargo[made], closeOnExec);
            if (descriptor.Failed)
            {
                break; // no number is left
            }

            cargo.Forget(made);
            descriptors[made++] = (int)descriptor.Value;
        }

        if (made > 0)
        {
            ControlWriter.Add(ref message, Win.SOL_SOCKET, ControlData.Rights, new ReadOnlySpan<byte>(descriptors, made * sizeof(int)));
        }

        message.Flags |= made < cargo.Count ? MessageFlags.ControlTruncated : 0;
        cargo.Dispose();
        message.Cargo = null;
    }

    /// <returns>EBADF for what is not open; EINVAL for too many.</returns>
    private static Errno Gather(Cargo cargo, int* descriptors, nuint count)
    {
        if (count > (nuint)(Cargo.Most - cargo.Count))
        {
            return Errno.EINVAL;
        }

        for (nuint i = 0; i < count; i++)
        {
            int descriptor = descriptors[i];
            SocketDescription? socket = Descriptors.Hold(descriptor);
            if (socket != null)
            {
                cargo.Add(socket);
            }
            else if (HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None)
            {
                return Errno.EBADF;
            }
            else
            {
                // A handle of our own: the program may close its descriptor while the message waits for room, and the number be another object's.
                nint self = Kernel32.GetCurrentProcess();
                nint copy;
                if (Kernel32.DuplicateHandle(self, handle, self, &copy, 0, 0, Win.DUPLICATE_SAME_ACCESS) == 0)
                {
                    return Errno.EBADF;
                }

                cargo.Add(copy, HostRuntime.IsText(descriptor) ? CargoFlags.IsText : CargoFlags.None);
            }
        }

        return Errno.None;
    }

    private static Result DescriptorFor(in CargoItem item, bool closeOnExec)
    {
        if (item.Socket != null)
        {
            return Descriptors.Add(item.Socket, closeOnExec);
        }

        Kernel32.SetHandleInformation(item.Handle, Win.HANDLE_FLAG_INHERIT, closeOnExec ? 0u : Win.HANDLE_FLAG_INHERIT);
        int flags = (item.Flags & CargoFlags.IsText) != 0 ? Text : Binary;
        return Descriptors.AddForeign(item.Handle, flags | (closeOnExec ? NoInherit : 0));
    }
}
