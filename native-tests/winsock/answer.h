/* The programs of this folder know nothing of afunix: afunix-run starts them, and they tell whether their Winsock has AF_UNIX. */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdio.h>
#include <winsock2.h>

/* One function of each DLL or program: the calls are its own imports. */
static const char *answer(void)
{
    static char text[32];
    WSADATA data;
    SOCKET one;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return "no Winsock";
    one = socket(AF_UNIX, SOCK_STREAM, 0);
    if (one == INVALID_SOCKET) {
        sprintf(text, "error %d", WSAGetLastError());
        return text;
    }
    return closesocket(one) == 0 ? "AF_UNIX" : "AF_UNIX, but no close";
}

#endif
