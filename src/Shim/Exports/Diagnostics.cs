using System.Runtime.InteropServices;

namespace AfUnix.Exports;

/// <summary>For the tests of this library alone; in no header.</summary>
public static class Diagnostics
{
    /// <summary>Bytes of managed memory that this process has allocated so far, in all threads.</summary>
    [UnmanagedCallersOnly(EntryPoint = "afunix_debug_allocated")]
    public static long Allocated() => GC.GetTotalAllocatedBytes(precise: true);

    /// <summary>Collects all garbage now, with every thread of the runtime stopped.</summary>
    [UnmanagedCallersOnly(EntryPoint = "afunix_debug_collect")]
    public static void Collect() => GC.Collect();
}
