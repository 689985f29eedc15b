namespace AfUnix.Sockets;

/// <summary>Events of poll(), with Windows' numbers; <see cref="ReadHangUp"/> is Linux's and ours.</summary>
internal static class PollEvents
{
    public const short Error = 0x0001;
    public const short HangUp = 0x0002;
    public const short Invalid = 0x0004;
    public const short WriteNormal = 0x0010;
    public const short Out = WriteNormal;
    public const short WriteBand = 0x0020;
    public const short ReadNormal = 0x0100;
    public const short ReadBand = 0x0200;

    /// <summary>POLLIN is two bits on Windows; a socket that can be read sets the normal one, and POLLIN tests true.</summary>
    public const short In = ReadNormal | ReadBand;
    public const short Priority = 0x0400;
    public const short ReadHangUp = 0x2000;
}
