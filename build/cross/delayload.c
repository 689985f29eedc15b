/*
 * What MSVC's delayimp.lib brings, for the link on Linux: /DELAYLOAD makes each import of the named DLLs begin as a small
 * piece of code that calls this function; it loads the DLL, finds the function and writes its address into the import
 * table, so that later calls go there directly. Two threads may do that at once: both write the same address.
 */
typedef void *handle;
typedef unsigned int dword;
typedef unsigned long long qword;

/* ImgDelayDescr of Microsoft's format; the numbers are offsets from the image's base. */
struct delay_descriptor {
    dword attributes, dll_name, module, addresses, names, bound, unload, time;
};

#define BY_ORDINAL 0x8000000000000000ULL
#define LOAD_LIBRARY_SEARCH_SYSTEM32 0x800
#define FAST_FAIL_FATAL_APP_EXIT 7

extern char __ImageBase[];
__declspec(dllimport) handle __stdcall LoadLibraryExA(const char *name, handle reserved, dword flags);
void *__stdcall GetProcAddress(handle module, const char *name);

void *__stdcall __delayLoadHelper2(const struct delay_descriptor *dll, void **slot)
{
    handle *module = (handle *)(__ImageBase + dll->module);
    void **addresses = (void **)(__ImageBase + dll->addresses);
    const qword *names = (const qword *)(__ImageBase + dll->names);
    qword name = names[slot - addresses];
    void *address = 0;

    /* From the system's folder only: nobody can plant a DLL beside the program. */
    if (!*module)
        *module = LoadLibraryExA(__ImageBase + dll->dll_name, 0, LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (*module) /* a name is preceded by its 2-byte hint */
        address = GetProcAddress(*module, name & BY_ORDINAL ? (const char *)(name & 0xffff) : __ImageBase + name + 2);
    if (!address)
        __fastfail(FAST_FAIL_FATAL_APP_EXIT); /* a part of Windows is missing: as the loader would at start */
    *slot = address;
    return address;
}
