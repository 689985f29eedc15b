using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// What one send or receive moves. recv, recvfrom, readv, read and recvmsg differ in nothing but what they put in here, and so do their counterparts:
/// a socket knows one Send and one Receive. What comes beside the bytes (a name, control data, flags) has its place here, too.
/// </summary>
internal unsafe struct Message
{
    /// <summary>The longest name that any family has: one of AF_UNIX with its NUL.</summary>
    public const int MaxName = UnixAddress.MaxLength + 1;

    /// <summary>sizeof(struct sockaddr_storage): no address of another family is longer.</summary>
    public const int StorageSize = 128;

    /// <summary>Of the waste; no datagram is longer.</summary>
    public const int WasteSize = 0x10000;

    /// <summary>A copy of the caller's parts, at least one, which a transfer uses up; with room for one more behind them.</summary>
    public WSABUF* Parts;
    public int Count;

    /// <summary>The sum of the parts that are left.</summary>
    public nuint Length;

    /// <summary>Sending: to whom, or null. Receiving: room for <see cref="MaxName"/> bytes, or null when nobody asks.</summary>
    public byte* Name;

    /// <summary>The size of the name; receiving sets it, 0 when there is none.</summary>
    public int NameLength;

    /// <summary>Sending: ancillary data, to be read with <see cref="ControlReader"/>. Receiving: room for it, perhaps none, which <see cref="ControlWriter"/> fills.</summary>
    public byte* Control;
    public nuint ControlLength;

    /// <summary>Sending by AF_UNIX: what is wrong with that data. The socket says it when its turn comes, as on Linux.</summary>
    public Errno ControlError;

    /// <summary>Receiving: how much of the room is filled.</summary>
    public nuint ControlUsed;

    /// <summary>Sending: descriptors that go with it, which stay the caller's. Receiving: those that came, for which there is room; the caller disposes of them.</summary>
    public Cargo? Cargo;

    /// <summary>Receiving: msg_flags.</summary>
    public int Flags;

    private static byte* s_waste;

    /// <summary>Memory that anybody may write to, at the same time, and nobody reads: what a receive throws away goes there.</summary>
    public static byte* Waste
    {
        get
        {
            if (s_waste == null)
            {
                s_waste = (byte*)NativeMemory.Alloc(WasteSize); // two threads at once lose one of these, once
            }

            return s_waste;
        }
    }

    /// <summary>A part that holds something is at no memory.</summary>
    public readonly bool HasBadPart
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                if (Parts[i].len > 0 && CallerMemory.IsBad(Parts[i].buf))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Leaves out what has been moved.</summary>
    public void Skip(nuint bytes)
    {
        Length -= bytes;
        while (Count > 1 && bytes >= Parts->len)
        {
            bytes -= Parts->len;
            Parts++;
            Count--;
        }

        Parts->buf += bytes;
        Parts->len -= (uint)bytes;
    }

    /// <summary>
    /// Leaves out what is beyond so many bytes, at least one. A copy of a message shares its parts: whoever wants the whole back gives the last one of the
    /// copy the length that it had.
    /// </summary>
    /// <returns>That length.</returns>
    public uint Limit(nuint bytes)
    {
        bytes = Math.Min(bytes, Length);
        Length = bytes;
        int last = 0;
        while (last < Count - 1 && Parts[last].len < bytes)
        {
            bytes -= Parts[last++].len;
        }

        uint length = Parts[last].len;
        Parts[last].len = (uint)Math.Min(length, bytes);
        Count = last + 1;
        return length;
    }

    /// <summary>What receiving goes on for: a byte, or as many as SO_RCVLOWAT says, or all with MSG_WAITALL.</summary>
    public readonly nuint Target(int flags, int atLeast) =>
        (flags & MessageFlags.WaitAll) != 0 ? Length : Math.Min(Length, (nuint)atLeast);
}
