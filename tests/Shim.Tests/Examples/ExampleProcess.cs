using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using AfUnix.Tests.Native;
using NUnit.Framework;

namespace AfUnix.Tests.Examples;

/// <summary>An example that runs; nobody waits for it for ever. Nothing of its output is taken before somebody asks for it.</summary>
internal sealed class ExampleProcess : IDisposable
{
    private const string CtrlC = "\u0003"; // terminal.c makes it one

    private readonly NativeSystem _system;
    private readonly string _name;
    private readonly TimeSpan _limit;
    private readonly Process _process;
    private readonly Lazy<ProcessOutput> _output;

    public ExampleProcess(NativeSystem system, string folder, string name, params IEnumerable<string> arguments)
    {
        string program = ExampleCompiler.ProgramOf(system, name);
        ProcessStartInfo start = system == NativeSystem.Linux
            ? NativeProgram.StartOf(system, program, arguments)
            : NativeProgram.StartOf(system, ExampleCompiler.TerminalProgram(), [program, .. arguments]);
        start.WorkingDirectory = folder;
        _system = system;
        _name = $"{name} {string.Join(' ', arguments)}";
        _limit = TimeSpan.FromSeconds(10) * NativeProgram.TimeScaleOf(system);
        _process = Process.Start(start)!;
        _output = new Lazy<ProcessOutput>(() => new ProcessOutput(_process));
    }

    private string Errors => _output.Value.Errors;

    public void Say(string line) => Within(_process.StandardInput.WriteAsync(line + '\n'));

    public void EndInput() => _process.StandardInput.Close();

    /// <summary>The next line; null when it has ended by itself.</summary>
    public string? NextLine()
    {
        string? line = _output.Value.NextLine(_limit);
        return line != null || _output.Value.HasEnded ? line : throw new TimeoutException($"{_name} said nothing for {_limit.TotalSeconds} s. {Errors}");
    }

    /// <summary>As Expect, but leaves what comes after the lines (and a few KB) where it is. For the first lines only.</summary>
    public void ExpectNoFurtherThan(params IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Assert.That(_process.StandardOutput.ReadLineAsync().WaitAsync(_limit).GetAwaiter().GetResult(), Is.EqualTo(line), _name);
        }
    }

    public void Expect(params IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Assert.That(NextLine(), Is.EqualTo(line), $"{_name} {Errors}");
        }
    }

    /// <summary>It has nothing more to say, and ends.</summary>
    public void ExpectEnd(int code = 0)
    {
        Assert.That(NextLine(), Is.Null, _name);
        Assert.That(_process.ExitCode, Is.EqualTo(code), $"{_name} {Errors}");
    }

    /// <summary>What it complains of is read by another thread, which may be late.</summary>
    public void ExpectError(string text) => Assert.That(SpinWait.SpinUntil(() => Errors.Contains(text, StringComparison.Ordinal), _limit), $"{_name} {Errors}");

    public void PressCtrlC()
    {
        if (_system == NativeSystem.Windows)
        {
            Within(_process.StandardInput.WriteAsync(CtrlC));
            return;
        }

        using Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        Within(kill.WaitForExitAsync());
    }

    public void Kill() => _process.Kill();

    /// <summary>Not its process tree: under Wine that could be a desktop that others use. The program of a terminal ends with it.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Within(Task task) => task.WaitAsync(_limit).GetAwaiter().GetResult();
}
