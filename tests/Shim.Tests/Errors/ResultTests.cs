using System;
using System.Linq;
using AfUnix.Errors;
using NUnit.Framework;

namespace AfUnix.Tests.Errors;

[TestFixture]
internal sealed class ResultTests
{
    [TestCase(0L)]
    [TestCase(1L)]
    [TestCase(10044L)]
    [TestCase(0x7FFF_F000L)]
    [TestCase(long.MaxValue)]
    public void A_number_is_no_error(long value)
    {
        Result result = value;
        Assert.That(result.Failed, Is.False);
        Assert.That(result.Value, Is.EqualTo(value));
        Assert.That(result.Error, Is.EqualTo(Errno.None));
    }

    [Test]
    public void An_error_is_kept([Values] Errno error)
    {
        Result result = error;
        Assert.That(result.Failed, Is.EqualTo(error != Errno.None));
        Assert.That(result.Error, Is.EqualTo(error));
        Assert.That(result.ToString(), Is.EqualTo(error == Errno.None ? "0" : error.ToString()));
    }

    [Test]
    public void Ok_is_zero()
    {
        Assert.That(Result.Ok.Failed, Is.False);
        Assert.That(Result.Ok.Value, Is.Zero);
    }
}
