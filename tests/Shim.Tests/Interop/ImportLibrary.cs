using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace AfUnix.Tests.Interop;

/// <summary>An import library of the SDK: which names a DLL of Windows exports.</summary>
internal static class ImportLibrary
{
    private const int MagicLength = 8;    // "!<arch>\n"
    private const int HeaderLength = 60;

    /// <summary>The symbols of a library, from its first member: a count, as many offsets, and as many names, big-endian.</summary>
    public static HashSet<string> Symbols(string name)
    {
        string path = Directory.GetFiles(WindowsSdk.ImportLibraries)
            .Single(file => Path.GetFileName(file).Equals(name + ".lib", StringComparison.OrdinalIgnoreCase));
        ReadOnlySpan<byte> content = File.ReadAllBytes(path).AsSpan(MagicLength + HeaderLength);
        int count = BinaryPrimitives.ReadInt32BigEndian(content);
        content = content[(sizeof(int) * (count + 1))..];
        var symbols = new HashSet<string>();
        for (int i = 0; i < count; i++)
        {
            int length = content.IndexOf((byte)0);
            symbols.Add(Encoding.ASCII.GetString(content[..length]));
            content = content[(length + 1)..];
        }

        return symbols;
    }
}
