namespace AfUnix.Interop;

// By hand, because no header of the SDK or the WDK has it: AFD is the driver under Winsock, and its device controls are
// Microsoft's own affair. They are still a safe thing to rest on: the code, the flags and the layouts have been the same
// from Windows XP to Windows 11, and wepoll, libuv, mio and others, which is to say Node.js and most of Rust, poll this
// way. NtCreateFile, NtDeviceIoControlFile and their structs are in winternl.h, and so in Generated/.

/// <summary>AFD's poll: the device control that WSAPoll and select are made of, and its flags.</summary>
public static class Afd
{
    public const uint IOCTL_AFD_POLL = 0x00012024;

    public const uint AFD_POLL_RECEIVE = 0x0001;
    public const uint AFD_POLL_RECEIVE_EXPEDITED = 0x0002;
    public const uint AFD_POLL_SEND = 0x0004;

    /// <summary>The peer has sent all it will send: its FIN has come.</summary>
    public const uint AFD_POLL_DISCONNECT = 0x0008;

    /// <summary>The connection was reset.</summary>
    public const uint AFD_POLL_ABORT = 0x0010;

    /// <summary>Our own handle was closed while the poll was pending.</summary>
    public const uint AFD_POLL_LOCAL_CLOSE = 0x0020;

    public const uint AFD_POLL_CONNECT = 0x0040;
    public const uint AFD_POLL_ACCEPT = 0x0080;
    public const uint AFD_POLL_CONNECT_FAIL = 0x0100;
}

/// <summary>One socket of a poll: what is asked for on the way in, what has happened on the way out.</summary>
public struct AFD_POLL_HANDLE_INFO
{
    /// <summary>The base handle of the socket (SIO_BASE_HANDLE), never one that a layered provider made.</summary>
    public nint Handle;
    public uint Events;
    public int Status;
}

/// <summary>
/// Input and output of the poll with its first socket; the others follow it in memory. The output has only those sockets
/// that something happened to, and their number.
/// </summary>
public struct AFD_POLL_INFO
{
    /// <summary>In units of 100 ns: negative is relative, as everywhere in the kernel, and long.MaxValue never ends.</summary>
    public long Timeout;
    public uint NumberOfHandles;
    public uint Exclusive;
    public AFD_POLL_HANDLE_INFO Handles;
}
