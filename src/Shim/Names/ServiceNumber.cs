namespace AfUnix.Names;

/// <summary>A service given as a number. glibc reads it with strtoul into an int, so blanks and a sign may come first, and too large a number wraps.</summary>
internal static class ServiceNumber
{
    /// <param name="port">Negative if the number can be no port, and has to be a name after all.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out int port)
    {
        ReadOnlySpan<byte> digits = text.TrimStart(" \t\n\v\f\r"u8);
        bool negative = digits is [(byte)'-', ..];
        digits = digits is [(byte)'-' or (byte)'+', ..] ? digits[1..] : digits;
        port = -1;
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        if (ulong.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ulong number))
        {
            port = (int)(negative ? 0 - number : number);
        }

        return true;
    }
}
