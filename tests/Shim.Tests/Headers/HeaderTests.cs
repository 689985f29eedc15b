using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using AfUnix.Tests.Interop;
using NUnit.Framework;

namespace AfUnix.Tests.Headers;

/// <summary>The headers compile, whatever stands beside them, and say what the DLL does.</summary>
[TestFixture]
internal sealed partial class HeaderTests
{
    /// <summary>As a program names them; those of the folder afunix, and the system's own inner ones, are not for programs.</summary>
    private static readonly string[] PosixHeaders = Directory.EnumerateFiles(HeaderCompiler.Posix, "*.h", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(HeaderCompiler.Posix, file).Replace('\\', '/'))
        .Where(name => !name.StartsWith("afunix/", StringComparison.Ordinal) && name[0] != '_' && name != "wincrypt.h")
        .Order(StringComparer.Ordinal).ToArray();

    private static IReadOnlyList<string> Compilers => HeaderCompiler.Names;

    private static IEnumerable<string> CCompilers => Compilers.Where(name => !name.Contains("c++", StringComparison.Ordinal));

    [TestCaseSource(nameof(Compilers))]
    public void Each_header_compiles_alone_and_twice(string compiler)
    {
        Compile(compiler, PosixHeaders.Select(header => Including(header, header)));
    }

    /// <summary>Not every header with every compiler: windows.h is long, and what it brings hardly depends on the standard.</summary>
    [TestCaseSource(nameof(Compilers))]
    public void Each_header_compiles_before_and_after_those_of_Windows(string compiler)
    {
        string[] windows = ["windows.h", "winsock2.h", "ws2tcpip.h"];
        const string lean = "#define WIN32_LEAN_AND_MEAN\n";
        IEnumerable<string> each = compiler is "mingw c17" or "clang c++20" or "cl c17"
            ? PosixHeaders.SelectMany(header => new[] { lean + Including([header, .. windows]), lean + Including("windows.h", header) })
            : [];
        string[] all = [Including([.. PosixHeaders, .. windows]), Including([.. windows, .. PosixHeaders])];
        Compile(compiler, [.. all, .. all.Select(text => lean + text), .. each]);
    }

    [TestCaseSource(nameof(Compilers))]
    public void Names_numbers_layouts_and_prototypes_of_the_POSIX_flavour(string compiler)
    {
        CompileFile(compiler, "posix.c", HeaderCompiler.Posix, "-I" + HeaderCompiler.Sources);
    }

    /// <summary>The same list of numbers as above, seen through Winsock's own headers: so ours are Windows'.</summary>
    [TestCaseSource(nameof(Compilers))]
    public void Numbers_and_layouts_of_Winsock_beside_it(string compiler)
    {
        foreach (string folder in new[] { HeaderCompiler.Include, HeaderCompiler.Posix })
        {
            CompileFile(compiler, "winsock.c", folder, "-I" + HeaderCompiler.Sources, "-DOURS_FIRST");
        }

        CompileFile(compiler, "winsock.c", HeaderCompiler.Include, "-I" + HeaderCompiler.Sources);
    }

    [TestCaseSource(nameof(Compilers))]
    public void afunix_h_stands_alone(string compiler)
    {
        const string uses = "int use(void);\nint use(void) { return close(socket(AF_UNIX, SOCK_STREAM, 0)) + (EAGAIN == EWOULDBLOCK); }\n";
        string[] before = ["io.h", "errno.h", "fcntl.h", "time.h", "stdio.h", "stdlib.h", "string.h"];
        string[] texts =
        [
            Including("afunix.h") + uses,
            Including(["afunix.h", .. before]) + uses,
            "#define WIN32_LEAN_AND_MEAN\n" + Including("afunix.h", "windows.h", "winsock2.h") + uses,
            "#define WIN32_LEAN_AND_MEAN\n" + Including("windows.h", "afunix.h") + uses,
            "#define _WINSOCKAPI_\n" + Including("windows.h", "afunix.h") + uses,
        ];
        Compile(compiler, texts, HeaderCompiler.Include);
        // The C runtime's own io.h came first, and deprecates its names in MSVC.
        Compile(compiler, [Including([.. before, "afunix.h"]) + uses.Replace("close(", "afunix_close(", StringComparison.Ordinal)], HeaderCompiler.Include);
    }

    [TestCaseSource(nameof(Compilers))]
    public void FD_SETSIZE_can_be_raised(string compiler)
    {
        const string text = """
            #define FD_SETSIZE 65536
            #include <sys/select.h>
            int last(fd_set *set);
            int last(fd_set *set) { char size[sizeof(fd_set) == 8192 ? 1 : -1]; (void)size; FD_SET(65535, set); return FD_ISSET(65535, set); }

            """;
        Compile(compiler, [text]);
    }

    /// <summary>netcat takes select from sys/types.h, where glibc and the BSDs have it, too, and the rest of this from where they have it.</summary>
    [TestCaseSource(nameof(Compilers))]
    public void Headers_bring_what_those_of_Linux_bring(string compiler)
    {
        const string waits = """
            int use(void);
            int use(void) { struct timeval second = { 1, 0 }; fd_set set; FD_ZERO(&set); FD_SET(0, &set); return select(1, &set, NULL, NULL, &second); }

            """;
        const string types = """
            unsigned use(caddr_t bytes, u_int8_t one, u_int16_t two, u_int32_t four, u_int64_t eight);
            unsigned use(caddr_t bytes, u_int8_t one, u_int16_t two, u_int32_t four, u_int64_t eight) { return (unsigned)bytes[0] + one + two + four + (unsigned)eight; }

            """;
        const string service = """
            int use(struct in_addr a);
            int use(struct in_addr a) { return a.s_addr ? IPTOS_LOWDELAY | IPTOS_DSCP_EF | IPTOS_CLASS_CS7 | IPTOS_PREC_INTERNETCONTROL : IPDEFTTL - MAXTTL; }

            """;
        Compile(compiler, [Including("sys/types.h") + waits, Including("sys/time.h") + waits, Including("sys/types.h") + types, Including("netinet/ip.h") + service]);
    }

    /// <summary>windows.h brings wincrypt.h, which has a number of the same name.</summary>
    [TestCaseSource(nameof(Compilers))]
    public void CMSG_DATA_is_that_of_sockets(string compiler)
    {
        const string uses = "unsigned char *data(struct cmsghdr *c);\nunsigned char *data(struct cmsghdr *c) { return CMSG_DATA(c); }\n";
        Compile(compiler, [Including("windows.h", "sys/socket.h") + uses, Including("sys/socket.h", "windows.h") + uses]);
    }

    /// <summary>With 64-bit sizes mingw makes a macro of stat, and its wchar.h, which C++ includes everywhere, has a struct stat of its own.</summary>
    [TestCaseSource(nameof(Compilers))]
    public void Stat_is_no_macro_and_has_the_size_of_off_t(string compiler)
    {
        const string uses = """
            struct user { int stat, fstat; };
            int use(struct user *u);
            int use(struct user *u)
            {
                struct stat status;
                char same[sizeof status.st_size == sizeof(off_t) && sizeof(off_t) == BYTES ? 1 : -1];
                (void)same;
                return stat("x", &status) + fstat(0, &status) + u->stat + u->fstat + S_ISSOCK(status.st_mode);
            }
            #if defined(stat) || defined(fstat) || defined(lstat)
            #error "a macro"
            #endif

            """;
        bool mingw = compiler.StartsWith("mingw", StringComparison.Ordinal);
        string[] before = ["", "wchar.h", "stdio.h", "io.h", "windows.h"];
        IEnumerable<string> texts = from header in before
                                    from bits in new[] { "", "#define _FILE_OFFSET_BITS 64\n" }
                                    from runtime in mingw ? ["", "#define _UCRT\n"] : new[] { "" }
                                    select $"{bits}{runtime}#define BYTES {(mingw && bits.Length > 0 ? 8 : 4)}\n"
                                        + Including(header.Length > 0 ? [header, "sys/stat.h", "wchar.h"] : ["sys/stat.h", "wchar.h"]) + uses;
        Compile(compiler, texts);
    }

    [TestCaseSource(nameof(CCompilers))]
    public void Examples_compile(string compiler)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(WindowsSdk.SourceTree, "examples"), "*.c"))
        {
            CompileFile(compiler, file, HeaderCompiler.Posix);
        }
    }

    /// <summary>
    /// With _FORTIFY_SOURCE, mingw's io.h makes read an inline function that calls the C runtime's _read: a socket was read as the file that
    /// holds its place. Our headers hide it, or refuse to compile when io.h came first.
    /// </summary>
    [Test]
    public void Fortified_read_is_ours()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("mingw is tested on Linux");
        HeaderCompiler mingw = HeaderCompiler.Named("mingw c17");
        string[] fortified = ["-O2", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2"];
        const string uses = "int first(void);\nint first(void) { char c; return read(3, &c, 1) == 1 ? c : -1; }\n";

        foreach (string header in new[] { "unistd.h", "io.h", "fcntl.h" })
        {
            string code = mingw.Assembly(Including(header, "afunix.h") + uses, HeaderCompiler.Posix, fortified);
            Assert.That(code, Does.Match(@"call\s+read\b"));
            Assert.That(code, Does.Not.Contain("_read"));
        }

        Assert.That(mingw.Complaint(Including("io.h", "afunix.h") + uses, HeaderCompiler.Include, fortified), Does.Contain("include afunix.h before io.h"));
    }

    [Test]
    public void The_header_has_exactly_the_exported_functions()
    {
        string[] names = File.ReadAllLines(Path.Combine(WindowsSdk.SourceTree, "build", "exports.txt"));
        string[] own = [.. names.Where(name => name.StartsWith("afunix_", StringComparison.Ordinal))];
        string[] exports = [.. names.Except(own).Order(StringComparer.Ordinal)];
        string contract = File.ReadAllText(Path.Combine(HeaderCompiler.Include, "afunix.h"));
        IEnumerable<string> prefixed = Declaration().Matches(contract).Select(match => match.Groups[1].Value);
        IEnumerable<string> plain = Directory.EnumerateFiles(HeaderCompiler.Posix, "*.h", SearchOption.AllDirectories)
            .SelectMany(file => Declaration().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value);
        IEnumerable<string> tested = Regex.Matches(File.ReadAllText(Path.Combine(HeaderCompiler.Sources, "prototypes.h")), @"^(OWN_)?FUNCTION\([^,]+, (\w+),", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Success ? "afunix_" + match.Groups[2].Value : match.Groups[2].Value);

        Assert.Multiple(() =>
        {
            Assert.That(plain.Order(StringComparer.Ordinal), Is.EqualTo(exports));
            Assert.That(prefixed.Order(StringComparer.Ordinal), Is.EqualTo(exports.Append("version").Select(name => "afunix_" + name).Concat(own).Order(StringComparer.Ordinal)));
            Assert.That(tested.Order(StringComparer.Ordinal), Is.EqualTo(exports.Concat(own).Order(StringComparer.Ordinal)));
        });
    }

    /// <summary>Programs have structure members, variables and functions of their own with these names.</summary>
    [Test]
    public void No_function_name_is_a_macro()
    {
        string[] exports = PlainExports();
        // These are renamed while the C runtime's io.h and stdio.h are read, and given back.
        string[] hidden = ["close", "read", "write", "dup", "dup2", "isatty", "unlink"];
        foreach (string file in Directory.EnumerateFiles(HeaderCompiler.Include, "*.h", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            IEnumerable<string> macros = Regex.Matches(text, @"^\s*#\s*define (\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
            string[] allowed = Path.GetFileName(file) is "descriptors.h" or "stdio.h" ? hidden : [];
            Assert.That(macros.Intersect(exports).Except(allowed), Is.Empty, file);
        }
    }

    [Test]
    public void The_version_is_that_of_the_project()
    {
        string header = File.ReadAllText(Path.Combine(HeaderCompiler.Include, "afunix.h"));
        IEnumerable<string> parts = new[] { "MAJOR", "MINOR", "PATCH" }.Select(part => Regex.Match(header, $@"#define AFUNIX_VERSION_{part} (\d+)").Groups[1].Value);

        string project = XDocument.Load(Path.Combine(WindowsSdk.SourceTree, "Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.That(string.Join('.', parts), Is.EqualTo(project));
    }

    [GeneratedRegex(@"^AFUNIX_API [\w *]+?(\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    private static string[] PlainExports() =>
        [.. File.ReadAllLines(Path.Combine(WindowsSdk.SourceTree, "build", "exports.txt")).Where(name => !name.StartsWith("afunix_", StringComparison.Ordinal))];

    /// <summary>A file that includes these. It declares something, since C knows no empty file.</summary>
    private static string Including(params string[] headers)
    {
        return string.Concat(headers.Select(header => $"#include <{header}>\n")) + "extern int not_empty;\n";
    }

    private static void Compile(string compiler, IEnumerable<string> texts, string? folder = null)
    {
        HeaderCompiler chosen = HeaderCompiler.Named(compiler);
        // The first one alone: it finds out whether the compiler is there.
        string[] all = texts.ToArray();
        var complaints = new ConcurrentBag<string> { chosen.Complaint(all[0], folder ?? HeaderCompiler.Posix) };
        Parallel.ForEach(all.Skip(1), text =>
        {
            string complaint = chosen.Complaint(text, folder ?? HeaderCompiler.Posix);
            complaints.Add(complaint == "" ? "" : text + complaint);
        });
        Assert.That(complaints.Where(complaint => complaint != ""), Is.Empty);
    }

    private static void CompileFile(string compiler, string file, string folder, params string[] more)
    {
        Assert.That(HeaderCompiler.Named(compiler).ComplaintOfFile(Path.Combine(HeaderCompiler.Sources, file), folder, more), Is.Empty);
    }
}
