/* Completion ports by the functions of the DLLs that are named: kernel32.dll has them, and kernelbase.dll, from which they come who are linked with an API
 * set. What AcceptEx completes must come there, whoever's they are. */
#include <stdio.h>
#include <winsock2.h>
#include <mswsock.h>
#include <string.h>

enum { FAMILY = 1, ROOM = 130, KEY = 77, PATIENCE = 10000 };

struct address {
    unsigned short family;
    char path[108];
};

static struct address address = {.family = FAMILY};
static char buffer[2 * ROOM];

/* Error of the next completion; 0 when all is well. */
static DWORD next(HANDLE port, const OVERLAPPED *expected)
{
    ULONG_PTR key = 0;
    OVERLAPPED *done = NULL;
    DWORD size, error = GetQueuedCompletionStatus(port, &size, &key, &done, PATIENCE) ? 0 : GetLastError();

    return done == expected && key == KEY ? error : WAIT_TIMEOUT;
}

static void ask(const char *library, SOCKET listener)
{
    HMODULE module = LoadLibraryA(library);
    HANDLE(WINAPI * make)(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads);
    BOOL(WINAPI * cancel)(HANDLE file, OVERLAPPED * operation);
    SOCKET first = socket(FAMILY, SOCK_STREAM, 0), second = socket(FAMILY, SOCK_STREAM, 0), client = socket(FAMILY, SOCK_STREAM, 0);
    OVERLAPPED accepted = {0}, cancelled = {0};
    HANDLE port;
    DWORD size, error;

    *(FARPROC *)&make = GetProcAddress(module, "CreateIoCompletionPort");
    *(FARPROC *)&cancel = GetProcAddress(module, "CancelIoEx");
    port = make((HANDLE)listener, NULL, KEY, 0);
    AcceptEx(listener, first, buffer, 0, ROOM, ROOM, &size, &accepted);
    if (connect(client, (struct sockaddr *)&address, sizeof address) != 0)
        printf("no connection: %d; ", WSAGetLastError());
    error = next(port, &accepted);
    printf("%s: error %lu, ", library, error);
    AcceptEx(listener, second, buffer, 0, ROOM, ROOM, &size, &cancelled);
    cancel((HANDLE)listener, &cancelled);
    error = next(port, &cancelled);
    printf("then %lu\n", error);
}

int main(int count, char **words)
{
    WSADATA data;
    int i;

    WSAStartup(MAKEWORD(2, 2), &data);
    for (i = 1; i < count; i++) {
        SOCKET listener = socket(FAMILY, SOCK_STREAM, 0);

        GetTempPathA(sizeof address.path - 32, address.path);
        sprintf(address.path + strlen(address.path), "ports-%lu-%d", GetCurrentProcessId(), i);
        DeleteFileA(address.path); /* of a process that had our number */
        if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 5) != 0)
            return printf("no listener: error %d\n", WSAGetLastError());
        ask(words[i], listener);
        DeleteFileA(address.path);
    }
    return 0;
}
