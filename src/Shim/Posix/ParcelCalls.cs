using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>afunix_pack and afunix_unpack: sockets for other processes.</summary>
internal static unsafe class ParcelCalls
{
    public static Result Pack(int descriptor, uint processId, Parcel* parcel)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        if (CallerMemory.IsBad(parcel))
        {
            return Errno.EFAULT;
        }

        nint process = Kernel32.OpenProcess(Win.PROCESS_DUP_HANDLE | Win.PROCESS_QUERY_LIMITED_INFORMATION, 0, processId);
        if (process == 0)
        {
            return Kernel32.GetLastError() == Win.ERROR_ACCESS_DENIED ? Errno.EPERM : Errno.ESRCH;
        }

        Errno error = ProcessIdentity.IsEnding(process) ? Errno.ESRCH : held.Socket.Pack(parcel, new DuplicatingCourier(processId, process));
        if (error == Errno.None)
        {
            held.Socket.OnGiven(processId, ProcessIdentity.StartOf(process));
        }
        else
        {
            parcel->Magic = 0;
        }

        Kernel32.CloseHandle(process);
        return error;
    }

    public static Result Unpack(Parcel* parcel)
    {
        if (CallerMemory.IsBad(parcel))
        {
            return Errno.EFAULT;
        }

        Parcel opened = *parcel;
        if (opened.InheritedSocket != 0)
        {
            return Errno.EINVAL; // only a child's has one, and that doesn't come this way
        }

        Errno error = Packing.Open(&opened, given: false, out SocketDescription? socket);
        if (error != Errno.EINVAL)
        {
            parcel->Magic = 0; // its handles are used
        }

        if (error != Errno.None)
        {
            return error;
        }

        Result descriptor = Descriptors.Add(socket!, closeOnExec: false);
        if (descriptor.Failed)
        {
            socket!.Release();
        }

        return descriptor;
    }
}
