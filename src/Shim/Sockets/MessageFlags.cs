using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>Flags of send and recv: Windows' own, and those that include/posix/sys/socket.h adds.</summary>
internal static class MessageFlags
{
    public const int OutOfBand = Win.MSG_OOB;
    public const int Peek = Win.MSG_PEEK;
    public const int DontRoute = Win.MSG_DONTROUTE;
    public const int WaitAll = Win.MSG_WAITALL;
    public const int Truncated = Win.MSG_TRUNC;
    public const int ControlTruncated = Win.MSG_CTRUNC;
    public const int WaitForOne = 0x0100_0000;
    public const int More = 0x0400_0000;
    public const int ControlCloseOnExec = 0x1000_0000;
    public const int NoSignal = 0x2000_0000;
    public const int DontWait = 0x4000_0000;
}
