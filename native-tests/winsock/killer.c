/* Kills afunix-run: killer LAUNCHER. The program that it has started must end with it, and that one's child must not. */
#include <stdio.h>
#include <windows.h>

/* waiting.exe says "ready", its number and its child's. */
static int start(wchar_t *launcher, PROCESS_INFORMATION *run, DWORD *program, DWORD *child)
{
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    wchar_t command[] = L"afunix-run waiting.exe waiting.exe";
    char line[100] = "";
    HANDLE output;
    DWORD size;

    if (!CreatePipe(&output, &startup.hStdOutput, &inherited, 0) || !SetHandleInformation(output, HANDLE_FLAG_INHERIT, 0)
        || !CreateProcessW(launcher, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, run))
        return 0;
    return ReadFile(output, line, sizeof line - 1, &size, NULL) && sscanf(line, "ready %lu %lu", program, child) == 2;
}

int wmain(int count, wchar_t **words)
{
    PROCESS_INFORMATION run;
    HANDLE program, child;
    DWORD program_id, child_id;

    if (count != 2 || !start(words[1], &run, &program_id, &child_id))
        return printf("not started: error %lu\n", GetLastError());
    program = OpenProcess(SYNCHRONIZE, FALSE, program_id);
    child = OpenProcess(SYNCHRONIZE | PROCESS_TERMINATE, FALSE, child_id);
    TerminateProcess(run.hProcess, 1);
    puts(program && WaitForSingleObject(program, 30000) == WAIT_OBJECT_0 ? "the program has ended" : "the program goes on");
    puts(child && WaitForSingleObject(child, 0) == WAIT_TIMEOUT ? "its child goes on" : "its child has ended");
    TerminateProcess(child, 1);
    return 0;
}
