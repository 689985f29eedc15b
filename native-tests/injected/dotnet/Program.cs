using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;

namespace AfUnix.DotNetSockets;

/// <summary>
/// A .NET program like any other. It knows nothing of afunix and needs a Windows that has AF_UNIX, or afunix-run. Prints the name
/// of each scene that went well; the first that did not ends it. With arguments: only those scenes.
/// </summary>
internal static class Program
{
    // What each gets is the path of a socket file that does not exist yet.
    private static readonly Dictionary<string, Func<string, Task>> Scenes = new()
    {
        ["probe"] = Listening.Probe,
        ["echo"] = Echo.OneByOne,
        ["echo-async"] = Echo.AtOnce,
        ["accept-with-data"] = Echo.AcceptWithData,
        ["ready"] = Listening.Ready,
        ["close-ends-accept"] = Listening.CloseEndsAccept,
        ["cancel"] = Listening.Cancel,
        ["nobody-listens"] = Listening.NobodyListens,
        ["http"] = Web.Get,
        ["child"] = Child.SaysHello,
    };

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [Child.Flag, var server])
        {
            return Child.SayHello(server);
        }
        string folder = Directory.CreateTempSubdirectory("dotnet-sockets").FullName;
        foreach ((string name, Func<string, Task> play) in Scenes)
        {
            if (arguments.Length != 0 && Array.IndexOf(arguments, name) < 0)
            {
                continue;
            }
            try
            {
                await play(Path.Combine(folder, name + ".sock")).WaitAsync(Limit.Span);
            }
            catch (Exception problem)
            {
                Console.Error.WriteLine($"{name}: {problem}");
                Directory.Delete(folder, recursive: true);
                return 1;
            }
            Console.WriteLine(name);
        }
        Directory.Delete(folder, recursive: true);
        return 0;
    }
}
