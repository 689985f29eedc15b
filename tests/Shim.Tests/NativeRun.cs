using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace AfUnix.Tests;

/// <summary>
/// One run of native-tests over all its cases, which it starts several at a time. Its report (TAP) is read as it comes, so that
/// each NUnit case ends when its own line is there.
/// </summary>
internal sealed class NativeRun
{
    /// <summary>What the report says of a case. Details are the lines that follow it, and are complete.</summary>
    public sealed record Result(bool Passed, string? SkipReason, string Details);

    private readonly Dictionary<string, TaskCompletionSource<Result>> waiting = [];
    private readonly StringBuilder details = new();
    private (string Name, bool Passed, string? SkipReason)? last;

    private NativeRun(NativeSystem system)
    {
        foreach (NativeCase each in NativeCase.All())
            waiting[each.Name] = new TaskCompletionSource<Result>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Read(system)) { IsBackground = true, Name = $"native-tests on {system}" }.Start();
    }

    private static readonly Lazy<NativeRun> Linux = new(() => new NativeRun(NativeSystem.Linux));
    private static readonly Lazy<NativeRun> Windows = new(() => new NativeRun(NativeSystem.Windows));

    public static Task<Result> ResultOf(NativeCase each, NativeSystem system) =>
        (system == NativeSystem.Linux ? Linux : Windows).Value.waiting[each.Name].Task;

    private void Read(NativeSystem system)
    {
        string end = "native-tests ended without a word about this case.";
        try
        {
            using Process process = Start(system);
            process.OutputDataReceived += (_, line) => Take(line.Data);
            process.ErrorDataReceived += (_, line) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            end += $" Its exit code: {process.ExitCode}.";
        }
        catch (Exception trouble)
        {
            end = trouble.Message;
        }

        Settle();
        foreach (TaskCompletionSource<Result> each in waiting.Values)
            each.TrySetResult(new Result(false, null, end));
    }

    private static Process Start(NativeSystem system)
    {
        bool wine = system == NativeSystem.Windows && !OperatingSystem.IsWindows();
        string program = Path.Combine(SourceTree.Root, "artifacts", "native-tests",
            system == NativeSystem.Linux ? "linux/native-tests" : "windows/native-tests.exe");
        if (!File.Exists(program))
            throw new FileNotFoundException($"{program} is missing: build.sh test makes it.");
        ProcessStartInfo start = wine
            ? new ProcessStartInfo("bash", [Path.Combine(SourceTree.Root, "build", "windows.sh"), program, "--tap"])
            : new ProcessStartInfo(program, ["--tap"]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start)!;
    }

    private void Take(string? line)
    {
        if (line == null)
            return;
        Match match = Regex.Match(line, @"^(not )?ok \d+ - (\w+)(?: # SKIP (.*))?");
        if (!match.Success)
        {
            details.AppendLine(line);
            return;
        }

        Settle();
        last = (match.Groups[2].Value, !match.Groups[1].Success, match.Groups[3].Success ? match.Groups[3].Value.Trim() : null);
        // Nothing follows a case that passed; a failed one is complete when the next line of this kind comes.
        if (last.Value.Passed)
            Settle();
    }

    private void Settle()
    {
        if (last is { } done && waiting.TryGetValue(done.Name, out TaskCompletionSource<Result>? task))
            task.TrySetResult(new Result(done.Passed, done.SkipReason, details.ToString()));
        last = null;
        details.Clear();
    }
}
