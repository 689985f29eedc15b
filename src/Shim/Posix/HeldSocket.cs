using AfUnix.Errors;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>A socket held for the length of one call, so that a close() in another thread waits its turn.</summary>
internal readonly ref struct HeldSocket
{
    private readonly SocketDescription? _socket;
    private readonly DescriptorTable _table;
    private readonly int _descriptor;

    public HeldSocket(int descriptor)
    {
        _descriptor = descriptor;
        _socket = Descriptors.Hold(descriptor, out _table);
    }

    public bool IsNone => _socket == null;

    public SocketDescription Socket => _socket!;

    /// <summary>Where the descriptor stands: in the table of the caller's runtime, or in another's.</summary>
    public DescriptorTable Table => _table;

    /// <summary>Why there is no socket: a descriptor of the caller that is something else, or none at all.</summary>
    public Errno Error => Descriptors.IsForeign(_descriptor) ? Errno.ENOTSOCK : Errno.EBADF;

    public void Dispose() => _socket?.Release();
}
