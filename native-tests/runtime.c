/* The .NET runtime inside the DLL, as a guest in somebody else's process: it must never hang it and hardly be felt. */
#include "check.h"
#include "host.h"
#include "peer.h"
#include "thread.h"

#include <stdatomic.h>
#include <stdio.h>
#include <windows.h>
#include <psapi.h>
#include <tlhelp32.h>

enum { PROCESSES = 40, THREADS_EACH = 250, AT_ONCE = 25, CALLERS = 1, ALLOWED_MEGABYTES = 8 };

/* Not in the header: for tests only. */
struct diagnostics {
    int (*version)(void);
    long long (*allocated)(void);
    void (*collect)(void);
};

static struct diagnostics diagnostics_of(HMODULE module)
{
    struct diagnostics found;

    found.version = (int (*)(void))(void (*)(void))GetProcAddress(module, "afunix_version");
    found.allocated = (long long (*)(void))(void (*)(void))GetProcAddress(module, "afunix_debug_allocated");
    found.collect = (void (*)(void))(void (*)(void))GetProcAddress(module, "afunix_debug_collect");
    CHECK(found.version && found.allocated && found.collect);
    return found;
}

static int thread_count(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 entry = { .dwSize = sizeof entry };
    int count = 0;

    CHECK(snapshot != INVALID_HANDLE_VALUE);
    for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
        count += entry.th32OwnerProcessID == GetCurrentProcessId();
    CloseHandle(snapshot);
    return count;
}

/* 10,000 short threads call an export and end while the runtime collects.
 *
 * The story: at a thread's end Wine runs its FLS callbacks under the loader lock, and the runtime's callback wants the runtime's
 * thread lock. A collection holds that lock, and the first time that it had to interrupt a thread it asked GetProcAddress for
 * QueueUserAPC2, which wants the loader lock: a process with short threads hung for ever, one in ten. build/native/loader.c is the
 * cure. As it is the first interruption that counts, many processes tell more than many threads in one. */
CASE_BODY(runtime_short_threads_while_collecting)
{
    struct peer *peers[2];
    int i;

    for (i = 0; i < PROCESSES; i += 2) {
        peers[0] = peer_start("runtime_short_threads", NULL);
        peers[1] = peer_start("runtime_short_threads", NULL);
        peer_finish(peers[0]);
        peer_finish(peers[1]);
    }
}

struct crowd {
    struct diagnostics library;
    atomic_bool stop;
};

/* Somebody has to be inside when a collection comes, or it has nobody to interrupt. */
static void call_until_told(void *argument)
{
    struct crowd *crowd = argument;

    while (!atomic_load_explicit(&crowd->stop, memory_order_relaxed))
        crowd->library.version();
}

static void collect_until_told(void *argument)
{
    struct crowd *crowd = argument;

    while (!atomic_load(&crowd->stop))
        crowd->library.collect();
}

static void call_and_end(void *argument)
{
    const struct crowd *crowd = argument;

    CHECK(crowd->library.version() > 0);
}

HELPER_BODY(runtime_short_threads)
{
    struct crowd crowd = { .library = diagnostics_of(GetModuleHandleW(L"afunix.dll")) };
    struct thread *callers[CALLERS], *collector, *threads[AT_ONCE];
    int started, i;

    (void)count, (void)arguments;
    for (i = 0; i < CALLERS; i++)
        callers[i] = thread_start(call_until_told, &crowd);
    for (i = 0; i < AT_ONCE; i++)
        threads[i] = thread_start(call_and_end, &crowd);
    collector = thread_start(collect_until_told, &crowd);
    for (started = AT_ONCE; started < THREADS_EACH; started++) {
        thread_join(threads[started % AT_ONCE]);
        threads[started % AT_ONCE] = thread_start(call_and_end, &crowd);
    }
    for (i = 0; i < AT_ONCE; i++)
        thread_join(threads[i]);
    atomic_store(&crowd.stop, true);
    thread_join(collector);
    for (i = 0; i < CALLERS; i++)
        thread_join(callers[i]);
    return STATUS_PASSED;
}

/* A copy of the DLL under another name is a DLL of its own, with its own runtime: its cost can be taken in this process. Time is only told
 * here; the benchmarks hold it to its limit. */
CASE_BODY(runtime_costs_little)
{
    PROCESS_MEMORY_COUNTERS before = { .cb = sizeof before }, after = { .cb = sizeof after };
    wchar_t original[MAX_PATH];
    LARGE_INTEGER start, loaded, called, frequency;
    struct diagnostics copy;
    double milliseconds, megabytes;
    int threads;
    HMODULE module;

    CHECK(GetModuleFileNameW(GetModuleHandleW(L"afunix.dll"), original, MAX_PATH) > 0);
    CHECK(CopyFileW(original, L"guest.dll", FALSE));

    threads = thread_count();
    CHECK(GetProcessMemoryInfo(GetCurrentProcess(), &before, sizeof before));
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&start);
    module = LoadLibraryW(L"guest.dll");
    QueryPerformanceCounter(&loaded);
    CHECK(module != NULL);
    copy = diagnostics_of(module);
    CHECK(copy.version() > 0);
    QueryPerformanceCounter(&called);
    CHECK(GetProcessMemoryInfo(GetCurrentProcess(), &after, sizeof after));

    milliseconds = (double)(called.QuadPart - start.QuadPart) * 1000 / (double)frequency.QuadPart;
    megabytes = ((double)after.WorkingSetSize - (double)before.WorkingSetSize) / (1024 * 1024);
    note("load %.2f ms, load and first call %.2f ms, %.2f MB", (double)(loaded.QuadPart - start.QuadPart) * 1000 / (double)frequency.QuadPart,
         milliseconds, megabytes);
    CHECK_EQ(thread_count() - threads, 1);
    if (megabytes > ALLOWED_MEGABYTES)
        FAIL("%.2f MB resident, %d are allowed", megabytes, ALLOWED_MEGABYTES);
}

CASE_BODY(runtime_imports_system_libraries_only)
{
    /* Everything that loading the DLL brought into the process lies in the system's folder, but for the DLL and the program. */
    HMODULE modules[256];
    wchar_t system_folder[MAX_PATH], path[MAX_PATH];
    DWORD size, i;
    int foreign = 0;

    CHECK(GetSystemDirectoryW(system_folder, MAX_PATH) > 0);
    CHECK(EnumProcessModules(GetCurrentProcess(), modules, sizeof modules, &size));
    for (i = 0; i < size / sizeof *modules; i++) {
        CHECK(GetModuleFileNameW(modules[i], path, MAX_PATH) > 0);
        foreign += _wcsnicmp(path, system_folder, wcslen(system_folder)) != 0;
    }
    CHECK_EQ(foreign, 2);
    CHECK(GetModuleHandleW(L"ole32.dll") == NULL);
    CHECK(GetModuleHandleW(L"bcrypt.dll") == NULL);
}
