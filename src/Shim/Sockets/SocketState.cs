namespace AfUnix.Sockets;

/// <summary>The states of a <see cref="UnixSocket"/>; the picture stands at the top of that class.</summary>
internal enum SocketState
{
    Created,
    Bound,
    Listening,
    Connecting,
    Connected,
    Closed,
}

/// <summary>The arrows of the picture.</summary>
internal static class SocketTransitions
{
    /// <summary>Whether one step leads from one state to another. A failed connect goes back to where it came from; a closed socket is used again.</summary>
    public static bool MayBecome(this SocketState from, SocketState to) => from switch
    {
        SocketState.Created => to is SocketState.Bound or SocketState.Connecting or SocketState.Connected or SocketState.Closed,
        SocketState.Bound => to is SocketState.Listening or SocketState.Connecting or SocketState.Closed,
        SocketState.Listening => to is SocketState.Closed,
        SocketState.Connecting => to is SocketState.Connected or SocketState.Created or SocketState.Bound or SocketState.Closed,
        SocketState.Connected => to is SocketState.Closed,
        SocketState.Closed => to is SocketState.Created,
        _ => false,
    };
}
