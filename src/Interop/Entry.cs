using System.Runtime.InteropServices;

namespace AfUnix.Interop;

// By hand, and not Windows' but our own: what build/native/entry.c, which is linked into the DLL, has for C#.

/// <summary>A module that something is known about; written here, read by entry.c when the loader tells that a module is gone.</summary>
public unsafe struct KNOWN_MODULE
{
    public KNOWN_MODULE* Next;
    public nint Base;
    public nuint Size;
    public nint ErrnoOf;
    public int Gone;
}

/// <summary>What entry.c and C# share.</summary>
public unsafe struct ENTRY_STATE
{
    public KNOWN_MODULE* Modules;
    public int Unloads;
    public int Started;

    /// <summary>Ends of connections (LedgerEnd), to be closed when the process ends; odd numbers are free places.</summary>
    public void** Ends;

    /// <summary>The Winsock socket of each.</summary>
    public nuint* EndSockets;
    public int EndCount;
}

/// <summary>What CreateProcess was called with; children.c has the same.</summary>
public unsafe struct CREATION
{
    public void* Application;
    public void* Command;
    public void* Process;
    public void* Thread;
    public int Inherit;
    public uint Flags;
    public void* Environment;
    public void* Folder;
    public STARTUPINFOW* Startup;
    public void* Information;
}

/// <summary>What children.c and C# share.</summary>
public unsafe struct CHILD_HOOKS
{
    /// <summary>Stand in import tables for CreateProcessA and CreateProcessW.</summary>
    public nint ReplacementA;
    public nint ReplacementW;
    public nint OriginalA;
    public nint OriginalW;
    public delegate* unmanaged<int, nuint, CREATION*, int> Managed;
}

/// <summary>A function that is to be replaced in a process that is injected into; winsock.c has the same.</summary>
public unsafe struct HOOK
{
    public byte* Module;
    public byte* Name;
    public nint Replacement;
}

/// <summary>A function that makes processes; processes.c has the same.</summary>
public unsafe struct PROCESS_HOOK
{
    public HOOK Hook;
    public nint Original;

    /// <summary>Which of its parameters are the creation flags and the PROCESS_INFORMATION.</summary>
    public int Flags;
    public int Information;
}

/// <summary>What processes.c and C# share.</summary>
public unsafe struct PROCESS_HOOKS
{
    public PROCESS_HOOK* All;
    public int Count;
    public delegate* unmanaged<PROCESS_HOOK*, nint*, nint> Managed;
}

/// <summary>The native way into the DLL.</summary>
public static unsafe class Entry
{
    /// <summary>Where this thread's current call came from.</summary>
    [DllImport("afunix_entry", ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern nuint afunix_caller();

    [DllImport("afunix_entry", ExactSpelling = true)]
    public static extern ENTRY_STATE* afunix_shared();

    /// <summary>Marks a SOCKET as ours, or as not ours any more.</summary>
    /// <returns>0 when there is no memory for the mark.</returns>
    [DllImport("afunix_entry", ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern int afunix_mark_socket(nuint s, int ours);

    [DllImport("afunix_entry", ExactSpelling = true)]
    public static extern CHILD_HOOKS* afunix_child_hooks();

    [DllImport("afunix_entry", ExactSpelling = true)]
    public static extern HOOK* afunix_winsock_hooks(int* count);

    [DllImport("afunix_entry", ExactSpelling = true)]
    public static extern PROCESS_HOOKS* afunix_process_hooks();
}
