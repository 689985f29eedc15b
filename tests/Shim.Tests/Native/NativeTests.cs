using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace AfUnix.Tests.Native;

/// <summary>
/// Every C case of native-tests/ is a case here: linux.NAME against the kernel's own sockets, windows.NAME against afunix.dll. On Windows there are
/// only the latter.
/// </summary>
[TestFixture]
internal sealed class NativeTests
{
    private static readonly NativeProgram Linux = new(NativeSystem.Linux);
    private static readonly NativeProgram Windows = new(NativeSystem.Windows);
    private static readonly NativeRun OnLinux = new(Linux);
    private static readonly NativeRun OnWindows = new(Windows);

    /// <summary>The program that is quick to ask: both are made from one register, which a test of its own looks at.</summary>
    private static NativeProgram Nearest => OperatingSystem.IsWindows() ? Windows : Linux;

    [TestCaseSource(nameof(Cases))]
    public async Task Case(object system, object? one)
    {
        if (one is not NativeCase native)
        {
            Assert.Fail($"There is no list of the C cases: {one}");
            return;
        }

        NativeResult result = await ((NativeSystem)system == NativeSystem.Linux ? OnLinux : OnWindows).ResultOf(native);
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
    [Platform(Exclude = "Win", Reason = "There is one program only.")]
    public void Both_programs_have_the_same_cases()
    {
        Assert.That(Windows.Cases, Is.EqualTo(Linux.Cases));
    }

    [Test]
    public void Each_case_is_registered_once()
    {
        Assert.That(Nearest.Cases.GroupBy(one => one.Name).Where(group => group.Count() > 1).Select(group => group.Key), Is.Empty);
        Assert.That(Nearest.Cases, Has.Count.GreaterThanOrEqualTo(80));
    }

    private static IEnumerable<TestCaseData> Cases()
    {
        IReadOnlyList<NativeCase> cases;
        try
        {
            cases = Nearest.Cases;
        }
        catch (Exception trouble)
        {
            // Thrown here it would be shown as a fault of the source; as a case it fails like any other.
            return [new TestCaseData(NativeSystem.Linux, trouble.Message).SetName("list")];
        }

        NativeSystem[] systems = OperatingSystem.IsWindows() ? [NativeSystem.Windows] : [NativeSystem.Linux, NativeSystem.Windows];
        return from system in systems
               from one in cases
               where one.RunsOn(system)
               select new TestCaseData(system, one).SetName($"{(system == NativeSystem.Linux ? "linux" : "windows")}.{one.Name}");
    }
}
