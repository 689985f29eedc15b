using System;
using System.Text;
using AfUnix.Errors;
using AfUnix.Handshake;
using NUnit.Framework;

namespace AfUnix.Tests.Handshake;

/// <summary>From the name in an address to the path that Windows is asked for. What Windows itself has a part in is tested on Windows only, and by the C cases.</summary>
[TestFixture]
internal sealed class SocketPathTests
{
    [TestCase("80", Description = "a continuation byte alone")]
    [TestCase("2F C3", Description = "cut in the middle")]
    [TestCase("C0 AF", Description = "overlong '/'")]
    [TestCase("E0 80 AF", Description = "overlong '/'")]
    [TestCase("ED A0 80", Description = "a surrogate")]
    [TestCase("F4 90 80 80", Description = "beyond Unicode")]
    [TestCase("61 FF 62")]
    public void A_name_that_is_not_UTF8_is_EILSEQ(string bytes)
    {
        Assert.That(SocketPath.Resolve(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), out string path), Is.EqualTo(Errno.EILSEQ));
        Assert.That(path, Is.Empty);
    }

    [TestCase(@"C:\x\s", @"\\?\C:\x\s")]
    [TestCase("C:/x/s", @"\\?\C:\x\s")]
    [TestCase("C:/x/../s", @"\\?\C:\s")]
    [TestCase("C:/x/./s", @"\\?\C:\x\s")]
    [TestCase("C:/é/日本", @"\\?\C:\é\日本")]
    [TestCase(@"\\host\share\s", @"\\?\UNC\host\share\s")]
    [TestCase("//host/share/s", @"\\?\UNC\host\share\s")]
    [TestCase(@"\\?\C:\x\s", @"\\?\C:\x\s")]
    [Platform("Win")]
    public void A_name_becomes_a_path_without_a_limit(string name, string expected)
    {
        Assert.That(SocketPath.Resolve(Encoding.UTF8.GetBytes(name), out string path), Is.EqualTo(Errno.None));
        Assert.That(path, Is.EqualTo(expected));
    }

    [TestCase("NUL")]
    [TestCase(@"\\.\pipe\x")]
    [TestCase("//./pipe/x")]
    [TestCase("C:/x/s:stream")]
    [TestCase(@"\\?\C:\x\s:stream")]
    [Platform("Win")]
    public void Devices_and_streams_are_EINVAL(string name)
    {
        Assert.That(SocketPath.Resolve(Encoding.UTF8.GetBytes(name), out _), Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    [Platform("Win")]
    public void A_relative_name_starts_from_the_current_directory()
    {
        Assert.That(SocketPath.Resolve("s"u8, out string path), Is.EqualTo(Errno.None));
        Assert.That(path, Is.EqualTo(@"\\?\" + Environment.CurrentDirectory.TrimEnd('\\') + @"\s"));
    }
}
