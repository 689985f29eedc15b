using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace AfUnix.Tests;

/// <summary>The tree that the tests were built from; they run below it, in artifacts/.</summary>
internal static class SourceTree
{
    private static readonly string[] Made = [".git", ".vs", "artifacts", "bin", "obj"];

    public static string Root { get; } = Find();

    private static Lazy<IReadOnlyList<string>> All { get; } = new(() => Tracked() ?? [.. Walk(Root)]);

    public static string PathOf(string name) => Path.Combine(Root, name.Replace('/', Path.DirectorySeparatorChar));

    public static string Read(string name) => File.ReadAllText(PathOf(name)).ReplaceLineEndings("\n");

    public static string[] Lines(string name) => Read(name).TrimEnd('\n').Split('\n');

    /// <summary>The tree's own files below a folder ("" for all), relative to the root, with '/'. With git, what git tracks or would; else whatever no build made.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] extensions)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        return
        [
            .. All.Value.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Where(name => extensions.Length == 0 || extensions.Contains(Path.GetExtension(name)))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static List<string>? Tracked()
    {
        try
        {
            var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process git = Process.Start(start)!;
            git.BeginErrorReadLine();
            string[] names = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
            git.WaitForExit();
            List<string> present = [.. names.Where(name => File.Exists(PathOf(name)))];
            return git.ExitCode == 0 && present.Count > 0 ? present : null;
        }
        catch (Win32Exception)
        {
            return null; // no git here
        }
    }

    private static IEnumerable<string> Walk(string folder)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(folder).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));
        IEnumerable<string> folders = Directory.EnumerateDirectories(folder).Where(name => !Made.Contains(Path.GetFileName(name)));
        return files.Concat(folders.SelectMany(Walk));
    }

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder != null && !File.Exists(Path.Combine(folder, "AfUnixShim.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests must run below the source tree.");
    }
}
