/*
 * What Microsoft's libcmt does when a DLL is loaded and unloaded, for the link on Linux, where libcmt is not to be had:
 * the entry point, the initialisers, atexit, the stack cookie. The linker sorts .CRT$X?? by name, so a pair of markers
 * stands around each list of functions that compilers and the runtime leave there.
 */
typedef void *handle;
typedef unsigned int dword;
typedef unsigned long long qword;
typedef int(__cdecl *c_initialiser)(void);
typedef void(__cdecl *procedure)(void);

#define MARKER(type, name, section_name)                                                                                                             \
    extern "C" __declspec(allocate(section_name)) type name = nullptr

#pragma section(".CRT$XIA", long, read)
#pragma section(".CRT$XIZ", long, read)
#pragma section(".CRT$XCA", long, read)
#pragma section(".CRT$XCZ", long, read)
MARKER(c_initialiser, __xi_a, ".CRT$XIA");
MARKER(c_initialiser, __xi_z, ".CRT$XIZ");
MARKER(procedure, __xc_a, ".CRT$XCA");
MARKER(procedure, __xc_z, ".CRT$XCZ");

extern "C" {

/* Objects that use floating point ask for this symbol; MSVC's library defines it with this value. */
int _fltused = 0x9875;

/* Read by every guarded function; helpers.s checks it. The start value is the one that the loader may replace. */
qword __security_cookie = 0x00002B992DDFA232ULL;

__declspec(dllimport) int __stdcall QueryPerformanceCounter(qword *count);
__declspec(dllimport) dword __stdcall GetCurrentProcessId();

int __stdcall DllMain(handle module, dword reason, void *reserved);

enum { process_detach = 0, process_attach = 1 };

/* The runtime registers about a dozen; full means a start-up failure, not a lost call. */
static procedure exit_procedures[256];
static int exit_count;

int atexit(procedure run)
{
    if (exit_count == sizeof exit_procedures / sizeof *exit_procedures)
        return -1;
    exit_procedures[exit_count++] = run;
    return 0;
}

static void set_security_cookie()
{
    qword count = 0;
    QueryPerformanceCounter(&count);
    /* 48 bits, as on Windows: the two upper bytes are zero, so that a string overrun cannot write the cookie. */
    __security_cookie = (count ^ (static_cast<qword>(GetCurrentProcessId()) << 20) ^ reinterpret_cast<qword>(&count)) & 0x0000FFFFFFFFFFFFULL;
}

static bool run_initialisers()
{
    for (c_initialiser *each = &__xi_a + 1; each < &__xi_z; each++)
        if (*each && (*each)() != 0)
            return false;
    for (procedure *each = &__xc_a + 1; each < &__xc_z; each++)
        if (*each)
            (*each)();
    return true;
}

/* Not guarded itself: it changes the cookie between its own prologue and epilogue. */
__declspec(safebuffers) int __stdcall _DllMainCRTStartup(handle module, dword reason, void *reserved)
{
    if (reason == process_attach) {
        set_security_cookie();
        if (!run_initialisers())
            return 0;
    }
    int result = DllMain(module, reason, reserved);
    /* reserved is set when the process ends: other threads are gone by then, perhaps with locks, so nothing is run. */
    if (reason == process_detach && !reserved)
        while (exit_count > 0)
            exit_procedures[--exit_count]();
    return result;
}
}
