using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AfUnix.Tests.Native;
using NUnit.Framework;

namespace AfUnix.Tests.Injection;

/// <summary>However a program makes a child process, that one has it, too; and for the parent nothing is different.</summary>
[TestFixture]
internal sealed class ChildTests
{
    private const string Ended = "ended with 5";

    [TestCase("system")]
    [TestCase("shells", Description = "two of them in between")]
    [TestCase("spawn")]
    [TestCase("wide")]
    [TestCase("narrow")]
    [TestCase("restricted", Description = "by CreateProcessAsUser")]
    [TestCase("suspended", "was suspended 1 times; ")]
    [TestCase("job", "is in the job; ")]
    public void Every_way_to_make_one(string how, string before = "")
    {
        Assert.That(InjectedProgram.Run("parent.exe", how), Is.EqualTo(new InjectedProgram(0, $"{before}{InjectedProgram.Injected}; {Ended}", "")));
    }

    /// <summary>The parent closes its own at once: a connection and a listener live on in the child, and end with it.</summary>
    [Test]
    public void Sockets_are_inherited()
    {
        Assert.That(InjectedProgram.Run("heir.exe"), Is.EqualTo(new InjectedProgram(0, "heir talks; heir serves; then error 10061", "")));
    }

    [Test]
    public void A_child_that_cannot_start_fails_as_ever()
    {
        Assert.That(InjectedProgram.Run("parent.exe", "fail"), Is.EqualTo(new InjectedProgram(0, "0, error 2", "")));
    }

    /// <summary>What afunix-run itself would not run.</summary>
    [Test]
    public void A_child_that_cannot_be_injected_into_runs_all_the_same()
    {
        Assert.That(InjectedProgram.Run("cmd", "/c", "impatient.exe"), Is.EqualTo(new InjectedProgram(0, "it ran", "")));
    }

    /// <summary>All or nothing: here nothing.</summary>
    [Test]
    public void A_child_in_which_something_cannot_be_replaced_runs_with_nothing_replaced()
    {
        InjectedProgram plain = InjectedProgram.Once(InjectedProgram.Folder, "", InjectedProgram.PathOf("crowded.exe"));
        InjectedProgram child = InjectedProgram.Run("--verbose", "cmd", "/c", "crowded.exe");
        Assert.That(plain.Output, Is.Not.Empty.And.Not.Contains(InjectedProgram.Injected));
        Assert.That((child.Code, child.Output), Is.EqualTo((0, plain.Output)));
        Assert.That(child.Errors, Does.Match(@"crowded\.exe \(\d+\): nothing is replaced: there is no memory near ws2_32\.dll"));
    }

    [Test]
    public void No_children_leaves_them_alone()
    {
        InjectedProgram alone = InjectedProgram.Run("--no-children", "parent.exe", "system");
        Assert.That(alone.Output, Does.EndWith(Ended).And.Not.Contains(InjectedProgram.Injected), alone.ToString());
        string answers = $"{InjectedProgram.Injected}; {InjectedProgram.Injected}";
        Assert.That(InjectedProgram.Run("--no-children", "imports-by-name.exe"), Is.EqualTo(new InjectedProgram(0, answers, "")), "only them");
    }

    [Test]
    public void Verbose_holds_for_children()
    {
        InjectedProgram told = InjectedProgram.Run("--verbose", "parent.exe", "shells");
        IEnumerable<string> processes = told.Errors.Split("; ").Where(line => line.Contains("ws2_32.dll socket", StringComparison.Ordinal)).Select(line => line.Split(':')[1]);
        Assert.That(processes.Select(process => process.Split('(')[0].Trim()), Is.EqualTo(new[] { "parent.exe", "cmd.exe", "cmd.exe", "cmd.exe", "parent.exe" }));
    }

    /// <summary>A program that is linked with us, too, has two CreateProcess of ours, one over the other: its children must inherit all the same.</summary>
    [TestCase(false)]
    [TestCase(true, Description = "afunix-run's DLL is the program's own")]
    public void A_linked_program_keeps_what_its_children_inherit(bool isShared)
    {
        string folder = SourceTree.PathOf("artifacts/native-tests/windows");
        string launcher = isShared ? System.IO.Path.Combine(folder, "afunix-run.exe") : NativeProgram.Launcher;
        if (isShared)
        {
            System.IO.File.Copy(NativeProgram.Launcher, launcher, overwrite: true);
        }

        var program = new NativeProgram(NativeSystem.Windows);
        string[] cases = [.. program.Cases.Where(one => one.Subject == "children" && one.RunsOn(NativeSystem.Windows)).Select(one => one.Name)];
        Assert.That(cases, Has.Length.GreaterThan(5));
        using Process process = Process.Start(InjectedProgram.StartOf(
            folder, launcher, ["native-tests.exe", "--jobs", "2", .. cases]))!;
        process.StandardInput.Close();
        using var output = new ProcessOutput(process);
        List<NativeResult> results = [.. NativeResult.Read(LinesOf(output))];
        Assert.That(results.Where(result => !result.Passed), Is.Empty);
        Assert.That(results.Select(result => result.Name), Is.EquivalentTo(cases), output.Errors);
    }

    private static IEnumerable<string> LinesOf(ProcessOutput output)
    {
        while (output.NextLine(InjectedProgram.Limit) is { } line)
        {
            yield return line;
        }
    }
}
