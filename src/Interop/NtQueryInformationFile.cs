using System.Runtime.InteropServices;

namespace AfUnix.Interop;

// By hand, because no header of the SDK has it: winternl.h leaves it out (ntifs.h of the driver kit has it), although
// ntdll.dll exports it in every Windows since NT 3.1. It is the only way to ask a pipe's writing end for its room and
// its state. Wine has it too, but always says that there is no room.

/// <summary>Answer of <see cref="Ntdll.NtQueryInformationFile"/> for <see cref="Ntdll.FilePipeLocalInformation"/>.</summary>
public struct FILE_PIPE_LOCAL_INFORMATION
{
    public uint NamedPipeType;
    public uint NamedPipeConfiguration;
    public uint MaximumInstances;
    public uint CurrentInstances;
    public uint InboundQuota;
    public uint ReadDataAvailable;
    public uint OutboundQuota;
    public uint WriteQuotaAvailable;
    public uint NamedPipeState;
    public uint NamedPipeEnd;
}

public static unsafe partial class Ntdll
{
    /// <summary>The information class of <see cref="FILE_PIPE_LOCAL_INFORMATION"/>.</summary>
    public const int FilePipeLocalInformation = 24;

    /// <summary>NamedPipeState when both ends are there.</summary>
    public const uint FILE_PIPE_CONNECTED_STATE = 3;

    [DllImport("ntdll", ExactSpelling = true)]
    public static extern int NtQueryInformationFile(nint FileHandle, IO_STATUS_BLOCK* IoStatusBlock, void* FileInformation,
        uint Length, int FileInformationClass);
}
