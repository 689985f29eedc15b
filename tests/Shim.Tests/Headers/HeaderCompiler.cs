using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using AfUnix.Tests.Interop;
using NUnit.Framework;

namespace AfUnix.Tests.Headers;

/// <summary>A compiler for Windows programs in one language standard, all warnings being errors.</summary>
internal sealed class HeaderCompiler
{
    private static readonly string[] Warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wundef", "-Werror"];
    private static readonly Lazy<string> Overlay = new(WriteOverlay);

    private readonly string program;
    private readonly string standard;
    private readonly Func<string, IEnumerable<string>> arguments;

    private HeaderCompiler(string program, string standard, Func<string, IEnumerable<string>> arguments)
    {
        this.program = program;
        this.standard = standard;
        this.arguments = arguments;
    }

    /// <summary>Where the headers' own tests, in C, stand.</summary>
    public static string Sources { get; } = Path.Combine(WindowsSdk.SourceTree, "tests", "headers");

    public static string Include { get; } = Path.Combine(WindowsSdk.SourceTree, "include");

    public static string Posix { get; } = Path.Combine(Include, "posix");

    /// <summary>By name, for the cases of a test.</summary>
    public static IReadOnlyList<string> Names { get; } = OperatingSystem.IsWindows()
        ? ["cl c17", "cl c++20", "clang c17", "clang c++20"]
        : ["mingw c11", "mingw c17", "mingw c++20", "clang c11", "clang c17", "clang c++20"];

    public static HeaderCompiler Named(string name)
    {
        string[] parts = name.Split(' ');
        string standard = parts[1];
        bool plus = standard.StartsWith("c++", StringComparison.Ordinal);
        return parts[0] switch
        {
            "mingw" => new(plus ? "x86_64-w64-mingw32-g++" : "x86_64-w64-mingw32-gcc", standard, folder => LikeGcc(folder, plus, standard)),
            "clang" => new(WindowsSdk.Clang(), standard, folder => LikeGcc(folder, plus, standard).Concat(Microsoft(folder))),
            _ => new("cl", standard, folder => LikeMsvc(folder, plus, standard)),
        };
    }

    /// <summary>What the compiler has to say of a text with this folder on the include path; empty if all is well.</summary>
    public string Complaint(string text, string folder, params string[] more)
    {
        string scratch = Directory.CreateTempSubdirectory("afunix-header-").FullName;
        try
        {
            string file = Path.Combine(scratch, "test.c");
            File.WriteAllText(file, text);
            return ComplaintOfFile(file, folder, more);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    public string ComplaintOfFile(string file, string folder, params string[] more)
    {
        var (code, output) = Run(program, [.. arguments(folder), .. more, file]);
        return code == 0 ? "" : $"{Path.GetFileName(program)}, {standard}:\n{output}";
    }

    /// <summary>The assembly code of a text, for a question that only the code generator answers.</summary>
    public string Assembly(string text, string folder, params string[] more)
    {
        string scratch = Directory.CreateTempSubdirectory("afunix-header-").FullName;
        try
        {
            string file = Path.Combine(scratch, "test.c");
            File.WriteAllText(file, text);
            string[] emit = [.. arguments(folder).Where(argument => argument != "-fsyntax-only"), .. more, "-S", "-o", "-", file];
            var (code, output) = Run(program, emit);
            Assert.That(code, Is.Zero, output);
            return output;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static IEnumerable<string> LikeGcc(string folder, bool plus, string standard) =>
        [.. plus ? new[] { "-x", "c++" } : [], "-std=" + standard, .. Warnings, "-fsyntax-only", "-I", folder];

    private static IEnumerable<string> LikeMsvc(string folder, bool plus, string standard) =>
        ["/nologo", "/Zs", "/W4", "/WX", plus ? "/TP" : "/TC", "/std:" + standard, "/I", folder];

    /// <summary>Microsoft's target and headers. What only Visual Studio has is replaced by stand-ins.</summary>
    private static IEnumerable<string> Microsoft(string folder)
    {
        string sdk = WindowsSdk.HeaderFolder();
        string[] folders =
        [
            Path.Combine(Sources, "msvc"), Path.Combine(WindowsSdk.SourceTree, "src", "Interop", "generation", "msvc"),
            Path.Combine(Run(WindowsSdk.Clang(), ["-print-resource-dir"]).Output.Trim(), "include"),
            .. new[] { "ucrt", "shared", "um" }.Select(name => Path.Combine(sdk, name)),
        ];
        string[] overlay = OperatingSystem.IsWindows() ? [] : ["-ivfsoverlay", Overlay.Value];
        return ["--target=x86_64-pc-windows-msvc", "-nostdinc", .. overlay, .. folders.SelectMany(each => new[] { "-isystem", each })];
    }

    /// <summary>The headers name each other without regard to case.</summary>
    private static string WriteOverlay()
    {
        string script = Path.Combine(WindowsSdk.SourceTree, "src", "Interop", "generation", "overlay.sh");
        string file = Path.Combine(Directory.CreateTempSubdirectory("afunix-overlay-").FullName, "overlay.yaml");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        File.WriteAllText(file, Run("sh", [script, WindowsSdk.HeaderFolder()]).Output);
        return file;
    }

    /// <summary>Runs a compiler; without it the test is skipped.</summary>
    internal static (int Code, string Output) Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        catch (Win32Exception)
        {
            Assert.Ignore($"No {program} here: nothing was compiled with it. build.sh setup installs it; on Windows it is in Visual Studio's prompt.");
            throw;
        }
    }
}
