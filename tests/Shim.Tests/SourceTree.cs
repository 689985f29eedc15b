using System;
using System.IO;

namespace AfUnix.Tests;

/// <summary>The tree that the tests were built from; they run below it, in artifacts/.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder != null && !File.Exists(Path.Combine(folder, "AfUnixShim.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests must run below the source tree.");
    }
}
