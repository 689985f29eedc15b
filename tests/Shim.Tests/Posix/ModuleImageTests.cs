using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using AfUnix.Interop;
using AfUnix.Posix;
using NUnit.Framework;

namespace AfUnix.Tests.Posix;

[TestFixture]
internal sealed unsafe class ModuleImageTests
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

    [Test]
    public void A_linked_runtime_is_found_in_its_section()
    {
        Assert.That(Find(new Image(".text\0\0\0", ".afunix\0"), out RuntimeFunctions functions));
        Assert.That(((nint)functions.Errno, (nint)functions.Dup2), Is.EqualTo(((nint)1, (nint)8)));
        Assert.That(functions.SetThreadLocalInvalidParameterHandler == null, "what the runtime lacks");
    }

    [Test]
    public void No_section_or_not_quite_its_name()
    {
        Assert.That(Find(new Image(), out _), Is.False);
        Assert.That(Find(new Image(".text\0\0\0", ".afunixx"), out _), Is.False);
    }

    [TestCase(0, Description = "all zero: mingw's")]
    [TestCase(88, Description = "a shorter table than ours")]
    public void A_table_of_another_size(int size)
    {
        Assert.That(Find(new Image(".afunix\0") { TableSize = size }, out _), Is.False);
    }

    [Test]
    public void A_runtime_that_lacks_something_is_none()
    {
        for (int i = 0; i < Image.Functions; i++)
        {
            var image = new Image(".afunix\0") { Missing = i };
            Assert.That(Find(image, out _), Is.EqualTo(i == Image.Functions - 1), "only the handler may be missing");
        }
    }

    /// <summary>The table is written by build/import/runtime.c, the state by build/native/entry.c.</summary>
    [Test]
    public void The_native_structures_are_the_same()
    {
        string table = SourceTree.Read("build/import/runtime.c");
        string[] native = [.. Regex.Matches(table, @"ADDRESS\(_(\w+)\),").Select(match => match.Groups[1].Value.Replace("_", "", StringComparison.Ordinal))];
        string[] managed = [.. typeof(RuntimeFunctions).GetFields().Select(field => field.Name.ToLowerInvariant())];
        Assert.That(managed, Is.EqualTo(native));
        Assert.That(table, Does.Contain($"functions[{managed.Length}]"));
        Assert.That((Unsafe.SizeOf<RuntimeTable>(), Unsafe.SizeOf<KNOWN_MODULE>(), Unsafe.SizeOf<ENTRY_STATE>()), Is.EqualTo((16 + 11 * 8, 40, 40)));
    }

    private static bool Find(Image image, out RuntimeFunctions functions)
    {
        fixed (byte* start = image.Bytes())
        {
            return new ModuleImage((nint)start).FindLinkedRuntime(out functions);
        }
    }

    /// <summary>As much of a module as is looked at: the headers, the sections' names, and the table.</summary>
    private sealed class Image(params string[] sections)
    {
        public const int Functions = 11;
        private const int Header = 0x80;
        private const int OptionalHeaderSize = 0xF0;
        private const int Table = 0x400;
        private const ulong Nothing = 0x1234;

        public int TableSize { get; init; } = 16 + Functions * 8;

        /// <summary>Which function is not there; by default the last one, as in msvcrt.dll.</summary>
        public int Missing { get; init; } = Functions - 1;

        public byte[] Bytes()
        {
            byte[] image = new byte[0x800];
            BitConverter.TryWriteBytes(image.AsSpan(0x3C), Header);
            BitConverter.TryWriteBytes(image.AsSpan(Header + 6), (ushort)sections.Length);
            BitConverter.TryWriteBytes(image.AsSpan(Header + 0x14), (ushort)OptionalHeaderSize);
            for (int i = 0; i < sections.Length; i++)
            {
                Span<byte> section = image.AsSpan(Header + 0x18 + OptionalHeaderSize + i * 40);
                Encoding.ASCII.GetBytes(sections[i], section);
                BitConverter.TryWriteBytes(section[12..], Table);
            }

            BitConverter.TryWriteBytes(image.AsSpan(Table), TableSize);
            BitConverter.TryWriteBytes(image.AsSpan(Table + 8), Nothing);
            for (int i = 0; i < Functions; i++)
            {
                BitConverter.TryWriteBytes(image.AsSpan(Table + 16 + i * 8), i == Missing ? Nothing : (ulong)(i + 1));
            }

            return image;
        }
    }
}
