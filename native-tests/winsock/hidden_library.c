/* A DLL that makes its header unreadable, as some do that don't want to be copied. */
#include <windows.h>

__declspec(dllexport) int hidden(void);

int hidden(void)
{
    return 1;
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, void *reserved)
{
    DWORD before;

    (void)reserved;
    return reason != DLL_PROCESS_ATTACH || VirtualProtect(self, 1, PAGE_NOACCESS, &before);
}
