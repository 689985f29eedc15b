/* The ways in which Windows makes children, beside _spawn: all of them let sockets through, or nothing. Windows only. */
#include "check.h"
#include "files.h"
#include "process.h"
#include "program.h"
#include "sockets.h"
#include "thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include <io.h>

enum { PATIENCE = 60 * 1000, COMMAND_SIZE = 1024 };

static void make_command(char command[COMMAND_SIZE], const char *helper, const char *arguments)
{
    char image[512];

    CHECK(GetModuleFileNameA(NULL, image, sizeof image) > 0);
    snprintf(command, COMMAND_SIZE, "\"%s\" --helper %s %s %s", image, running_case(), helper, arguments);
}

static void finish(HANDLE child)
{
    DWORD code;

    CHECK_EQ(WaitForSingleObject(child, PATIENCE), WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(child, &code));
    CHECK_EQ(code, 0);
    CloseHandle(child);
}

static HANDLE created(char *command, void *environment, DWORD flags, STARTUPINFOA *start)
{
    PROCESS_INFORMATION process;

    start->cb = flags & EXTENDED_STARTUPINFO_PRESENT ? sizeof(STARTUPINFOEXA) : sizeof *start;
    CHECK(CreateProcessA(NULL, command, NULL, NULL, TRUE, flags, environment, NULL, start, &process));
    CloseHandle(process.hThread);
    return process.hProcess;
}

/* A pair whose second end is for the child: as the descriptor that it is, or on standard input. */
static void make_pair(int pair[2])
{
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
}

static void ask(int pair[2], HANDLE child)
{
    MUST(close(pair[1]));
    send_text(pair[0], "ping");
    expect_text(pair[0], "pong");
    MUST(close(pair[0]));
    finish(child);
}

HELPER_BODY(child_checks_its_environment)
{
    int fd = atoi(arguments[0]);
    const char *value = getenv("ZEBRA");

    CHECK_EQ(count, 1);
    CHECK(value != NULL && strcmp(value, "striped") == 0);
    expect_text(fd, "ping");
    send_text(fd, "pong");
    expect_end(fd);
    return 0;
}

CASE_BODY(children_of_CreateProcess)
{
    STARTUPINFOA start = { 0 };
    char command[COMMAND_SIZE], number[16];
    int pair[2];

    make_pair(pair);
    snprintf(number, sizeof number, "%d", pair[1]);
    make_command(command, "child_answers", number);
    ask(pair, created(command, NULL, 0, &start));
}

/* The program's own environment, with a variable more, as bytes and as UTF-16. */
CASE_BODY(children_with_an_environment)
{
    char *own = GetEnvironmentStringsA(), bytes[32768];
    wchar_t wide[32768];
    int size = 0, way;

    while (own[size])
        size += (int)strlen(own + size) + 1;
    CHECK(size < 30000);
    memcpy(bytes, own, (size_t)size);
    memcpy(bytes + size, "ZEBRA=striped\0", 15);
    size += 15;
    CHECK_EQ(MultiByteToWideChar(CP_ACP, 0, bytes, size, wide, 32768), size);
    for (way = 0; way < 2; way++) {
        STARTUPINFOA start = { 0 };
        char command[COMMAND_SIZE], number[16];
        int pair[2];

        make_pair(pair);
        snprintf(number, sizeof number, "%d", pair[1]);
        make_command(command, "child_checks_its_environment", number);
        ask(pair, way == 0 ? created(command, bytes, 0, &start) : created(command, wide, CREATE_UNICODE_ENVIRONMENT, &start));
    }
    FreeEnvironmentStringsA(own);
}

/* The handle behind a descriptor, where STARTUPINFO wants a standard stream. */
CASE_BODY(children_with_a_socket_as_standard_input)
{
    STARTUPINFOA start = { .dwFlags = STARTF_USESTDHANDLES };
    char command[COMMAND_SIZE];
    int pair[2];

    make_pair(pair);
    start.hStdInput = (HANDLE)_get_osfhandle(pair[1]);
    start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    make_command(command, "child_answers", "0");
    ask(pair, created(command, NULL, 0, &start));
}

/* A child that was not to inherit handles has no sockets, and what there was is closed with the parent's descriptor. */
CASE_BODY(children_that_inherit_no_handles)
{
    STARTUPINFOA start = { .cb = sizeof start };
    PROCESS_INFORMATION process;
    char command[COMMAND_SIZE], numbers[32];
    int pair[2];

    make_pair(pair);
    snprintf(numbers, sizeof numbers, "%d", pair[1]);
    make_command(command, "child_lacks_it", numbers);
    CHECK(CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process));
    MUST(close(pair[1]));
    expect_end(pair[0]);
    CloseHandle(process.hThread);
    finish(process.hProcess);
}

HELPER_BODY(child_lacks_it)
{
    CHECK_EQ(count, 1);
    FAILS_WITH(EBADF, recv(atoi(arguments[0]), NULL, 0, 0));
    return 0;
}

/* A list of handles is the parent's last word: no socket is on it. */
CASE_BODY(children_with_a_list_of_handles)
{
    HANDLE only = GetStdHandle(STD_OUTPUT_HANDLE);
    STARTUPINFOEXA start = { { .dwFlags = 0 }, NULL };
    char command[COMMAND_SIZE], number[16];
    SIZE_T size = 0;
    HANDLE child;
    int pair[2];

    make_pair(pair);
    CHECK(SetHandleInformation(only, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
    InitializeProcThreadAttributeList(NULL, 1, 0, &size);
    start.lpAttributeList = malloc(size);
    CHECK(start.lpAttributeList && InitializeProcThreadAttributeList(start.lpAttributeList, 1, 0, &size));
    CHECK(UpdateProcThreadAttribute(start.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &only, sizeof only, NULL, NULL));
    snprintf(number, sizeof number, "%d", pair[1]);
    make_command(command, "child_lacks_it", number);
    child = created(command, NULL, EXTENDED_STARTUPINFO_PRESENT, &start.StartupInfo);
    MUST(close(pair[1]));
    expect_end(pair[0]);
    finish(child);
}

/* A command processor stands between: standard streams go through it. */
CASE_BODY(children_of_system)
{
    char command[COMMAND_SIZE], quoted[COMMAND_SIZE + 2];
    int pair[2], before = MUST(dup(0));

    make_pair(pair);
    MUST(dup2(pair[1], 0));
    send_text(pair[0], "ping");
    MUST(shutdown(pair[0], SHUT_WR));
    make_command(command, "child_answers", "0");
    snprintf(quoted, sizeof quoted, "\"%s\"", command);
    CHECK_EQ(system(quoted), 0);
    MUST(dup2(before, 0));
    expect_text(pair[0], "pong");
    MUST(close(pair[1]));
    expect_end(pair[0]);
}

/* A creation that fails changes nothing. */
CASE_BODY(children_that_are_not_made)
{
    STARTUPINFOA start = { .cb = sizeof start };
    PROCESS_INFORMATION process;
    char command[] = "no-such-program.exe";
    int pair[2];

    make_pair(pair);
    SetLastError(0);
    CHECK(!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process));
    CHECK_EQ(GetLastError(), ERROR_FILE_NOT_FOUND);
    send_text(pair[0], "unread");
    MUST(close(pair[1]));
    FAILS_WITH(ECONNRESET, recv(pair[0], command, 1, 0));
}

/* Both have standard input, as a shell's commands do. */
CASE_BODY(children_of_system_one_after_another)
{
    char command[COMMAND_SIZE], quoted[2 * COMMAND_SIZE + 8];
    int pair[2], before = MUST(dup(0));

    make_pair(pair);
    MUST(dup2(pair[1], 0));
    MUST(close(pair[1]));
    make_command(command, "child_waits_for_input", "0");
    snprintf(quoted, sizeof quoted, "\"%s && %s\"", command, command);
    send_text(pair[0], "12");
    CHECK_EQ(system(quoted), 0);
    send_text(pair[0], "3");
    expect_text(0, "3");                    /* and it is still the parent's */
    MUST(dup2(before, 0));
    expect_end(pair[0]);
}

HELPER_BODY(child_waits_for_input)
{
    char byte;

    CHECK_EQ(count, 1);
    receive_bytes(atoi(arguments[0]), &byte, 1);
    return 0;
}

static void connect_when_full(void *fd)
{
    connect_to(*(int *)fd, "s");
}

/* A socket in the middle of connect() does not go along, nor does its number, which would have any handle behind it. */
CASE_BODY(children_made_during_connect)
{
    int listener = listening_at("s", 0), first = connected_to("s"), waiting = unix_socket();
    STARTUPINFOA start = { 0 };
    char command[COMMAND_SIZE], number[16];
    struct thread *thread = thread_start(connect_when_full, &waiting);

    thread_pause(300);
    snprintf(number, sizeof number, "%d", waiting);
    make_command(command, "child_lacks_it", number);
    finish(created(command, NULL, 0, &start));
    MUST(close(accepted_from(listener)));
    thread_join(thread);
    MUST(close(first));
}

/* The child's first doing is to close the socket past us, as freopen() does, and to open files: one of them gets the handle that was the socket's. */
HELPER_BODY(child_reopens)
{
    enum { FILES = 64 };
    int fd = atoi(arguments[0]), files[FILES], i, hits = 0;
    intptr_t place = _get_osfhandle(fd);
    char text[4];

    CHECK_EQ(count, 1);
    CHECK_EQ(_close(fd), 0);
    for (i = 0; i < FILES; i++) {
        files[i] = _open("file", _O_RDONLY | _O_BINARY);
        hits += _get_osfhandle(files[i]) == place;
    }
    CHECK_EQ(hits, 1);
    for (i = 0; i < FILES; i++) {
        FAILS_WITH(ENOTSOCK, recv(files[i], text, 1, 0));
        CHECK_EQ(MUST(read(files[i], text, sizeof text)), 4);
        CHECK_BYTES(text, "file", 4);
    }
    return 0;
}

CASE_BODY(children_with_another_file_in_its_place)
{
    STARTUPINFOA start = { 0 };
    char command[COMMAND_SIZE], number[16];
    int pair[2];

    CHECK(file_write("file", "file", 4));
    make_pair(pair);
    snprintf(number, sizeof number, "%d", pair[1]);
    make_command(command, "child_reopens", number);
    finish(created(command, NULL, 0, &start));
}
