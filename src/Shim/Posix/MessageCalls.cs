using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>POSIX' struct msghdr.</summary>
internal unsafe struct MessageHeader
{
    public byte* Name;
    public int NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary>Linux' struct mmsghdr, which begins with the header.</summary>
internal struct ManyHeader
{
    public MessageHeader Header;
    public uint Length;
}

/// <summary>sendmsg, recvmsg, sendmmsg and recvmmsg. The order of the checks is Linux's.</summary>
internal static unsafe class MessageCalls
{
    public static Result Send(int descriptor, MessageHeader* header, int flags)
    {
        using var held = new HeldSocket(descriptor);
        return held.IsNone ? held.Error : SendOne(held.Socket, header, flags);
    }

    public static Result Receive(int descriptor, MessageHeader* header, int flags)
    {
        using var held = new HeldSocket(descriptor);
        return held.IsNone ? held.Error : ReceiveOne(held.Socket, header, flags);
    }

    public static Result SendMany(int descriptor, ManyHeader* headers, uint count, int flags)
    {
        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        Result result = Result.Ok;
        int done = 0;
        while (done < Math.Min(count, IoVector.MaxCount))
        {
            ManyHeader* one = headers + done;
            nuint asked = CallerMemory.IsBad(one) ? 0 : Total((MessageHeader*)one);
            result = SendOne(held.Socket, (MessageHeader*)one, flags);
            if (result.Failed)
            {
                break;
            }

            one->Length = (uint)result.Value;
            done++;
            if ((nuint)result.Value < asked)
            {
                break;
            }
        }

        return done > 0 ? done : result.Failed ? result : Result.Ok;
    }

    public static Result ReceiveMany(int descriptor, ManyHeader* headers, uint count, int flags, TimeSpecification* timeout)
    {
        Errno error = TimeSpecification.Milliseconds(timeout, out uint milliseconds);
        if (error != Errno.None)
        {
            return error;
        }

        using var held = new HeldSocket(descriptor);
        if (held.IsNone)
        {
            return held.Error;
        }

        var deadline = Deadline.After(milliseconds);
        Result result = Result.Ok;
        int done = 0;
        int now = flags & ~MessageFlags.WaitForOne;
        while ((uint)done < Math.Min(count, int.MaxValue))
        {
            ManyHeader* one = headers + done;
            result = ReceiveOne(held.Socket, (MessageHeader*)one, now);
            if (result.Failed)
            {
                break;
            }

            one->Length = (uint)result.Value;
            done++;
            now |= (flags & MessageFlags.WaitForOne) != 0 ? MessageFlags.DontWait : 0;
            if (timeout != null)
            {
                *timeout = TimeSpecification.Of(deadline.Rest); // looked at after each message alone, as on Linux
            }

            if ((timeout != null && deadline.Rest == 0) || (one->Header.Flags & MessageFlags.OutOfBand) != 0)
            {
                break;
            }
        }

        return done > 0 ? done : result.Failed ? result : Result.Ok;
    }

    private static Result SendOne(SocketDescription socket, MessageHeader* header, int flags)
    {
        Errno error = Check(header);
        if (error != Errno.None)
        {
            return error;
        }

        int nameLength = header->Name == null ? 0 : Math.Min(header->NameLength, socket.MaxAddress);
        if (nameLength > 0 && CallerMemory.IsBad(header->Name))
        {
            return Errno.EFAULT;
        }

        if (header->VectorCount > IoVector.MaxCount)
        {
            return Errno.EMSGSIZE;
        }

        WSABUF* parts = stackalloc WSABUF[(int)header->VectorCount + 2];
        error = IoVector.Read(header->Vectors, (int)header->VectorCount, parts, out Message message);
        if (error == Errno.None && header->ControlLength > ControlData.MaxLength)
        {
            error = Errno.ENOBUFS;
        }

        if (error == Errno.None && header->ControlLength > 0 && CallerMemory.IsBad(header->Control))
        {
            error = Errno.EFAULT;
        }

        if (error != Errno.None)
        {
            return error;
        }

        message.Name = nameLength > 0 ? header->Name : null;
        message.NameLength = nameLength;
        message.Control = header->Control;
        message.ControlLength = header->ControlLength;
        Rights.Gather(socket, ref message);
        Result result = socket.Send(ref message, flags);
        message.Cargo?.Dispose();
        return result;
    }

    private static Result ReceiveOne(SocketDescription socket, MessageHeader* header, int flags)
    {
        Errno error = Check(header);
        if (error != Errno.None)
        {
            return error;
        }

        if (header->VectorCount > IoVector.MaxCount)
        {
            return Errno.EMSGSIZE;
        }

        WSABUF* parts = stackalloc WSABUF[(int)header->VectorCount + 2];
        error = IoVector.Read(header->Vectors, (int)header->VectorCount, parts, out Message message);
        if (error != Errno.None)
        {
            return error;
        }

        byte* name = stackalloc byte[Message.MaxName];
        message.Name = header->Name == null ? null : name;
        message.Control = header->Control;
        message.ControlLength = header->ControlLength;
        Result result = socket.Receive(ref message, flags);
        if (result.Failed)
        {
            return result;
        }

        Rights.Deliver(ref message, (flags & MessageFlags.ControlCloseOnExec) != 0);
        if (header->Name != null)
        {
            error = CallerMemory.WriteAddress(new ReadOnlySpan<byte>(name, message.NameLength), header->Name, &header->NameLength);
        }

        if (error == Errno.None)
        {
            header->Flags = message.Flags | (flags & MessageFlags.ControlCloseOnExec);
            header->ControlLength = message.ControlUsed;
        }

        return error == Errno.None ? result : error;
    }

    /// <summary>What both ways look at first.</summary>
    private static Errno Check(MessageHeader* header) =>
        CallerMemory.IsBad(header) ? Errno.EFAULT : header->Name != null && header->NameLength < 0 ? Errno.EINVAL : Errno.None;

    /// <summary>Bytes of a message; of one that can't be sent, anything.</summary>
    private static nuint Total(MessageHeader* header)
    {
        nuint total = 0;
        for (nuint i = 0; i < Math.Min(header->VectorCount, IoVector.MaxCount) && !CallerMemory.IsBad(header->Vectors); i++)
        {
            total += header->Vectors[i].Length;
        }

        return Math.Min(total, Transfer.MaxBytes);
    }
}
