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
