using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>Flags of send and recv: Windows' own, and those that include/afunix.h adds.</summary>
internal static class MessageFlags
{
    public const int OutOfBand = Win.MSG_OOB;
    public const int Peek = Win.MSG_PEEK;
    public const int WaitAll = Win.MSG_WAITALL;
    public const int DontWait = 0x4000_0000;
    public const int NoSignal = 0x2000_0000;
}
