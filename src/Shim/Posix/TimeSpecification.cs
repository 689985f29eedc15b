using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>The C runtime's struct timespec, as ppoll, pselect and recvmmsg take it.</summary>
internal unsafe struct TimeSpecification
{
    private const int NanosecondsPerSecond = 1_000_000_000;
    private const int NanosecondsPerMillisecond = 1_000_000;
    private const int MillisecondsPerSecond = 1000;

    public long Seconds;
    public int Nanoseconds;

    /// <summary>Rounds up to milliseconds; a null pointer stands for no limit.</summary>
    /// <returns>EFAULT for a bad pointer, EINVAL for a time that can't be.</returns>
    public static Errno Milliseconds(TimeSpecification* time, out uint milliseconds)
    {
        milliseconds = Win.INFINITE;
        if (time == null)
        {
            return Errno.None;
        }

        if (CallerMemory.IsBad(time))
        {
            return Errno.EFAULT;
        }

        if (time->Seconds < 0 || time->Nanoseconds is < 0 or >= NanosecondsPerSecond)
        {
            return Errno.EINVAL;
        }

        ulong most = Win.INFINITE - 1;
        ulong seconds = Math.Min((ulong)time->Seconds, most / MillisecondsPerSecond);
        milliseconds = (uint)Math.Min(seconds * MillisecondsPerSecond + (ulong)((time->Nanoseconds + (long)NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond), most);
        return Errno.None;
    }

    public static TimeSpecification Of(uint milliseconds) => new()
    {
        Seconds = milliseconds / MillisecondsPerSecond,
        Nanoseconds = (int)(milliseconds % MillisecondsPerSecond) * NanosecondsPerMillisecond,
    };
}
