using AfUnix.Errors;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>What stands behind a SOCKET of the UNIX domain: the socket, and what the program has told Winsock about the handle.</summary>
internal sealed class WinsockSocket
{
    public WinsockSocket(nuint handle, UnixSocket socket)
    {
        Handle = handle;
        Socket = socket;
        socket.AddDescriptor();
    }

    public nuint Handle { get; }

    public UnixSocket Socket { get; }

    /// <summary>How the completion of an operation on this handle reaches the program.</summary>
    public Completion Completion { get; set; } = Completion.None;

    public PendingRequests Requests { get; } = new();

    /// <summary>closesocket(), or the handle was found to be another's: the socket goes when the last call that uses it is through.</summary>
    public Errno Close()
    {
        Requests.Close();
        Socket.RemoveDescriptor();
        return Socket.Release();
    }
}
