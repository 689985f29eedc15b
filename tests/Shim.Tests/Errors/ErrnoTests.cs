using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using AfUnix.Errors;
using NUnit.Framework;

namespace AfUnix.Tests.Errors;

[TestFixture]
internal sealed class ErrnoTests
{
    /// <summary>errno.h of the Microsoft C runtimes, written down once more. What differs there by intent is not here.</summary>
    private static readonly Dictionary<string, int> Runtime = new()
    {
        ["EPERM"] = 1, ["ENOENT"] = 2, ["ESRCH"] = 3, ["EINTR"] = 4, ["EIO"] = 5, ["ENXIO"] = 6, ["E2BIG"] = 7, ["ENOEXEC"] = 8, ["EBADF"] = 9,
        ["ECHILD"] = 10, ["EAGAIN"] = 11, ["ENOMEM"] = 12, ["EACCES"] = 13, ["EFAULT"] = 14, ["EBUSY"] = 16, ["EEXIST"] = 17, ["EXDEV"] = 18,
        ["ENODEV"] = 19, ["ENOTDIR"] = 20, ["EISDIR"] = 21, ["EINVAL"] = 22, ["ENFILE"] = 23, ["EMFILE"] = 24, ["ENOTTY"] = 25, ["EFBIG"] = 27,
        ["ENOSPC"] = 28, ["ESPIPE"] = 29, ["EROFS"] = 30, ["EMLINK"] = 31, ["EPIPE"] = 32, ["EDOM"] = 33, ["ERANGE"] = 34, ["EDEADLK"] = 36,
        ["ENAMETOOLONG"] = 38, ["ENOLCK"] = 39, ["ENOSYS"] = 40, ["ENOTEMPTY"] = 41, ["EILSEQ"] = 42, ["EADDRINUSE"] = 100, ["EADDRNOTAVAIL"] = 101,
        ["EAFNOSUPPORT"] = 102, ["EALREADY"] = 103, ["EBADMSG"] = 104, ["ECANCELED"] = 105, ["ECONNABORTED"] = 106, ["ECONNREFUSED"] = 107,
        ["ECONNRESET"] = 108, ["EDESTADDRREQ"] = 109, ["EHOSTUNREACH"] = 110, ["EIDRM"] = 111, ["EINPROGRESS"] = 112, ["EISCONN"] = 113,
        ["ELOOP"] = 114, ["EMSGSIZE"] = 115, ["ENETDOWN"] = 116, ["ENETRESET"] = 117, ["ENETUNREACH"] = 118, ["ENOBUFS"] = 119, ["ENODATA"] = 120,
        ["ENOLINK"] = 121, ["ENOMSG"] = 122, ["ENOPROTOOPT"] = 123, ["ENOSR"] = 124, ["ENOSTR"] = 125, ["ENOTCONN"] = 126, ["ENOTRECOVERABLE"] = 127,
        ["ENOTSOCK"] = 128, ["ENOTSUP"] = 129, ["EOPNOTSUPP"] = 130, ["EOVERFLOW"] = 132, ["EOWNERDEAD"] = 133, ["EPROTO"] = 134,
        ["EPROTONOSUPPORT"] = 135, ["EPROTOTYPE"] = 136, ["ETIME"] = 137, ["ETIMEDOUT"] = 138, ["ETXTBSY"] = 139,
    };

    /// <summary>Ours: the runtimes have no such name, or another number. include/posix/errno.h says the same.</summary>
    private static readonly Dictionary<string, int> Ours = new()
    {
        [nameof(Errno.None)] = 0, [nameof(Errno.EWOULDBLOCK)] = 11, [nameof(Errno.ESOCKTNOSUPPORT)] = 10044,
    };

    [Test]
    public void A_number_is_the_runtimes()
    {
        foreach (string name in Names())
        {
            Assert.That((int)Enum.Parse<Errno>(name), Is.EqualTo(Ours.TryGetValue(name, out int number) ? number : Runtime[name]), name);
        }
    }

    [Test]
    public void The_compiler_has_the_same_numbers()
    {
        Dictionary<string, int> compiler = AskCompiler();
        Assert.That(compiler, Has.Count.GreaterThan(60), "the compiler's errno.h was not understood");
        Assert.That(Runtime.Where(one => compiler.GetValueOrDefault(one.Key) != one.Value).Select(one => one.Key), Is.Empty);
        Assert.That(Names().Where(name => !Ours.ContainsKey(name) && compiler.GetValueOrDefault(name) != (int)Enum.Parse<Errno>(name)), Is.Empty);
    }

    [Test]
    public void Only_EAGAIN_has_two_names()
    {
        IEnumerable<int> twice = Enum.GetNames<Errno>().GroupBy(name => (int)Enum.Parse<Errno>(name)).Where(group => group.Count() > 1).Select(group => group.Key);
        Assert.That(twice, Is.EqualTo(new[] { (int)Errno.EAGAIN }));
        Assert.That(Errno.EWOULDBLOCK, Is.EqualTo(Errno.EAGAIN));
    }

    private static IEnumerable<string> Names() => Enum.GetNames<Errno>();

    private static Dictionary<string, int> AskCompiler()
    {
        try
        {
            var start = new ProcessStartInfo("x86_64-w64-mingw32-gcc", ["-E", "-dM", "-x", "c", "-include", "errno.h", "-"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            using Process compiler = Process.Start(start)!;
            compiler.StandardInput.Close();
            string output = compiler.StandardOutput.ReadToEnd();
            compiler.WaitForExit();
            return Regex.Matches(output, @"^#define (E\w+) (\d+)", RegexOptions.Multiline)
                .ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        }
        catch (Win32Exception)
        {
            Assert.Ignore("No mingw here: errno's numbers were compared with the table only.");
            return [];
        }
    }
}
