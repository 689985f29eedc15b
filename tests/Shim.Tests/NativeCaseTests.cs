using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace AfUnix.Tests;

/// <summary>Every C case of native-tests/ is a case here: on Linux's own sockets, which say what is right, and on afunix.dll.</summary>
public sealed class NativeCaseTests
{
    private static IEnumerable<TestCaseData> OnLinux() => Cases(NativeSystem.Linux);

    private static IEnumerable<TestCaseData> OnWindows() => Cases(NativeSystem.Windows);

    [TestCaseSource(nameof(OnLinux)), Order(1)]
    public async Task Linux(string name)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Linux' own sockets are asked on Linux only.");
        await Check(name, NativeSystem.Linux);
    }

    [TestCaseSource(nameof(OnWindows)), Order(2)]
    public Task Windows(string name) => Check(name, NativeSystem.Windows);

    private static async Task Check(string name, NativeSystem system)
    {
        NativeRun.Result result = await NativeRun.ResultOf(NativeCase.All().Single(each => each.Name == name), system);
        if (result.SkipReason != null)
            Assert.Ignore(result.SkipReason);
        if (!result.Passed)
            Assert.Fail(result.Details);
    }

    private static IEnumerable<TestCaseData> Cases(NativeSystem system) =>
        NativeCase.All().Where(each => each.RunsOn(system)).Select(each => new TestCaseData(each.Name));
}
