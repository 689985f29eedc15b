using AfUnix.Hooks;
using AfUnix.Interop;

namespace AfUnix.Injection;

/// <summary>
/// Brings this DLL into a process that we have made ourselves and that has not begun to run: a block of memory with code and data
/// (<see cref="InjectionBlock"/>), and a call of it queued to its first thread. Code pages are not writable, data pages not executable. The block stays:
/// nobody but the process could know when it is done.
/// </summary>
internal static unsafe class Injector
{
    private const int CodeSize = 4096; // one page

    private static readonly string s_path = LoadedModules.PathOf(LoadedModules.Of((nint)Entry.afunix_shared()));

    /// <param name="heritage">What <see cref="Winsock.Heritage"/> has left in the process, or 0.</param>
    /// <param name="givenEvent">A handle of the process' own, or 0: nobody waits.</param>
    /// <returns>The block's address in the process; 0 when it can't be done.</returns>
    public static nint Inject(in PROCESS_INFORMATION child, InstallFlags flags, nint heritage, nint givenEvent)
    {
        ReadOnlySpan<byte> export = "afunix_install\0"u8;
        int pathSize = (s_path.Length + 1) * sizeof(char);
        byte[] data = new byte[sizeof(InjectionBlock) + pathSize + export.Length];
        byte* place = (byte*)Kernel32.VirtualAllocEx(child.hProcess, null, (nuint)(CodeSize + data.Length), Win.MEM_RESERVE | Win.MEM_COMMIT, Win.PAGE_READWRITE);
        if (place == null)
        {
            return 0;
        }

        nint block = (nint)place + CodeSize;
        InjectionBlock content = Functions();
        content.Path = block + sizeof(InjectionBlock);
        content.Export = content.Path + pathSize;
        content.Parameters = block + (nint)((byte*)&content.Install - (byte*)&content);
        content.Event = givenEvent;
        content.Install.Flags = flags;
        content.Install.Heritage = heritage;
        new ReadOnlySpan<byte>(&content, sizeof(InjectionBlock)).CopyTo(data);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(s_path.AsSpan()).CopyTo(data.AsSpan(sizeof(InjectionBlock)));
        export.CopyTo(data.AsSpan(sizeof(InjectionBlock) + pathSize));
        if (Fill(child.hProcess, place, data) && Queue(child.hThread, place, block))
        {
            return block;
        }

        Kernel32.VirtualFreeEx(child.hProcess, place, 0, Win.MEM_RELEASE);
        return 0;
    }

    private static bool Fill(nint process, byte* place, ReadOnlySpan<byte> data)
    {
        nuint written;
        uint before;
        fixed (byte* code = InjectionBlock.Code)
        fixed (byte* content = data)
        {
            return Kernel32.WriteProcessMemory(process, place, code, (nuint)InjectionBlock.Code.Length, &written) != 0
                && Kernel32.WriteProcessMemory(process, place + CodeSize, content, (nuint)data.Length, &written) != 0
                && Kernel32.VirtualProtectEx(process, place, CodeSize, Win.PAGE_EXECUTE_READ, &before) != 0;
        }
    }

    /// <summary>QueueUserAPC passes this thread's activation context on: the address of one of ours, which is nothing in another process. So for the time there is none.</summary>
    private static bool Queue(nint thread, byte* code, nint block)
    {
        nuint cookie;
        bool isAside = Kernel32.ActivateActCtx(0, &cookie) != 0;
        bool isQueued = Kernel32.QueueUserAPC((delegate* unmanaged<nuint, void>)code, thread, (nuint)block) != 0;
        if (isAside)
        {
            Kernel32.DeactivateActCtx(0, cookie);
        }

        return isQueued;
    }

    private static InjectionBlock Functions() => new()
    {
        LoadLibraryW = Find("LoadLibraryW\0"u8),
        GetProcAddress = Find("GetProcAddress\0"u8),
        GetLastError = Find("GetLastError\0"u8),
        SetEvent = Find("SetEvent\0"u8),
        CloseHandle = Find("CloseHandle\0"u8),
        Sleep = Find("Sleep\0"u8),
        TerminateProcess = Find("TerminateProcess\0"u8),
        Status = InstallStatus.NotLoaded,
    };

    private static nint Find(ReadOnlySpan<byte> function)
    {
        fixed (char* kernel = "kernel32.dll")
        fixed (byte* name = function)
        {
            return Kernel32.GetProcAddress(Kernel32.GetModuleHandleW(kernel), name);
        }
    }
}
