using System.Net.Sockets;

namespace AfUnix.DotNetSockets;

/// <summary>The sockets that each scene begins with. None of their waiting calls waits for ever.</summary>
internal static class SocketFile
{
    public static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
    {
        ReceiveTimeout = (int)Limit.Span.TotalMilliseconds,
        SendTimeout = (int)Limit.Span.TotalMilliseconds,
    };

    public static Socket Listen(string path)
    {
        Socket listener = NewSocket();
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(8);
        return listener;
    }

    public static Socket Connect(string path)
    {
        Socket client = NewSocket();
        client.Connect(new UnixDomainSocketEndPoint(path));
        return client;
    }
}
