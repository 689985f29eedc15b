using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// SCM_RIGHTS of a program that knows Winsock alone: between the SOCKETs and HANDLEs, of 8 bytes each, in a WSAMSG's control data and the cargo that a socket
/// carries. A peer that has descriptors finds descriptors in it.
/// </summary>
internal static unsafe class PassedHandles
{
    /// <summary>Gathers what is to be passed; null when there is nothing.</summary>
    /// <returns>0; WSAEBADF for what is no handle; WSAEINVAL for rows that are none, or of another kind, and for too many handles.</returns>
    public static int Gather(in WSABUF control, out Cargo? cargo)
    {
        cargo = null;
        if (control.len > 0 && CallerMemory.IsBad(control.buf))
        {
            return Win.WSAEFAULT;
        }

        int error = 0;
        var rows = new ControlReader(new Message { Control = control.buf, ControlLength = control.len });
        while (error == 0 && rows.TryNext(out ControlRow row))
        {
            bool isOurs = row.Level == Win.SOL_SOCKET && row.Type == ControlData.Rights && row.Length % (nuint)sizeof(nuint) == 0;
            if (isOurs && row.Length > 0)
            {
                cargo ??= Cargo.Rent();
            }

            error = !isOurs ? Win.WSAEINVAL : cargo == null ? 0 : Gather(cargo, (nuint*)row.Data, row.Length / (nuint)sizeof(nuint));
        }

        error = error != 0 ? error : WinsockError.Of(rows.Error);
        if (error != 0)
        {
            cargo?.Dispose();
            cargo = null;
        }

        return error;
    }

    /// <summary>Gives the program what has come, as much as there is room for; the rest is closed. Children inherit none of it.</summary>
    /// <returns>Bytes of control data.</returns>
    public static uint Deliver(Cargo cargo, in WSABUF control, ref uint flags)
    {
        var message = new Message { Control = control.buf, ControlLength = control.len };
        int room = (int)Math.Min(ControlWriter.Room(message) / (nuint)sizeof(nuint), (nuint)cargo.Count);
        nuint* handles = stackalloc nuint[Cargo.Most];
        int made = 0;
        bool lost = cargo.Count > room;
        for (int i = 0; i < room; i++)
        {
            bool isMade = TryMake(cargo, i, out handles[made]);
            lost |= !isMade;
            made += isMade ? 1 : 0;
        }

        if (made > 0)
        {
            ControlWriter.Add(ref message, Win.SOL_SOCKET, ControlData.Rights, new ReadOnlySpan<byte>(handles, made * sizeof(nuint)));
        }

        flags |= lost ? (uint)Win.MSG_CTRUNC : 0;
        cargo.Dispose();
        return (uint)message.ControlUsed;
    }

    private static int Gather(Cargo cargo, nuint* handles, nuint count)
    {
        if (count > (nuint)(Cargo.Most - cargo.Count))
        {
            return Win.WSAEINVAL;
        }

        for (nuint i = 0; i < count; i++)
        {
            nuint handle = handles[i];
            uint information;
            nint self = Kernel32.GetCurrentProcess();
            nint copy; // the program may close its own while the message waits
            if (SocketTable.TryHold(handle, out WinsockSocket socket))
            {
                cargo.Add(socket.Socket);
            }
            else if (InetSocket.TryCopy(handle, out InetSocket? inet, out Errno error))
            {
                if (inet == null)
                {
                    return WinsockError.Of(error);
                }

                cargo.Add(inet);
            }
            else if ((nint)handle < 0 // INVALID_HANDLE_VALUE, which is this process, too, and the like
                || Kernel32.GetHandleInformation((nint)handle, &information) == 0
                || Kernel32.DuplicateHandle(self, (nint)handle, self, &copy, 0, 0, Win.DUPLICATE_SAME_ACCESS) == 0)
            {
                return Win.WSAEBADF;
            }
            else
            {
                cargo.Add(copy, CargoFlags.None);
            }
        }

        return 0;
    }

    /// <summary>Takes one thing out of the cargo. False for a socket that Winsock has no SOCKET for: of datagrams or packets of the UNIX domain.</summary>
    private static bool TryMake(Cargo cargo, int index, out nuint made)
    {
        CargoItem item = cargo[index];
        made = (nuint)item.Handle;
        if (item.Socket is DatagramSocket or UnixSocket { IsFramed: true })
        {
            return false;
        }

        cargo.Forget(index);
        switch (item.Socket)
        {
            case InetSocket inet:
                made = inet.Give();
                SocketTable.Forget(made); // another one's that was closed unseen
                return true;
            case UnixSocket unix:
                made = unix.Handle;
                unix.BecomeProgramsOwn();
                return SocketTable.Add(made, unix) != null; // else it is closed
            default:
                return made != 0;
        }
    }
}
