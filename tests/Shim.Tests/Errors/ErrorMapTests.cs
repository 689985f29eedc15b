using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using AfUnix.Errors;
using AfUnix.Interop;
using NUnit.Framework;

namespace AfUnix.Tests.Errors;

[TestFixture]
internal sealed class ErrorMapTests
{
    /// <summary>Winsock's codes that say nothing to a POSIX program, with the reason why EIO is right.</summary>
    private static readonly Dictionary<string, string> Meaningless = new()
    {
        [nameof(Win.WSAETOOMANYREFS)] = "never given by Windows",
        [nameof(Win.WSAEHOSTDOWN)] = "the C runtimes have no EHOSTDOWN, and Windows gives it for no socket call of ours",
        [nameof(Win.WSAENOTEMPTY)] = "never given by Windows",
        [nameof(Win.WSAEPROCLIM)] = "WSAStartup only",
        [nameof(Win.WSAEUSERS)] = "quality of service only",
        [nameof(Win.WSAEDQUOT)] = "never given by Windows",
        [nameof(Win.WSAESTALE)] = "never given by Windows",
        [nameof(Win.WSAEREMOTE)] = "never given by Windows",
        [nameof(Win.WSAENOMORE)] = "name service enumeration only",
        [nameof(Win.WSAECANCELLED)] = "name service enumeration only",
        [nameof(Win.WSAEINVALIDPROCTABLE)] = "a broken service provider",
        [nameof(Win.WSAEINVALIDPROVIDER)] = "a broken service provider",
        [nameof(Win.WSAEPROVIDERFAILEDINIT)] = "a broken service provider",
        ["WSASYSCALLFAILURE"] = "a system call that should never fail",
        ["WSASERVICE_NOT_FOUND"] = "name service only",
        ["WSATYPE_NOT_FOUND"] = "name service only",
        [nameof(Win.WSA_E_NO_MORE)] = "name service enumeration only",
        [nameof(Win.WSA_E_CANCELLED)] = "name service enumeration only",
        [nameof(Win.WSAEREFUSED)] = "name service only",
    };

    [Test]
    public void Every_code_of_Winsock_has_its_errno()
    {
        Assert.That(WinsockCodes().Count(), Is.GreaterThan(50));
        IEnumerable<string> unknown = WinsockCodes().Where(one => ErrorMap.FromWinsock(one.Code) == Errno.EIO).Select(one => one.Name);
        Assert.That(unknown, Is.EquivalentTo(Meaningless.Keys));
    }

    /// <summary>WSAEXXX is EXXX wherever both exist, but for what is listed: there Linux says something else in the same case.</summary>
    [Test]
    public void A_code_and_its_errno_have_the_same_name()
    {
        Dictionary<string, Errno> others = new()
        {
            [nameof(Win.WSAEWOULDBLOCK)] = Errno.EAGAIN,
            [nameof(Win.WSAEPFNOSUPPORT)] = Errno.EAFNOSUPPORT,
            [nameof(Win.WSAESHUTDOWN)] = Errno.EPIPE,
        };
        foreach ((string name, int code) in WinsockCodes())
        {
            if (!Meaningless.ContainsKey(name) && Enum.TryParse(name[3..], out Errno same) && !others.ContainsKey(name))
            {
                Assert.That(ErrorMap.FromWinsock(code), Is.EqualTo(same), name);
            }
        }

        Assert.That(others.Select(other => ErrorMap.FromWinsock((int)typeof(Win).GetField(other.Key)!.GetRawConstantValue()!)), Is.EqualTo(others.Values));
    }

    [Test]
    public void No_error_is_no_error()
    {
        Assert.That(ErrorMap.FromWinsock(0), Is.EqualTo(Errno.None));
        Assert.That(ErrorMap.FromWin32(0), Is.EqualTo(Errno.None));
    }

    [Test]
    public void Whatever_the_code_the_errno_is_one()
    {
        foreach (int code in Enumerable.Range(-20_000, 60_000).Append(int.MinValue).Append(int.MaxValue))
        {
            Errno one = ErrorMap.FromWinsock(code);
            Errno other = ErrorMap.FromWin32((uint)code);
            if (!Enum.IsDefined(one) || !Enum.IsDefined(other) || (code != 0 && (one == Errno.None || other == Errno.None)))
            {
                Assert.Fail($"{code} gives {one} and {other}");
            }
        }
    }

    [TestCase(Win.ERROR_FILE_NOT_FOUND, Errno.ENOENT)]
    [TestCase(Win.ERROR_PATH_NOT_FOUND, Errno.ENOENT)]
    [TestCase(Win.ERROR_ACCESS_DENIED, Errno.EACCES)]
    [TestCase(Win.ERROR_FILENAME_EXCED_RANGE, Errno.ENAMETOOLONG)]
    [TestCase(Win.ERROR_WRITE_PROTECT, Errno.EROFS)]
    [TestCase(Win.ERROR_DISK_FULL, Errno.ENOSPC)]
    [TestCase(Win.ERROR_NOT_ENOUGH_MEMORY, Errno.ENOMEM)]
    [TestCase(Win.ERROR_ALREADY_EXISTS, Errno.EEXIST)]
    [TestCase(Win.ERROR_OPERATION_ABORTED, Errno.ECANCELED)]
    [TestCase(Win.ERROR_NETNAME_DELETED, Errno.ECONNRESET)]
    [TestCase(Win.ERROR_CONNECTION_REFUSED, Errno.ECONNREFUSED)]
    [TestCase(Win.ERROR_SEM_TIMEOUT, Errno.ETIMEDOUT)]
    [TestCase(Win.ERROR_NOACCESS, Errno.EFAULT)]
    [TestCase(Win.ERROR_INVALID_HANDLE, Errno.EBADF)]
    public void What_files_and_finished_operations_say(int code, Errno expected)
    {
        Assert.That(ErrorMap.FromWin32((uint)code), Is.EqualTo(expected));
        Assert.That(ErrorMap.FromWinsock(code), Is.EqualTo(expected), "Winsock gives plain Win32 codes too");
    }

    /// <summary>Names of Win that begin with WSA and are numbers in Winsock's range.</summary>
    private static IEnumerable<(string Name, int Code)> WinsockCodes() =>
        from field in typeof(Win).GetFields(BindingFlags.Static | BindingFlags.Public)
        where field.IsLiteral && field.Name.StartsWith("WSA", StringComparison.Ordinal) && field.FieldType == typeof(int)
        let code = (int)field.GetRawConstantValue()!
        where code is > 10_000 and < 11_000
        select (field.Name, code);
}
