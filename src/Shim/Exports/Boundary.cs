using AfUnix.Errors;
using AfUnix.Injection;
using AfUnix.Names;
using AfUnix.Posix;

namespace AfUnix.Exports;

/// <summary>Where managed code ends. An exception that got here is a bug of ours, and one that got further would end the host process.</summary>
internal static unsafe class Boundary
{
    /// <summary>The call fails with EIO, whatever was wrong.</summary>
    public static int Stop(Exception bug)
    {
        System.Diagnostics.Debug.Fail(bug.ToString());
        return (int)HostRuntime.Return(bug is OutOfMemoryException ? Errno.ENOMEM : Errno.EIO);
    }

    /// <summary>The same for a call that gives a pointer.</summary>
    public static void* StopWithNull(Exception bug)
    {
        Stop(bug);
        return null;
    }

    /// <summary>The same for a call that gives an EAI_ number.</summary>
    public static int StopNaming(Exception bug)
    {
        Stop(bug);
        return (int)NameError.System;
    }

    /// <summary>The same where there is no errno: the process is not injected into, or afunix-run ends.</summary>
    public static int StopInjecting(Exception bug)
    {
        System.Diagnostics.Debug.Fail(bug.ToString());
        return Launch.CannotRun;
    }
}
