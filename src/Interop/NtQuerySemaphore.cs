using System.Runtime.InteropServices;

namespace AfUnix.Interop;

// By hand, because no header of the SDK has it: winternl.h leaves it out, although ntdll.dll exports it (and ntdll.lib
// of the SDK lists it) in every Windows since NT 3.1. It is the only way to read a semaphore's count without taking
// from it. Wine has it too. What could change in a later Windows is that the call is refused: ask for the status.

/// <summary>Answer of <see cref="Ntdll.NtQuerySemaphore"/>.</summary>
public struct SEMAPHORE_BASIC_INFORMATION
{
    public int CurrentCount;
    public int MaximumCount;
}

public static unsafe partial class Ntdll
{
    /// <summary>The right that the query needs; SEMAPHORE_ALL_ACCESS has it, SEMAPHORE_MODIFY_STATE alone does not.</summary>
    public const uint SEMAPHORE_QUERY_STATE = 0x0001;

    /// <summary>The one information class there is: <see cref="SEMAPHORE_BASIC_INFORMATION"/>.</summary>
    public const int SemaphoreBasicInformation = 0;

    [DllImport("ntdll", ExactSpelling = true)]
    public static extern int NtQuerySemaphore(nint SemaphoreHandle, int SemaphoreInformationClass,
        void* SemaphoreInformation, uint SemaphoreInformationLength, uint* ReturnLength);
}
