using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using AfUnix.Tests.Examples;
using AfUnix.Tests.Native;
using NUnit.Framework;

namespace AfUnix.Tests.Injection;

/// <summary>afunix-run.exe from outside: to the program and to whoever starts it, it is as if it were not there.</summary>
[TestFixture]
internal sealed class LauncherTests
{
    private static readonly string[] Arguments = ["7", "a b", "quote\"inside", "\"", "back\\slash\\", "a\\\\\"b", "", "ünïcödé 日本", "--help", "%PATH%", "*"];

    private static string Echo => InjectedProgram.PathOf("echo.exe");

    [Test]
    public void Arguments_streams_folder_and_exit_code_are_the_programs_own()
    {
        using var folder = new ScratchFolder();
        InjectedProgram plain = InjectedProgram.Once(folder.Path, "one\ntwo\n", Echo, Arguments);
        Assert.That(plain.Code, Is.EqualTo(7));
        Assert.That(Arguments.Where(argument => !plain.Output.Contains($"argument {argument};", StringComparison.Ordinal)), Is.Empty);
        Assert.That(plain.Output, Does.Contain(Path.GetFileName(folder.Path)).And.EndWith("; one; two"));
        Assert.That(plain.Errors, Is.EqualTo("and an error"));

        InjectedProgram injected = InjectedProgram.RunIn(folder.Path, "one\ntwo\n", [Echo, .. Arguments]);
        Assert.That(WithoutCommand(injected), Is.EqualTo(WithoutCommand(plain)));
    }

    [Test]
    public void A_program_is_found_without_its_extension()
    {
        Assert.That(InjectedProgram.Run("echo", "3"), Has.Property("Code").EqualTo(3).And.Property("Output").StartsWith("argument 3; command echo 3; "));
        Assert.That(InjectedProgram.Run("cmd", "/c", "exit", "9").Code, Is.EqualTo(9), "in the system's folder");
    }

    [Test]
    public void Help_and_version()
    {
        InjectedProgram help = InjectedProgram.Run("--help");
        Assert.That((help.Code, help.Errors), Is.EqualTo((0, "")));
        Assert.That(new[] { "--verbose", "--no-children", "--version", "--help" }.Where(option => !help.Output.Contains(option, StringComparison.Ordinal)), Is.Empty);
        string version = System.Xml.Linq.XDocument.Parse(SourceTree.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.That(InjectedProgram.Run("--version"), Is.EqualTo(new InjectedProgram(0, $"afunix-run {version}", "")));
    }

    [TestCase("", 2, "no program is named; try afunix-run --help")]
    [TestCase("--what echo.exe", 2, "there is no option --what; try afunix-run --help")]
    [TestCase("there-is-none", 127, "there-is-none: there is no such program")]
    public void A_wrong_use_is_told(string words, int code, string error)
    {
        string[] arguments = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(InjectedProgram.Run(arguments), Is.EqualTo(new InjectedProgram(code, "", $"afunix-run: {error}")));
    }

    private static IEnumerable<TestCaseData> Unfit()
    {
        yield return new TestCaseData("small.exe", ProgramFileTests.Head(0x14C, 0, 0), "it is a 32-bit program: afunix is for 64-bit ones").SetName("{m}(32 bits)");
        yield return new TestCaseData("arm.exe", ProgramFileTests.Head(0xAA64, 0, 0), "it is a program for ARM64: afunix is for x64 ones").SetName("{m}(ARM64)");
        yield return new TestCaseData("text.exe", "#!/bin/sh\n"u8.ToArray(), "it is no Windows program").SetName("{m}(text)");
        yield return new TestCaseData("script.cmd", "exit 3\r\n"u8.ToArray(), "it is no Windows program; try afunix-run cmd /c script.cmd a").SetName("{m}(script)");
        yield return new TestCaseData("broken.exe", ProgramFileTests.Head(0x8664, 0, 0), "it can't be started (error ").SetName("{m}(broken)");
    }

    [TestCaseSource(nameof(Unfit))]
    public void What_cannot_run_with_us_says_why(string name, byte[] content, string reason)
    {
        using var folder = new ScratchFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, name), content);
        InjectedProgram refused = InjectedProgram.RunIn(folder.Path, "", name, "a");
        Assert.That((refused.Code, refused.Output), Is.EqualTo((126, "")));
        Assert.That(refused.Errors, Does.StartWith("afunix-run: ").And.Contains($"{name}: {reason}"));
    }

    [Test]
    public void A_folder_is_no_program()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "folder.exe"));
        Assert.That(InjectedProgram.RunIn(folder.Path, "", "folder.exe").Code, Is.EqualTo(127));
    }

    /// <summary>The program's end comes before its first instruction.</summary>
    [Test]
    public void A_program_that_cannot_be_injected_into_does_not_run()
    {
        InjectedProgram refused = InjectedProgram.Run("impatient.exe");
        Assert.That((refused.Code, refused.Output), Is.EqualTo((126, "")));
        Assert.That(refused.Errors, Does.EndWith("impatient.exe: one of its DLLs lets queued calls run while it is being loaded"));
    }

    [Test]
    public void A_program_in_which_something_cannot_be_replaced_does_not_run()
    {
        InjectedProgram refused = InjectedProgram.Run("crowded.exe");
        Assert.That((refused.Code, refused.Output), Is.EqualTo((126, "")));
        Assert.That(refused.Errors, Does.EndWith("crowded.exe: there is no memory near ws2_32.dll"));
    }

    /// <summary>That is between Windows and the program, whose exit code says it.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "It would open a window about it.")]
    public void A_program_that_lacks_a_DLL_ends_as_ever()
    {
        using var folder = new ScratchFolder();
        File.Copy(InjectedProgram.PathOf("linked.exe"), Path.Combine(folder.Path, "linked.exe"));
        InjectedProgram plain = InjectedProgram.RunPlainly(folder.Path, Path.Combine(folder.Path, "linked.exe"));
        Assert.That(plain, Has.Property("Code").Not.Zero.And.Property("Output").Empty);
        Assert.That(InjectedProgram.RunIn(folder.Path, "", "linked.exe"), Is.EqualTo(plain));
    }

    [Test]
    public void Without_its_DLL_it_says_so()
    {
        using var folder = new ScratchFolder();
        string launcher = Path.Combine(folder.Path, "afunix-run.exe");
        File.Copy(NativeProgram.Launcher, launcher);
        InjectedProgram alone = InjectedProgram.Once(folder.Path, "", launcher, [Echo]);
        Assert.That((alone.Code, alone.Output), Is.EqualTo((126, "")));
        Assert.That(alone.Errors, Does.StartWith("afunix-run: afunix.dll must lie beside this program"));
    }

    /// <summary>The launcher has them, too, and must not keep them.</summary>
    [Test]
    public void A_stream_that_the_program_closes_is_closed()
    {
        InjectedProgram told = InjectedProgram.Once(InjectedProgram.Folder, "", InjectedProgram.PathOf("quiet.exe"), [NativeProgram.Launcher]);
        Assert.That(told, Is.EqualTo(new InjectedProgram(0, "it talks; its output ends; its code is 6", "")));
    }

    /// <summary>It comes to both; the launcher waits for what the program does about it.</summary>
    [Test]
    public void Ctrl_C_is_the_programs()
    {
        ProcessStartInfo start = InjectedProgram.StartOf(InjectedProgram.Folder, ExampleCompiler.TerminalProgram(), [NativeProgram.Launcher, "waiting.exe"]);
        using Process process = Process.Start(start)!;
        using var output = new ProcessOutput(process);
        Assert.That(output.NextLine(InjectedProgram.Limit), Does.StartWith("ready "), output.Errors);
        process.StandardInput.Write('\u0003');
        process.StandardInput.Flush();
        Assert.That(output.NextLine(InjectedProgram.Limit), Is.EqualTo("interrupted"));
        Assert.That(output.NextLine(InjectedProgram.Limit), Is.Null);
        Assert.That(process.ExitCode, Is.EqualTo(42));
    }

    [Test]
    public void A_killed_launcher_takes_the_program_along_but_not_its_children()
    {
        InjectedProgram killed = InjectedProgram.Once(InjectedProgram.Folder, "", InjectedProgram.PathOf("killer.exe"), [NativeProgram.Launcher]);
        Assert.That(killed.Output, Is.EqualTo("the program has ended; its child goes on"), killed.Errors);
    }

    /// <summary>The command line begins with the program's name as the user wrote it: there the two differ, for Windows wrote the other one.</summary>
    private static InjectedProgram WithoutCommand(InjectedProgram one) =>
        one with { Output = string.Join("; ", one.Output.Split("; ").Where(line => !line.StartsWith("command ", StringComparison.Ordinal))) };
}
