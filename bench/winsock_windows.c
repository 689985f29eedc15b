/* Winsock as a C program would use it. With loopback TCP it is what everything else is measured against; with AF_UNIX it is what a program does that
 * afunix-run has started, and knows nothing of us: afunix.h is Windows' own here. */
#include "platform.h"
#include "socket_file.h"
#include "transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>

#include <afunix.h>

static bool load_tcp(void)
{
    WSADATA data;

    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

/* Never runs. */
static DWORD WINAPI be_idle(void *unused)
{
    (void)unused;
    return 0;
}

/* With a second thread, which changes what the first one's system calls cost. */
static bool load_threaded_tcp(void)
{
    return load_tcp() && CreateThread(NULL, 0, be_idle, NULL, CREATE_SUSPENDED, NULL) != NULL;
}

static bool load_unix(void)
{
    SOCKET made;

    if (!load_tcp())
        return false;
    made = socket(AF_UNIX, SOCK_STREAM, 0);
    return made != INVALID_SOCKET && closesocket(made) == 0;
}

static SOCKET new_socket(int family)
{
    SOCKET made = socket(family, SOCK_STREAM, 0);

    if (made == INVALID_SOCKET)
        die("socket", WSAGetLastError());
    return made;
}

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((unsigned short)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static struct sockaddr_un file_of(const struct place *place)
{
    struct sockaddr_un address;

    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    memcpy(address.sun_path, place->text, PLACE_SIZE);
    return address;
}

/* Clients bind too: the transports that this is compared with must know their port before they connect. */
static SOCKET bound_socket(void)
{
    struct sockaddr_in any_port = loopback(0);
    SOCKET made = new_socket(AF_INET);

    if (bind(made, (struct sockaddr *)&any_port, sizeof any_port) != 0)
        die("bind", WSAGetLastError());
    return made;
}

static void touch_tcp(void)
{
    closesocket(new_socket(AF_INET));
}

static void touch_unix(void)
{
    closesocket(new_socket(AF_UNIX));
}

static handle listen_tcp(struct place *place)
{
    SOCKET made = bound_socket();
    struct sockaddr_in address;
    int size = sizeof address;

    if (getsockname(made, (struct sockaddr *)&address, &size) != 0 || listen(made, SOMAXCONN) != 0)
        die("listen", WSAGetLastError());
    snprintf(place->text, sizeof place->text, "%d", ntohs(address.sin_port));
    return (handle)made;
}

static handle listen_unix(struct place *place)
{
    SOCKET made = new_socket(AF_UNIX);
    struct sockaddr_un address;

    choose_socket_file(place);
    address = file_of(place);
    if (bind(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("bind", WSAGetLastError());
    if (listen(made, SOMAXCONN) != 0)
        die("listen", WSAGetLastError());
    return (handle)made;
}

static handle connect_tcp(const struct place *place)
{
    struct sockaddr_in address = loopback(atoi(place->text));
    SOCKET made = bound_socket();

    if (connect(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("connect", WSAGetLastError());
    return (handle)made;
}

static handle connect_unix(const struct place *place)
{
    struct sockaddr_un address = file_of(place);
    SOCKET made = new_socket(AF_UNIX);

    if (connect(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("connect", WSAGetLastError());
    return (handle)made;
}

static handle accept_next(handle listener)
{
    SOCKET made = accept((SOCKET)listener, NULL, NULL);

    if (made == INVALID_SOCKET)
        die("accept", WSAGetLastError());
    return (handle)made;
}

static void prepare_tcp(handle connection)
{
    int yes = 1;

    setsockopt((SOCKET)connection, IPPROTO_TCP, TCP_NODELAY, (const char *)&yes, sizeof yes);
}

static void prepare_unix(handle connection)
{
    (void)connection; /* nothing ever waits for more */
}

static void send_all(handle connection, const char *bytes, size_t size)
{
    size_t sent = 0;

    while (sent < size) {
        int now = send((SOCKET)connection, bytes + sent, (int)(size - sent), 0);

        if (now <= 0)
            die("send", WSAGetLastError());
        sent += (size_t)now;
    }
}

static size_t receive(handle connection, char *bytes, size_t size)
{
    int received = recv((SOCKET)connection, bytes, (int)size, 0);

    if (received <= 0)
        die("recv", WSAGetLastError());
    return (size_t)received;
}

static void close_any(handle any)
{
    closesocket((SOCKET)any);
}

static SOCKET bound_datagram_socket(struct sockaddr_in *address)
{
    SOCKET made = socket(AF_INET, SOCK_DGRAM, 0);
    int size = sizeof *address;

    *address = loopback(0);
    if (made == INVALID_SOCKET || bind(made, (struct sockaddr *)address, sizeof *address) != 0
        || getsockname(made, (struct sockaddr *)address, &size) != 0)
        die("bind of a datagram socket", WSAGetLastError());
    return made;
}

static handle bind_datagrams(struct place *place)
{
    struct sockaddr_in address;
    SOCKET made = bound_datagram_socket(&address);

    snprintf(place->text, sizeof place->text, "%d", ntohs(address.sin_port));
    return (handle)made;
}

static handle connect_datagrams(const struct place *place)
{
    struct sockaddr_in own, address = loopback(atoi(place->text));
    SOCKET made = bound_datagram_socket(&own);

    if (connect(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("connect of a datagram socket", WSAGetLastError());
    return (handle)made;
}

static void pass(handle connection, handle passed, long process)
{
    WSAPROTOCOL_INFOW info;

    if (WSADuplicateSocketW((SOCKET)passed, (DWORD)process, &info) != 0)
        die("WSADuplicateSocket", WSAGetLastError());
    send_all(connection, (const char *)&info, sizeof info);
}

static handle take(handle connection)
{
    WSAPROTOCOL_INFOW info;
    SOCKET made;

    receive_all(&tcp_transport, connection, (char *)&info, sizeof info);
    made = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED);
    if (made == INVALID_SOCKET)
        die("WSASocket", WSAGetLastError());
    return (handle)made;
}

const struct transport tcp_transport = {
    "tcp", load_tcp, touch_tcp, listen_tcp, connect_tcp, accept_next, prepare_tcp, send_all, receive, close_any, bind_datagrams, connect_datagrams,
    pass, take,
};

const struct transport threaded_tcp_transport = {
    "threaded-tcp", load_threaded_tcp, touch_tcp, listen_tcp, connect_tcp, accept_next, prepare_tcp, send_all, receive, close_any, NULL, NULL, pass, take,
};

const struct transport injected_transport = {
    "injected", load_unix, touch_unix, listen_unix, connect_unix, accept_next, prepare_unix, send_all, receive, close_any, NULL, NULL, NULL, NULL,
};
