/*
 * The way in. Every public name of this DLL (socket, afunix_socket...) is a few instructions of this file, which go on to the C#
 * function of that name. Here is known what C# can't see, or may not be asked:
 *
 * Who calls. The return address lies in the module that called, whose C runtime has the errno and the descriptors that the call
 * is about. It is noted for C# (src/Shim/Posix/Callers.cs), which finds the module and its runtime.
 *
 * Which modules are gone. What C# has learnt about a module must not outlive it: another one may come to the same address. The
 * loader tells about each unloading, under its lock, where no C# may run. So it is only marked here, and C# looks at the next
 * call.
 *
 * When not to go on. The .NET runtime can't be entered by
 *   - a thread that is past its FLS callbacks, as in DLL_THREAD_DETACH: the runtime has let it go, and coming back ends the process;
 *   - anybody when the process is shutting down: other threads were killed, perhaps with the runtime's locks;
 *   - a thread inside a DllMain, if it is the very first call: the runtime starts a thread, which waits for the loader lock.
 * Such a call fails with EDEADLK instead of hanging.
 *
 * No header is included but the list of exports, which the build makes from exports.txt: the file compiles alike with clang on
 * Linux and with cl on Windows.
 */
typedef void *handle;
typedef unsigned int dword;
typedef unsigned short utf16;
typedef long long word; /* a register: every argument and result of every export fits */
typedef int *(*error_location)(void);

struct ansi_string {
    unsigned short length, capacity;
    const char *text;
};

__declspec(dllimport) handle __stdcall GetModuleHandleW(const utf16 *name);
__declspec(dllimport) int __stdcall GetModuleHandleExW(dword flags, const void *name, handle *module);
__declspec(dllimport) dword __stdcall FlsAlloc(void(__stdcall *callback)(void *value));
__declspec(dllimport) int __stdcall FlsSetValue(dword slot, void *value);
__declspec(dllimport) long __stdcall LdrGetProcedureAddress(handle module, const struct ansi_string *name, dword ordinal, void **address);
__declspec(dllimport) long __stdcall NtQueryObject(handle object, int what, void *answer, dword size, dword *length);
__declspec(dllimport) unsigned char __stdcall RtlDllShutdownInProgress(void);
__declspec(dllimport) char *__stdcall RtlGetCurrentPeb(void);
__declspec(dllimport) int __stdcall RtlIsCriticalSectionLockedByThread(void *section);
void *_ReturnAddress(void);
long _InterlockedDecrement(long volatile *number);
#ifndef __clang__
#pragma intrinsic(_ReturnAddress, _InterlockedDecrement)
#endif

#define PIN_FROM_ADDRESS 5    /* GET_MODULE_HANDLE_EX_FLAG_PIN and _FROM_ADDRESS */
#define LOADER_LOCK 0x110     /* in the process' environment block, of 64-bit Windows */
#define MODULE_UNLOADED 2     /* LDR_DLL_NOTIFICATION_REASON_UNLOADED */
#define EAI_SYSTEM 11901      /* of include/posix/netdb.h */
#define PROCESS_DETACH 0      /* DLL_PROCESS_DETACH */
#define EDEADLK 36            /* in every C runtime of Microsoft's */

/* Written by C#, one for each module that it knows something about; never freed, but used again. Callers.cs has the same. */
struct known_module {
    struct known_module *next;
    char *base;
    unsigned long long size;
    error_location errno_of;
    volatile int gone;
};

/* One end of a connection's ledger, in memory that the other end sees; Ledger.cs has the same. */
struct ledger_end {
    long long sent, received;
    int sending;
    volatile int closed;
    int refused, read_shut, write_shut;
    volatile long others; /* processes that have this end, too */
};

/* Callers.cs has the same, and OpenEnds.cs. */
static struct {
    struct known_module *volatile modules;
    volatile int unloads;
    volatile int started; /* the .NET runtime runs */
    struct ledger_end *volatile *ends; /* OpenEnds.cs keeps them; odd ones are free places */
    handle volatile *end_sockets;
    volatile int end_count;
} shared;

/* A thread is new, then it is in, and at its end it is out. */
enum { NEW, IN, OUT };
static __declspec(thread) struct {
    const void *caller;
    int state;
} thread;

static dword slot;

const void *afunix_caller(void)
{
    return thread.caller;
}

void *afunix_shared(void)
{
    return &shared;
}

/* No other handle of this object is open. */
static int is_alone(handle object)
{
    dword information[14];  /* PUBLIC_OBJECT_BASIC_INFORMATION: the third word counts handles */

    return NtQueryObject(object, 0, information, sizeof information, 0) >= 0 && information[2] == 1;
}

/* The process ends, and whatever it has not closed is closed with it. Other threads are gone, wherever they were, so no lock is taken and nothing is
 * called but the kernel: the ends of connections are marked, as close() would have done, for the other side to see. */
static void close_ends(void)
{
    int i;

    for (i = 0; i < shared.end_count; i++) {
        struct ledger_end *end = shared.ends[i];
        /* Who was counted may be gone, or was a program that knows nothing of this. */
        if (((unsigned long long)end & 1) == 0 && (_InterlockedDecrement(&end->others) < 0 || is_alone(shared.end_sockets[i])))
            end->closed = 1;
    }
}

static void __stdcall process_ends(handle module, dword reason, void *reserved)
{
    (void)module;
    (void)reserved; /* tells the end of the process from an unloading, but Wine leaves it out */
    if (reason == PROCESS_DETACH && RtlDllShutdownInProgress())
        close_ends();
}

#pragma section(".CRT$XLD", long, read)
__declspec(allocate(".CRT$XLD")) void(__stdcall *afunix_entry_process_ends)(handle, dword, void *) = process_ends;
#ifdef _MSC_VER
#pragma comment(linker, "/include:afunix_entry_process_ends")
#endif

/* The runtime's own callback comes in the same round. */
static void __stdcall thread_ends(void *value)
{
    (void)value;
    thread.state = OUT;
}

/* The loader's notification: of its structure the base of the module counts, which is its fourth pointer. */
static void __stdcall module_loaded_or_unloaded(dword reason, void *const *notification, void *context)
{
    struct known_module *module;
    (void)context;
    if (reason != MODULE_UNLOADED)
        return;
    for (module = shared.modules; module; module = module->next)
        if (module->base == notification[3]) {
            module->gone = 1;
            shared.unloads++;
        }
}

static void *look_up(const utf16 *module_name, const char *name)
{
    struct ansi_string text = {0, 0, name};
    handle module = GetModuleHandleW(module_name);
    void *address = 0;
    while (name[text.length])
        text.length++;
    text.capacity = (unsigned short)(text.length + 1);
    return module && LdrGetProcedureAddress(module, &text, 0, &address) >= 0 ? address : 0;
}

/* The DLL stays from now on, called or not: the loader knows our functions. */
static int prepare(void)
{
    static const utf16 ntdll[] = {'n', 't', 'd', 'l', 'l', '.', 'd', 'l', 'l', 0};
    long(__stdcall * watch)(dword flags, void(__stdcall *tell)(dword, void *const *, void *), void *context, void **cookie);
    void *cookie;
    handle self;

    slot = FlsAlloc(thread_ends);
    *(void **)&watch = look_up(ntdll, "LdrRegisterDllNotification");
    if (GetModuleHandleExW(PIN_FROM_ADDRESS, &shared, &self) && watch)
        watch(0, module_loaded_or_unloaded, 0, &cookie);
    return 0;
}

/* The last of the C initialisers; the runtime's own are C++ ones, which come later. */
#pragma section(".CRT$XIC", long, read)
__declspec(allocate(".CRT$XIC")) int (*afunix_entry_prepare)(void) = prepare;
#ifdef _MSC_VER
#pragma comment(linker, "/include:afunix_entry_prepare")
#endif

/*
 * What a refused call gives: -1, but for those of which -1 would say something else. A function that is named here has its own
 * answer as the second of two words.
 */
#define SECOND(first, second, ...) second
#define PICK(words) SECOND words
#define REFUSAL(name) PICK((REFUSAL_##name, -1, 0))
#define REFUSAL_isatty , 0
#define REFUSAL_gethostbyname , 0
#define REFUSAL_gethostbyaddr , 0
#define REFUSAL_getservbyname , 0
#define REFUSAL_getservbyport , 0
#define REFUSAL_getprotobyname , 0
#define REFUSAL_getprotobynumber , 0
#define REFUSAL_inet_ntop , 0
#define REFUSAL_inet_ntoa , 0
#define REFUSAL_inet_aton , 0
#define REFUSAL_getaddrinfo , EAI_SYSTEM
#define REFUSAL_getnameinfo , EAI_SYSTEM
#define REFUSAL_gai_strerror , (word) "Unknown error"
#define REFUSAL_program_name , (word) ""
#define REFUSAL_h_errno , (word)&host_error

static int host_error;

/* errno of the caller, if it ever called before; else of the system's runtimes, of which it can only miss its own. */
__declspec(noinline) static word refuse(const void *caller, word answer)
{
    static const utf16 names[][13] = {
        {'m', 's', 'v', 'c', 'r', 't', '.', 'd', 'l', 'l', 0},
        {'u', 'c', 'r', 't', 'b', 'a', 's', 'e', '.', 'd', 'l', 'l', 0},
    };
    const struct known_module *module;
    unsigned i;

    for (module = shared.modules; module; module = module->next)
        if (!module->gone && (unsigned long long)((const char *)caller - module->base) < module->size && module->errno_of) {
            *module->errno_of() = EDEADLK;
            return answer;
        }
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        error_location errno_of;
        *(void **)&errno_of = look_up(names[i], "_errno");
        if (errno_of)
            *errno_of() = EDEADLK;
    }
    return answer;
}

/* Out of the way of the calls that come every time. */
__declspec(noinline) static int may_enter(void)
{
    if (RtlDllShutdownInProgress() || thread.state == OUT)
        return 0;
    if (!shared.started && RtlIsCriticalSectionLockedByThread(*(void **)(RtlGetCurrentPeb() + LOADER_LOCK)))
        return 0;
    FlsSetValue(slot, &slot);
    thread.state = IN;
    return 1;
}

/* For the other ways in: children.c. */
int afunix_may_enter(void)
{
    return (thread.state == IN && !RtlDllShutdownInProgress()) || may_enter();
}

/* No export has more than eight arguments, and all are integers or pointers: whatever lies in their places is passed on. */
#define EXPORT(name)                                                                                                                                  \
    word afunix_##name(word a, word b, word c, word d, word e, word f, word g, word h);                                                               \
    word afunix_enter_##name(word a, word b, word c, word d, word e, word f, word g, word h);                                                         \
    word afunix_enter_##name(word a, word b, word c, word d, word e, word f, word g, word h)                                                          \
    {                                                                                                                                                 \
        if ((thread.state != IN || RtlDllShutdownInProgress()) && !may_enter())                                                                       \
            return refuse(_ReturnAddress(), REFUSAL(name));                                                                                           \
        thread.caller = _ReturnAddress();                                                                                                             \
        return afunix_##name(a, b, c, d, e, f, g, h);                                                                                                 \
    }

#include "exports.h"
