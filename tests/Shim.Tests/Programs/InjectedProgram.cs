using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using AfUnix.Tests.Native;

namespace AfUnix.Tests.Programs;

/// <summary>A program of native-tests/injected that knows nothing of afunix: it plays its scenes, or those that it is told, and prints the name of each.</summary>
internal sealed record InjectedProgram(string Name, string File, string Complaint, params string[] Scenes)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>How it ended, what it printed and what it complained of.</summary>
    public (int Code, string[] Played, string Errors) Play(NativeSystem system, bool injected, params IEnumerable<string> scenes)
    {
        string program = SourceTree.PathOf(system == NativeSystem.Linux ? File : File + ".exe");
        if (!System.IO.File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is missing: `build.sh test` and `dotnet test` make it first.");
        }

        ProcessStartInfo start = injected
            ? NativeProgram.StartOf(system, NativeProgram.Launcher, [program, .. scenes])
            : NativeProgram.StartOf(system, program, scenes);
        // .NET's runtime maps its code twice, to write it at one address and run it at another. Under Wine 8 that ends in crashes.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using var output = new ProcessOutput(process);
        TimeSpan patience = Limit * NativeProgram.TimeScaleOf(system);
        while (output.NextLine(patience) is not null)
        {
            // The end of its scenes, or of the time.
        }

        return output.HasEnded
            ? (process.ExitCode, output.Text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries), output.Errors)
            : throw new TimeoutException($"{Name} said nothing for {patience.TotalSeconds} s after: {output.Text}{output.Errors}");
    }

    public override string ToString() => Name;
}
