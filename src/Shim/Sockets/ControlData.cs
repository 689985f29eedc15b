using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>struct cmsghdr: Windows' WSACMSGHDR, and Linux's.</summary>
internal struct ControlHeader
{
    public nuint Length;
    public int Level;
    public int Type;
}

/// <summary>
/// Ancillary data of a message: rows of struct cmsghdr, each followed by its data and padded to 8 bytes. No kind of it is known yet; what is sent is
/// checked as Linux does.
/// </summary>
internal static unsafe class ControlData
{
    /// <summary>Linux' limit (optmem_max), which also bounds the walk.</summary>
    public const nuint MaxLength = 131_072;

    private const nuint Alignment = 8;

    /// <summary>Looks at what goes with a message.</summary>
    /// <param name="ofStream">A stream passes over what is not of level SOL_SOCKET.</param>
    /// <returns>EINVAL for a length that can't be, and for a kind that nobody knows.</returns>
    public static Errno Check(in Message message, bool ofStream)
    {
        nuint next = 0;
        while (message.ControlLength >= next + (nuint)sizeof(ControlHeader))
        {
            var header = (ControlHeader*)(message.Control + next);
            nuint left = message.ControlLength - next;
            if (header->Length < (nuint)sizeof(ControlHeader) || header->Length > left)
            {
                return Errno.EINVAL;
            }

            if (header->Level == Win.SOL_SOCKET || !ofStream)
            {
                return Errno.EINVAL;
            }

            next += (header->Length + Alignment - 1) & ~(Alignment - 1);
        }

        return Errno.None;
    }
}
