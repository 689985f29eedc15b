using System;
using System.Collections.Generic;
using System.Linq;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Winsock;
using NUnit.Framework;

namespace AfUnix.Tests.Winsock;

[TestFixture]
internal sealed class WinsockErrorTests
{
    /// <summary>What no socket call of the UNIX domain gives.</summary>
    private static readonly Dictionary<Errno, string> Never = new()
    {
        [Errno.EIO] = "a bug of ours: the code says just that",
    };

    [Test]
    public void Nothing_is_no_error()
    {
        Assert.That(WinsockError.Of(Errno.None), Is.Zero);
        Assert.That(WinsockError.OfConnect(Errno.None), Is.Zero);
    }

    /// <summary>EXXX is WSAEXXX wherever the sockets of the UNIX domain give it, but for what is listed: there Windows' own say something else.</summary>
    [Test]
    public void A_code_has_the_name_of_its_errno()
    {
        Dictionary<string, Errno[]> others = new()
        {
            [nameof(Win.WSAENOTSOCK)] = [Errno.EBADF],
            [nameof(Win.WSAEACCES)] = [Errno.EPERM, Errno.EROFS],
            [nameof(Win.WSAEMFILE)] = [Errno.ENFILE],
            [nameof(Win.WSAENOBUFS)] = [Errno.ENOMEM],
            [nameof(Win.WSAEWOULDBLOCK)] = [Errno.EAGAIN],
            [nameof(Win.WSAEADDRNOTAVAIL)] = [Errno.ENOENT, Errno.ENOTDIR],
            [nameof(Win.WSAESHUTDOWN)] = [Errno.EPIPE],
        };
        foreach ((Errno error, string code) in Known())
        {
            Assert.That(code == $"WSA{error}" || others.GetValueOrDefault(code, []).Contains(error), $"{error} is {code}");
        }
    }

    [Test]
    public void Each_error_that_a_call_gives_has_a_code()
    {
        Errno[] given =
        [
            Errno.EINTR, Errno.EBADF, Errno.EACCES, Errno.EFAULT, Errno.EINVAL, Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS, Errno.EAGAIN,
            Errno.EALREADY, Errno.ENOPROTOOPT, Errno.EOPNOTSUPP, Errno.EAFNOSUPPORT, Errno.EADDRINUSE, Errno.EADDRNOTAVAIL, Errno.ENOENT, Errno.ENOTDIR,
            Errno.ENAMETOOLONG, Errno.ELOOP, Errno.ECONNABORTED, Errno.ECONNREFUSED, Errno.ECONNRESET, Errno.EISCONN, Errno.ENOTCONN, Errno.EPIPE,
            Errno.ENOTSOCK, Errno.EPERM, Errno.EROFS, Errno.ETIMEDOUT,
        ];
        Assert.That(given.Except(Never.Keys).Where(error => WinsockError.Of(error) == Win.WSASYSCALLFAILURE), Is.Empty);
        Assert.That(Never.Keys.Where(error => WinsockError.Of(error) != Win.WSASYSCALLFAILURE), Is.Empty);
    }

    [TestCase(Errno.ENOENT)]
    [TestCase(Errno.ENOTDIR)]
    [TestCase(Errno.EAGAIN)]
    [TestCase(Errno.ECONNREFUSED)]
    public void What_keeps_a_client_out_is_a_refusal(Errno error)
    {
        Assert.That(WinsockError.OfConnect(error), Is.EqualTo(Win.WSAECONNREFUSED));
    }

    [TestCase(Errno.EACCES, Win.WSAEACCES)]
    [TestCase(Errno.EISCONN, Win.WSAEISCONN)]
    [TestCase(Errno.EALREADY, Win.WSAEALREADY)]
    public void Other_errors_of_a_connection_are_themselves(Errno error, int code)
    {
        Assert.That(WinsockError.OfConnect(error), Is.EqualTo(code));
    }

    private static IEnumerable<(Errno Error, string Code)> Known() =>
        from error in Enum.GetValues<Errno>()
        let code = WinsockError.Of(error)
        where code != 0 && code != Win.WSASYSCALLFAILURE
        select (error, Name(code));

    private static string Name(int code) =>
        typeof(Win).GetFields().Where(field => field.IsLiteral && field.Name.StartsWith("WSAE", StringComparison.Ordinal))
            .Single(field => field.GetRawConstantValue() is int value && value == code).Name;
}
