using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>A SOCKET's socket, held for the time of a call.</summary>
internal readonly ref struct HeldSocket
{
    private readonly WinsockSocket? _held;

    public HeldSocket(nuint handle) => _held = SocketTable.TryHold(handle, out WinsockSocket socket) ? socket : null;

    public bool IsNone => _held == null;

    public UnixSocket Socket => _held!.Socket;

    public WinsockSocket Entry => _held!;

    public void Dispose() => _held?.Socket.Release();
}
