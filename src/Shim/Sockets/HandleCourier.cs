using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// Brings the handles of a parcel into the process that will open it: into one that runs, by duplicates, or into a child that is about to be made, which
/// inherits them under their own numbers.
/// </summary>
internal abstract unsafe class HandleCourier
{
    /// <returns>The handle's value over there; 0 when it can't be brought.</returns>
    public abstract nint Bring(nint handle);

    /// <summary>They stay in this process.</summary>
    public virtual bool StaysHere => false;

    /// <summary>A handle of ours that was brought and is of no more use here: it is closed when the other process has it.</summary>
    public abstract void Leave(nint handle);

    /// <summary>Puts the Winsock socket into the parcel.</summary>
    public abstract Errno BringSocket(nuint socket, Parcel* parcel);
}

/// <summary>Duplicates handles into a running process.</summary>
internal unsafe class DuplicatingCourier(uint processId, nint process) : HandleCourier
{
    public override nint Bring(nint handle)
    {
        nint copy;
        return Kernel32.DuplicateHandle(Kernel32.GetCurrentProcess(), handle, process, &copy, 0, 0, Win.DUPLICATE_SAME_ACCESS) != 0 ? copy : 0;
    }

    public override void Leave(nint handle) => Kernel32.CloseHandle(handle);

    public override Errno BringSocket(nuint socket, Parcel* parcel) =>
        Ws2_32.WSADuplicateSocketW(socket, processId, &parcel->Socket) != 0 ? WinsockLibrary.LastError() : Errno.None;
}

/// <summary>Lets a child inherit handles, for as long as it takes to make the child: other children that are made meanwhile may get them, too.</summary>
internal sealed unsafe class InheritingCourier : HandleCourier, IDisposable
{
    private readonly HashSet<nint> _inheritable = [];
    private readonly List<nint> _left = [];

    public override nint Bring(nint handle)
    {
        if (_inheritable.Contains(handle))
        {
            return handle;
        }

        if (Kernel32.SetHandleInformation(handle, Win.HANDLE_FLAG_INHERIT, Win.HANDLE_FLAG_INHERIT) == 0)
        {
            return 0;
        }

        _inheritable.Add(handle);
        return handle;
    }

    public override void Leave(nint handle) => _left.Add(handle);

    public override Errno BringSocket(nuint socket, Parcel* parcel)
    {
        parcel->InheritedSocket = Bring((nint)socket);
        return parcel->InheritedSocket != 0 ? Errno.None : ErrorMap.FromWin32(Kernel32.GetLastError());
    }

    public void Dispose()
    {
        foreach (nint handle in _inheritable)
        {
            Kernel32.SetHandleInformation(handle, Win.HANDLE_FLAG_INHERIT, 0);
        }

        _left.ForEach(static handle => Kernel32.CloseHandle(handle));
    }
}

/// <summary>For a child that exists but does not run yet, and has inherited the socket under its number; all else is duplicated.</summary>
internal sealed unsafe class HeirCourier(uint processId, nint process) : HandleCourier
{
    private readonly DuplicatingCourier _others = new(processId, process);

    public override nint Bring(nint handle) => _others.Bring(handle);

    public override void Leave(nint handle) => _others.Leave(handle);

    public override Errno BringSocket(nuint socket, Parcel* parcel)
    {
        parcel->InheritedSocket = (nint)socket;
        return Errno.None;
    }
}
