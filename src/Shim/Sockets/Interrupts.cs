using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// Ctrl+C and Ctrl+Break end blocked calls with EINTR, as a signal does on Unix. The program's own handlers run all the same, and a program without
/// one ends, as ever.
/// </summary>
internal static unsafe class Interrupts
{
    private static int s_watching;

    /// <summary>Begins to watch, once, when the first call blocks: a program that never blocks keeps its console to itself.</summary>
    public static void Watch()
    {
        if (Interlocked.Exchange(ref s_watching, 1) == 0)
        {
            Kernel32.SetConsoleCtrlHandler(&OnConsoleEvent, 1);
        }
    }

    [UnmanagedCallersOnly]
    private static int OnConsoleEvent(uint kind)
    {
        if (kind is Win.CTRL_C_EVENT or Win.CTRL_BREAK_EVENT)
        {
            Operation.InterruptAll();
        }

        return 0; // the next handler's turn
    }
}
