using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace AfUnix.Tests;

/// <summary>build.ps1 really runs, in the PowerShell engine of PowerShell 7; and the two doors have the same verbs.</summary>
public sealed class BuildScriptTests
{
    private static readonly string Root = SourceTree.Root;

    [Test]
    public void HelpNamesEveryVerb()
    {
        string text = string.Join("\n", Run(Path.Combine(Root, "build.ps1"), out int code));

        Assert.That(code, Is.Zero);
        Assert.That(Regex.Matches(text, @"^(\w+) {3,}\w", RegexOptions.Multiline).Select(match => match.Groups[1].Value), Is.EqualTo(ScriptVerbs()));
    }

    [Test]
    public void CommentBasedHelpIsComplete()
    {
        using PowerShell shell = Engine();
        PSObject help = shell.AddCommand("Get-Help").AddArgument(Path.Combine(Root, "build.ps1")).AddParameter("Full").Invoke().Single();

        Assert.That(shell.HadErrors, Is.False);
        Assert.That((string)help.Properties["Synopsis"].Value, Does.StartWith("One door"));
        var parameters = (PSObject)help.Properties["parameters"].Value;
        Assert.That(((object[])parameters.Properties["parameter"].Value).Length, Is.EqualTo(2));
        Assert.That(help.Properties["examples"].Value, Is.Not.Null);
    }

    [Test]
    public void BothDoorsHaveTheSameVerbs()
    {
        string shell = File.ReadAllText(Path.Combine(Root, "build.sh"));
        string[] inHelp = Regex.Matches(shell, @"^#   \./build\.sh (\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToArray();
        string[] inCase = Regex.Match(shell, @"^ +(setup \|[^)]*)\) verb=", RegexOptions.Multiline).Groups[1].Value.Split(" | ");

        Assert.That(inHelp, Is.EqualTo(ScriptVerbs()));
        Assert.That(inCase, Is.EqualTo(ScriptVerbs()));
    }

    [Test]
    public void EveryVerbIsATarget()
    {
        string build = Path.Combine(Root, "build");
        var targets = Directory.EnumerateFiles(build, "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".proj", StringComparison.Ordinal) || file.EndsWith(".targets", StringComparison.Ordinal))
            .SelectMany(file => XDocument.Load(file).Descendants("Target"))
            .Select(target => ((string)target.Attribute("Name")!).ToLowerInvariant());

        Assert.That(ScriptVerbs(), Is.SubsetOf(targets));
    }

    [Test]
    public void CleanRemovesArtifactsAndNothingElse()
    {
        using var tree = new ScratchTree();
        string made = Directory.CreateDirectory(Path.Combine(tree.Folder, "artifacts", "sdk")).FullName;
        File.WriteAllText(Path.Combine(made, "old.txt"), "");

        Run(tree.Script, out int code, "clean");

        Assert.That(code, Is.Zero);
        Assert.That(Directory.Exists(Path.Combine(tree.Folder, "artifacts")), Is.False);
        Assert.That(File.Exists(tree.Script));
    }

    [Test]
    public void AFailedVerbGivesItsExitCode()
    {
        using var tree = new ScratchTree();

        Run(tree.Script, out int code, "clean", "-p:UnknownSwitch", "-nonsense");

        Assert.That(code, Is.Not.Zero);
    }

    [Test]
    public void AFailedBuildCountsAsAFailedTest()
    {
        using var tree = new ScratchTree();
        File.WriteAllText(Path.Combine(tree.Folder, "build", "afunix.proj"), "<Project><Target Name='Test'><Error Text='broken' /></Target></Project>");

        List<string> lines = Run(tree.Script, out int code, "test");

        Assert.That(code, Is.Not.Zero);
        Assert.That(lines[^1], Is.EqualTo("0 passed, 1 failed"));
    }

    [Test]
    public void AnUnknownVerbIsRefused()
    {
        using PowerShell shell = Engine();
        shell.AddCommand(Path.Combine(Root, "build.ps1")).AddArgument("bulid");

        Assert.That(() => shell.Invoke(), Throws.InstanceOf<ParameterBindingException>());
    }

    [Test]
    public void ShellScriptRefusesAnUnknownVerbToo()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("build.sh is for Linux");
        using Process shell = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Root, "build.sh"), "bulid"]) { RedirectStandardError = true })!;
        string message = shell.StandardError.ReadToEnd();
        shell.WaitForExit();

        Assert.That(shell.ExitCode, Is.EqualTo(2));
        Assert.That(message, Does.Contain("bulid"));
    }

    /// <summary>The verbs of build.ps1 as PowerShell itself sees them, without help.</summary>
    private static string[] ScriptVerbs()
    {
        using PowerShell shell = Engine();
        var script = (ExternalScriptInfo)shell.AddCommand("Get-Command").AddArgument(Path.Combine(Root, "build.ps1")).Invoke().Single().BaseObject;
        IList<string> values = script.Parameters["Verb"].Attributes.OfType<ValidateSetAttribute>().Single().ValidValues;
        return values.Where(verb => verb != "help").ToArray();
    }

    private static List<string> Run(string script, out int code, params string[] arguments)
    {
        using PowerShell shell = Engine();
        shell.AddCommand(script);
        foreach (string argument in arguments)
            shell.AddArgument(argument);
        List<string> lines = shell.Invoke().Select(line => line.ToString()).ToList();
        code = (int)(shell.Runspace.SessionStateProxy.GetVariable("LASTEXITCODE") ?? 0);
        return lines;
    }

    private static PowerShell Engine()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        return PowerShell.Create(state);
    }

    /// <summary>As much of the tree as the script and its MSBuild targets need, in a folder of its own.</summary>
    private sealed class ScratchTree : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("afunix-build-").FullName;

        public string Script => Path.Combine(Folder, "build.ps1");

        public ScratchTree()
        {
            string[] tops = ["build.ps1", "global.json", "Directory.Build.props", "Directory.Packages.props"];
            IEnumerable<string> targets = Directory.EnumerateFiles(Path.Combine(Root, "build"), "*", SearchOption.AllDirectories);
            foreach (string file in tops.Select(name => Path.Combine(Root, name)).Concat(targets))
            {
                string copy = Path.Combine(Folder, Path.GetRelativePath(Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
