using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>read, write, send, recv and their relatives: each makes a <see cref="Message"/> of its arguments.</summary>
internal static unsafe class DataCalls
{
    public static Result Send(int descriptor, byte* buffer, nuint length, int flags, byte* address, int addressLength)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        WSABUF* part = stackalloc WSABUF[2];
        Message message = OnePart(part, buffer, length);
        if (address != null)
        {
            if (addressLength < 0 || addressLength > held.Socket.MaxAddress)
            {
                return Errno.EINVAL;
            }

            if (addressLength > 0 && CallerMemory.IsBad(address))
            {
                return Errno.EFAULT;
            }

            message.Name = address;
            message.NameLength = addressLength;
        }

        return held.Socket.Send(ref message, flags);
    }

    public static Result Receive(int descriptor, byte* buffer, nuint length, int flags, byte* address, int* addressLength)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        WSABUF* part = stackalloc WSABUF[2];
        byte* name = stackalloc byte[Message.MaxName];
        Message message = OnePart(part, buffer, length);
        message.Name = address == null ? null : name;
        Result result = held.Socket.Receive(ref message, flags);
        if (result.Failed || address == null)
        {
            return result;
        }

        // As Linux: the data is taken by now, whatever is wrong here.
        Errno error = CallerMemory.WriteAddress(new ReadOnlySpan<byte>(name, message.NameLength), address, addressLength);
        return error == Errno.None ? result : error;
    }

    public static Result Read(int descriptor, byte* buffer, nuint count)
    {
        using var held = new HeldSocket(descriptor);
        if (!NarrowCount(ref count))
        {
            return held.IsNone && held.Error == Errno.EBADF ? Errno.EBADF : Errno.EINVAL;
        }

        if (held.IsNone)
        {
            return ForeignTransfer.Read(descriptor, buffer, (uint)count);
        }

        if (count == 0)
        {
            return Result.Ok; // unlike recv, which waits for something to come
        }

        WSABUF* part = stackalloc WSABUF[2];
        Message message = OnePart(part, buffer, count);
        return held.Socket.Receive(ref message, 0);
    }

    public static Result Write(int descriptor, byte* buffer, nuint count)
    {
        using var held = new HeldSocket(descriptor);
        if (!NarrowCount(ref count))
        {
            return held.IsNone && held.Error == Errno.EBADF ? Errno.EBADF : Errno.EINVAL;
        }

        if (held.IsNone)
        {
            return ForeignTransfer.Write(descriptor, buffer, (uint)count);
        }

        WSABUF* part = stackalloc WSABUF[2];
        Message message = OnePart(part, buffer, count);
        return held.Socket.Send(ref message, 0);
    }

    public static Result ReadVector(int descriptor, IoVector* vectors, int count) => Vectored(descriptor, vectors, count, writes: false);

    public static Result WriteVector(int descriptor, IoVector* vectors, int count) => Vectored(descriptor, vectors, count, writes: true);

    private static Result Vectored(int descriptor, IoVector* vectors, int count, bool writes)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone && ForeignTransfer.Refuses(descriptor, writes) is Errno refused and not Errno.None)
        {
            return refused;
        }

        if (count is < 0 or > IoVector.MaxCount)
        {
            return Errno.EINVAL;
        }

        WSABUF* parts = stackalloc WSABUF[count + 2];
        Errno wrong = IoVector.Read(vectors, count, parts, out Message message);
        if (wrong != Errno.None)
        {
            return wrong;
        }

        if (held.IsNone)
        {
            return writes ? ForeignTransfer.WriteParts(descriptor, message) : ForeignTransfer.ReadParts(descriptor, message);
        }

        if (message.Length == 0)
        {
            return Result.Ok; // Linux does not even look whether there is a connection
        }

        return writes ? held.Socket.Send(ref message, 0) : held.Socket.Receive(ref message, 0);
    }

    private static Message OnePart(WSABUF* part, byte* buffer, nuint length)
    {
        length = Math.Min(length, Transfer.MaxBytes);
        part->buf = buffer;
        part->len = (uint)length;
        return new Message { Parts = part, Count = 1, Length = length };
    }

    /// <summary>
    /// A caller that knows read and write by io.h's prototypes passes 32 bits and leaves anything in the upper half of the register, so the upper half
    /// counts for nothing; a true count of a multiple of 4 GiB, which nobody means, is refused.
    /// </summary>
    private static bool NarrowCount(ref nuint count)
    {
        nuint given = count;
        count = Math.Min((uint)given, Transfer.MaxBytes);
        return count != 0 || given == 0;
    }
}
