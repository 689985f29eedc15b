using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace AfUnix.Tests.Native;

/// <summary>A program that native-tests/ was made into for one system; on Linux the Windows one runs under Wine.</summary>
/// <param name="isInjected">It has nothing of ours, and is started by afunix-run.</param>
internal sealed class NativeProgram(NativeSystem system, string name = "native-tests", bool isInjected = false)
{
    private const int WineScale = 10;

    private static readonly TimeSpan ListLimit = TimeSpan.FromMinutes(2); // the first program in a fresh Wine takes some seconds

    private readonly Lazy<IReadOnlyList<NativeCase>> _cases = new(() => List(system, name), LazyThreadSafetyMode.ExecutionAndPublication);

    public NativeSystem System { get; } = system;

    /// <summary>Its whole register, with the cases of other systems.</summary>
    public IReadOnlyList<NativeCase> Cases => _cases.Value;

    public static string Launcher => SourceTree.PathOf("artifacts/sdk/bin/afunix-run.exe");

    /// <summary>How much longer than on a plain machine everything may take; the program has the same rule.</summary>
    public int TimeScale => TimeScaleOf(System);

    public static int TimeScaleOf(NativeSystem system)
    {
        string? given = Environment.GetEnvironmentVariable("AFUNIX_TEST_SCALE");
        return int.TryParse(given, CultureInfo.InvariantCulture, out int scale) && scale > 0 ? scale : UsesWine(system) ? WineScale : 1;
    }

    public Process Start(params IEnumerable<string> arguments) => Start(System, name, isInjected, arguments);

    /// <summary>How to start a program for this system, with pipes to it. build/windows.sh knows the Wine prefix that set-up has made.</summary>
    public static ProcessStartInfo StartOf(NativeSystem system, string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = UsesWine(system)
            ? new ProcessStartInfo("bash", [SourceTree.PathOf("build/windows.sh"), program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["WINEDEBUG"] = "-all";
        return start;
    }

    private static bool UsesWine(NativeSystem system) => system == NativeSystem.Windows && !OperatingSystem.IsWindows();

    private static Process Start(NativeSystem system, string name, bool isInjected, IEnumerable<string> arguments)
    {
        string program = SourceTree.PathOf(system == NativeSystem.Linux ? $"artifacts/native-tests/linux/{name}" : $"artifacts/native-tests/windows/{name}.exe");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is missing: `build.sh test` and `dotnet test` make it first.");
        }

        Process process = Process.Start(
            isInjected ? StartOf(system, Launcher, arguments.Prepend(program)) : StartOf(system, program, arguments))!;
        process.StandardInput.Close();
        return process;
    }

    private static IReadOnlyList<NativeCase> List(NativeSystem system, string name)
    {
        using Process process = Start(system, name, isInjected: false, ["--list"]);
        using var output = new ProcessOutput(process);
        while (output.NextLine(ListLimit) is not null)
        {
            // The end of the list, or of the time.
        }

        if (!output.HasEnded)
        {
            throw new TimeoutException($"{name} --list said nothing for {ListLimit.TotalSeconds} s: {output.Text}");
        }

        return
        [
            .. from line in output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
               let words = line.TrimEnd('\r').Split('\t')
               select words.Length == 3
                   ? new NativeCase(words[0], words[1], int.Parse(words[2], CultureInfo.InvariantCulture))
                   : throw new FormatException($"{name} --list said: {line}"),
        ];
    }
}
