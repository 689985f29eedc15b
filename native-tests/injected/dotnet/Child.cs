using System;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace AfUnix.DotNetSockets;

/// <summary>A child process is the client.</summary>
internal static class Child
{
    public const string Flag = "--say-hello";

    public static async Task SaysHello(string path)
    {
        using Socket listener = SocketFile.Listen(path);
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Flag, path]) { UseShellExecute = false })!;
        using Socket socket = await listener.AcceptAsync();
        using StreamReader reader = new(new NetworkStream(socket));
        string said = await reader.ReadToEndAsync();
        await child.WaitForExitAsync();
        WrongException.If(said != "hello" || child.ExitCode != 0, $"the child said '{said}' and ended with {child.ExitCode}");
    }

    public static int SayHello(string path)
    {
        using Socket socket = SocketFile.Connect(path);
        socket.Send("hello"u8);
        return 0;
    }
}
