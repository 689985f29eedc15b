namespace AfUnix.Sockets;

/// <summary>
/// Writes what a program receives beside the bytes into the room that it gave with the message, row by row. What finds no room is cut, and the message
/// says MSG_CTRUNC, as on Linux: also when the program gave no room at all.
/// </summary>
internal static unsafe class ControlWriter
{
    /// <summary>Bytes of data that the next row can have without being cut.</summary>
    public static nuint Room(in Message message)
    {
        nuint left = Left(message);
        return left <= (nuint)sizeof(ControlHeader) ? 0 : left - (nuint)sizeof(ControlHeader);
    }

    /// <summary>Adds a row.</summary>
    public static void Add(ref Message message, int level, int type, ReadOnlySpan<byte> data)
    {
        nuint left = Left(message);
        if (left < (nuint)sizeof(ControlHeader))
        {
            message.Flags |= MessageFlags.ControlTruncated;
            return;
        }

        nuint length = (nuint)sizeof(ControlHeader) + (nuint)data.Length;
        if (length > left)
        {
            message.Flags |= MessageFlags.ControlTruncated;
            length = left;
        }

        var header = (ControlHeader*)(message.Control + message.ControlUsed);
        header->Length = length;
        header->Level = level;
        header->Type = type;
        int copied = (int)length - sizeof(ControlHeader);
        data[..copied].CopyTo(new Span<byte>(header + 1, copied));
        message.ControlUsed += Math.Min(ControlData.Padded(length), left);
    }

    private static nuint Left(in Message message) => CallerMemory.IsBad(message.Control) ? 0 : message.ControlLength - message.ControlUsed;
}
