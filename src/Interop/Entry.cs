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
}
