using System.Runtime.InteropServices;

namespace AfUnix.Interop;

// By hand: no header of the SDK has it. PostQueuedCompletionStatus, which is made of it, can't tell of an operation that failed. The same since
// Windows NT 3.5.

public static unsafe partial class Ntdll
{
    [DllImport("ntdll", ExactSpelling = true)]
    public static extern int NtSetIoCompletion(nint IoCompletionHandle, nuint KeyContext, nuint ApcContext, int IoStatus, nuint IoStatusInformation);
}
