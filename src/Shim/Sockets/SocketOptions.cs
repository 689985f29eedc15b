using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>Socket options as programs write them: Windows' numbers, and those that include/afunix.h adds; struct timeval for times, as POSIX has it.</summary>
internal static unsafe class SocketOptions
{
    public const int AfUnixLevel = 0x00AF;

    /// <summary>AFUNIX_SO_MODE: who may connect, as the permission bits of the socket file that bind() will make.</summary>
    public const int Mode = 1;
    public const int Domain = 0x7001;
    public const int Protocol = 0x7002;
    public const int ReusePort = 0x7003;
    public const int Priority = 0x7004;
    public const int PassCredentials = 0x7005;
    public const int PeerCredentials = 0x7006;

    /// <summary>Of SO_PRIORITY: higher ones are for those with rights.</summary>
    private const int HighestPriority = 6;

    private const int MillisecondsPerSecond = 1000;
    private const int MicrosecondsPerMillisecond = 1000;
    private const int MicrosecondsPerSecond = 1_000_000;

    /// <summary>Options that a socket of any family keeps by itself.</summary>
    /// <returns>False for what is none of them.</returns>
    public static bool TryGet(SocketDescription socket, int name, out int option)
    {
        option = name switch
        {
            Win.SO_RCVLOWAT => socket.LeastToReceive,
            Win.SO_SNDLOWAT => 1,
            Priority => socket.Priority,
            _ => -1,
        };
        return option >= 0;
    }

    /// <summary>Sets an option that a socket of any family keeps by itself.</summary>
    /// <returns>False for what is none of them.</returns>
    public static bool TrySet(SocketDescription socket, int name, int option, out Errno error)
    {
        error = Errno.None;
        switch (name)
        {
            case Win.SO_RCVLOWAT:
                socket.LeastToReceive = option < 0 ? int.MaxValue : Math.Max(option, 1);
                return true;
            case Priority when option is >= 0 and <= HighestPriority:
                socket.Priority = option;
                return true;
            case Priority:
                error = Errno.EPERM;
                return true;
            case Win.SO_TYPE or Win.SO_ERROR or Win.SO_ACCEPTCONN or Win.SO_SNDLOWAT or Domain or Protocol or PeerCredentials:
                error = Errno.ENOPROTOOPT; // these only tell
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sets SO_RCVTIMEO or SO_SNDTIMEO.</summary>
    public static Errno SetTime(SocketDescription socket, int name, byte* value, int length)
    {
        Errno error = ReadTime(value, length, out uint milliseconds);
        if (error == Errno.None && name == Win.SO_RCVTIMEO)
        {
            socket.ReceiveTimeout = milliseconds;
        }
        else if (error == Errno.None)
        {
            socket.SendTimeout = milliseconds;
        }

        return error;
    }

    /// <summary>The bit for an option that is on or off; 0 for what is none.</summary>
    public static int Flag(int name) => name switch
    {
        Win.SO_REUSEADDR or Win.SO_KEEPALIVE or Win.SO_BROADCAST or Win.SO_DEBUG or Win.SO_DONTROUTE or Win.SO_OOBINLINE => name,
        PassCredentials => 0x1_0000, // where none of these numbers has a bit
        _ => 0,
    };

    /// <summary>Writes an int option, cut to the caller's room as Linux does.</summary>
    public static Errno Write(byte* value, int* length, int option) => WriteBytes(value, length, (byte*)&option, sizeof(int));

    /// <summary>Writes SO_RCVTIMEO or SO_SNDTIMEO.</summary>
    public static Errno WriteTime(byte* value, int* length, uint milliseconds)
    {
        uint limit = milliseconds == Win.INFINITE ? 0 : milliseconds;
        var time = new TIMEVAL
        {
            tv_sec = (int)(limit / MillisecondsPerSecond),
            tv_usec = (int)(limit % MillisecondsPerSecond * MicrosecondsPerMillisecond),
        };
        return WriteBytes(value, length, (byte*)&time, sizeof(TIMEVAL));
    }

    /// <summary>Writes SO_PEERCRED.</summary>
    public static Errno WriteCredentials(byte* value, int* length, UserCredentials credentials) =>
        WriteBytes(value, length, (byte*)&credentials, sizeof(UserCredentials));

    public static Errno WriteLinger(byte* value, int* length, LINGER linger) => WriteBytes(value, length, (byte*)&linger, sizeof(LINGER));

    public static Errno Read(byte* value, int length, out int option)
    {
        option = 0;
        if (length < sizeof(int))
        {
            return Errno.EINVAL;
        }

        if (CallerMemory.IsBad(value))
        {
            return Errno.EFAULT;
        }

        option = *(int*)value;
        return Errno.None;
    }

    /// <summary>Reads a struct timeval; zero means no limit. As on Linux, one below a millisecond is rounded up, and a negative one is over at once.</summary>
    public static Errno ReadTime(byte* value, int length, out uint milliseconds)
    {
        milliseconds = Win.INFINITE;
        if (length < sizeof(TIMEVAL))
        {
            return Errno.EINVAL;
        }

        if (CallerMemory.IsBad(value))
        {
            return Errno.EFAULT;
        }

        TIMEVAL time = *(TIMEVAL*)value;
        if (time.tv_usec is < 0 or >= MicrosecondsPerSecond)
        {
            return Errno.EDOM;
        }

        if (time.tv_sec < 0)
        {
            milliseconds = 0;
        }
        else if (time.tv_sec != 0 || time.tv_usec != 0)
        {
            long total = (long)time.tv_sec * MillisecondsPerSecond + (time.tv_usec + MicrosecondsPerMillisecond - 1) / MicrosecondsPerMillisecond;
            milliseconds = (uint)Math.Min(total, Win.INFINITE - 1);
        }

        return Errno.None;
    }

    public static Errno ReadLinger(byte* value, int length, out LINGER linger)
    {
        linger = default;
        if (length < sizeof(LINGER))
        {
            return Errno.EINVAL;
        }

        if (CallerMemory.IsBad(value))
        {
            return Errno.EFAULT;
        }

        linger = *(LINGER*)value;
        return Errno.None;
    }

    public static Errno WriteBytes(byte* value, int* length, byte* source, int size)
    {
        if (CallerMemory.IsBad(length))
        {
            return Errno.EFAULT;
        }

        if (*length < 0)
        {
            return Errno.EINVAL;
        }

        int copied = Math.Min(*length, size);
        if (copied > 0 && CallerMemory.IsBad(value))
        {
            return Errno.EFAULT;
        }

        new ReadOnlySpan<byte>(source, copied).CopyTo(new Span<byte>(value, copied));
        *length = copied;
        return Errno.None;
    }
}
