using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using AfUnix.Tests.Native;
using NUnit.Framework;

namespace AfUnix.Tests.Injection;

/// <summary>A program of native-tests/winsock, which knows nothing of us, started by afunix-run; and what became of it.</summary>
internal sealed record InjectedProgram(int Code, string Output, string Errors)
{
    /// <summary>What such a program says when its Winsock has AF_UNIX.</summary>
    public const string Injected = "AF_UNIX";

    private const int MostTries = 5;

    public static string Launcher => SourceTree.PathOf("artifacts/sdk/bin/afunix-run.exe");

    public static string Folder => SourceTree.PathOf("artifacts/native-tests/winsock");

    public static TimeSpan Limit => TimeSpan.FromSeconds(10) * NativeProgram.TimeScaleOf(NativeSystem.Windows);

    public static InjectedProgram Run(params string[] arguments) => RunIn(Folder, "", arguments);

    public static InjectedProgram RunIn(string folder, string input, params string[] arguments)
    {
        // Wine 8 fails now and then to start a process when the machine is busy, and calls that an internal error.
        InjectedProgram result = Once(folder, input, Launcher, arguments);
        for (int tries = 1; tries < MostTries && (result.Output + result.Errors).Contains("error 1359", StringComparison.Ordinal); tries++)
        {
            result = Once(folder, input, Launcher, arguments);
        }

        return result;
    }

    /// <summary>Its lines, joined by "; ".</summary>
    public static InjectedProgram Once(string folder, string input, string program, params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(StartOf(folder, program, arguments))!;
        using var output = new ProcessOutput(process);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        while (output.NextLine(Limit) is not null)
        {
            // All of it, or until the time is over.
        }

        Assert.That(output.HasEnded, $"{string.Join(' ', arguments)} said nothing for {Limit.TotalSeconds} s: {output.Text}{output.Errors}");
        return new InjectedProgram(process.ExitCode, Joined(output.Text), Joined(output.AllErrors()));
    }

    public static ProcessStartInfo StartOf(string folder, string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = NativeProgram.StartOf(NativeSystem.Windows, program, arguments);
        start.WorkingDirectory = folder;
        start.Environment["LC_ALL"] = "C.UTF-8"; // for Wine, which makes the arguments of ours
        return start;
    }

    public static string PathOf(string program) => Path.Combine(Folder, program);

    private static string Joined(string lines) => lines.ReplaceLineEndings("\n").TrimEnd('\n').Replace("\n", "; ", StringComparison.Ordinal);
}
