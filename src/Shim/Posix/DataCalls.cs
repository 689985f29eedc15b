using AfUnix.Errors;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>One element of readv and writev: POSIX' struct iovec.</summary>
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}

/// <summary>read, write, send, recv and their relatives.</summary>
internal static unsafe class DataCalls
{
    private const int MaxVectors = 1024; // IOV_MAX

    public static Result Send(int descriptor, byte* buffer, nuint length, int flags, byte* address, int addressLength)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        if (address != null && addressLength < 0)
        {
            return Errno.EINVAL;
        }

        return length > 0 && CallerMemory.IsBad(buffer) ? Errno.EFAULT : held.Socket.Send(buffer, length, flags, address, addressLength);
    }

    public static Result Receive(int descriptor, byte* buffer, nuint length, int flags, byte* address, int* addressLength)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        return length > 0 && CallerMemory.IsBad(buffer) ? Errno.EFAULT : held.Socket.Receive(buffer, length, flags, address, addressLength);
    }

    public static Result Read(int descriptor, byte* buffer, nuint count)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return NarrowCount(ref count) ? HostRuntime.Read(descriptor, buffer, (uint)count) : Errno.EINVAL;
        }

        if (!NarrowCount(ref count))
        {
            return Errno.EINVAL;
        }

        if (count == 0)
        {
            return Result.Ok; // unlike recv, which waits for something to come
        }

        return CallerMemory.IsBad(buffer) ? Errno.EFAULT : held.Socket.Receive(buffer, count, 0, null, null);
    }

    public static Result Write(int descriptor, byte* buffer, nuint count)
    {
        using var held = new HeldSocket(descriptor);
        if (!NarrowCount(ref count))
        {
            return Errno.EINVAL;
        }

        if (held.IsNone)
        {
            return HostRuntime.Write(descriptor, buffer, (uint)count);
        }

        return count > 0 && CallerMemory.IsBad(buffer) ? Errno.EFAULT : held.Socket.Send(buffer, count, 0, null, 0);
    }

    public static Result ReadVector(int descriptor, IoVector* vectors, int count) => ForEach(descriptor, vectors, count, &ReadPiece);

    public static Result WriteVector(int descriptor, IoVector* vectors, int count) => ForEach(descriptor, vectors, count, &WritePiece);

    /// <summary>Piece by piece, until one comes short: on a stream that is what one call would have done.</summary>
    private static Result ForEach(int descriptor, IoVector* vectors, int count, delegate*<SocketDescription?, int, in IoVector, bool, Result> transfer)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone && held.Error == Errno.EBADF)
        {
            return Errno.EBADF;
        }

        Errno wrong = Check(vectors, count);
        if (wrong != Errno.None)
        {
            return wrong;
        }

        SocketDescription? socket = held.IsNone ? null : held.Socket;
        long done = 0;
        for (int i = 0; i < count; i++)
        {
            if (vectors[i].Length == 0)
            {
                continue;
            }

            Result result = CallerMemory.IsBad(vectors[i].Base) ? Errno.EFAULT : transfer(socket, descriptor, vectors[i], done == 0);
            if (result.Failed)
            {
                return done > 0 ? done : result;
            }

            done += result.Value;
            if (result.Value < (long)vectors[i].Length)
            {
                break;
            }
        }

        return done;
    }

    private static Errno Check(IoVector* vectors, int count)
    {
        if (count is < 0 or > MaxVectors)
        {
            return Errno.EINVAL;
        }

        if (count > 0 && CallerMemory.IsBad(vectors))
        {
            return Errno.EFAULT;
        }

        nuint total = 0;
        for (int i = 0; i < count; i++)
        {
            total += vectors[i].Length;
            if (vectors[i].Length > Transfer.MaxBytes || total > Transfer.MaxBytes)
            {
                return Errno.EINVAL;
            }
        }

        return Errno.None;
    }

    private static Result ReadPiece(SocketDescription? socket, int descriptor, in IoVector piece, bool first)
    {
        if (socket == null)
        {
            return HostRuntime.Read(descriptor, piece.Base, (uint)piece.Length);
        }

        // Only the first piece may wait; and what ends the stream is left for the next call to say.
        return first || socket.BytesToRead() is { Failed: false, Value: > 0 } ? socket.Receive(piece.Base, piece.Length, 0, null, null) : Result.Ok;
    }

    private static Result WritePiece(SocketDescription? socket, int descriptor, in IoVector piece, bool first) => socket == null
        ? HostRuntime.Write(descriptor, piece.Base, (uint)piece.Length)
        : socket.Send(piece.Base, piece.Length, 0, null, 0);

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
