using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>
/// read and write on descriptors that are no sockets. The host's runtime does them; where it knows no better word than ENOSPC or EINVAL, the pipe itself
/// is asked why.
/// </summary>
internal static unsafe class ForeignTransfer
{
    /// <summary>
    /// Windows takes a reader's whole buffer off the room that a pipe has for its writers, so one who waits with a large one would make the pipe look
    /// full. A pipe may always give less than was asked for.
    /// </summary>
    private const uint MostFromPipe = PipeEnd.Capacity / 2;

    public static Result Read(int descriptor, byte* buffer, uint count)
    {
        if (count == 0 || CallerMemory.IsBad(buffer))
        {
            Errno refused = Refuses(descriptor, writes: false);
            return refused != Errno.None ? refused : count == 0 ? Result.Ok : RefuseBuffer(descriptor);
        }

        if (count > MostFromPipe && HostRuntime.GetHandle(descriptor, out nint handle) == Errno.None && Kernel32.GetFileType(handle) == Win.FILE_TYPE_PIPE)
        {
            count = MostFromPipe;
        }

        Result result = HostRuntime.Read(descriptor, buffer, count);
        return result.Failed ? WhyNotRead(descriptor, result.Error) : result;
    }

    public static Result Write(int descriptor, byte* buffer, uint count)
    {
        if (count == 0 || CallerMemory.IsBad(buffer))
        {
            Errno refused = Refuses(descriptor, writes: true);
            return refused != Errno.None ? refused : count == 0 ? Result.Ok : Errno.EFAULT;
        }

        while (true)
        {
            Result result = HostRuntime.Write(descriptor, buffer, count);
            if (!result.Failed)
            {
                return result;
            }

            Errno error = WhyNotWritten(descriptor, result.Error);
            if (error != Errno.EAGAIN || count <= PipeEnd.AtomicBytes)
            {
                return error;
            }

            count = Math.Max(count / 2, PipeEnd.AtomicBytes); // Windows takes all or nothing; Linux as much as there is room for
        }
    }

    /// <summary>Part after part, as long as the next one would not wait.</summary>
    public static Result ReadParts(int descriptor, in Message message)
    {
        long done = 0;
        for (int i = 0; i < message.Count; i++)
        {
            WSABUF part = message.Parts[i];
            if (part.len == 0)
            {
                continue;
            }

            if (done > 0 && (ForeignReadiness.Look(descriptor, PollEvents.In, out _) & PollEvents.In) == 0)
            {
                break;
            }

            Result result = Read(descriptor, part.buf, part.len);
            if (result.Failed)
            {
                return done > 0 ? done : result;
            }

            done += result.Value;
            if (result.Value < part.len)
            {
                break;
            }
        }

        return done;
    }

    /// <summary>A few bytes in one write, so that a pipe takes them whole; more of them part after part.</summary>
    public static Result WriteParts(int descriptor, in Message message)
    {
        if (message.HasBadPart)
        {
            return Errno.EFAULT;
        }

        if (message.Length <= PipeEnd.AtomicBytes)
        {
            byte* together = stackalloc byte[(int)PipeEnd.AtomicBytes];
            uint size = 0;
            for (int i = 0; i < message.Count; i++)
            {
                WSABUF part = message.Parts[i];
                new ReadOnlySpan<byte>(part.buf, (int)part.len).CopyTo(new Span<byte>(together + size, (int)part.len));
                size += part.len;
            }

            return Write(descriptor, together, size);
        }

        long done = 0;
        for (int i = 0; i < message.Count; i++)
        {
            Result result = Write(descriptor, message.Parts[i].buf, message.Parts[i].len);
            if (result.Failed)
            {
                return done > 0 ? done : result;
            }

            done += result.Value;
            if (result.Value < message.Parts[i].len)
            {
                break;
            }
        }

        return done;
    }

    /// <summary>EBADF when there is no such descriptor, or it isn't open for this.</summary>
    public static Errno Refuses(int descriptor, bool writes)
    {
        if (!Descriptors.IsForeign(descriptor) || HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None)
        {
            return Errno.EBADF;
        }

        uint access = PipeEnd.AccessOf(handle);
        return access == 0 || (access & (uint)(writes ? Win.FILE_WRITE_DATA | Win.FILE_APPEND_DATA : Win.FILE_READ_DATA)) != 0 ? Errno.None : Errno.EBADF;
    }

    /// <summary>As Linux: a bad pointer is told when there is something to put there.</summary>
    private static Result RefuseBuffer(int descriptor)
    {
        Result there = ForeignControl.BytesToRead(descriptor);
        if (there.Failed || there.Value > 0 || HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None)
        {
            return Errno.EFAULT;
        }

        return !PipeEnd.TryLook(handle, out PipeEnd pipe) || pipe.IsAlone ? Result.Ok : pipe.IsNonBlocking ? Errno.EAGAIN : Errno.EFAULT;
    }

    private static Errno WhyNotRead(int descriptor, Errno said)
    {
        if (HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None || Refuses(descriptor, writes: false) != Errno.None)
        {
            return Errno.EBADF;
        }

        return PipeEnd.TryLook(handle, out PipeEnd pipe) && !pipe.IsAlone && pipe.IsNonBlocking ? Errno.EAGAIN : said;
    }

    private static Errno WhyNotWritten(int descriptor, Errno said)
    {
        if (HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None || Refuses(descriptor, writes: true) != Errno.None)
        {
            return Errno.EBADF;
        }

        return !PipeEnd.TryLook(handle, out PipeEnd pipe) ? said : pipe.IsAlone ? Errno.EPIPE : pipe.IsNonBlocking ? Errno.EAGAIN : said;
    }
}
