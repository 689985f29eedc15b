using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>One end of a pipe of Windows, which a descriptor of the host stands for.</summary>
internal readonly unsafe struct PipeEnd
{
    /// <summary>Of a pipe that we make, as on Linux.</summary>
    public const uint Capacity = 65_536;

    /// <summary>PIPE_BUF: a write of no more is done whole or not at all.</summary>
    public const uint AtomicBytes = 4096;

    private static int s_tellsRoom; // 0: not asked yet, 1: yes, 2: no

    private readonly nint _handle;
    private readonly FILE_PIPE_LOCAL_INFORMATION _state;

    private PipeEnd(nint handle, in FILE_PIPE_LOCAL_INFORMATION state)
    {
        _handle = handle;
        _state = state;
    }

    /// <summary>Bytes that can be read.</summary>
    public uint Available => _state.ReadDataAvailable;

    /// <summary>The other end is gone.</summary>
    public bool IsAlone => _state.NamedPipeState != Ntdll.FILE_PIPE_CONNECTED_STATE;

    public bool CanRead => (AccessOf(_handle) & Win.FILE_READ_DATA) != 0;

    public bool CanWrite => (AccessOf(_handle) & Win.FILE_WRITE_DATA) != 0;

    /// <summary>A write of <see cref="AtomicBytes"/> would go through. Wine does not tell, and then it is true.</summary>
    public bool HasRoom => _state.WriteQuotaAvailable >= Math.Min(AtomicBytes, _state.OutboundQuota) || !SystemTellsRoom;

    /// <summary>O_NONBLOCK, which all descriptors of this end share.</summary>
    public bool IsNonBlocking
    {
        get
        {
            uint mode;
            return Kernel32.GetNamedPipeHandleStateW(_handle, &mode, null, null, null, null, 0) != 0 && (mode & Win.PIPE_NOWAIT) != 0;
        }
    }

    private static bool SystemTellsRoom
    {
        get
        {
            if (Volatile.Read(ref s_tellsRoom) == 0)
            {
                Volatile.Write(ref s_tellsRoom, AskForRoom() ? 1 : 2);
            }

            return Volatile.Read(ref s_tellsRoom) == 1;
        }
    }

    /// <summary>What there is to know about a handle, if it is a pipe's.</summary>
    public static bool TryLook(nint handle, out PipeEnd pipe)
    {
        FILE_PIPE_LOCAL_INFORMATION state = default;
        IO_STATUS_BLOCK status;
        bool isPipe = Kernel32.GetFileType(handle) == Win.FILE_TYPE_PIPE
            && Ntdll.NtQueryInformationFile(handle, &status, &state, (uint)sizeof(FILE_PIPE_LOCAL_INFORMATION), Ntdll.FilePipeLocalInformation) == Win.STATUS_SUCCESS;
        pipe = new PipeEnd(handle, state);
        return isPipe;
    }

    /// <summary>Rights of a handle of any kind: FILE_READ_DATA, FILE_WRITE_DATA.</summary>
    public static uint AccessOf(nint handle)
    {
        PUBLIC_OBJECT_BASIC_INFORMATION information = default;
        uint length;
        int status = Ntdll.NtQueryObject(handle, OBJECT_INFORMATION_CLASS.ObjectBasicInformation, &information, (uint)sizeof(PUBLIC_OBJECT_BASIC_INFORMATION), &length);
        return status == Win.STATUS_SUCCESS ? information.GrantedAccess : 0;
    }

    public Errno SetNonBlocking(bool value)
    {
        uint mode;
        if (Kernel32.GetNamedPipeHandleStateW(_handle, &mode, null, null, null, null, 0) == 0)
        {
            return ErrorMap.FromWin32(Kernel32.GetLastError());
        }

        mode = value ? mode | Win.PIPE_NOWAIT : mode & ~(uint)Win.PIPE_NOWAIT;
        return Kernel32.SetNamedPipeHandleState(_handle, &mode, null, null) != 0 ? Errno.None : ErrorMap.FromWin32(Kernel32.GetLastError());
    }

    /// <summary>Asks a pipe that is empty for sure.</summary>
    private static bool AskForRoom()
    {
        nint reading, writing;
        if (Kernel32.CreatePipe(&reading, &writing, null, Capacity) == 0)
        {
            return false;
        }

        bool tells = TryLook(writing, out PipeEnd pipe) && pipe._state.WriteQuotaAvailable > 0;
        Kernel32.CloseHandle(reading);
        Kernel32.CloseHandle(writing);
        return tells;
    }
}
