using System;
using System.IO;

namespace AfUnix.Tests.Examples;

/// <summary>A fresh directory for the processes of one case, which name their socket file relative to it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("afunix-example-").FullName;

    public bool Has(string file) => File.Exists(System.IO.Path.Combine(Path, file));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
