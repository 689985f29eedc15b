using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;

namespace AfUnix.Tests.Interop;

/// <summary>Microsoft's headers and import libraries, as NuGet restored them, and clang, which reads the headers.</summary>
internal static class WindowsSdk
{
    /// <summary>The top of the source tree: the folder that has Directory.Packages.props.</summary>
    public static string SourceTree { get; } = FindSourceTree();

    public static string ImportLibraries => Path.Combine(Package("microsoft.windows.sdk.cpp.x64"), "um", "x64");

    /// <summary>The clang to ask; the test is ignored, with the reason, on a machine that has none.</summary>
    public static string Clang()
    {
        string[] names = Environment.GetEnvironmentVariable("AFUNIX_CLANG") is { } chosen ? [chosen] : ["clang-19", "clang-14", "clang"];
        foreach (string name in names)
        {
            try
            {
                Run(name, ["--version"]);
                return name;
            }
            catch (Win32Exception)
            {
                // Not on this machine: the next one.
            }
        }

        Assert.Ignore($"No clang here (tried {string.Join(", ", names)}): the bindings were not compared with the headers. " +
            "build.sh setup installs one; AFUNIX_CLANG names another.");
        return "";
    }

    /// <summary>What clang says of a C++ source that starts from the umbrella header of the bindings; empty if all is well.</summary>
    public static string Diagnostics(string source)
    {
        string clang = Clang();
        string include = HeaderFolder();
        string generation = Path.Combine(SourceTree, "src", "Interop", "generation");
        string scratch = Directory.CreateTempSubdirectory("afunix-headers-").FullName;
        try
        {
            string file = Path.Combine(scratch, "claims.cpp");
            File.WriteAllText(file, source);
            string[] overlay = [];
            if (!OperatingSystem.IsWindows())
            {
                string yaml = Path.Combine(scratch, "overlay.yaml");
                File.WriteAllText(yaml, Run("sh", [Path.Combine(generation, "overlay.sh"), include]).Output);
                overlay = ["-ivfsoverlay", yaml];
            }

            string compilers = Path.Combine(Run(clang, ["-print-resource-dir"]).Output.Trim(), "include");
            IEnumerable<string> sdk = new[] { "ucrt", "shared", "um" }.Select(folder => Path.Combine(include, folder));
            string[] folders = [Path.Combine(generation, "msvc"), compilers, .. sdk];
            return Run(clang,
            [
                "-x", "c++", "-std=c++17", "-fsyntax-only", "--target=x86_64-pc-windows-msvc", "-funsigned-char",
                "-ferror-limit=0", "-fno-caret-diagnostics", "-w", .. overlay, "-nostdinc", "-I", generation,
                .. folders.SelectMany(folder => new[] { "-isystem", folder }),
                "-D_WIN32_WINNT=0x0A00", "-DNTDDI_VERSION=0x0A00000B", "-DUNICODE", "-D_UNICODE", "-DWIN32_LEAN_AND_MEAN", file,
            ]).Errors;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>The folder that has ucrt, shared and um.</summary>
    public static string HeaderFolder()
    {
        // One folder, named by the version of the headers themselves.
        return Directory.GetDirectories(Path.Combine(Package("microsoft.windows.sdk.cpp"), "Include")).Single();
    }

    private static string Package(string name)
    {
        string version = XDocument.Load(Path.Combine(SourceTree, "Directory.Packages.props")).Descendants("WindowsSdkVersion").Single().Value;
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string folder = Path.Combine(packages, name, version, "c");
        Assert.That(Directory.Exists(folder), $"{folder} is missing: `dotnet restore` brings it.");
        return folder;
    }

    private static (string Output, string Errors) Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output, errors.Result);
    }

    private static string FindSourceTree()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No source tree above {AppContext.BaseDirectory}.");
    }
}
