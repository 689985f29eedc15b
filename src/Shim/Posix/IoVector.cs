using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>One part of readv, writev, sendmsg and recvmsg: POSIX' struct iovec.</summary>
internal unsafe struct IoVector
{
    /// <summary>IOV_MAX.</summary>
    public const int MaxCount = 1024;

    public byte* Base;
    public nuint Length;

    /// <summary>Copies parts in Winsock's form, as Linux does: more than one call moves is cut. There is room for one more part than there are, and for one at least.</summary>
    /// <returns>EFAULT for a bad row of parts; EINVAL for a length that is none.</returns>
    public static Errno Read(IoVector* vectors, int count, WSABUF* parts, out Message message)
    {
        parts[0] = default;
        message = new Message { Parts = parts, Count = Math.Max(count, 1) };
        if (count > 0 && CallerMemory.IsBad(vectors))
        {
            return Errno.EFAULT;
        }

        for (int i = 0; i < count; i++)
        {
            if ((nint)vectors[i].Length < 0)
            {
                return Errno.EINVAL;
            }

            nuint length = Math.Min(vectors[i].Length, Transfer.MaxBytes - message.Length);
            parts[i].buf = vectors[i].Base;
            parts[i].len = (uint)length;
            message.Length += length;
        }

        return Errno.None;
    }
}
