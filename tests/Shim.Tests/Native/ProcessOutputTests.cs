using System;
using System.Diagnostics;
using NUnit.Framework;

namespace AfUnix.Tests.Native;

/// <summary>Nothing that a C program does, or fails to do, may hang the tests.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "Asks a shell for the processes that it needs.")]
internal sealed class ProcessOutputTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Test]
    public void Lines_come_in_order_and_then_the_end()
    {
        using Process process = Shell("echo one; echo trouble >&2; echo two; exit 3");
        using var output = new ProcessOutput(process);
        Assert.That((output.NextLine(Long), output.NextLine(Long), output.NextLine(Long)), Is.EqualTo(("one", "two", (string?)null)));
        Assert.That((output.HasEnded, process.ExitCode, output.Text), Is.EqualTo((true, 3, "one\ntwo\n")));
        Assert.That(output.Errors, Does.Contain("trouble"));
    }

    [Test]
    public void Silence_has_a_limit_and_the_silent_one_is_killed()
    {
        using Process process = Shell("echo one; sleep 600 & sleep 600");
        using (var output = new ProcessOutput(process))
        {
            Assert.That(output.NextLine(Long), Is.EqualTo("one"));
            Assert.That(output.NextLine(TimeSpan.FromMilliseconds(300)), Is.Null);
            Assert.That(output.HasEnded, Is.False);
        }

        Assert.That(process.WaitForExit(Long));
    }

    /// <summary>Wine's services outlive the program that started them, and have its output for their own.</summary>
    [Test]
    public void The_end_does_not_wait_for_who_inherited_the_pipe()
    {
        using Process process = Shell("sleep 600 & echo $!");
        using var output = new ProcessOutput(process);
        using Process heir = Process.GetProcessById(int.Parse(output.NextLine(Long)!, null));
        try
        {
            var waited = Stopwatch.StartNew();
            Assert.That(output.NextLine(Long), Is.Null);
            Assert.That(output.HasEnded);
            Assert.That(waited.Elapsed, Is.LessThan(Long));
            Assert.That(heir.HasExited, Is.False);
        }
        finally
        {
            heir.Kill();
        }
    }

    private static Process Shell(string script) =>
        Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
