/* A DLL that lets queued calls run while it is being loaded: there nothing of ours can start. */
#include <windows.h>

__declspec(dllexport) int impatient(void);

int impatient(void)
{
    return 1;
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, void *reserved)
{
    (void)self;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH)
        SleepEx(0, TRUE);
    return TRUE;
}
