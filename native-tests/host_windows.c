#include "host.h"

#include "check.h"
#include "program.h"
#include "wide.h"

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <windows.h>
#include <psapi.h>

long own_process_id(void)
{
    return (long)GetCurrentProcessId();
}

bool own_output_write(const void *bytes, size_t size)
{
    DWORD count = 0;

    return WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes, (DWORD)size, &count, NULL) && count == size;
}

int own_input_read(void *bytes, size_t size)
{
    DWORD count = 0;

    return ReadFile(GetStdHandle(STD_INPUT_HANDLE), bytes, (DWORD)size, &count, NULL) ? (int)count : 0;
}

void process_exit_now(int status)
{
    TerminateProcess(GetCurrentProcess(), (UINT)status);
    abort();
}

enum { ARGUMENT_SIZE = 2048 };

static BOOL WINAPI take_interrupt(DWORD kind)
{
    return kind == CTRL_C_EVENT || kind == CTRL_BREAK_EVENT;
}

bool interrupts_handle(void)
{
    /* A console of its own: nobody else is to be interrupted. */
    FreeConsole();
    return AllocConsole() && SetConsoleCtrlHandler(NULL, FALSE) && SetConsoleCtrlHandler(take_interrupt, TRUE);
}

void interrupt_own_process(void)
{
    GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
}

void descriptors_allow(int count)
{
    /* msvcrt's table has 2,048 places, that of ucrtbase more. */
    if (count > 2000)
        SKIP("the C runtime has fewer than %d descriptors", count);
}

void descriptors_limit(void)
{
    /* The C runtime's table has its own end. */
}

/* GetProcessHandleCount() is not everywhere. Values are multiples of four, given from the lowest; behind such a gap there are no more. */
int own_descriptors(void)
{
    enum { HIGHEST = 4 * 8192, GAP = 100 };
    size_t value;
    DWORD flags;
    int count = 0, gap = 0;

    for (value = 4; value < HIGHEST && gap < GAP; value += 4) {
        bool open = GetHandleInformation((HANDLE)value, &flags);

        gap = open ? 0 : gap + 1;
        count += open;
    }
    return count;
}

long long own_memory(void)
{
    PROCESS_MEMORY_COUNTERS counters = { .cb = sizeof counters };

    CHECK(K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters));
    return (long long)counters.WorkingSetSize;
}

void privileges_drop(void)
{
    /* Nothing here asks who is an administrator. */
}

int time_scale(void)
{
    const char *given = getenv("AFUNIX_TEST_SCALE");
    int scale = given ? atoi(given) : GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") ? 10 : 1;

    return scale > 0 ? scale : 1;
}

int wmain(int count, wchar_t **wide)
{
    char **arguments = calloc((size_t)count + 1, sizeof *arguments);
    int i;

    /* A crash is a failed case, not a window that waits for somebody. */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    _setmode(1, _O_BINARY);
    _setmode(2, _O_BINARY);
    for (i = 0; arguments && i < count; i++) {
        char text[ARGUMENT_SIZE];

        arguments[i] = utf8_from_wide(wide[i], text, sizeof text) ? _strdup(text) : NULL;
        if (!arguments[i])
            return STATUS_UNKNOWN_CASE;
    }
    return arguments ? program(count, arguments) : STATUS_FAILED;
}
