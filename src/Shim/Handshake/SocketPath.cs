using System.Text;
using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// From a name in an address (UTF-8; Windows or POSIX style; relative, drive-relative or full) to the path that the system is asked for.
/// </summary>
internal static unsafe class SocketPath
{
    /// <summary>The longest path that Windows takes, with its prefix and terminating NUL.</summary>
    private const int MaxFullPath = 32767;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Makes the full path, in the form that is free of MAX_PATH.
    /// </summary>
    /// <returns>None; EILSEQ when the name is not UTF-8; EINVAL when it means a device or a stream inside a file; ENOENT when Windows can't make a path of it.</returns>
    public static Errno Resolve(ReadOnlySpan<byte> name, out string path)
    {
        path = "";
        string given;
        try
        {
            given = s_utf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return Errno.EILSEQ;
        }

        string full = FullPath(given);
        if (full.Length == 0)
        {
            return Errno.ENOENT;
        }

        bool hasPrefix = full.StartsWith(@"\\?\", StringComparison.Ordinal);
        if (full.StartsWith(@"\\.\", StringComparison.Ordinal))
        {
            return Errno.EINVAL; // NUL, CON and their like
        }

        bool isUnc = !hasPrefix && full.StartsWith(@"\\", StringComparison.Ordinal);
        if (!isUnc && full.IndexOf(':', hasPrefix ? @"\\?\C:".Length : "C:".Length) >= 0)
        {
            return Errno.EINVAL; // an alternate data stream
        }

        path = hasPrefix ? full : isUnc ? string.Concat(@"\\?\UNC\", full.AsSpan(2)) : @"\\?\" + full;
        return Errno.None;
    }

    /// <summary>Why a path was not found: ENOTDIR when something on the way is a file, as Linux says it; else ENOENT.</summary>
    public static Errno WhyNotFound(string path)
    {
        int end = path.LastIndexOf('\\');
        while (end > @"\\?\C:".Length)
        {
            string parent = path[..end];
            fixed (char* text = parent)
            {
                uint attributes = Kernel32.GetFileAttributesW(text);
                if (attributes != Win.INVALID_FILE_ATTRIBUTES)
                {
                    return (attributes & Win.FILE_ATTRIBUTE_DIRECTORY) == 0 ? Errno.ENOTDIR : Errno.ENOENT;
                }
            }

            end = path.LastIndexOf('\\', end - 1);
        }

        return Errno.ENOENT;
    }

    private static string FullPath(string given)
    {
        const int UsualLength = 512;
        char* buffer = stackalloc char[UsualLength];
        fixed (char* text = given)
        {
            uint length = Kernel32.GetFullPathNameW(text, UsualLength, buffer, null);
            if (length < UsualLength)
            {
                return new string(buffer, 0, (int)length);
            }

            char[] large = new char[Math.Min(length + 1, MaxFullPath)];
            fixed (char* more = large)
            {
                length = Kernel32.GetFullPathNameW(text, (uint)large.Length, more, null);
                return length < large.Length ? new string(more, 0, (int)length) : "";
            }
        }
    }
}
