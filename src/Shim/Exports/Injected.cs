using System.Runtime.InteropServices;
using AfUnix.Injection;

namespace AfUnix.Exports;

/// <summary>What afunix-run.exe calls, and what the processes call that it injects into. In no header: nobody else has a use for them.</summary>
public static unsafe class Injected
{
    [UnmanagedCallersOnly(EntryPoint = "afunix_install")]
    public static int Install(void* parameters)
    {
        try { return Installation.Install((InstallParameters*)parameters); }
        catch (Exception bug) { return Boundary.StopInjecting(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_run")]
    public static int Run()
    {
        try { return Launch.Run(BsdSockets.VersionText); }
        catch (Exception bug) { return Boundary.StopInjecting(bug); }
    }
}
