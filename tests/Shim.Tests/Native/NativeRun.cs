using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AfUnix.Tests.Native;

/// <summary>
/// Runs the cases of a program when they are asked for: many in one process, which starts several at a time and has a time-out for each. The first
/// subjects asked for run each by itself, so that a filter is quick; after that everything that is left runs at once, so that all is.
/// </summary>
internal sealed class NativeRun(NativeProgram program)
{
    private const int SubjectsByThemselves = 2;

    /// <summary>The program gives up on each case in time; this is for a program that does not.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<NativeResult>> _results = [];
    private Task _last = Task.CompletedTask;
    private int _runs;

    private static int Jobs
    {
        get
        {
            string? given = Environment.GetEnvironmentVariable("AFUNIX_TEST_JOBS");
            return int.TryParse(given, CultureInfo.InvariantCulture, out int jobs) && jobs > 0 ? jobs : Math.Max(4, Environment.ProcessorCount);
        }
    }

    public Task<NativeResult> ResultOf(NativeCase one)
    {
        lock (_lock)
        {
            if (!_results.ContainsKey(one.Name))
            {
                List<NativeCase> batch =
                [
                    .. program.Cases.Where(other => other.RunsOn(program.System) && !_results.ContainsKey(other.Name))
                        .Where(other => _runs >= SubjectsByThemselves || other.Subject == one.Subject),
                ];
                foreach (NativeCase each in batch)
                {
                    _results[each.Name] = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                _runs++;
                _last = _last.ContinueWith(_ => Run(batch), CancellationToken.None, TaskContinuationOptions.LongRunning, TaskScheduler.Default);
            }

            return _results[one.Name].Task;
        }
    }

    private void Run(List<NativeCase> batch)
    {
        string missing;
        try
        {
            // A name given twice would run twice; a prefix would bring others along.
            using Process process = program.Start(["--jobs", Jobs.ToString(CultureInfo.InvariantCulture), .. batch.Select(one => one.Name)]);
            using var output = new ProcessOutput(process);
            TimeSpan limit = TimeSpan.FromSeconds(batch.Max(one => one.Seconds) * program.TimeScale) + Patience;
            foreach (NativeResult result in NativeResult.Read(Lines(output, limit)))
            {
                Give(result);
            }

            missing = output.HasEnded ? $"The program ended with exit code {process.ExitCode} and no word about this case." : $"No case ended for {limit.TotalSeconds} s.";
            missing += $"\n{output.Errors}";
        }
        catch (Exception trouble)
        {
            missing = trouble.ToString();
        }

        foreach (NativeCase one in batch)
        {
            Give(new NativeResult(one.Name, false, null, missing));
        }
    }

    private void Give(NativeResult result)
    {
        lock (_lock)
        {
            _results.GetValueOrDefault(result.Name)?.TrySetResult(result);
        }
    }

    private static IEnumerable<string> Lines(ProcessOutput output, TimeSpan limit)
    {
        while (output.NextLine(limit) is { } line)
        {
            yield return line;
        }
    }
}
