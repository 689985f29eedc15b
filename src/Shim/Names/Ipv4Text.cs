using System.Buffers.Binary;
using System.Buffers.Text;

namespace AfUnix.Names;

/// <summary>IPv4 addresses as text: the strict form of inet_pton, and the loose one of inet_aton, which is older.</summary>
internal static class Ipv4Text
{
    public const int Size = 4;

    /// <summary>The longest text, without a NUL.</summary>
    public const int MaxLength = 15;

    private const int DecimalBase = 10;
    private const int OctalBase = 8;
    private const int HexBase = 16;
    private const int BitsPerByte = 8;

    /// <summary>Four decimal numbers without leading zeros, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> address)
    {
        for (int part = 0; part < Size; part++)
        {
            if (part > 0)
            {
                if (text is not [(byte)'.', ..])
                {
                    return false;
                }

                text = text[1..];
            }

            int digits = 0, value = 0;
            while (digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9')
            {
                value = (value * DecimalBase) + text[digits++] - '0';
                if (value > byte.MaxValue || (digits > 1 && text[0] == '0'))
                {
                    return false;
                }
            }

            if (digits == 0)
            {
                return false;
            }

            address[part] = (byte)value;
            text = text[digits..];
        }

        return text.IsEmpty;
    }

    /// <summary>
    /// One to four numbers, decimal, octal (0...) or hexadecimal (0x...). Each but the last is a byte; the last fills all bytes that are left.
    /// </summary>
    /// <param name="rest">What follows the address.</param>
    public static bool TryParseLoose(ReadOnlySpan<byte> text, Span<byte> address, out ReadOnlySpan<byte> rest)
    {
        rest = text;
        for (int part = 0; ReadNumber(ref rest, out uint value); part++)
        {
            if (rest is not [(byte)'.', ..] || part == Size - 1)
            {
                if ((ulong)value >> ((Size - part) * BitsPerByte) != 0)
                {
                    return false;
                }

                Span<byte> bytes = stackalloc byte[sizeof(uint)];
                BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
                bytes[part..].CopyTo(address[part..]);
                return true;
            }

            if (value > byte.MaxValue)
            {
                return false;
            }

            address[part] = (byte)value;
            rest = rest[1..];
        }

        return false;
    }

    /// <summary>The loose form with nothing behind it.</summary>
    public static bool TryParseLoose(ReadOnlySpan<byte> text, Span<byte> address) =>
        TryParseLoose(text, address, out ReadOnlySpan<byte> rest) && rest.IsEmpty;

    /// <summary>There must be room for <see cref="MaxLength"/>.</summary>
    /// <returns>The length.</returns>
    public static int Write(ReadOnlySpan<byte> address, Span<byte> text)
    {
        int length = 0;
        for (int part = 0; part < Size; part++)
        {
            if (part > 0)
            {
                text[length++] = (byte)'.';
            }

            Utf8Formatter.TryFormat(address[part], text[length..], out int digits);
            length += digits;
        }

        return length;
    }

    /// <summary>A number as C writes it, at most 32 bits.</summary>
    private static bool ReadNumber(ref ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        if (text is not [>= (byte)'0' and <= (byte)'9', ..])
        {
            return false;
        }

        int radix = text[0] != '0' ? DecimalBase : OctalBase;
        if (text is [(byte)'0', (byte)'x' or (byte)'X', _, ..] && char.IsAsciiHexDigit((char)text[2]))
        {
            radix = HexBase;
            text = text[2..];
        }

        ulong sum = 0;
        while (!text.IsEmpty && char.IsAsciiHexDigit((char)text[0]))
        {
            int digit = text[0] <= '9' ? text[0] - '0' : (text[0] | ' ') - 'a' + DecimalBase;
            if (digit >= radix)
            {
                break;
            }

            sum = (sum * (ulong)radix) + (ulong)digit;
            if (sum > uint.MaxValue)
            {
                return false;
            }

            text = text[1..];
        }

        value = (uint)sum;
        return true;
    }
}
