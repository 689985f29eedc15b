/* A program whose children are asked: parent HOW starts itself in that way, as "parent answer", and tells what became of it. */
#include "answer.h"
#include <process.h>
#include <stdlib.h>
#include <string.h>

enum { CODE = 5 };

static wchar_t command[] = L"parent.exe answer";

static int report(BOOL started, const PROCESS_INFORMATION *child)
{
    DWORD code = 0;

    if (!started) {
        printf("not started: error %lu\n", GetLastError());
        return 1;
    }
    WaitForSingleObject(child->hProcess, INFINITE);
    GetExitCodeProcess(child->hProcess, &code);
    printf("ended with %lu%s\n", code, GetProcessId(child->hProcess) == child->dwProcessId ? "" : ", and was somebody else");
    return 0;
}

static int create(DWORD flags, HANDLE token)
{
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    BOOL started;

    SetLastError(12345);
    started = token ? CreateProcessAsUserW(token, NULL, command, NULL, NULL, TRUE, flags, NULL, NULL, &startup, &child)
                    : CreateProcessW(NULL, command, NULL, NULL, TRUE, flags, NULL, NULL, &startup, &child);
    if (started && (flags & CREATE_SUSPENDED))
        printf("was suspended %lu times\n", ResumeThread(child.hThread));
    return report(started, &child);
}

static int create_narrow(void)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    char line[] = "parent.exe answer";

    return report(CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child), &child);
}

/* With fewer rights: no group of administrators, no privileges. */
static int create_restricted(void)
{
    HANDLE own, token;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &own)
        || !CreateRestrictedToken(own, DISABLE_MAX_PRIVILEGE, 0, NULL, 0, NULL, 0, NULL, &token)) {
        printf("no token: error %lu\n", GetLastError());
        return 1;
    }
    return create(0, token);
}

/* In a job that lets no child out of it. */
static int create_in_job(void)
{
    STARTUPINFOW startup = {.cb = sizeof startup};
    HANDLE job = CreateJobObjectW(NULL, NULL);
    PROCESS_INFORMATION child;
    BOOL inside = FALSE;
    BOOL started = CreateProcessW(NULL, command, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &startup, &child);

    if (started && AssignProcessToJobObject(job, child.hProcess) && IsProcessInJob(child.hProcess, job, &inside) && inside)
        puts("is in the job");
    fflush(stdout);
    if (started)
        ResumeThread(child.hThread);
    return report(started, &child);
}

static int fail(void)
{
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child = {0};
    wchar_t nobody[] = L"there-is-no-such.exe";
    BOOL started = CreateProcessW(NULL, nobody, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child);

    printf("%d, error %lu\n", started, GetLastError());
    return 0;
}

int main(int count, char **words)
{
    const char *how = count > 1 ? words[1] : "";

    if (strcmp(how, "answer") == 0) {
        puts(answer());
        return CODE;
    }
    if (strcmp(how, "system") == 0)
        printf("ended with %d\n", system("parent.exe answer"));
    else if (strcmp(how, "shells") == 0)
        printf("ended with %d\n", system("cmd /c cmd /c parent.exe answer"));
    else if (strcmp(how, "spawn") == 0)
        printf("ended with %d\n", (int)_spawnl(_P_WAIT, "parent.exe", "parent.exe", "answer", (char *)NULL));
    else if (strcmp(how, "wide") == 0)
        return create(0, NULL);
    else if (strcmp(how, "narrow") == 0)
        return create_narrow();
    else if (strcmp(how, "suspended") == 0)
        return create(CREATE_SUSPENDED, NULL);
    else if (strcmp(how, "restricted") == 0)
        return create_restricted();
    else if (strcmp(how, "job") == 0)
        return create_in_job();
    else if (strcmp(how, "fail") == 0)
        return fail();
    return 0;
}
