/*
 * Closes its output and goes on: who reads that must see its end. quiet LAUNCHER has afunix-run start the program again, as "quiet be NUMBER" with an
 * event's handle, and tells what it sees.
 */
#include <stdio.h>
#include <windows.h>

enum { CODE = 6, PATIENCE = 30000 };

static HANDLE output;

static DWORD WINAPI copy_output(void *unused)
{
    char bytes[100];
    DWORD size;

    (void)unused;
    while (ReadFile(output, bytes, sizeof bytes, &size, NULL) && size > 0)
        fwrite(bytes, 1, size, stdout);
    return 0;
}

static int be_quiet(const wchar_t *number)
{
    void *end;

    if (swscanf(number, L"%p", &end) != 1)
        return 1;
    printf("it talks; ");
    fflush(stdout);
    CloseHandle(GetStdHandle(STD_OUTPUT_HANDLE));
    return WaitForSingleObject(end, PATIENCE) == WAIT_OBJECT_0 ? CODE : 1;
}

int wmain(int count, wchar_t **words)
{
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    HANDLE reader, end = CreateEventW(&inherited, TRUE, FALSE, NULL);
    PROCESS_INFORMATION process;
    wchar_t command[64];
    DWORD code = 0;

    if (count == 3)
        return be_quiet(words[2]);
    swprintf(command, sizeof command / sizeof *command, L"afunix-run quiet.exe be %p", end);
    if (count != 2 || !CreatePipe(&output, &startup.hStdOutput, &inherited, 0) || !SetHandleInformation(output, HANDLE_FLAG_INHERIT, 0)
        || !CreateProcessW(words[1], command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process))
        return printf("not started: error %lu\n", GetLastError());
    CloseHandle(startup.hStdOutput);
    reader = CreateThread(NULL, 0, copy_output, NULL, 0, NULL);
    puts(reader && WaitForSingleObject(reader, PATIENCE / 3) == WAIT_OBJECT_0 ? "its output ends" : "its output does not end");
    SetEvent(end);
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    printf("its code is %lu\n", code);
    return 0;
}
