using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AfUnix.Handshake;

/// <summary>What a socket file says.</summary>
public struct SocketFileContent
{
    /// <summary>The TCP port of the listener on 127.0.0.1, host order.</summary>
    public ushort Port;

    /// <summary>'s' for a stream socket, 'd' for a datagram socket: Cygwin's letters; 'p' for one of SOCK_SEQPACKET.</summary>
    public char Type;

    public Secret Secret;

    /// <summary>The process that bound the socket.</summary>
    public uint ProcessId;

    /// <summary>When that process was created, as a FILETIME: a process id alone can have been given again.</summary>
    public ulong ProcessStartTime;

    /// <summary>The name under which it was bound, byte for byte: what getpeername shows to clients.</summary>
    public byte[] BoundName;
}

/// <summary>Whose file it is.</summary>
public enum SocketFileKind
{
    /// <summary>Not a socket file, or a damaged one.</summary>
    NotASocket,

    /// <summary>Cygwin's or GnuPG's: a good socket file of a dialect that is not ours.</summary>
    Foreign,

    Ours,
}

/// <summary>
/// The socket file's content, byte for byte:
/// <code>
/// !&lt;socket >PORT T XXXXXXXX-XXXXXXXX-XXXXXXXX-XXXXXXXX NUL afunix 1 pid=PID start=TIME name=NAME LF
/// </code>
/// The part up to the NUL is Cygwin's format of today, so that Cygwin's tools see a socket: PORT decimal, T 's' or 'd' (or our 'p'), each group one
/// little-endian word of the secret in upper-case hex. Cygwin stops reading there; what follows is ours: decimal process id, its creation
/// time in 16 upper-case hex digits, and the bound name with every byte below '!' and '%' itself written as %XX.
/// </summary>
public static class SocketFileText
{
    /// <summary>No socket file of ours is longer; a longer file is not one.</summary>
    public const int MaxLength = 1024;

    /// <summary>AFUNIX_PATH_MAX of include/posix/sys/un.h: nobody can have bound a longer name. It is as much as a ledger has room for.</summary>
    public const int MaxNameLength = 216;

    private const int WordDigits = 8;
    private const int WordCount = 4;
    private const int TimeDigits = 16;

    private static ReadOnlySpan<byte> Cookie => "!<socket >"u8;

    private static ReadOnlySpan<byte> Trailer => "afunix 1 pid="u8;

    public static byte[] Format(in SocketFileContent content)
    {
        var text = new StringBuilder(MaxLength);
        text.Append(Encoding.ASCII.GetString(Cookie));
        text.Append(CultureInfo.InvariantCulture, $"{content.Port} {content.Type} ");
        for (int word = 0; word < WordCount; word++)
        {
            uint value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(content.Secret.AsSpan()[(word * 4)..]);
            text.Append(word == 0 ? "" : "-").Append(value.ToString("X8", CultureInfo.InvariantCulture));
        }

        text.Append('\0').Append(Encoding.ASCII.GetString(Trailer));
        text.Append(CultureInfo.InvariantCulture, $"{content.ProcessId} start={content.ProcessStartTime:X16} name=");
        foreach (byte b in content.BoundName)
        {
            if (b < '!' || b == '%' || b > '~')
            {
                text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append((char)b);
            }
        }

        return Encoding.ASCII.GetBytes(text.Append('\n').ToString());
    }

    /// <summary>Reads a file's bytes. Strict: one byte too few, too many or out of place, and the file is not ours.</summary>
    public static SocketFileKind Parse(ReadOnlySpan<byte> text, out SocketFileContent content)
    {
        ReadOnlySpan<byte> whole = text;
        content = default;
        content.BoundName = [];
        if (!Skip(ref text, Cookie))
        {
            return LooksLikeLibassuan(text) ? SocketFileKind.Foreign : SocketFileKind.NotASocket;
        }

        if (!ReadDecimal(ref text, ushort.MaxValue, out ulong port) || port == 0)
        {
            return SocketFileKind.NotASocket;
        }

        content.Port = (ushort)port;
        if (Skip(ref text, "\0"u8))
        {
            return SocketFileKind.Foreign; // Cygwin 1999-2001: no secret
        }

        if (!Skip(ref text, " "u8))
        {
            return SocketFileKind.NotASocket;
        }

        bool hasType = text.Length > 1 && text[1] == ' ';
        if (hasType)
        {
            content.Type = (char)text[0];
            text = text[2..];
        }

        if ((hasType && content.Type is not ('s' or 'd' or 'p')) || !ReadSecret(ref text, out content.Secret) || !Skip(ref text, "\0"u8))
        {
            return SocketFileKind.NotASocket;
        }

        if (!hasType || text.IsEmpty)
        {
            return SocketFileKind.Foreign; // Cygwin 2001-2005 and MSYS 1; Cygwin of today
        }

        // One meaning has one text: leading zeros, small digits and needless escapes are not ours.
        return ParseTrailer(text, ref content) && whole.SequenceEqual(Format(content)) ? SocketFileKind.Ours : SocketFileKind.NotASocket;
    }

    private static bool ParseTrailer(ReadOnlySpan<byte> text, ref SocketFileContent content)
    {
        if (!Skip(ref text, Trailer) || !ReadDecimal(ref text, uint.MaxValue, out ulong pid) || pid == 0
            || !Skip(ref text, " start="u8) || !ReadHex(ref text, TimeDigits, out content.ProcessStartTime)
            || !Skip(ref text, " name="u8))
        {
            return false;
        }

        content.ProcessId = (uint)pid;
        return ReadName(ref text, out content.BoundName) && Skip(ref text, "\n"u8) && text.IsEmpty;
    }

    /// <summary>libassuan's format: a decimal port, LF, 16 raw bytes.</summary>
    private static bool LooksLikeLibassuan(ReadOnlySpan<byte> text) =>
        ReadDecimal(ref text, ushort.MaxValue, out ulong port) && port != 0 && Skip(ref text, "\n"u8) && text.Length == Secret.Size;

    private static bool Skip(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected)
    {
        if (!text.StartsWith(expected))
        {
            return false;
        }

        text = text[expected.Length..];
        return true;
    }

    private static bool ReadDecimal(ref ReadOnlySpan<byte> text, ulong max, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'9' || !Utf8Parser.TryParse(text, out value, out int used) || value > max)
        {
            return false;
        }

        text = text[used..];
        return true;
    }

    private static bool ReadHex(ref ReadOnlySpan<byte> text, int digits, out ulong value)
    {
        value = 0;
        if (text.Length < digits || !Utf8Parser.TryParse(text[..digits], out value, out int used, 'X') || used != digits)
        {
            return false;
        }

        text = text[digits..];
        return true;
    }

    private static bool ReadSecret(ref ReadOnlySpan<byte> text, out Secret secret)
    {
        Span<byte> bytes = stackalloc byte[Secret.Size];
        secret = default;
        for (int word = 0; word < WordCount; word++)
        {
            if ((word > 0 && !Skip(ref text, "-"u8)) || !ReadHex(ref text, WordDigits, out ulong value))
            {
                return false;
            }

            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes[(word * 4)..], (uint)value);
        }

        secret = Secret.From(bytes);
        return true;
    }

    private static bool ReadName(ref ReadOnlySpan<byte> text, out byte[] name)
    {
        Span<byte> buffer = stackalloc byte[MaxNameLength];
        int length = 0;
        name = [];
        while (!text.IsEmpty && text[0] != '\n')
        {
            byte b = text[0];
            text = text[1..];
            if (b is < (byte)'!' or > (byte)'~' || length == buffer.Length)
            {
                return false;
            }

            if (b == '%')
            {
                if (!ReadHex(ref text, 2, out ulong escaped))
                {
                    return false;
                }

                b = (byte)escaped;
            }

            buffer[length++] = b;
        }

        name = buffer[..length].ToArray();
        return true;
    }
}
