namespace AfUnix.Injection;

/// <summary>
/// What is put into a process that was just made: code that loads this DLL and has it install itself, and the data for it. The process' first thread runs
/// the code before its program's first instruction, as a queued call (APC) that gets the address of this block. The fields' offsets are in the code, too.
///
/// The one who injects may wait: then there is an event, which is set when all is done. If that was a failure, the process goes no further, for whoever
/// waits ends it; it ends by itself if nobody does within 10 seconds.
/// </summary>
internal unsafe struct InjectionBlock
{
    // Functions of kernel32.dll, which is at the same place in every process.
    public nint LoadLibraryW;
    public nint GetProcAddress;
    public nint GetLastError;
    public nint SetEvent;
    public nint CloseHandle;
    public nint Sleep;
    public nint TerminateProcess;

    // Addresses in the process: the path of this DLL, the name of its function, and what that one is called with.
    public nint Path;
    public nint Export;
    public nint Parameters;

    /// <summary>Of the process' own; 0 when nobody waits.</summary>
    public nint Event;

    public InstallStatus Status;

    /// <summary>Windows' error, of interest when the DLL could not be loaded.</summary>
    public uint Error;

    public InstallParameters Install;

    /// <summary>Wherever it lies; rcx is the block's address. A test holds the bytes against the instructions beside them.</summary>
    public static ReadOnlySpan<byte> Code =>
    [
        0x53, // push rbx
        0x56, // push rsi
        0x48, 0x83, 0xEC, 0x28, // sub rsp, 0x28
        0x48, 0x89, 0xCB, // mov rbx, rcx
        0xBE, 0x02, 0x00, 0x00, 0x00, // mov esi, 2 /* NotLoaded */
        0x48, 0x8B, 0x4B, 0x38, // mov rcx, [rbx + 0x38] /* Path */
        0xFF, 0x13, // call [rbx] /* LoadLibraryW */
        0x48, 0x85, 0xC0, // test rax, rax
        0x74, 0x17, // jz done
        0x48, 0x89, 0xC1, // mov rcx, rax
        0x48, 0x8B, 0x53, 0x40, // mov rdx, [rbx + 0x40] /* Export */
        0xFF, 0x53, 0x08, // call [rbx + 0x08] /* GetProcAddress */
        0x48, 0x85, 0xC0, // test rax, rax
        0x74, 0x08, // jz done
        0x48, 0x8B, 0x4B, 0x48, // mov rcx, [rbx + 0x48] /* Parameters */
        0xFF, 0xD0, // call rax
        0x89, 0xC6, // mov esi, eax
        0xFF, 0x53, 0x10, // done: call [rbx + 0x10] /* GetLastError */
        0x89, 0x43, 0x5C, // mov [rbx + 0x5C], eax /* Error */
        0x89, 0x73, 0x58, // mov [rbx + 0x58], esi /* Status */
        0x48, 0x8B, 0x4B, 0x50, // mov rcx, [rbx + 0x50] /* Event */
        0x48, 0x85, 0xC9, // test rcx, rcx
        0x74, 0x25, // jz out
        0xFF, 0x53, 0x18, // call [rbx + 0x18] /* SetEvent */
        0x48, 0x8B, 0x4B, 0x50, // mov rcx, [rbx + 0x50] /* Event */
        0xFF, 0x53, 0x20, // call [rbx + 0x20] /* CloseHandle */
        0x85, 0xF6, // test esi, esi
        0x74, 0x17, // jz out
        0xB9, 0x10, 0x27, 0x00, 0x00, // mov ecx, 10000
        0xFF, 0x53, 0x28, // call [rbx + 0x28] /* Sleep */
        0x48, 0xC7, 0xC1, 0xFF, 0xFF, 0xFF, 0xFF, // mov rcx, -1
        0xBA, 0x7E, 0x00, 0x00, 0x00, // mov edx, 126
        0xFF, 0x53, 0x30, // call [rbx + 0x30] /* TerminateProcess */
        0x48, 0x83, 0xC4, 0x28, // out: add rsp, 0x28
        0x5E, // pop rsi
        0x5B, // pop rbx
        0xC3, // ret
    ];
}
