using System.Runtime.InteropServices;

namespace AfUnix.Interop;

// By hand, because the SDK's winternl.h leaves it out; Microsoft documents it for drivers (ZwQueryFullAttributesFile of
// wdm.h), and ntdll.dll exports it in every Windows. GetFileAttributesEx is this call, less the time of the last change.

/// <summary>Answer of <see cref="Ntdll.NtQueryFullAttributesFile"/>. Times are FILETIMEs, sizes bytes.</summary>
public struct FILE_NETWORK_OPEN_INFORMATION
{
    public long CreationTime;
    public long LastAccessTime;
    public long LastWriteTime;

    /// <summary>The last change of anything, access rights and name included.</summary>
    public long ChangeTime;
    public long AllocationSize;
    public long EndOfFile;
    public uint FileAttributes;
}

public static unsafe partial class Ntdll
{
    [DllImport("ntdll", ExactSpelling = true)]
    public static extern int NtQueryFullAttributesFile(OBJECT_ATTRIBUTES* ObjectAttributes, FILE_NETWORK_OPEN_INFORMATION* FileInformation);
}
