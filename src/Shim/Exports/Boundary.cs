using AfUnix.Errors;
using AfUnix.Posix;

namespace AfUnix.Exports;

/// <summary>Where managed code ends. An exception that got here is a bug of ours, and one that got further would end the host process.</summary>
internal static class Boundary
{
    /// <summary>The call fails with EIO, whatever was wrong.</summary>
    public static int Stop(Exception bug)
    {
        System.Diagnostics.Debug.Fail(bug.ToString());
        return (int)HostRuntime.Return(bug is OutOfMemoryException ? Errno.ENOMEM : Errno.EIO);
    }
}
