/* Winsock by GetProcAddress, by name and by number, as Go and .NET do; wsock32.dll's socket is a forward. */
#include <stdio.h>
#include <winsock2.h>

enum { SOCKET_NUMBER = 23 };

static void ask(const char *library, const char *name)
{
    HMODULE winsock = LoadLibraryA("ws2_32.dll"), module = LoadLibraryA(library);
    int(WSAAPI * start)(WORD version, WSADATA * data);
    SOCKET(WSAAPI * make)(int family, int type, int protocol);
    int(WSAAPI * last_error)(void);
    int(WSAAPI * close_it)(SOCKET one);
    WSADATA data;
    SOCKET one;

    *(FARPROC *)&start = GetProcAddress(winsock, "WSAStartup");
    *(FARPROC *)&last_error = GetProcAddress(winsock, "WSAGetLastError");
    *(FARPROC *)&close_it = GetProcAddress(winsock, "closesocket");
    *(FARPROC *)&make = GetProcAddress(module, name);
    start(MAKEWORD(2, 2), &data);
    one = make(AF_UNIX, SOCK_STREAM, 0);
    if (one == INVALID_SOCKET)
        printf("error %d\n", last_error());
    else
        puts(close_it(one) == 0 ? "AF_UNIX" : "AF_UNIX, but no close");
}

int main(void)
{
    ask("ws2_32.dll", "socket");
    ask("ws2_32.dll", (const char *)(UINT_PTR)SOCKET_NUMBER);
    ask("wsock32.dll", "socket");
    ask("wsock32.dll", (const char *)(UINT_PTR)SOCKET_NUMBER);
    return 0;
}
