using System.Text;
using AfUnix.Interop;

namespace AfUnix.Injection;

/// <summary>Text for people: on the console in its own letters, in files and pipes as UTF-8. A program without these handles says nothing.</summary>
internal static unsafe class StandardText
{
    public static void WriteOutput(string text) => Write(Win.STD_OUTPUT_HANDLE, text);

    public static void WriteError(string text) => Write(Win.STD_ERROR_HANDLE, text);

    private static void Write(uint which, string text)
    {
        nint handle = Kernel32.GetStdHandle(which);
        uint done;
        string lines = text.Replace("\n", "\r\n", StringComparison.Ordinal);
        byte[] bytes = Encoding.UTF8.GetBytes(lines);
        fixed (char* wide = lines)
        fixed (byte* narrow = bytes)
        {
            bool isConsole = Kernel32.GetConsoleMode(handle, &done) != 0;
            if (isConsole)
            {
                Kernel32.WriteConsoleW(handle, wide, (uint)lines.Length, &done, null);
            }
            else
            {
                Kernel32.WriteFile(handle, narrow, (uint)bytes.Length, &done, null);
            }
        }
    }
}
