/*
 * What Visual C++ would add to its static C runtime in a DLL, for the link on Linux, where only the half of that runtime that comes
 * with Windows' SDK (libucrt.lib) is to be had: the start, the end, and the few names that it asks of the other half. Nothing here
 * is of afunix: the plug-in is to have a real static runtime.
 */
typedef void *handle;

_Bool __acrt_initialize(void);
_Bool __acrt_uninitialize(_Bool terminating);
_Bool __acrt_thread_attach(void);
_Bool __acrt_thread_detach(void);
int __stdcall _DllMainCRTStartup(handle module, unsigned reason, void *reserved);

enum { PROCESS_DETACH, THREAD_ATTACH = 2, THREAD_DETACH };

/* The first of the initialisers: after the security cookie is set, with which the runtime hides its pointers. */
static int start(void)
{
    return !__acrt_initialize();
}

#pragma section(".CRT$XIAA", long, read)
__declspec(allocate(".CRT$XIAA")) int (*const static_ucrt_start)(void) = start;

int __stdcall static_ucrt_entry(handle module, unsigned reason, void *reserved);
int __stdcall static_ucrt_entry(handle module, unsigned reason, void *reserved)
{
    int done;

    if (reason == THREAD_ATTACH)
        __acrt_thread_attach();
    done = _DllMainCRTStartup(module, reason, reserved);
    if (reason == THREAD_DETACH)
        __acrt_thread_detach();
    if (reason == PROCESS_DETACH)
        __acrt_uninitialize(reserved != 0);
    return done;
}

_Bool __vcrt_uninitialize(_Bool terminating);
_Bool __vcrt_uninitialize(_Bool terminating)
{
    (void)terminating;
    return 1;
}

int __isa_available;
handle __xp_a[1], __xp_z[1], __xt_a[1], __xt_z[1];

void __crt_debugger_hook(int code);
void __crt_debugger_hook(int code)
{
    (void)code;
}

void __std_terminate(void);
void __std_terminate(void)
{
    __builtin_trap();
}

/* Handlers of exceptions, of which there are none: go on searching. */
#define HANDLER(name)                                                                               \
    int name(void);                                                                                 \
    int name(void)                                                                                  \
    {                                                                                               \
        return 1;                                                                                   \
    }
HANDLER(__C_specific_handler_noexcept)
HANDLER(__CxxFrameHandler3)
HANDLER(__GSHandlerCheck_EH)
