using AfUnix.Errors;

namespace AfUnix.Sockets;

/// <summary>One row of ancillary data, where the program has it. The memory stays the program's, which can change it meanwhile: what matters is copied first.</summary>
internal unsafe struct ControlRow
{
    public int Level;
    public int Type;
    public byte* Data;
    public nuint Length;
}

/// <summary>
/// Reads what a program sends beside the bytes, row by row, with Linux's checks.
/// <code>
/// var rows = new ControlReader(message);
/// while (rows.TryNext(out ControlRow row)) { ... }
/// return rows.Error;
/// </code>
/// </summary>
internal unsafe struct ControlReader(in Message message)
{
    private readonly byte* _control = message.Control;
    private readonly nuint _length = message.ControlLength;
    private nuint _next;

    /// <summary>EINVAL when the rows ended because the next one's length can't be.</summary>
    public Errno Error { get; private set; }

    /// <summary>The next row. What is left behind the last one and holds no header is passed over.</summary>
    public bool TryNext(out ControlRow row)
    {
        row = default;
        if (Error != Errno.None || _length < _next + (nuint)sizeof(ControlHeader))
        {
            return false;
        }

        ControlHeader header = *(ControlHeader*)(_control + _next);
        if (header.Length < (nuint)sizeof(ControlHeader) || header.Length > _length - _next)
        {
            Error = Errno.EINVAL;
            return false;
        }

        row.Level = header.Level;
        row.Type = header.Type;
        row.Data = _control + _next + sizeof(ControlHeader);
        row.Length = header.Length - (nuint)sizeof(ControlHeader);
        _next += ControlData.Padded(header.Length);
        return true;
    }
}
