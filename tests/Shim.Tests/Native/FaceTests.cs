using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NUnit.Framework;

namespace AfUnix.Tests.Native;

/// <summary>
/// Every C case of native-tests/face is a case here: injected.NAME in a program that has nothing of ours and is started by afunix-run, linked.NAME in one
/// that is linked with the Winsock face.
/// </summary>
[TestFixture]
internal sealed class FaceTests
{
    /// <summary>A helper of this case says what the calls of other families gave.</summary>
    private static readonly string[] OtherFamilies = ["--helper", "internet_number_that_becomes_ours", "calls_of_other_families"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly NativeProgram Injected = new(NativeSystem.Windows, "face-tests", isInjected: true);
    private static readonly NativeProgram Linked = new(NativeSystem.Windows, "face-tests-linked");
    private static readonly NativeProgram Plain = new(NativeSystem.Windows, "face-tests");
    private static readonly NativeRun OnInjected = new(Injected);
    private static readonly NativeRun OnLinked = new(Linked);

    [TestCaseSource(nameof(Cases))]
    public async Task Case(bool injected, object one)
    {
        NativeResult result = await (injected ? OnInjected : OnLinked).ResultOf((NativeCase)one);
        if (result.SkipReason != null)
        {
            Assert.Ignore(result.SkipReason);
        }

        if (!result.Passed)
        {
            Assert.Fail(result.Details);
        }
    }

    [Test]
    public void Both_programs_have_the_registered_cases()
    {
        Assert.That(Registered, Has.Count.GreaterThanOrEqualTo(140));
        Assert.That(Injected.Cases, Is.EqualTo(Registered));
        Assert.That(Linked.Cases, Is.EqualTo(Registered));
    }

    /// <summary>Without the face no socket of the UNIX domain is to be had here: so the cases say something. Windows itself has some.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has streams of its own.")]
    public void Without_the_face_there_is_none()
    {
        using Process process = Plain.Start("socket_of_each_call");
        Assert.That(NativeResult.Read(Lines(process)).Single().Passed, Is.False);
    }

    [Test]
    public void Sockets_of_other_families_are_as_without_us()
    {
        string[] untouched = Said(Plain);
        Assert.That(untouched, Has.Length.GreaterThan(50));
        Assert.That(Said(Injected), Is.EqualTo(untouched), "injected");
        Assert.That(Said(Linked), Is.EqualTo(untouched), "linked");
    }

    /// <summary>From the source, which is quicker than asking a program.</summary>
    private static IReadOnlyList<NativeCase> Registered { get; } =
    [
        .. from Match match in Regex.Matches(SourceTree.Read("native-tests/face/cases.h"), @"^CASE\((\w+), (\w+), (\d+)\)", RegexOptions.Multiline)
           select new NativeCase(match.Groups[1].Value, match.Groups[2].Value, int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        from injected in (bool[])[true, false]
        from one in Registered
        select new TestCaseData(injected, one).SetName($"{(injected ? "injected" : "linked")}.{one.Name}");

    private static string[] Said(NativeProgram program)
    {
        using Process process = program.Start(OtherFamilies);
        string[] lines = [.. Lines(process)];
        Assert.That(process.ExitCode, Is.Zero);
        return lines;
    }

    private static List<string> Lines(Process process)
    {
        using var output = new ProcessOutput(process);
        List<string> lines = [];
        while (output.NextLine(Patience) is { } line)
        {
            lines.Add(line.TrimEnd('\r'));
        }

        Assert.That(output.HasEnded, Is.True, output.Errors);
        return lines;
    }
}
