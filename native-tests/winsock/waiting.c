/* Waits for Ctrl+C, or for nothing: waiting [PROGRAM] starts that one first, and tells both numbers. */
#include <stdio.h>
#include <windows.h>

enum { CODE = 42 };

static HANDLE pressed;

static BOOL WINAPI on_event(DWORD event)
{
    return event == CTRL_C_EVENT && SetEvent(pressed);
}

int wmain(int count, wchar_t **words)
{
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child = {0};

    pressed = CreateEventW(NULL, TRUE, FALSE, NULL);
    SetConsoleCtrlHandler(on_event, TRUE);
    if (count > 1 && !CreateProcessW(NULL, words[1], NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child))
        return 1;
    printf("ready %lu %lu\n", GetCurrentProcessId(), child.dwProcessId);
    fflush(stdout);
    WaitForSingleObject(pressed, INFINITE);
    puts("interrupted");
    return CODE;
}
