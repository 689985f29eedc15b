/*
 * LoadLibraryExW and GetProcAddress for the .NET runtime inside this DLL: the cure of a deadlock.
 *
 * A thread that exits runs its FLS callbacks; Wine does so while it holds the loader lock. The runtime's callback then
 * wants the runtime's thread-store lock. A garbage collection holds that lock, and when it interrupts its first thread it
 * asks LoadLibraryExW("kernel32") and GetProcAddress("QueueUserAPC2"), which want the loader lock. Each waits for the
 * other for ever; programs with many short threads met it within seconds.
 *
 * So the runtime's questions are asked once, while the DLL is loaded and no other lock is held, and answered from memory
 * afterwards. Anything else goes on to the real functions. The object is linked before kernel32.lib: its definitions win.
 *
 * No header is included: the file compiles alike with clang on Linux and with cl on Windows.
 */
typedef void *handle;
typedef unsigned int dword;
typedef unsigned short utf16;
typedef void *(__stdcall *load_library)(const utf16 *name, handle reserved, dword flags);
typedef void *(__stdcall *get_proc)(handle module, const char *name);

/* ntdll's ANSI_STRING, as LdrGetProcedureAddress wants it. */
struct ansi_string {
    unsigned short length, capacity;
    const char *text;
};

__declspec(dllimport) handle __stdcall GetModuleHandleW(const utf16 *name);
__declspec(dllimport) long __stdcall LdrGetProcedureAddress(handle module, const struct ansi_string *name, dword ordinal, void **address);

#define LOAD_LIBRARY_SEARCH_SYSTEM32 0x800

static const utf16 kernel32_name[] = {'k', 'e', 'r', 'n', 'e', 'l', '3', '2', '.', 'd', 'l', 'l', 0};

static handle kernel32;
static load_library real_load_library;
static get_proc real_get_proc;

/* What the runtime looks up while it holds its own locks. Null is an answer too: Wine 8 has no QueueUserAPC2. */
static struct answer {
    const char *name;
    void *address;
} answers[] = {{"QueueUserAPC2", 0}, {"IsWow64Process2", 0}};

static void *look_up(const char *name)
{
    struct ansi_string text = {0, 0, name};
    void *address = 0;
    while (name[text.length])
        text.length++;
    text.capacity = (unsigned short)(text.length + 1);
    return LdrGetProcedureAddress(kernel32, &text, 0, &address) < 0 ? 0 : address;
}

static int prefetch(void)
{
    unsigned i;
    kernel32 = GetModuleHandleW(kernel32_name);
    real_load_library = (load_library)look_up("LoadLibraryExW");
    real_get_proc = (get_proc)look_up("GetProcAddress");
    for (i = 0; i < sizeof answers / sizeof *answers; i++)
        answers[i].address = look_up(answers[i].name);
    return real_load_library && real_get_proc ? 0 : 1; /* not 0: the DLL does not load */
}

/* .CRT$XI* are the C initialisers; they run before the C++ ones, so before any of the runtime's code. */
#pragma section(".CRT$XIB", long, read)
__declspec(allocate(".CRT$XIB")) int (*afunix_loader_prefetch)(void) = prefetch;
#ifdef _MSC_VER
#pragma comment(linker, "/include:afunix_loader_prefetch")
#endif

static int is_kernel32(const utf16 *name)
{
    const utf16 *expected = kernel32_name;
    for (;; name++, expected++) {
        utf16 c = *name;
        if (c >= 'A' && c <= 'Z')
            c = (utf16)(c + ('a' - 'A'));
        if (c == 0)
            return *expected == 0 || *expected == '.'; /* with and without ".dll" */
        if (c != *expected)
            return 0;
    }
}

static int same(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        ;
    return *a == *b;
}

handle __stdcall LoadLibraryExW(const utf16 *name, handle reserved, dword flags)
{
    if (name && flags == LOAD_LIBRARY_SEARCH_SYSTEM32 && is_kernel32(name))
        return kernel32;
    return real_load_library(name, reserved, flags);
}

void *__stdcall GetProcAddress(handle module, const char *name)
{
    unsigned i;
    int by_name = (unsigned long long)name > 0xffff; /* else an ordinal */
    if (module == kernel32 && by_name)
        for (i = 0; i < sizeof answers / sizeof *answers; i++)
            if (same(name, answers[i].name))
                return answers[i].address;
    return real_get_proc(module, name);
}

/* Calls compiled with dllimport go through these. */
load_library __imp_LoadLibraryExW = LoadLibraryExW;
get_proc __imp_GetProcAddress = GetProcAddress;
