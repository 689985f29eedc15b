using System.Linq;
using NUnit.Framework;

namespace AfUnix.Tests.Native;

/// <summary>What the C program reports must not be read as better than it is.</summary>
[TestFixture]
internal sealed class NativeResultTests
{
    [Test]
    public void A_report_is_understood()
    {
        string[] report =
        [
            "TAP version 13", "1..5", "ok 1 - bind_makes_a_file", "not ok 3 - bind_twice", "# exit status 1 after 62 ms", "# bind.c:30: failed\r",
            "ok 2 - posix_only # SKIP only for POSIX systems\r", "not ok 5 - last", "# killed after 7000 ms", "# 1 passed, 2 failed, 1 skipped",
        ];
        NativeResult[] expected =
        [
            new("bind_makes_a_file", true, null, ""),
            new("bind_twice", false, null, "exit status 1 after 62 ms\nbind.c:30: failed\n"),
            new("posix_only", true, "only for POSIX systems", ""),
            new("last", false, null, "killed after 7000 ms\n"),
        ];
        Assert.That(NativeResult.Read(report), Is.EqualTo(expected));
    }

    [TestCase("okay 1 - name")]
    [TestCase("ok - name")]
    [TestCase("# ok 1 - name")]
    [TestCase(" ok 1 - name")]
    [TestCase("")]
    public void What_is_no_result_is_none(string line)
    {
        Assert.That(NativeResult.Read([line]), Is.Empty);
    }

    [Test]
    public void A_result_comes_as_soon_as_it_is_known()
    {
        using var lines = new[] { "ok 1 - a", "never read" }.AsEnumerable().GetEnumerator();
        Assert.That(NativeResult.Read(Until(lines, "never read")).First().Name, Is.EqualTo("a"));
    }

    private static System.Collections.Generic.IEnumerable<string> Until(System.Collections.Generic.IEnumerator<string> lines, string end)
    {
        while (lines.MoveNext())
        {
            Assert.That(lines.Current, Is.Not.EqualTo(end));
            yield return lines.Current;
        }
    }
}
