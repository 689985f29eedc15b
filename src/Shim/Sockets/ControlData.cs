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
/// Ancillary data of a message: rows of struct cmsghdr, each followed by its data and padded to 8 bytes. What the rows mean is the affair of those who
/// read them with <see cref="ControlReader"/> and write them with <see cref="ControlWriter"/>.
/// </summary>
internal static unsafe class ControlData
{
    /// <summary>Linux' limit (optmem_max), which also bounds the walk.</summary>
    public const nuint MaxLength = 131_072;

    /// <summary>SCM_RIGHTS: descriptors, of level SOL_SOCKET.</summary>
    public const int Rights = 1;

    /// <summary>SCM_CREDENTIALS, of level SOL_SOCKET.</summary>
    public const int Credentials = 2;

    private const nuint Alignment = 8;

    /// <summary>From one row's start to the next one's.</summary>
    public static nuint Padded(nuint length) => (length + Alignment - 1) & ~(Alignment - 1);

    /// <summary>
    /// Looks at what goes with a message of a socket that carries nothing beside its bytes. Descriptors and credentials are passed over, as on Linux, where
    /// they are the business of AF_UNIX.
    /// </summary>
    /// <param name="ofStream">A stream passes over what is not of level SOL_SOCKET.</param>
    /// <returns>EINVAL for a length that can't be, and for any other kind.</returns>
    public static Errno Check(in Message message, bool ofStream)
    {
        var rows = new ControlReader(message);
        while (rows.TryNext(out ControlRow row))
        {
            if (row.Level == Win.SOL_SOCKET ? row.Type is not (Rights or Credentials) : !ofStream)
            {
                return Errno.EINVAL;
            }
        }

        return rows.Error;
    }
}
