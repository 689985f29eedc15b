using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NUnit.Framework;

namespace AfUnix.Tests.Model;

/// <summary>One search of a model's states: spin writes a C program for it, which stops at the first failure. In a folder of its own, removed afterwards.</summary>
internal sealed class ModelSearch : IDisposable
{
    /// <summary>The longest takes seconds; this is for a search that a change made endless.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("afunix-model-").FullName;
    private readonly string _model;
    private readonly string _flags;

    public ModelSearch(string model, string flags)
    {
        _model = model;
        _flags = flags;
        foreach (string file in SourceTree.Files("model", ".pml"))
        {
            File.Copy(SourceTree.PathOf(file), Path.Combine(_folder, Path.GetFileName(file)));
        }

        Run("spin", $"-a {flags} {model}");
        Run("gcc", "-O0 -w -DSAFETY -DNOFAIR -DMEMLIM=2000 -o search pan.c"); // optimizing would take longer than it saves
        Report = Run(Path.Combine(_folder, "search"), "-m10000 -w20");
    }

    /// <summary>All that the search printed.</summary>
    public string Report { get; }

    /// <summary>The assertion that failed, as it is written but for spaces and needless parentheses, or "invalid end state"; null when nothing failed.</summary>
    public string? Failure
    {
        get
        {
            Match failure = Regex.Match(Report, @"^pan:1: (?:assertion violated )?(.*?) \(at depth", RegexOptions.Multiline);
            if (!failure.Success)
            {
                return null;
            }

            string text = failure.Groups[1].Value;
            return text.Contains("state", StringComparison.Ordinal) ? text : Regex.Replace(text, @"[\s()]", "");
        }
    }

    public bool IsComplete =>
        Report.Contains("errors: 0", StringComparison.Ordinal)
        && !Regex.IsMatch(Report, "Search not completed|max search depth too small|out of memory|memory limit|Warning:.*truncat");

    public long States
    {
        get
        {
            Match states = Regex.Match(Report, @"^\s*(\S+) states, stored", RegexOptions.Multiline);
            return states.Success ? (long)double.Parse(states.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        }
    }

    /// <summary>What led to the failure: what the processes said on the way, or where there is nothing of that, every step.</summary>
    public string Story()
    {
        string story = Run("spin", $"-t {_flags} {_model}");
        return Regex.IsMatch(story, @"^\s+(the|client|accept) ", RegexOptions.Multiline) ? story : Run("spin", $"-t -p -g -l {_flags} {_model}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Run(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new AssertionException($"There is no {program}: ./build.sh setup installs it.");
        }

        using (process)
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"{program} {arguments} did not end within {Patience.TotalMinutes} minutes: {_model} {_flags}");
            }

            string text = output.Result + errors.Result;
            Assert.That(program == "gcc" && process.ExitCode != 0, Is.False, text);
            Assert.That(text, Does.Not.Match(@"^spin: .*Error: (?!assertion)"), $"{program} {arguments}");
            return text;
        }
    }
}
