using System.Collections.Generic;
using System.Linq;
using AfUnix.Tests.Native;
using NUnit.Framework;

namespace AfUnix.Tests.Programs;

/// <summary>Programs in Go and .NET, whose runtimes find Winsock each in its own way, get AF_UNIX from afunix-run.</summary>
[TestFixture]
internal sealed class InjectedProgramTests
{
    private static readonly InjectedProgram Go = new(
        "go", "artifacts/injected/go/go-sockets", "winapi error #10047",
        "echo", "crowd", "half-close", "deadline", "close-ends-accept", "nobody-listens", "http", "child");

    private static readonly InjectedProgram DotNet = new(
        "dotnet", "artifacts/injected/dotnet/dotnet-sockets", "the runtime found no AF_UNIX",
        "probe", "echo", "echo-async", "accept-with-data", "ready", "close-ends-accept", "cancel", "nobody-listens", "http", "child");

    private static IReadOnlyList<InjectedProgram> Programs { get; } = [Go, DotNet];

    [TestCaseSource(nameof(Scenes))]
    public void Scene(object program, string scene)
    {
        Plays((InjectedProgram)program, NativeSystem.Windows, injected: true, [scene], [scene]);
    }

    [Test]
    public void All_scenes_in_one_process([ValueSource(nameof(Programs))] object program)
    {
        var one = (InjectedProgram)program;
        Plays(one, NativeSystem.Windows, injected: true, [], one.Scenes);
    }

    /// <summary>What the programs expect is what the kernel's own sockets do.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "There is one program only.")]
    public void All_scenes_on_Linux()
    {
        Plays(Go, NativeSystem.Linux, injected: false, [], Go.Scenes);
    }

    /// <summary>Else the tests above would show nothing.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has an AF_UNIX of its own; Wine 8 has none.")]
    public void Without_afunix_run_there_is_none([ValueSource(nameof(Programs))] object program)
    {
        var one = (InjectedProgram)program;
        (int code, string[] played, string errors) = one.Play(NativeSystem.Windows, injected: false);
        Assert.That(played, Is.Empty);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.Contain(one.Complaint));
    }

    private static void Plays(InjectedProgram program, NativeSystem system, bool injected, string[] asked, string[] expected)
    {
        (int code, string[] played, string errors) = program.Play(system, injected, asked);
        Assert.That(played, Is.EqualTo(expected), errors);
        Assert.That(code, Is.Zero, errors);
    }

    private static IEnumerable<TestCaseData> Scenes() =>
        from program in Programs
        from scene in program.Scenes
        select new TestCaseData(program, scene).SetName($"{program.Name}.{scene}");
}
