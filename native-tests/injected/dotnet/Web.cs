using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace AfUnix.DotNetSockets;

/// <summary>HttpClient over a socket file, the way its documentation shows, and a server of a few lines.</summary>
internal static class Web
{
    private const int Requests = 6;

    public static async Task Get(string path)
    {
        using Socket listener = SocketFile.Listen(path);
        Task server = Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => Answer(listener)));
        using SocketsHttpHandler handler = new() { ConnectCallback = async (_, cancellation) => await Connect(path, cancellation) };
        using HttpClient client = new(handler) { Timeout = Limit.Span };
        string[] answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(page => client.GetStringAsync($"http://socket/{page}")));
        await server;
        WrongException.If(answers.Where((answer, page) => answer != $"GET /{page} HTTP/1.1").Any(), string.Join(", ", answers));
    }

    private static async Task<Stream> Connect(string path, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Tells the client its own first line.
    private static async Task Answer(Socket listener)
    {
        using Socket socket = await listener.AcceptAsync();
        await using NetworkStream stream = new(socket);
        using StreamReader reader = new(stream, Encoding.ASCII);
        string request = await reader.ReadLineAsync() ?? throw new WrongException("no request came");
        while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
        {
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {request.Length}\r\nConnection: close\r\n\r\n{request}"));
        socket.Shutdown(SocketShutdown.Send);
    }
}
