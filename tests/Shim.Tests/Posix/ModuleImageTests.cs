using System.Text;
using AfUnix.Posix;
using NUnit.Framework;

namespace AfUnix.Tests.Posix;

[TestFixture]
internal sealed class ModuleImageTests
{
    [TestCase("msvcrt.dll", Description = "mingw-w64 of Debian 12")]
    [TestCase("MSVCRT.dll")]
    [TestCase("msvcrtd.dll")]
    [TestCase("msvcr70.dll")]
    [TestCase("MSVCR100.dll")]
    [TestCase("msvcr120.dll")]
    [TestCase("msvcr120d.dll")]
    [TestCase("ucrtbase.dll")]
    [TestCase("UCRTBASE.DLL")]
    [TestCase("ucrtbased.dll")]
    [TestCase("api-ms-win-crt-runtime-l1-1-0.dll", Description = "Visual C++ since 2015")]
    [TestCase("API-MS-WIN-CRT-STDIO-L1-1-0.DLL")]
    [TestCase("api-ms-win-crt-private-l1-1-0.dll")]
    public void These_are_C_runtimes(string name)
    {
        Assert.That(ModuleImage.IsRuntime(Encoding.ASCII.GetBytes(name)));
    }

    [TestCase("")]
    [TestCase("kernel32.dll")]
    [TestCase("ws2_32.dll")]
    [TestCase("afunix.dll")]
    [TestCase("vcruntime140.dll", Description = "has no descriptors and no errno")]
    [TestCase("vcruntime140_1.dll")]
    [TestCase("msvcp140.dll", Description = "the C++ library")]
    [TestCase("msvc.dll")]
    [TestCase("mymsvcrt.dll")]
    [TestCase("ucrt.dll")]
    [TestCase("api-ms-win-core-file-l1-1-0.dll")]
    [TestCase("libgcc_s_seh-1.dll")]
    [TestCase("cygwin1.dll")]
    [TestCase("msvcrt-with-a-name-that-is-longer-than-any-real-one-and-more-than-64.dll")]
    public void These_are_not(string name)
    {
        Assert.That(ModuleImage.IsRuntime(Encoding.ASCII.GetBytes(name)), Is.False);
    }

    [Test]
    public void Bytes_that_are_no_letters_do_no_harm()
    {
        for (int value = 0; value <= byte.MaxValue; value++)
        {
            byte b = (byte)value;
            Assert.That(ModuleImage.IsRuntime([b]), Is.False);
            Assert.That(ModuleImage.IsRuntime([.. "kernel32"u8, b, .. ".dll"u8]), Is.False);
            ModuleImage.IsRuntime([.. "msvcrt"u8, b, .. ".dll"u8]);
        }
    }
}
