#define AFUNIX_NO_BSD_NAMES
#include <winsock2.h>
#include <windows.h>

#include "stranger.h"

#include "check.h"

static struct {
    int (WSAAPI *startup)(WORD, WSADATA *);
    int (WSAAPI *last_error)(void);
    SOCKET (WSAAPI *socket)(int, int, int);
    int (WSAAPI *bind)(SOCKET, const struct sockaddr *, int);
    int (WSAAPI *listen)(SOCKET, int);
    SOCKET (WSAAPI *accept)(SOCKET, struct sockaddr *, int *);
    int (WSAAPI *connect)(SOCKET, const struct sockaddr *, int);
    int (WSAAPI *send)(SOCKET, const char *, int, int);
    int (WSAAPI *recv)(SOCKET, char *, int, int);
    int (WSAAPI *select)(int, fd_set *, fd_set *, fd_set *, const struct timeval *);
    int (WSAAPI *setsockopt)(SOCKET, int, int, const char *, int);
    int (WSAAPI *ioctlsocket)(SOCKET, long, u_long *);
    int (WSAAPI *closesocket)(SOCKET);
    int (WSAAPI *getpeername)(SOCKET, struct sockaddr *, int *);
} winsock;

static void *function(HMODULE module, const char *name)
{
    FARPROC found = GetProcAddress(module, name);

    if (!found)
        FAIL("ws2_32.dll has no %s", name);
    return (void *)(size_t)found;
}

static void load(void)
{
    HMODULE module = LoadLibraryW(L"ws2_32.dll");
    WSADATA data;

    if (winsock.socket)
        return;
    winsock.startup = function(module, "WSAStartup");
    winsock.last_error = function(module, "WSAGetLastError");
    winsock.bind = function(module, "bind");
    winsock.listen = function(module, "listen");
    winsock.accept = function(module, "accept");
    winsock.connect = function(module, "connect");
    winsock.send = function(module, "send");
    winsock.recv = function(module, "recv");
    winsock.select = function(module, "select");
    winsock.setsockopt = function(module, "setsockopt");
    winsock.ioctlsocket = function(module, "ioctlsocket");
    winsock.closesocket = function(module, "closesocket");
    winsock.getpeername = function(module, "getpeername");
    winsock.socket = function(module, "socket");
    CHECK_EQ(winsock.startup(MAKEWORD(2, 2), &data), 0);
}

static struct sockaddr_in loopback(unsigned port)
{
    struct sockaddr_in address;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = (unsigned short)((port & 0xff) << 8 | port >> 8);
    address.sin_addr.s_addr = 0x0100007f;
    return address;
}

static SOCKET new_socket(void)
{
    SOCKET socket;

    load();
    socket = winsock.socket(AF_INET, SOCK_STREAM, 0);
    if (socket == INVALID_SOCKET)
        FAIL("Winsock's socket() failed with %d", winsock.last_error());
    return socket;
}

stranger stranger_connected(unsigned port)
{
    SOCKET socket = new_socket();
    struct sockaddr_in address = loopback(port);

    if (winsock.connect(socket, (struct sockaddr *)&address, sizeof address) != 0)
        FAIL("Winsock's connect() to port %u failed with %d", port, winsock.last_error());
    return socket;
}

stranger own_connection_to(unsigned port)
{
    enum { MOST = 0x4000, BETWEEN_HANDLES = 4 };
    struct sockaddr_in wanted = loopback(port);
    SOCKET socket;

    load();
    for (socket = BETWEEN_HANDLES; socket < MOST; socket += BETWEEN_HANDLES) {
        struct sockaddr_in peer;
        int length = sizeof peer;

        if (winsock.getpeername(socket, (struct sockaddr *)&peer, &length) == 0 && peer.sin_port == wanted.sin_port)
            return socket;
    }
    FAIL("no socket of this process is connected to port %u", port);
}

stranger stranger_connecting(unsigned port)
{
    SOCKET socket = new_socket();
    struct sockaddr_in address = loopback(port);
    u_long on = 1;

    winsock.ioctlsocket(socket, (long)FIONBIO, &on);
    if (winsock.connect(socket, (struct sockaddr *)&address, sizeof address) != 0)
        CHECK_EQ(winsock.last_error(), WSAEWOULDBLOCK);
    return socket;
}

stranger stranger_listening(unsigned port, int backlog)
{
    SOCKET socket = new_socket();
    struct sockaddr_in address = loopback(port);

    if (winsock.bind(socket, (struct sockaddr *)&address, sizeof address) != 0)
        FAIL("Winsock's bind() to port %u failed with %d", port, winsock.last_error());
    CHECK_EQ(winsock.listen(socket, backlog), 0);
    return socket;
}

int stranger_steals(unsigned port)
{
    static const u_long addresses[] = { 0x0100007f, 0 };
    int error = 0, on = 1;
    size_t i;

    for (i = 0; i < 2 * sizeof addresses / sizeof addresses[0]; i++) {
        SOCKET socket = new_socket();
        struct sockaddr_in address = loopback(port);

        address.sin_addr.s_addr = addresses[i / 2];
        if (i % 2)
            winsock.setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof on);
        if (winsock.bind(socket, (struct sockaddr *)&address, sizeof address) != 0)
            error = winsock.last_error();
        /* On Windows a wildcard bind may succeed beside an exclusive one: it gets nothing that is meant for the latter. */
        else if (address.sin_addr.s_addr != 0 || winsock.listen(socket, 5) == 0)
            FAIL("the port could be taken: address %d, option %d", (int)i / 2, (int)i % 2);
        winsock.closesocket(socket);
    }
    return error;
}

static bool becomes_readable(SOCKET socket, int milliseconds)
{
    struct timeval limit = { milliseconds / 1000, milliseconds % 1000 * 1000 };
    fd_set in;

    FD_ZERO(&in);
    in.fd_array[in.fd_count++] = socket;
    return winsock.select(0, &in, NULL, NULL, &limit) == 1;
}

stranger stranger_accepted(stranger listener, int milliseconds)
{
    SOCKET socket;

    if (!becomes_readable(listener, milliseconds))
        return NO_STRANGER;
    socket = winsock.accept(listener, NULL, NULL);
    return socket == INVALID_SOCKET ? NO_STRANGER : socket;
}

void stranger_send(stranger socket, const void *bytes, int size)
{
    /* The other side may have closed already: that is the point. */
    winsock.send(socket, bytes, size, 0);
}

int stranger_receive(stranger socket, void *bytes, int size, int milliseconds)
{
    int count;

    if (!becomes_readable(socket, milliseconds))
        return STRANGER_HEARS_NOTHING;
    count = winsock.recv(socket, bytes, size, 0);
    return count < 0 ? STRANGER_IS_RESET : count;
}

bool stranger_was_turned_away(stranger socket, int milliseconds)
{
    char byte;
    int seen = stranger_receive(socket, &byte, 1, milliseconds);

    return seen == STRANGER_IS_RESET || seen == STRANGER_SEES_END;
}

void stranger_close(stranger socket)
{
    winsock.closesocket(socket);
}
