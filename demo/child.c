#include "child.h"

#include <stdio.h>
#include <string.h>

enum { COMMAND_SIZE = 1024, PAUSE_MS = 2, ENDING_MS = 10000 };

static wchar_t folder[MAX_PATH];
static HANDLE job;

bool children_begin(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
    wchar_t temporary[MAX_PATH + 1];

    if (GetTempPathW(MAX_PATH, temporary) == 0)
        return false;
    /* The tick, because a demo that was interrupted left its folder behind and Wine gives out the same process ids again. */
    if (_snwprintf(folder, MAX_PATH - 1, L"%lsafunix-demo-%lu-%llu", temporary, GetCurrentProcessId(), GetTickCount64()) < 0)
        return false;
    memset(&limits, 0, sizeof limits);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    job = CreateJobObjectW(NULL, NULL);
    return job && SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits)
        && CreateDirectoryW(folder, NULL) && SetCurrentDirectoryW(folder);
}

void children_end(void)
{
    WIN32_FIND_DATAW entry;
    HANDLE search = FindFirstFileW(L"*.sock", &entry);

    CloseHandle(job);
    if (search != INVALID_HANDLE_VALUE) {
        do
            DeleteFileW(entry.cFileName);
        while (FindNextFileW(search, &entry));
        FindClose(search);
    }
    SetCurrentDirectoryW(L"..");
    RemoveDirectoryW(folder);
}

/* Both are inheritable for this one start: another child that held them would keep the pipes from ending. */
static bool start(struct child *child, const wchar_t *command, HANDLE input, HANDLE output)
{
    STARTUPINFOW info;
    PROCESS_INFORMATION created;
    wchar_t writable[COMMAND_SIZE] = L""; /* CreateProcessW asks for it */
    BOOL started;

    memset(&info, 0, sizeof info);
    info.cb = sizeof info;
    info.dwFlags = STARTF_USESTDHANDLES;
    info.hStdInput = input;
    info.hStdOutput = output;
    info.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    wcsncpy(writable, command, COMMAND_SIZE - 1);
    SetHandleInformation(output, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    if (input)
        SetHandleInformation(input, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    started = CreateProcessW(NULL, writable, NULL, NULL, TRUE, 0, NULL, NULL, &info, &created);
    SetHandleInformation(output, HANDLE_FLAG_INHERIT, 0);
    if (input)
        SetHandleInformation(input, HANDLE_FLAG_INHERIT, 0);
    if (!started)
        return false;
    AssignProcessToJobObject(job, created.hProcess);
    CloseHandle(created.hThread);
    child->process = created.hProcess;
    child->id = created.dwProcessId;
    return true;
}

bool child_start(struct child *child, const char *program, const char *arguments)
{
    wchar_t own[MAX_PATH], command[COMMAND_SIZE] = L"";
    DWORD length = GetModuleFileNameW(NULL, own, MAX_PATH);
    HANDLE input = NULL, output = NULL;
    bool started;

    memset(child, 0, sizeof *child);
    while (length > 0 && own[length - 1] != L'\\')
        length--;
    own[length] = L'\0';
    _snwprintf(command, COMMAND_SIZE - 1, L"\"%ls%hs.exe\" %hs", own, program, arguments);
    started = CreatePipe(&input, &child->input, NULL, 0) && CreatePipe(&child->output, &output, NULL, 0)
        && start(child, command, input, output);
    if (input)
        CloseHandle(input);
    if (output)
        CloseHandle(output);
    if (!started)
        child_close(child);
    return started;
}

bool run_into_file(const wchar_t *command, const wchar_t *file)
{
    HANDLE output = CreateFileW(file, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, CREATE_ALWAYS, 0, NULL);
    struct child child;
    bool started;

    if (output == INVALID_HANDLE_VALUE)
        return false;
    started = start(&child, command, NULL, output);
    if (started)
        CloseHandle(child.process);
    CloseHandle(output);
    return started;
}

DWORD read_text(const wchar_t *file, char *text, DWORD size)
{
    HANDLE input = CreateFileW(file, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    DWORD count = 0;

    if (input == INVALID_HANDLE_VALUE)
        return 0;
    ReadFile(input, text, size - 1, &count, NULL);
    text[count] = '\0';
    CloseHandle(input);
    return count;
}

bool under_wine(void)
{
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
}

bool child_write(struct child *child, char byte)
{
    DWORD count = 0;

    return WriteFile(child->input, &byte, 1, &count, NULL) && count == 1;
}

static void read_more(struct child *child)
{
    DWORD ready = 0, count = 0;
    size_t room = sizeof child->text - 1 - child->length;

    if (!child->output)
        return;
    if (!PeekNamedPipe(child->output, NULL, 0, NULL, &ready, NULL)) {
        CloseHandle(child->output);
        child->output = NULL;
    } else if (ready > 0 && room > 0
               && ReadFile(child->output, child->text + child->length, (DWORD)(ready < room ? ready : room), &count, NULL)) {
        child->length += count;
    }
    child->text[child->length] = '\0';
}

bool child_take_line(struct child *child, char *line, size_t size)
{
    char *end;
    size_t used;

    read_more(child);
    end = strchr(child->text, '\n');
    if (!end)
        return false;
    used = (size_t)(end + 1 - child->text);
    *end = '\0';
    if (end > child->text && end[-1] == '\r')
        end[-1] = '\0';
    snprintf(line, size, "%s", child->text);
    child->length -= used;
    memmove(child->text, child->text + used, child->length + 1);
    return true;
}

bool child_wait_line(struct child *child, char *line, size_t size, unsigned timeout_ms)
{
    ULONGLONG end = GetTickCount64() + timeout_ms;

    while (!child_take_line(child, line, size)) {
        if (!child->output || GetTickCount64() > end)
            return false;
        Sleep(PAUSE_MS);
    }
    return true;
}

int child_wait_exit(struct child *child, unsigned timeout_ms)
{
    DWORD code = 0;

    if (WaitForSingleObject(child->process, timeout_ms) != WAIT_OBJECT_0 || !GetExitCodeProcess(child->process, &code))
        return -1;
    return (int)code;
}

void child_close(struct child *child)
{
    if (child->process) {
        TerminateProcess(child->process, 1);
        WaitForSingleObject(child->process, ENDING_MS);
        CloseHandle(child->process);
    }
    if (child->input)
        CloseHandle(child->input);
    if (child->output)
        CloseHandle(child->output);
    memset(child, 0, sizeof *child);
}
