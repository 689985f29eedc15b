/* Runs a Windows program as a terminal would, for a test that has but pipes: its own input becomes the program's through one of
 * Windows' pipes (Wine can't say whether one of Unix has something to read), except that the byte 3 is Ctrl+C. When it ends, so
 * does the program.
 *
 *     terminal PROGRAM ARGUMENT... */
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

enum { CTRL_C = 3 };

static int fail(const char *what)
{
    fprintf(stderr, "terminal: %s: error %lu\n", what, GetLastError());
    return 99;
}

/* Our own Ctrl+C, which comes to every program of the console. */
static BOOL WINAPI ignore(DWORD kind)
{
    return kind == CTRL_C_EVENT;
}

struct pipes {
    HANDLE from, to;
};

static DWORD WINAPI relay(void *argument)
{
    struct pipes *pipes = argument;
    char bytes[4096];
    DWORD count, written;

    while (ReadFile(pipes->from, bytes, sizeof bytes, &count, NULL) && count > 0) {
        if (memchr(bytes, CTRL_C, count))
            GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
        else if (!WriteFile(pipes->to, bytes, count, &written, NULL))
            break;
    }
    CloseHandle(pipes->to);
    return 0;
}

/* A console of our own, so that Ctrl+C is nobody else's; and a job, which ends the program even if we are killed. */
static HANDLE prepare(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
    HANDLE job = CreateJobObjectW(NULL, NULL);

    memset(&limits, 0, sizeof limits);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    FreeConsole();
    return AllocConsole() && SetConsoleCtrlHandler(NULL, FALSE) && SetConsoleCtrlHandler(ignore, TRUE)
            && SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits)
        ? job
        : NULL;
}

/* Starts what follows our own name in the command line, whose quotes stay as they are. */
static HANDLE start(STARTUPINFOW *info, HANDLE job)
{
    wchar_t *command = GetCommandLineW();
    PROCESS_INFORMATION program;
    BOOL started;
    int tries = 0;

    command = wcschr(command + 1, *command == L'"' ? L'"' : L' ');
    if (!command)
        return NULL;
    /* Wine 8 fails now and then to start a process when the machine is busy, and calls that an internal error. */
    while (!(started = CreateProcessW(NULL, command + 1 + wcsspn(command + 1, L" "), NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, info, &program))
           && GetLastError() == ERROR_INTERNAL_ERROR && ++tries < 20)
        Sleep(50);
    if (!started || !AssignProcessToJobObject(job, program.hProcess) || ResumeThread(program.hThread) == (DWORD)-1)
        return NULL;
    return program.hProcess;
}

int main(void)
{
    SECURITY_ATTRIBUTES inherited = { sizeof inherited, NULL, TRUE };
    struct pipes pipes = { .from = GetStdHandle(STD_INPUT_HANDLE) };
    STARTUPINFOW info;
    HANDLE job, program;
    DWORD code;

    memset(&info, 0, sizeof info);
    info.cb = sizeof info;
    info.dwFlags = STARTF_USESTDHANDLES;
    info.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE); /* before AllocConsole puts its own in their place */
    info.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    if (!(job = prepare()))
        return fail("console");
    if (!CreatePipe(&info.hStdInput, &pipes.to, &inherited, 0) || !SetHandleInformation(pipes.to, HANDLE_FLAG_INHERIT, 0))
        return fail("pipe");
    if (!(program = start(&info, job)))
        return fail("start");
    CloseHandle(info.hStdInput);
    if (!CreateThread(NULL, 0, relay, &pipes, 0, NULL))
        return fail("thread");
    if (WaitForSingleObject(program, INFINITE) != WAIT_OBJECT_0 || !GetExitCodeProcess(program, &code))
        return fail("wait");
    return (int)code;
}
