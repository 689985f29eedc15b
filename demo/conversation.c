/* Scene 1: examples/echo-server.c and three of examples/echo-client.c, each a process of its own. */
#include <winsock2.h>

#include "child.h"
#include "demo.h"

#include <stdio.h>
#include <string.h>

enum { PATIENCE_MS = 30000, STRANGER_MS = 10000 };

static const char path[] = "echo.sock";

static bool talk(const char *const names[], size_t count)
{
    struct child clients[4];
    char arguments[100], sent[64], line[256];
    bool good = true;
    size_t i;

    for (i = 0; i < count; i++) {
        snprintf(arguments, sizeof arguments, "%s \"hello from %s\"", path, names[i]);
        if (!child_start(&clients[i], "echo-client", arguments))
            return false;
    }
    for (i = 0; i < count; i++) {
        bool answered = child_wait_line(&clients[i], line, sizeof line, PATIENCE_MS);
        int code = child_wait_exit(&clients[i], PATIENCE_MS);

        snprintf(sent, sizeof sent, "hello from %s", names[i]);
        printf("   %-6s process %-5lu sent \"%s\" and got back \"%s\"\n", names[i], clients[i].id, sent, answered ? line : "");
        if (!answered || code != 0 || strcmp(sent, line) != 0) {
            printf("   That is wrong: exit code %d.\n", code);
            good = false;
        }
        child_close(&clients[i]);
    }
    return good;
}

/* Into a file: a Linux program that Wine starts can't write to a pipe of Wine's, and can't be waited for either. */
static bool list_with(const wchar_t *command, const char *shown)
{
    char listing[2048];
    DWORD size = 0;
    unsigned waited_ms;
    char *line;

    if (!run_into_file(command, L"listing.txt"))
        return false;
    for (waited_ms = 0; waited_ms < PATIENCE_MS && size == 0; waited_ms += 50) {
        Sleep(50);
        size = read_text(L"listing.txt", listing, sizeof listing);
    }
    DeleteFileW(L"listing.txt");
    if (size == 0)
        return false;
    printf("\n   $ %s\n", shown);
    for (line = strtok(listing, "\r\n"); line; line = strtok(NULL, "\r\n"))
        printf("   %s\n", line);
    return true;
}

/* On Windows the ls of Git or MSYS2, if one is in the path, shows a socket. Linux' own, under Wine, sees but a file. */
static void list_file(void)
{
    if (list_with(L"ls -l echo.sock", "ls -l echo.sock"))
        return;
    if (under_wine() && list_with(L"\\\\?\\unix\\bin\\ls -l echo.sock", "ls -l echo.sock")) {
        printf("   (Linux sees a file, with the mode that Wine makes of an ACL that lets in the owner alone. The ls of Cygwin,\n"
               "   MSYS2 and Git Bash shows a socket.)\n");
        return;
    }
    list_with(L"cmd /c dir /a echo.sock", "dir /a echo.sock");
}

/* The file holds a port and a secret. The secret stays off the screen. */
static unsigned short show_content(void)
{
    FILE *file = fopen(path, "rb");
    unsigned short port = 0;

    if (!file)
        return 0;
    if (fscanf(file, "!<socket >%hu", &port) == 1)
        printf("   Its text: !<socket >%hu s ********-********-********-********\n", port);
    fclose(file);
    return port;
}

/* Connects to the port without having read the secret. */
static bool turn_away(unsigned short port)
{
    struct sockaddr_in address;
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    DWORD timeout = STRANGER_MS;
    char answer[64];
    int got, error;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&timeout, sizeof timeout);
    if (connect(s, (struct sockaddr *)&address, sizeof address) != 0)
        return false;
    send(s, "hello", 5, 0);
    got = recv(s, answer, sizeof answer, 0);
    error = got < 0 ? WSAGetLastError() : 0;
    closesocket(s);
    if (got > 0 || error == WSAETIMEDOUT)
        return false;
    printf("\n   A stranger connects to port %hu by plain TCP and says hello: %s.\n", port,
           got == 0 ? "turned away" : "turned away, connection reset");
    return true;
}

bool conversation(void)
{
    static const char *const crowd[] = { "anna", "bob", "carol" }, *const late[] = { "dora" };
    struct child server;
    char line[256];
    WSADATA data;
    bool good;

    printf("\n1. A C server and C clients talk over a socket file\n\n");
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0 || !child_start(&server, "echo-server", path)
        || !child_wait_line(&server, line, sizeof line, PATIENCE_MS)) {
        printf("   echo-server does not start: error %lu\n", GetLastError());
        return false;
    }
    printf("   server process %-5lu %s\n", server.id, line);
    good = talk(crowd, 3);
    list_file();
    if (!turn_away(show_content())) {
        printf("   The stranger was NOT turned away.\n");
        good = false;
    }
    good = talk(late, 1) && good;
    child_close(&server);
    return good;
}
