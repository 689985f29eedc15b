using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Tests.Sockets;

/// <summary>Messages of one part.</summary>
internal static unsafe class OnePart
{
    public static Result Send(this SocketDescription socket, byte* buffer, uint length, int flags, byte* address = null, int addressLength = 0)
    {
        WSABUF* part = stackalloc WSABUF[2];
        Message message = Of(part, buffer, length);
        message.Name = address;
        message.NameLength = addressLength;
        return socket.Send(ref message, flags);
    }

    public static Result Receive(this SocketDescription socket, byte* buffer, uint length, int flags)
    {
        WSABUF* part = stackalloc WSABUF[2];
        Message message = Of(part, buffer, length);
        return socket.Receive(ref message, flags);
    }

    private static Message Of(WSABUF* part, byte* buffer, uint length)
    {
        part->buf = buffer;
        part->len = length;
        return new Message { Parts = part, Count = 1, Length = length };
    }
}
