/*
 * Thread-local variables, for the link on Linux: the directory by which the Windows loader finds them (_tls_used), and the
 * dynamic initialisers of C++ (.CRT$XD?), which run once in each thread, at its start or at the first use.
 */
typedef void *handle;
typedef unsigned int dword;
typedef unsigned long long qword;
typedef void(__stdcall *tls_callback)(handle module, dword reason, void *reserved);
typedef void(__cdecl *procedure)(void);

#pragma section(".tls", long, read, write)
#pragma section(".tls$ZZZ", long, read, write)
#pragma section(".CRT$XLA", long, read)
#pragma section(".CRT$XLC", long, read)
#pragma section(".CRT$XLZ", long, read)
#pragma section(".CRT$XDA", long, read)
#pragma section(".CRT$XDZ", long, read)
#pragma section(".rdata$T", long, read)

extern "C" {

/* The compiler asks for this flag by name; set once this thread's initialisers have run. */
__declspec(thread) bool __tls_guard = false;

dword _tls_index = 0;

__declspec(allocate(".tls")) char _tls_start = 0;
__declspec(allocate(".tls$ZZZ")) char _tls_end = 0;
__declspec(allocate(".CRT$XDA")) procedure __xd_a = nullptr;
__declspec(allocate(".CRT$XDZ")) procedure __xd_z = nullptr;

enum { process_attach = 1, thread_attach = 2 };

void __stdcall __dyn_tls_init(handle, dword reason, void *)
{
    if (__tls_guard || (reason != process_attach && reason != thread_attach))
        return;
    __tls_guard = true;
    for (procedure *each = &__xd_a + 1; each < &__xd_z; each++)
        if (*each)
            (*each)();
}

/* Called by compiled code in threads that were running before the DLL was loaded. */
void __dyn_tls_on_demand_init()
{
    __dyn_tls_init(nullptr, thread_attach, nullptr);
}

__declspec(allocate(".CRT$XLA")) tls_callback __xl_a = nullptr;
__declspec(allocate(".CRT$XLC")) tls_callback __xl_c = __dyn_tls_init;
__declspec(allocate(".CRT$XLZ")) tls_callback __xl_z = nullptr;

/* IMAGE_TLS_DIRECTORY64; the linker puts the address of a symbol with this name into the image's header. */
struct tls_directory {
    qword start, end, index, callbacks;
    dword zero_fill, characteristics;
};
__declspec(allocate(".rdata$T")) extern const tls_directory _tls_used = {
    reinterpret_cast<qword>(&_tls_start),
    reinterpret_cast<qword>(&_tls_end),
    reinterpret_cast<qword>(&_tls_index),
    reinterpret_cast<qword>(&__xl_a + 1),
    0,
    0,
};
}
