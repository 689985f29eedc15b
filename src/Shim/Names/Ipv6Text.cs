using System.Buffers.Binary;

namespace AfUnix.Names;

/// <summary>IPv6 addresses as text: what RFC 4291 lets people write, and one way of writing them, which is glibc's.</summary>
internal static class Ipv6Text
{
    public const int Size = 16;

    /// <summary>The longest text, without a NUL: six groups and an IPv4 address.</summary>
    public const int MaxLength = 45;

    private const int GroupSize = 2;
    private const int GroupCount = Size / GroupSize;
    private const int MaxDigits = 4;

    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        int gap = -1; // where "::" stands
        if (text is [(byte)':', ..])
        {
            if (text is not [_, (byte)':', ..])
            {
                return false;
            }

            gap = 0;
            text = text[GroupSize..];
        }

        // "::" stands for one group at least.
        if (!ReadGroups(text, bytes, out int filled, ref gap) || (gap < 0 ? filled != Size : filled == Size))
        {
            return false;
        }

        address[..Size].Clear();
        bytes[..Math.Max(gap, 0)].CopyTo(address);
        ReadOnlySpan<byte> behind = bytes[Math.Max(gap, 0)..filled];
        behind.CopyTo(address[(Size - behind.Length)..]);
        return true;
    }

    /// <summary>There must be room for <see cref="MaxLength"/>.</summary>
    /// <returns>The length.</returns>
    public static int Write(ReadOnlySpan<byte> address, Span<byte> text)
    {
        (int gap, int gapLength) = LongestGap(address);
        bool endsInIpv4 = gap == 0 && (gapLength == GroupCount - 2 || (gapLength == GroupCount - 3 && Group(address, gapLength) == ushort.MaxValue));
        int groups = endsInIpv4 ? GroupCount - 2 : GroupCount;
        int length = 0;
        for (int group = 0; group < groups; group++)
        {
            if (group == gap)
            {
                text[length++] = (byte)':';
                group += gapLength - 1;
                if (group == GroupCount - 1)
                {
                    text[length++] = (byte)':';
                }

                continue;
            }

            if (group > 0)
            {
                text[length++] = (byte)':';
            }

            Group(address, group).TryFormat(text[length..], out int digits, "x", System.Globalization.CultureInfo.InvariantCulture);
            length += digits;
        }

        if (endsInIpv4)
        {
            text[length++] = (byte)':';
            length += Ipv4Text.Write(address[(Size - Ipv4Text.Size)..], text[length..]);
        }

        return length;
    }

    /// <summary>Groups with ':' between them; the last may be an IPv4 address.</summary>
    private static bool ReadGroups(ReadOnlySpan<byte> text, Span<byte> bytes, out int filled, ref int gap)
    {
        filled = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)':');
            if (end < 0 && filled <= Size - Ipv4Text.Size && Ipv4Text.TryParse(text, bytes[filled..]))
            {
                filled += Ipv4Text.Size;
                return true;
            }

            if (filled == Size || !ReadGroup(end < 0 ? text : text[..end], bytes[filled..]))
            {
                return false;
            }

            filled += GroupSize;
            text = end < 0 ? [] : text[(end + 1)..];
            if (end >= 0 && !SeeGap(ref text, filled, ref gap))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>After a ':', which must not be the last character unless it is the second one of "::".</summary>
    private static bool SeeGap(ref ReadOnlySpan<byte> text, int filled, ref int gap)
    {
        if (text is not [(byte)':', ..])
        {
            return !text.IsEmpty;
        }

        if (gap >= 0)
        {
            return false;
        }

        gap = filled;
        text = text[1..];
        return true;
    }

    private static bool ReadGroup(ReadOnlySpan<byte> text, Span<byte> group)
    {
        return text.Length is > 0 and <= MaxDigits
            && ushort.TryParse(text, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out ushort value)
            && BinaryPrimitives.TryWriteUInt16BigEndian(group, value);
    }

    private static ushort Group(ReadOnlySpan<byte> address, int group) => BinaryPrimitives.ReadUInt16BigEndian(address[(group * GroupSize)..]);

    /// <summary>The first of the longest runs of zero groups; a single one is not worth a "::".</summary>
    private static (int Start, int Length) LongestGap(ReadOnlySpan<byte> address)
    {
        int best = -1, bestLength = 1;
        for (int start = 0; start < GroupCount; start++)
        {
            int end = start;
            while (end < GroupCount && Group(address, end) == 0)
            {
                end++;
            }

            if (end - start > bestLength)
            {
                (best, bestLength) = (start, end - start);
            }

            start = end;
        }

        return (best, best < 0 ? 0 : bestLength);
    }
}
