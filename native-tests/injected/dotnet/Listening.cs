using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace AfUnix.DotNetSockets;

/// <summary>Listeners: what they tell while they wait, and what ends the wait.</summary>
internal static class Listening
{
    /// <summary>The runtime asks Winsock once whether there is AF_UNIX.</summary>
    public static Task Probe(string path)
    {
        WrongException.If(!Socket.OSSupportsUnixDomainSockets, "the runtime found no AF_UNIX");
        return Task.CompletedTask;
    }

    /// <summary>Poll and Select on a listener and on a connection.</summary>
    public static Task Ready(string path)
    {
        using Socket listener = SocketFile.Listen(path);
        WrongException.If(listener.Poll(0, SelectMode.SelectRead), "readable before anybody came");
        using Socket client = SocketFile.Connect(path);
        WrongException.If(!listener.Poll(Limit.Span, SelectMode.SelectRead), "not readable with a client");
        using Socket server = listener.Accept();
        client.Send(new byte[3]);
        List<Socket> left = [server, client];
        Socket.Select(left, null, null, Limit.Span);
        WrongException.If(left.Count != 1 || left[0] != server || server.Available != 3, "Select took one for the other");
        return Task.CompletedTask;
    }

    public static async Task CloseEndsAccept(string path)
    {
        Socket listener = SocketFile.Listen(path);
        Task<Socket> accept = listener.AcceptAsync();
        listener.Dispose();
        SocketException problem = await Fails(accept);
        WrongException.If(problem.SocketErrorCode != SocketError.OperationAborted, $"AcceptAsync ended with {problem.SocketErrorCode}");
    }

    /// <summary>A cancelled call leaves the socket as good as before.</summary>
    public static async Task Cancel(string path)
    {
        using Socket listener = SocketFile.Listen(path);
        using CancellationTokenSource cancellation = new();
        ValueTask<Socket> accept = listener.AcceptAsync(cancellation.Token);
        cancellation.Cancel();
        try
        {
            (await accept).Dispose();
            throw new WrongException("a cancelled AcceptAsync ended well");
        }
        catch (OperationCanceledException)
        {
        }
        using Socket client = SocketFile.Connect(path);
        using Socket server = await listener.AcceptAsync();
        client.Send("x"u8);
        WrongException.If(server.Receive(new byte[1]) != 1, "nothing came");
    }

    /// <summary>A file that its listener left behind: nobody answers there, and it keeps the name.</summary>
    public static async Task NobodyListens(string path)
    {
        Socket listener = SocketFile.Listen(path);
        listener.SafeHandle.Dispose(); // the socket's own Dispose removes the file
        using Socket client = SocketFile.NewSocket();
        SocketException refused = await Fails(client.ConnectAsync(new UnixDomainSocketEndPoint(path)));
        WrongException.If(refused.SocketErrorCode != SocketError.ConnectionRefused, $"ConnectAsync ended with {refused.SocketErrorCode}");
        SocketException taken = await Fails(Task.Run(() => SocketFile.Listen(path)));
        WrongException.If(taken.SocketErrorCode != SocketError.AddressAlreadyInUse, $"Bind ended with {taken.SocketErrorCode}");
        File.Delete(path);
        SocketFile.Listen(path).Dispose();
        WrongException.If(File.Exists(path), "the file stayed");
    }

    private static async Task<SocketException> Fails(Task call)
    {
        try
        {
            await call;
        }
        catch (SocketException problem)
        {
            return problem;
        }
        throw new WrongException("this should have failed");
    }
}
