using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace AfUnix.DotNetSockets;

/// <summary>Bytes to and fro, with the calls that wait and with those that do not.</summary>
internal static class Echo
{
    private const int Clients = 8;
    private const int Size = 1_000_000; // more than any buffer on the way

    /// <summary>Bind, Listen, Connect, Accept, Send, Receive, Shutdown: each waits.</summary>
    public static Task OneByOne(string path)
    {
        using Socket listener = SocketFile.Listen(path);
        using Socket client = SocketFile.Connect(path);
        using Socket server = listener.Accept();
        string listens = listener.LocalEndPoint!.ToString()!, peer = client.RemoteEndPoint!.ToString()!, accepted = server.LocalEndPoint!.ToString()!;
        WrongException.If(listens != path || peer != path || accepted != path, $"the names are '{listens}', '{peer}' and '{accepted}'");

        byte[] sent = Bytes(1);
        Thread sender = new(() =>
        {
            client.Send(sent);
            client.Shutdown(SocketShutdown.Send);
        });
        sender.Start();
        using MemoryStream received = new();
        new NetworkStream(server).CopyTo(received);
        sender.Join();
        WrongException.If(!received.ToArray().AsSpan().SequenceEqual(sent), $"{received.Length} bytes came");
        return Task.CompletedTask;
    }

    /// <summary>Several clients at once with ConnectAsync and a server with AcceptAsync.</summary>
    public static async Task AtOnce(string path)
    {
        using Socket listener = SocketFile.Listen(path);
        Task server = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => ServeOne(listener)));
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Ask(path, Bytes(number))));
        await server;
    }

    private static async Task ServeOne(Socket listener)
    {
        using Socket server = await listener.AcceptAsync();
        await using NetworkStream stream = new(server);
        await stream.CopyToAsync(stream);
    }

    private static async Task Ask(string path, byte[] sent)
    {
        using Socket client = SocketFile.NewSocket();
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await using NetworkStream stream = new(client);
        Task sender = Task.Run(async () =>
        {
            await stream.WriteAsync(sent);
            client.Shutdown(SocketShutdown.Send);
        });
        using MemoryStream received = new();
        await stream.CopyToAsync(received);
        await sender;
        WrongException.If(!received.ToArray().AsSpan().SequenceEqual(sent), $"{received.Length} bytes came back");
    }

    /// <summary>AcceptEx can wait for the first data, too, and take a socket that is there already.</summary>
    public static async Task AcceptWithData(string path)
    {
        using Socket listener = SocketFile.Listen(path);
        using Socket accepting = SocketFile.NewSocket();
        TaskCompletionSource<SocketAsyncEventArgs> accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SocketAsyncEventArgs call = new() { AcceptSocket = accepting };
        call.SetBuffer(new byte[1024], 0, 1024);
        call.Completed += (_, ended) => accepted.SetResult(ended);
        WrongException.If(!listener.AcceptAsync(call), "accepted before anybody came");

        using Socket client = SocketFile.Connect(path);
        client.Send("first words"u8);
        SocketAsyncEventArgs end = await accepted.Task;
        WrongException.If(end.SocketError != SocketError.Success, $"AcceptAsync: {end.SocketError}");
        WrongException.If(end.AcceptSocket != accepting, "another socket than the one that was given");
        WrongException.If(!end.MemoryBuffer.Span[..end.BytesTransferred].SequenceEqual("first words"u8), $"{end.BytesTransferred} bytes came with the client");
    }

    private static byte[] Bytes(int seed)
    {
        byte[] bytes = new byte[Size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
