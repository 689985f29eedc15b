using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>A process that cargo is put into: the one that will receive it, as far as is known. Always one of this user's.</summary>
internal sealed class CargoKeeper
{
    private const uint Access = Win.PROCESS_DUP_HANDLE | Win.PROCESS_QUERY_LIMITED_INFORMATION;

    private CargoKeeper(uint processId, ulong startTime, nint process)
    {
        ProcessId = processId;
        StartTime = startTime;
        Process = process;
        Courier = new CargoCourier(processId, process, processId == Kernel32.GetCurrentProcessId());
    }

    /// <summary>This process: where cargo stays when nobody else can have it. Whoever receives it fetches it from here.</summary>
    public static CargoKeeper Self { get; } = new(Kernel32.GetCurrentProcessId(), ProcessIdentity.OwnStart, Kernel32.GetCurrentProcess());

    public uint ProcessId { get; }

    public ulong StartTime { get; }

    public nint Process { get; }

    public HandleCourier Courier { get; }

    public bool IsSelf => ReferenceEquals(this, Self);

    public bool IsEnding => !IsSelf && ProcessIdentity.IsEnding(Process);

    /// <summary>Opens that process and no other.</summary>
    /// <returns>None; EPERM for a process that may not be opened, or is another user's; ESRCH for one that is gone.</returns>
    public static Errno Open(uint processId, ulong startTime, out CargoKeeper? keeper)
    {
        if (processId == Self.ProcessId)
        {
            keeper = Self;
            return Errno.None;
        }

        keeper = null;
        nint process = ProcessIdentity.Open(processId, startTime, Access, out bool refused);
        if (process == 0)
        {
            return refused ? Errno.EPERM : Errno.ESRCH;
        }

        if (!ProcessIdentity.UserOf(process, out Sid user, out _) || !user.Equals(ObjectGuard.Self))
        {
            Kernel32.CloseHandle(process); // an administrator could put handles there, but the receiver would not believe them
            return Errno.EPERM;
        }

        keeper = new CargoKeeper(processId, startTime, process);
        return Errno.None;
    }

    public void Close()
    {
        if (!IsSelf)
        {
            Kernel32.CloseHandle(Process);
        }
    }
}

/// <summary>
/// Duplicates handles into the process that keeps the cargo. A Winsock socket goes as a handle like any other, so that it can be fetched from there, or
/// closed there, by whoever may: what Winsock makes for a process only that process can undo.
/// </summary>
internal sealed unsafe class CargoCourier(uint processId, nint process, bool staysHere) : DuplicatingCourier(processId, process)
{
    public override bool StaysHere => staysHere;

    public override Errno BringSocket(nuint socket, Parcel* parcel)
    {
        parcel->InheritedSocket = Bring((nint)socket);
        return parcel->InheritedSocket != 0 ? Errno.None : ErrorMap.FromWin32(Kernel32.GetLastError());
    }
}
