/* A DLL that takes all free memory for 4 GB above Winsock: there nothing is left for the jumps that its export table needs. */
#include <winsock2.h>

__declspec(dllexport) int crowded(void);

int crowded(void)
{
    return 1;
}

static void take(char *place, char *end)
{
    const SIZE_T unit = 0x10000;
    MEMORY_BASIC_INFORMATION memory;

    for (; place < end && VirtualQuery(place, &memory, sizeof memory); place = (char *)memory.BaseAddress + memory.RegionSize) {
        char *first = (char *)(((SIZE_T)memory.BaseAddress + unit - 1) & ~(unit - 1));
        char *last = (char *)memory.BaseAddress + memory.RegionSize;
        if (memory.State == MEM_FREE && first < last)
            VirtualAlloc(first, (SIZE_T)((last < end ? last : end) - first), MEM_RESERVE, PAGE_NOACCESS);
    }
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, void *reserved)
{
    char *winsock = (char *)GetModuleHandleW(L"ws2_32.dll");

    (void)self;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH && winsock)
        take(winsock, winsock + 0x100000000);
    return TRUE;
}
