using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// Who a process is: the user that it runs as, his primary group, and its id. Of a peer the user is the owner of its kernel objects, which the system
/// vouches for; its id is 0 and its group none when they could not be verified.
/// </summary>
internal struct Credentials
{
    public Sid User;
    public Sid Group;
    public uint ProcessId;

    /// <summary>False for what has no peer.</summary>
    public readonly bool IsKnown => !User.IsNone;

    /// <summary>This process.</summary>
    public static Credentials Own => new() { User = ObjectGuard.Self, Group = ObjectGuard.OwnGroup, ProcessId = Kernel32.GetCurrentProcessId() };

    /// <summary>The same when the TCP table has been asked afterwards: nothing of the process if it names another one.</summary>
    public readonly Credentials Unless(uint tcpOwner) => tcpOwner == 0 || tcpOwner == ProcessId ? this : new() { User = User };

    /// <summary>
    /// Looks into what a peer says of itself: a process id is believed if there is, or at least was when the peer was first met, a process with this id and
    /// time of creation, its token is the owner's, and the kernel's TCP table names no other as the owner of the connection's end. A process that may not be
    /// opened, or asked for its user, is believed if the table names it.
    /// </summary>
    /// <param name="owner">Who owns the peer's kernel objects.</param>
    /// <param name="process">That process, if it is open already; else 0.</param>
    /// <param name="tcpOwner">Whom the TCP table names; 0 when it tells nothing.</param>
    public static Credentials Verify(in Sid owner, uint processId, ulong startTime, nint process, uint tcpOwner)
    {
        var verified = new Credentials { User = owner };
        bool refused = false;
        nint opened = process != 0 || processId == 0 ? process : ProcessIdentity.Open(processId, startTime, 0, out refused);
        bool tellsUser = ProcessIdentity.UserOf(opened, out Sid user, out verified.Group);
        bool isOwners = tellsUser && user.Equals(owner);
        refused |= opened != 0 && !tellsUser; // of one with more rights the process can be opened, and not its token
        if (tcpOwner == 0 ? isOwners : tcpOwner == processId && (isOwners || refused))
        {
            verified.ProcessId = processId;
        }

        if (verified.ProcessId == 0)
        {
            verified.Group = default;
        }

        if (opened != 0 && opened != process)
        {
            Kernel32.CloseHandle(opened);
        }

        return verified;
    }
}
