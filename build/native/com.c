/*
 * The four COM functions that the .NET runtime imports, so that ole32.dll (and with it rpcrt4, gdi32, user32...) is not
 * loaded into every program that opens a socket: 3 MB and 2 ms. The DLL makes no COM call and none reaches its threads;
 * all are said to live in the multi-threaded apartment, where waits need no message pump.
 *
 * No header is included: the file compiles alike with clang on Linux and with cl on Windows.
 */
typedef unsigned int dword;
typedef void *handle;

#define S_FALSE 1
#define RPC_S_CALLPENDING ((int)0x80010115)
#define APTTYPE_MTA 1
#define APTTYPEQUALIFIER_NONE 0
#define COWAIT_WAITALL 1
#define COWAIT_ALERTABLE 2
#define WAIT_TIMEOUT 0x102

__declspec(dllimport) dword __stdcall WaitForMultipleObjectsEx(dword count, const handle *handles, int all, dword milliseconds, int alertable);

int __stdcall CoInitializeEx(void *reserved, dword apartment)
{
    (void)reserved, (void)apartment;
    return S_FALSE; /* already initialised: a success that asks for nothing more */
}

void __stdcall CoUninitialize(void)
{
}

int __stdcall CoGetApartmentType(int *type, int *qualifier)
{
    *type = APTTYPE_MTA;
    *qualifier = APTTYPEQUALIFIER_NONE;
    return 0;
}

int __stdcall CoWaitForMultipleHandles(dword flags, dword milliseconds, dword count, handle *handles, dword *index)
{
    *index = WaitForMultipleObjectsEx(count, handles, flags & COWAIT_WAITALL, milliseconds, (flags & COWAIT_ALERTABLE) != 0);
    return *index == WAIT_TIMEOUT ? RPC_S_CALLPENDING : 0;
}

/* Calls compiled with dllimport go through these. */
int(__stdcall *__imp_CoInitializeEx)(void *, dword) = CoInitializeEx;
void(__stdcall *__imp_CoUninitialize)(void) = CoUninitialize;
int(__stdcall *__imp_CoGetApartmentType)(int *, int *) = CoGetApartmentType;
int(__stdcall *__imp_CoWaitForMultipleHandles)(dword, dword, dword, handle *, dword *) = CoWaitForMultipleHandles;
