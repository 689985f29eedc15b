#include "process.h"

#include "check.h"
#include "thread.h"
#include "wide.h"

#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

enum { COMMAND_SIZE = 4096, WIDE_SIZE = 2048 };

struct process {
    HANDLE handle;
    HANDLE job;         /* of a case: ends all its helpers when it is closed */
    HANDLE input;       /* what we write, the helper reads */
    HANDLE output;      /* what the helper writes, we read */
    DWORD id;
};

static struct process *failed(const char *what)
{
    note("%s failed with error %lu", what, GetLastError());
    return NULL;
}

static void close_handle(HANDLE *handle)
{
    if (*handle)
        CloseHandle(*handle);
    *handle = NULL;
}

/* One argument, quoted as the C runtime takes it apart: backslashes count only before a quote. */
static bool append_argument(wchar_t *command, const wchar_t *argument)
{
    size_t used = wcslen(command), slashes = 0;

    if (used + 2 * wcslen(argument) + 4 > COMMAND_SIZE)
        return false;
    if (used > 0)
        command[used++] = L' ';
    command[used++] = L'"';
    for (; *argument; argument++) {
        if (*argument == L'"')
            for (slashes++; slashes > 0; slashes--)
                command[used++] = L'\\';
        slashes = *argument == L'\\' ? slashes + 1 : 0;
        command[used++] = *argument;
    }
    for (; slashes > 0; slashes--)
        command[used++] = L'\\';
    command[used++] = L'"';
    command[used] = L'\0';
    return true;
}

static bool make_command(wchar_t *command, const wchar_t *image, const char *const arguments[])
{
    wchar_t wide[WIDE_SIZE];
    size_t i;

    command[0] = L'\0';
    if (!append_argument(command, image))
        return false;
    for (i = 0; arguments[i]; i++)
        if (!wide_from_utf8(arguments[i], wide, WIDE_SIZE) || !append_argument(command, wide))
            return false;
    return true;
}

/* A job whose last handle takes all its processes with it. */
static HANDLE make_job(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
    HANDLE job = CreateJobObjectW(NULL, NULL);

    memset(&limits, 0, sizeof limits);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (job)
        SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return job;
}

/* Wine 8 fails now and then to start a process when the machine is busy, and calls that an internal error. Then it is tried again. */
static bool try_again(int *tries)
{
    enum { MOST_TRIES = 20, PAUSE = 50 };

    if (GetLastError() != ERROR_INTERNAL_ERROR || ++*tries == MOST_TRIES)
        return false;
    thread_pause(PAUSE);
    return true;
}

/* The program of this name in the folder of this one; NULL: this one itself. */
static bool find_image(const char *name, wchar_t image[WIDE_SIZE])
{
    wchar_t *slash;

    if (GetModuleFileNameW(NULL, image, WIDE_SIZE) == 0)
        return false;
    slash = wcsrchr(image, L'\\');
    return !name || (slash && wide_from_utf8(name, slash + 1, (size_t)(image + WIDE_SIZE - slash - 1)));
}

static bool create(struct process *process, const char *program, const char *const arguments[], const wchar_t *directory, HANDLE standard[3], DWORD flags)
{
    wchar_t image[WIDE_SIZE], command[COMMAND_SIZE];
    PROCESS_INFORMATION created;
    STARTUPINFOEXW start;
    HANDLE inherited[3];
    SIZE_T size = 0;
    BOOL done;
    int i, count = 0, tries = 0;

    if (!find_image(program, image) || !make_command(command, image, arguments))
        return false;
    memset(&start, 0, sizeof start);
    start.StartupInfo.cb = sizeof start;
    start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    start.StartupInfo.hStdInput = standard[0];
    start.StartupInfo.hStdOutput = standard[1];
    start.StartupInfo.hStdError = standard[2];
    for (i = 0; i < 3; i++) {
        SetHandleInformation(standard[i], HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
        if (i < 2 || standard[2] != standard[1])
            inherited[count++] = standard[i];
    }
    /* The list keeps everything else of ours out of the new process, its sockets above all. */
    InitializeProcThreadAttributeList(NULL, 1, 0, &size);
    start.lpAttributeList = malloc(size);
    if (!start.lpAttributeList || !InitializeProcThreadAttributeList(start.lpAttributeList, 1, 0, &size))
        return false;
    if (!UpdateProcThreadAttribute(start.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, inherited, (SIZE_T)count * sizeof inherited[0],
                                   NULL, NULL))
        return false;
    do
        done = CreateProcessW(image, command, NULL, NULL, TRUE, flags | EXTENDED_STARTUPINFO_PRESENT, NULL, directory, &start.StartupInfo, &created);
    while (!done && try_again(&tries));
    DeleteProcThreadAttributeList(start.lpAttributeList);
    free(start.lpAttributeList);
    if (!done)
        return false;
    process->handle = created.hProcess;
    process->id = created.dwProcessId;
    if (process->job)
        AssignProcessToJobObject(process->job, created.hProcess);
    if (flags & CREATE_SUSPENDED)
        ResumeThread(created.hThread);
    CloseHandle(created.hThread);
    return true;
}

struct process *process_start_case(const char *const arguments[], const char *directory, const char *output)
{
    SECURITY_ATTRIBUTES inherit = { sizeof inherit, NULL, TRUE };
    struct process *process = calloc(1, sizeof *process);
    wchar_t wide_directory[WIDE_SIZE], wide_output[WIDE_SIZE];
    HANDLE nothing, log, standard[3];
    bool started;

    if (!process || !wide_from_utf8(directory, wide_directory, WIDE_SIZE) || !wide_from_utf8(output, wide_output, WIDE_SIZE))
        return NULL;
    nothing = CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherit, OPEN_EXISTING, 0, NULL);
    log = CreateFileW(wide_output, FILE_APPEND_DATA | SYNCHRONIZE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherit,
                      CREATE_ALWAYS, 0, NULL);
    if (nothing == INVALID_HANDLE_VALUE || log == INVALID_HANDLE_VALUE)
        return failed("CreateFileW");
    standard[0] = nothing;
    standard[1] = standard[2] = log;
    process->job = make_job();
    started = create(process, NULL, arguments, wide_directory, standard, CREATE_SUSPENDED);
    if (!started)
        failed("CreateProcessW");
    CloseHandle(nothing);
    CloseHandle(log);
    if (started)
        return process;
    process_free(process);
    return NULL;
}

struct process *process_start_helper(const char *const arguments[])
{
    return process_start_program(NULL, arguments);
}

struct process *process_start_program(const char *program, const char *const arguments[])
{
    struct process *process = calloc(1, sizeof *process);
    HANDLE child_input, child_output, standard[3];
    bool started;

    if (!process)
        return NULL;
    if (!CreatePipe(&child_input, &process->input, NULL, 0) || !CreatePipe(&process->output, &child_output, NULL, 0))
        return failed("CreatePipe");
    standard[0] = child_input;
    standard[1] = child_output;
    standard[2] = GetStdHandle(STD_ERROR_HANDLE);
    started = create(process, program, arguments, NULL, standard, 0);
    if (!started)
        failed("CreateProcessW");
    CloseHandle(child_input);
    CloseHandle(child_output);
    if (started)
        return process;
    process_free(process);
    return NULL;
}

struct process *process_spawn(const char *const arguments[])
{
    enum { MOST_ARGUMENTS = 16 };
    struct process *process = calloc(1, sizeof *process);
    wchar_t image[WIDE_SIZE], wide[MOST_ARGUMENTS][256];
    const wchar_t *argv[MOST_ARGUMENTS + 2] = { image };
    int i, tries = 0;

    if (!process || GetModuleFileNameW(NULL, image, WIDE_SIZE) == 0)
        return NULL;
    for (i = 0; arguments[i]; i++) {
        CHECK(i < MOST_ARGUMENTS && wide_from_utf8(arguments[i], wide[i], 256) != NULL);
        argv[i + 1] = wide[i];
    }
    do
        process->handle = (HANDLE)_wspawnv(_P_NOWAIT, image, argv);
    while (process->handle == (HANDLE)-1 && try_again(&tries));
    if (process->handle != (HANDLE)-1)
        return process;
    process->handle = NULL;
    process_free(process);
    return failed("_wspawnv");
}

bool process_wait(struct process *process, long long milliseconds, int *status)
{
    DWORD code = 0;

    if (WaitForSingleObject(process->handle, (DWORD)milliseconds) != WAIT_OBJECT_0)
        return false;
    GetExitCodeProcess(process->handle, &code);
    close_handle(&process->job);
    *status = (int)code;
    return true;
}

void process_kill(struct process *process)
{
    if (!process->handle)
        return;
    TerminateProcess(process->handle, 137);
    WaitForSingleObject(process->handle, INFINITE);
    close_handle(&process->job);
}

void process_free(struct process *process)
{
    process_kill(process);
    close_handle(&process->handle);
    close_handle(&process->job);
    close_handle(&process->input);
    close_handle(&process->output);
    free(process);
}

static bool write_all(HANDLE file, const void *bytes, size_t size)
{
    DWORD count = 0;

    return WriteFile(file, bytes, (DWORD)size, &count, NULL) && count == size;
}

static int read_some(HANDLE file, void *bytes, size_t size)
{
    DWORD count = 0;

    return ReadFile(file, bytes, (DWORD)size, &count, NULL) ? (int)count : 0;
}

bool process_write(struct process *process, const void *bytes, size_t size)
{
    return write_all(process->input, bytes, size);
}

int process_read(struct process *process, void *bytes, size_t size)
{
    return read_some(process->output, bytes, size);
}

void process_close_input(struct process *process)
{
    close_handle(&process->input);
}

long process_id(const struct process *process)
{
    return (long)process->id;
}

void *process_handle(const struct process *process)
{
    return process->handle;
}
