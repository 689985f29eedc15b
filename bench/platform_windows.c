#include "platform.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <psapi.h>
#include <tlhelp32.h>

double now_microseconds(void)
{
    static LARGE_INTEGER frequency;
    LARGE_INTEGER now;

    if (frequency.QuadPart == 0)
        QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&now);
    return (double)now.QuadPart * 1e6 / (double)frequency.QuadPart;
}

double resident_kilobytes(void)
{
    PROCESS_MEMORY_COUNTERS counters;

    memset(&counters, 0, sizeof counters);
    K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters);
    return (double)counters.WorkingSetSize / 1024;
}

int thread_count(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 thread;
    int count = 0;
    BOOL more;

    thread.dwSize = sizeof thread;
    for (more = Thread32First(snapshot, &thread); more; more = Thread32Next(snapshot, &thread))
        count += thread.th32OwnerProcessID == GetCurrentProcessId();
    CloseHandle(snapshot);
    return count;
}

long own_process_id(void)
{
    return (long)GetCurrentProcessId();
}

const char *own_program(void)
{
    static char path[1024];

    if (!*path)
        GetModuleFileNameA(NULL, path, sizeof path);
    return path;
}

void temporary_folder(char *path, size_t size)
{
    DWORD length = GetTempPathA((DWORD)size, path);

    if (length > 0 && length < size && path[length - 1] == '\\')
        path[length - 1] = '\0';
}

void remove_file(const char *path)
{
    SetFileAttributesA(path, FILE_ATTRIBUTE_NORMAL);
    DeleteFileA(path);
}

function function_named(const char *library, const char *name)
{
    HMODULE module = LoadLibraryA(library);
    FARPROC address = module ? GetProcAddress(module, name) : NULL;
    function found;

    memcpy(&found, &address, sizeof found);
    return found;
}

void die(const char *what, int code)
{
    fprintf(stderr, "bench: %s: error %d\n", what, code);
    exit(3);
}

/* Our programs' arguments have no quotes and end with no backslash, so that quotes around those with blanks are enough. afunix-run knows its
 * options without quotes only. */
static bool make_command(char *command, size_t size, const char *program, const char *const arguments[])
{
    size_t used = (size_t)snprintf(command, size, "\"%s\"", program);

    for (; *arguments && used < size; arguments++)
        used += (size_t)snprintf(command + used, size - used, strchr(*arguments, ' ') ? " \"%s\"" : " %s", *arguments);
    return used < size;
}

bool process_start(const char *program, const char *const arguments[], int *to, int *from, long long *process)
{
    SECURITY_ATTRIBUTES inherit = { sizeof inherit, NULL, TRUE };
    HANDLE input, output, our_input, our_output;
    char command[4096];
    PROCESS_INFORMATION created;
    STARTUPINFOA start;
    BOOL done;

    if (!make_command(command, sizeof command, program, arguments) || !CreatePipe(&input, &our_input, &inherit, 0)
        || !CreatePipe(&our_output, &output, &inherit, 0))
        return false;
    SetHandleInformation(our_input, HANDLE_FLAG_INHERIT, 0);
    SetHandleInformation(our_output, HANDLE_FLAG_INHERIT, 0);
    memset(&start, 0, sizeof start);
    start.cb = sizeof start;
    start.dwFlags = STARTF_USESTDHANDLES;
    start.hStdInput = input;
    start.hStdOutput = output;
    start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    done = CreateProcessA(program, command, NULL, NULL, TRUE, 0, NULL, NULL, &start, &created);
    CloseHandle(input);
    CloseHandle(output);
    if (!done)
        return false;
    CloseHandle(created.hThread);
    *to = _open_osfhandle((intptr_t)our_input, _O_BINARY);
    *from = _open_osfhandle((intptr_t)our_output, _O_BINARY);
    *process = (long long)(intptr_t)created.hProcess;
    return true;
}

int process_wait(long long process)
{
    HANDLE handle = (HANDLE)(intptr_t)process;
    DWORD code = (DWORD)-1;

    WaitForSingleObject(handle, INFINITE);
    GetExitCodeProcess(handle, &code);
    CloseHandle(handle);
    return (int)code;
}
