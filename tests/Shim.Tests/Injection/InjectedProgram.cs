using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AfUnix.Tests.Examples;
using AfUnix.Tests.Native;
using NUnit.Framework;

namespace AfUnix.Tests.Injection;

/// <summary>A program of native-tests/winsock, which knows nothing of us, started by afunix-run; and what became of it.</summary>
internal sealed record InjectedProgram(int Code, string Output, string Errors)
{
    /// <summary>What such a program says when its Winsock has AF_UNIX.</summary>
    public const string Injected = "AF_UNIX";

    private const int MostTries = 5;

    public static string Folder => SourceTree.PathOf("artifacts/native-tests/winsock");

    public static TimeSpan Limit => TimeSpan.FromSeconds(10) * NativeProgram.TimeScaleOf(NativeSystem.Windows);

    public static InjectedProgram Run(params string[] arguments) => RunIn(Folder, "", arguments);

    public static InjectedProgram RunIn(string folder, string input, params string[] arguments)
    {
        // Wine 8 fails now and then to start a process when the machine is busy, and calls that an internal error.
        InjectedProgram result = Once(folder, input, NativeProgram.Launcher, arguments);
        for (int tries = 1; tries < MostTries && (result.Output + result.Errors).Contains("error 1359", StringComparison.Ordinal); tries++)
        {
            result = Once(folder, input, NativeProgram.Launcher, arguments);
        }

        return result;
    }

    /// <summary>Without afunix-run. Of a program that Wine could not start, as above, it says 1.</summary>
    public static InjectedProgram RunPlainly(string folder, string program)
    {
        InjectedProgram result = Once(folder, "", program);
        for (int tries = 1; tries < MostTries && result.Code == 1; tries++)
        {
            result = Once(folder, "", program);
        }

        return result;
    }

    /// <summary>
    /// Its lines, joined by "; ". It writes into files: under Wine the first program starts services, which hold a pipe open long after it, and when it is
    /// gone all is in the files.
    /// </summary>
    public static InjectedProgram Once(string folder, string input, string program, params IEnumerable<string> arguments)
    {
        using var scratch = new ScratchFolder();
        string[] files = [Path.Combine(scratch.Path, "output"), Path.Combine(scratch.Path, "errors")];
        ProcessStartInfo start = StartOf(folder, program, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = OperatingSystem.IsWindows();
        if (!OperatingSystem.IsWindows())
        {
            start = new ProcessStartInfo("bash", ["-c", "exec \"${@:3}\" >>\"$1\" 2>>\"$2\"", "bash", .. files, start.FileName, .. start.ArgumentList])
            {
                RedirectStandardInput = true,
                WorkingDirectory = folder,
                Environment = { ["LC_ALL"] = start.Environment["LC_ALL"], ["WINEDEBUG"] = start.Environment["WINEDEBUG"] },
            };
        }

        using Process process = Process.Start(start)!;
        Task<string>[] texts = OperatingSystem.IsWindows() ? [process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()] : [];
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        bool hasEnded = process.WaitForExit(Limit);
        if (!hasEnded)
        {
            process.Kill();
        }

        string[] results = OperatingSystem.IsWindows() ? Task.WhenAll(texts).GetAwaiter().GetResult() : [.. files.Select(File.ReadAllText)];
        Assert.That(hasEnded, $"{string.Join(' ', arguments)} goes on after {Limit.TotalSeconds} s: {results[0]}{results[1]}");
        return new InjectedProgram(process.ExitCode, Joined(results[0]), Joined(results[1]));
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
