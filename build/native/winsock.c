/*
 * Winsock as programs see it that have AF_UNIX from this DLL: each function here has the name, but for a prefix, and the behaviour of
 * one of Winsock's. Programs come here because they are linked with lib/afunixws.lib, or because src/Shim/Hooks has put these
 * functions in the place of the system's. Only what sees an address or a family is here: a SOCKET of the UNIX domain is a TCP socket
 * of the system's, which sends, receives, polls and completes without us.
 *
 * What is not of the UNIX domain goes straight on to the system, and C# is not even entered for it: a table of bytes, one for each
 * handle, tells. The same goes for a call that comes where C# may not be entered (entry.c).
 *
 * C# (src/Shim/Winsock) gives an error as a number beside the result, and it is set here: nothing of the .NET runtime runs after that.
 *
 * winsock_extensions.c has the functions that are found by asking, winsock_completions.c what is about finished operations, winsock_hooks.c the list of all.
 * No header of the system is included: the files compile alike with clang on Linux and with cl on Windows.
 */
#include "winsock.h"

/* Which handles are ours. Handles are multiples of four, and below 2^26: a process has at most 2^24 of them. */
enum { PAGES = 4096, PAGE_SIZE = 4096 };
static unsigned char *volatile pages[PAGES];

static unsigned char *mark_of(SOCKET s)
{
    word index = s >> 2;
    unsigned char *page = (s & 3) == 0 && index < (word)PAGES * PAGE_SIZE ? pages[index / PAGE_SIZE] : 0;
    return page ? page + index % PAGE_SIZE : 0;
}

int afunix_is_socket(SOCKET s)
{
    const unsigned char *mark = mark_of(s);
    return mark && *mark;
}

/* For C#: 0 when there is no memory for the mark. */
int afunix_mark_socket(SOCKET s, int ours)
{
    word index = s >> 2;
    unsigned char *mark;

    if ((s & 3) != 0 || index >= (word)PAGES * PAGE_SIZE)
        return 0;
    if (ours && !pages[index / PAGE_SIZE]) {
        void *page = VirtualAlloc(0, PAGE_SIZE, MEM_COMMIT_RESERVE, PAGE_READWRITE);
        if (page && _InterlockedCompareExchangePointer((void *volatile *)&pages[index / PAGE_SIZE], page, 0))
            VirtualFree(page, 0, 0x8000); /* MEM_RELEASE: another thread was faster */
    }
    mark = mark_of(s);
    if (mark)
        *mark = (unsigned char)ours;
    return mark != 0;
}

/* A handle that the system has just given: if it was ours, then the program closed it by CloseHandle, unseen. */
static SOCKET fresh(SOCKET s)
{
    if (s != INVALID_SOCKET && IS_FOR_US(s))
        afunix_winsock_forget(s);
    return s;
}

static int is_unix(int family, const struct protocol_info *info)
{
    return family == FAMILY || ((family == -1 || family == 0) && info && info->family == FAMILY);
}

SOCKET __stdcall afunix_ws_socket(int family, int type, int protocol)
{
    if (family != FAMILY || !afunix_may_enter())
        return fresh(socket(family, type, protocol));
    ENTERED(SOCKET, afunix_winsock_socket(family, type, protocol, 0, 1, 1 /* WSA_FLAG_OVERLAPPED */, &error));
}

SOCKET __stdcall afunix_ws_WSASocketA(int family, int type, int protocol, struct protocol_info *info, dword group, dword flags)
{
    if (!is_unix(family, info) || !afunix_may_enter())
        return fresh(WSASocketA(family, type, protocol, info, group, flags));
    ENTERED(SOCKET, afunix_winsock_socket(family, type, protocol, info, 0, flags, &error));
}

SOCKET __stdcall afunix_ws_WSASocketW(int family, int type, int protocol, struct protocol_info *info, dword group, dword flags)
{
    if (!is_unix(family, info) || !afunix_may_enter())
        return fresh(WSASocketW(family, type, protocol, info, group, flags));
    ENTERED(SOCKET, afunix_winsock_socket(family, type, protocol, info, 1, flags, &error));
}

int __stdcall afunix_ws_bind(SOCKET s, const void *address, int length)
{
    if (!IS_FOR_US(s))
        return bind(s, address, length);
    ENTERED(int, afunix_winsock_bind(s, address, length, &error));
}

int __stdcall afunix_ws_listen(SOCKET s, int backlog)
{
    if (!IS_FOR_US(s))
        return listen(s, backlog);
    ENTERED(int, afunix_winsock_listen(s, backlog, &error));
}

int __stdcall afunix_ws_connect(SOCKET s, const void *address, int length)
{
    if (!IS_FOR_US(s))
        return connect(s, address, length);
    ENTERED(int, afunix_winsock_connect(s, address, length, &error));
}

int __stdcall afunix_ws_WSAConnect(SOCKET s, const void *address, int length, void *caller, void *callee, void *send, void *receive)
{
    if (!IS_FOR_US(s))
        return WSAConnect(s, address, length, caller, callee, send, receive);
    ENTERED(int, afunix_winsock_connect(s, address, length, &error));
}

SOCKET __stdcall afunix_ws_accept(SOCKET s, void *address, int *length)
{
    if (!IS_FOR_US(s))
        return fresh(accept(s, address, length));
    ENTERED(SOCKET, afunix_winsock_accept(s, address, length, 0, 0, &error));
}

SOCKET __stdcall afunix_ws_WSAAccept(SOCKET s, void *address, int *length, void *condition, word context)
{
    if (!IS_FOR_US(s))
        return fresh(WSAAccept(s, address, length, condition, context));
    ENTERED(SOCKET, afunix_winsock_accept(s, address, length, condition, context, &error));
}

int __stdcall afunix_ws_getsockname(SOCKET s, void *address, int *length)
{
    if (!IS_FOR_US(s))
        return getsockname(s, address, length);
    ENTERED(int, afunix_winsock_name(s, 0, address, length, &error));
}

int __stdcall afunix_ws_getpeername(SOCKET s, void *address, int *length)
{
    if (!IS_FOR_US(s))
        return getpeername(s, address, length);
    ENTERED(int, afunix_winsock_name(s, 1, address, length, &error));
}

int __stdcall afunix_ws_getsockopt(SOCKET s, int level, int name, char *value, int *length)
{
    if (!IS_FOR_US(s))
        return getsockopt(s, level, name, value, length);
    ENTERED(int, afunix_winsock_get_option(s, level, name, value, length, &error));
}

int __stdcall afunix_ws_setsockopt(SOCKET s, int level, int name, const char *value, int length)
{
    if (!IS_FOR_US(s))
        return setsockopt(s, level, name, value, length);
    ENTERED(int, afunix_winsock_set_option(s, level, name, value, length, &error));
}

/* The system does these four; whether connect() may wait is all that we want to know. */
int __stdcall afunix_ws_ioctlsocket(SOCKET s, long command, dword *argument)
{
    int result = ioctlsocket(s, command, argument);
    if (result == 0 && (dword)command == 0x8004667E /* FIONBIO */ && IS_FOR_US(s))
        afunix_winsock_set_nonblocking(s, *argument != 0);
    return result;
}

int __stdcall afunix_ws_WSAEventSelect(SOCKET s, handle event, long events)
{
    int result = WSAEventSelect(s, event, events);
    if (result == 0 && IS_FOR_US(s))
        afunix_winsock_set_nonblocking(s, 1);
    return result;
}

int __stdcall afunix_ws_WSAAsyncSelect(SOCKET s, handle window, unsigned message, long events)
{
    int result = WSAAsyncSelect(s, window, message, events);
    if (result == 0 && IS_FOR_US(s))
        afunix_winsock_set_nonblocking(s, 1);
    return result;
}

int __stdcall afunix_ws_shutdown(SOCKET s, int how)
{
    if (!IS_FOR_US(s))
        return shutdown(s, how);
    ENTERED(int, afunix_winsock_shutdown(s, how, &error));
}

int __stdcall afunix_ws_WSASendDisconnect(SOCKET s, void *data)
{
    if (!IS_FOR_US(s))
        return WSASendDisconnect(s, data);
    ENTERED(int, afunix_winsock_shutdown(s, 1, &error));
}

int __stdcall afunix_ws_WSARecvDisconnect(SOCKET s, void *data)
{
    if (!IS_FOR_US(s))
        return WSARecvDisconnect(s, data);
    ENTERED(int, afunix_winsock_shutdown(s, 0, &error));
}

int __stdcall afunix_ws_closesocket(SOCKET s)
{
    if (!IS_FOR_US(s))
        return closesocket(s);
    ENTERED(int, afunix_winsock_close(s, &error));
}

int __stdcall afunix_ws_WSADuplicateSocketA(SOCKET s, dword process, struct protocol_info *info)
{
    if (!IS_FOR_US(s))
        return WSADuplicateSocketA(s, process, info);
    ENTERED(int, afunix_winsock_duplicate(s, process, info, 0, &error));
}

int __stdcall afunix_ws_WSADuplicateSocketW(SOCKET s, dword process, struct protocol_info *info)
{
    if (!IS_FOR_US(s))
        return WSADuplicateSocketW(s, process, info);
    ENTERED(int, afunix_winsock_duplicate(s, process, info, 1, &error));
}

int __stdcall afunix_ws_WSAEnumProtocolsA(int *protocols, void *buffer, dword *size)
{
    if (!afunix_may_enter())
        return WSAEnumProtocolsA(protocols, buffer, size);
    ENTERED(int, afunix_winsock_protocols(protocols, buffer, size, 0, &error));
}

int __stdcall afunix_ws_WSAEnumProtocolsW(int *protocols, void *buffer, dword *size)
{
    if (!afunix_may_enter())
        return WSAEnumProtocolsW(protocols, buffer, size);
    ENTERED(int, afunix_winsock_protocols(protocols, buffer, size, 1, &error));
}

/* Winsock counts who has started it. With the last one's end it closes all sockets, and ours are over, too. */
int __stdcall afunix_ws_WSACleanup(void)
{
    int result = WSACleanup();
    if (result == 0 && afunix_may_enter()) {
        SOCKET probe = socket(2 /* AF_INET */, 2 /* SOCK_DGRAM */, 0);
        if (probe != INVALID_SOCKET)
            closesocket(probe);
        else if (WSAGetLastError() == 10093 /* WSANOTINITIALISED */)
            afunix_winsock_clean_up();
    }
    return result;
}
