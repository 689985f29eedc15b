using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using AfUnix.Tests.Headers;
using AfUnix.Tests.Native;

namespace AfUnix.Tests.Examples;

/// <summary>
/// Makes the examples into programs, all warnings being errors: on Linux with the system's compilers and headers, and with mingw against the SDK; on
/// Windows with Visual Studio's against the SDK.
/// </summary>
internal static class ExampleCompiler
{
    private const string Terminal = "tests/Shim.Tests/Examples/terminal.c";

    private static readonly string[] GccFlags = ["-O2", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"];
    private static readonly ConcurrentDictionary<(NativeSystem System, string Source), Lazy<string>> Complaints = new();
    private static readonly Lazy<bool> Library = new(CopyLibrary);

    /// <summary>The systems that this one can run programs for.</summary>
    public static IReadOnlyList<NativeSystem> Systems { get; } = OperatingSystem.IsWindows() ? [NativeSystem.Windows] : [NativeSystem.Linux, NativeSystem.Windows];

    public static IReadOnlyList<string> Sources { get; } = SourceTree.Files("examples", ".c", ".cpp");

    /// <summary>What the compiler has to say of a source; empty if all is well, and then there is a program. Each is compiled once.</summary>
    public static string ComplaintOf(NativeSystem system, string source) =>
        Complaints.GetOrAdd((system, source), key => new Lazy<string>(() => Compile(key.System, key.Source))).Value;

    public static string ProgramOf(NativeSystem system, string name) => MadeFrom(system, Sources.Single(source => Path.GetFileNameWithoutExtension(source) == name));

    public static string TerminalProgram() => MadeFrom(NativeSystem.Windows, Terminal);

    private static string MadeFrom(NativeSystem system, string source)
    {
        string complaint = ComplaintOf(system, source);
        return complaint.Length == 0 && Library.Value ? Target(system, source) : throw new InvalidOperationException(complaint);
    }

    private static string Folder(NativeSystem system) =>
        Directory.CreateDirectory(SourceTree.PathOf($"artifacts/examples/{(system == NativeSystem.Linux ? "linux" : "windows")}")).FullName;

    private static string Target(NativeSystem system, string source) =>
        Path.Combine(Folder(system), Path.GetFileNameWithoutExtension(source) + (system == NativeSystem.Linux ? "" : ".exe"));

    private static string Compile(NativeSystem system, string source)
    {
        bool plus = Path.GetExtension(source) == ".cpp";
        string target = Target(system, source);
        string file = SourceTree.PathOf(source);
        (string program, string[] arguments) = system == NativeSystem.Linux ? (plus ? "c++" : "cc", [file, "-pthread"])
            : OperatingSystem.IsWindows() ? ("cl", [])
            : (plus ? "x86_64-w64-mingw32-g++-posix" : "x86_64-w64-mingw32-gcc", OfMingw(source));
        (int code, string output) = program == "cl"
            ? HeaderCompiler.Run(program, OfMicrosoft(source, plus, target))
            : HeaderCompiler.Run(program, [plus ? "-std=c++20" : "-std=c11", .. GccFlags, .. arguments, "-o", target]);
        return code == 0 ? "" : $"{program}:\n{output}";
    }

    /// <summary>
    /// Static, because the C++ library would be DLLs of its own. Then ld looks for libafunix.a, and would rather take afunix.lib, which is none of its kind,
    /// than libafunix.dll.a.
    /// </summary>
    private static string[] OfMingw(string source) => source == Terminal
        ? [SourceTree.PathOf(source), "-D_WIN32_WINNT=0x0a00"]
        : [SourceTree.PathOf(source), "-I", SourceTree.PathOf("artifacts/sdk/include/posix"), "-static", "-L", SourceTree.PathOf("artifacts/sdk/lib"), "-lafunix"];

    private static string[] OfMicrosoft(string source, bool plus, string target) =>
    [
        "/nologo", plus ? "/std:c++20" : "/std:c17", "/EHsc", "/W4", "/WX", "/MD", "/utf-8", "/D_CRT_SECURE_NO_WARNINGS",
        .. source == Terminal ? Array.Empty<string>() : ["/I", SourceTree.PathOf("artifacts/sdk/include/posix")],
        SourceTree.PathOf(source), "/Fo" + target + ".obj", "/Fe" + target,
        .. source == Terminal ? Array.Empty<string>() : [SourceTree.PathOf("artifacts/sdk/lib/afunix.lib")],
    ];

    private static bool CopyLibrary()
    {
        File.Copy(SourceTree.PathOf("artifacts/sdk/bin/afunix.dll"), Path.Combine(Folder(NativeSystem.Windows), "afunix.dll"), overwrite: true);
        return true;
    }
}
