using System.Runtime.InteropServices;
using AfUnix.Handshake;

namespace AfUnix.Sockets;

/// <summary>struct ucred: what SO_PEERCRED and SCM_CREDENTIALS say of a process.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UserCredentials
{
    public int ProcessId;
    public uint User;
    public uint Group;

    /// <summary>What a socket without a peer says.</summary>
    public static UserCredentials Nobody => new() { User = AccountNumber.None, Group = AccountNumber.None };

    public static UserCredentials Of(in Credentials credentials) => credentials.IsKnown
        ? new()
        {
            ProcessId = (int)credentials.ProcessId,
            User = AccountNumber.Of(credentials.User),
            Group = credentials.Group.IsNone ? AccountNumber.Overflow : AccountNumber.Of(credentials.Group),
        }
        : Nobody;
}
