using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using AfUnix.Tests.Native;
using NUnit.Framework;

namespace AfUnix.Tests.Examples;

/// <summary>The examples compile for every system, and the small ones do what they say. The chat has its own tests.</summary>
[TestFixture]
internal sealed class ExampleTests
{
    private const string Path = "s";

    private static IReadOnlyList<NativeSystem> Systems => ExampleCompiler.Systems;

    private static IReadOnlyList<string> Sources => ExampleCompiler.Sources;

    [Test]
    public void Compiles([ValueSource(nameof(Systems))] object system, [ValueSource(nameof(Sources))] string source)
    {
        Assert.That(ExampleCompiler.ComplaintOf((NativeSystem)system, source), Is.Empty);
    }

    [Test]
    public void One_source_serves_all_systems([ValueSource(nameof(Sources))] string source)
    {
        Assert.That(Regex.Matches(SourceTree.Read(source), "^ *#(?!include <|define _GNU_SOURCE ).*", RegexOptions.Multiline), Is.Empty);
    }

    [Test]
    public void CMake_and_the_manual_know_them_all()
    {
        string[] files = [.. Sources.Select(source => System.IO.Path.GetFileName(source))];
        string listed = Regex.Match(SourceTree.Read("examples/CMakeLists.txt"), @"^foreach\(source ([^)]*)\)", RegexOptions.Multiline).Groups[1].Value;
        Assert.That(listed.Split(' '), Is.EquivalentTo(files));
        string manual = SourceTree.Read("README.md");
        Assert.That(files.Where(file => !manual.Contains($"(examples/{file})", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCaseSource(nameof(Systems))]
    public void Echo(object system)
    {
        using var folder = new ScratchFolder();
        ExampleProcess Start(string name, params string[] arguments) => new((NativeSystem)system, folder.Path, name, [Path, .. arguments]);

        // The second server finds the file of the first, which was killed.
        for (int round = 0; round < 2; round++)
        {
            using ExampleProcess server = Start("echo-server");
            server.Expect($"listening on {Path}");
            using ExampleProcess one = Start("echo-client", "one"), two = Start("echo-client", "two  words"), three = Start("echo-client", "th(r)ee");
            one.Expect("one");
            two.Expect("two  words");
            three.Expect("th(r)ee");
            one.ExpectEnd();
            two.ExpectEnd();
            three.ExpectEnd();
        }
    }

    /// <summary>Clients wait for the first worker; of two, each gets every other one; one that was killed gets none.</summary>
    [TestCaseSource(nameof(Systems))]
    public void Prefork(object system)
    {
        using var folder = new ScratchFolder();
        ExampleProcess Start(string name, params string[] arguments) => new((NativeSystem)system, folder.Path, name, [Path, .. arguments]);

        using ExampleProcess server = Start("prefork-server");
        server.Expect($"listening on {Path}");
        using ExampleProcess early = Start("echo-client", "early"), one = Start("prefork-server", "one");
        one.Expect("one works", "one has served");
        early.Expect("early");
        early.ExpectEnd();
        using ExampleProcess two = Start("prefork-server", "two");
        two.Expect("two works");
        using (ExampleProcess client = Start("echo-client", "either"))
        {
            client.Expect("either");
            client.ExpectEnd();
        }

        one.Kill();
        while (one.NextLine() != null)
        {
            // until it is gone
        }

        using (ExampleProcess client = Start("echo-client", "late"))
        {
            client.Expect("late");
            client.ExpectEnd();
        }

        server.Kill();
        Assert.That(two.NextLine(), Is.EqualTo("two has served"));
    }

    [TestCaseSource(nameof(Systems))]
    public void Notify(object system)
    {
        using var folder = new ScratchFolder();
        ExampleProcess Start(string name, params string[] arguments) => new((NativeSystem)system, folder.Path, name, [Path, .. arguments]);

        using ExampleProcess receiver = Start("notified");
        receiver.Expect($"listening on {Path}");
        using (ExampleProcess one = Start("notify", "READY=1", "STATUS=two  words"))
        {
            one.ExpectEnd();
        }

        // Those are gone; what they said is not.
        using ExampleProcess last = Start("notify", "STOPPING=1");
        last.ExpectEnd();
        receiver.Expect("READY=1", "STATUS=two  words", "STOPPING=1");
        receiver.ExpectEnd();
        Assert.That(folder.Has(Path), Is.False);

        using ExampleProcess late = Start("notify", "x");
        late.ExpectEnd(code: 1);
        late.ExpectError($"nobody listens at {Path}");
    }

    [TestCaseSource(nameof(Systems))]
    public void Adder(object system)
    {
        using var folder = new ScratchFolder();
        ExampleProcess Start(params string[] arguments) => new((NativeSystem)system, folder.Path, "adder", [Path, .. arguments]);

        using ExampleProcess server = Start();
        server.Expect($"listening on {Path}");
        using ExampleProcess sum = Start("1", "2", "-40"), large = Start("2147483647", "2147483647"), wrong = Start("1", "x2", "3");
        sum.Expect("-37");
        large.Expect("4294967294");
        wrong.Expect("not a number: x2");
        sum.ExpectEnd();
        large.ExpectEnd();
        wrong.ExpectEnd();
        server.EndInput();
        server.ExpectEnd();
        Assert.That(folder.Has(Path), Is.False);

        using ExampleProcess late = Start("1");
        late.ExpectEnd(code: 1);
        late.ExpectError($"nobody serves at {Path}");
    }
}
