using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;

namespace AfUnix.Tests.Native;

/// <summary>
/// A process's output line by line, with a limit on how long to wait for a line. The end is the end of the process, not of its pipe: under Wine the
/// first program starts services, which hold the pipe open long after it. Disposing kills the process if it still runs.
/// </summary>
internal sealed class ProcessOutput : IDisposable
{
    /// <summary>For what is still in the pipe when the process is gone.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _errors = new();

    public ProcessOutput(Process process)
    {
        _process = process;
        Read(process.StandardOutput, _lines.Add, _lines.CompleteAdding);
        Read(process.StandardError, AddError, () => { });
    }

    /// <summary>True when the process ended by itself and all its lines were taken.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>All lines so far.</summary>
    public string Text => _text.ToString();

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>The next line; null when there is none any more, or none came within the limit.</summary>
    public string? NextLine(TimeSpan limit)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            bool gone = _process.HasExited; // looked at before the pipe: what it has written is in there by now
            if (_lines.TryTake(out string? line, gone ? DrainTime : TimeSpan.FromMilliseconds(200)))
            {
                _text.Append(line).Append('\n');
                return line;
            }

            if (gone || _lines.IsCompleted)
            {
                HasEnded = _process.WaitForExit(DrainTime);
                return null;
            }

            if (waited.Elapsed > limit)
            {
                return null;
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    private void AddError(string line)
    {
        lock (_errors)
        {
            _errors.AppendLine(line);
        }
    }

    private static void Read(StreamReader reader, Action<string> take, Action end)
    {
        var thread = new Thread(() =>
        {
            try
            {
                while (reader.ReadLine() is { } line)
                {
                    take(line);
                }
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The process was given up while this waited for it.
            }

            end();
        });
        thread.IsBackground = true;
        thread.Start();
    }
}
