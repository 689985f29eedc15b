using System.Runtime.InteropServices;
using System.Text;

namespace AfUnix.Posix;

/// <summary>What the program is called in its own messages: its file's name, without ".exe", in memory that stays.</summary>
internal static unsafe class ProgramName
{
    public static readonly byte* Text = Find();

    private static byte* Find()
    {
        const string Extension = ".exe";
        string name = System.IO.Path.GetFileName(Environment.ProcessPath) ?? "";
        name = name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? name[..^Extension.Length] : name;
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        var text = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(text, bytes.Length));
        return text;
    }
}
