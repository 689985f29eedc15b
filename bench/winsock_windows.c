/* Raw Winsock loopback TCP, as a C program would use it: what everything else is measured against. */
#include "platform.h"
#include "transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>

static bool load(void)
{
    WSADATA data;

    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
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

/* Clients bind too: the transports that this is compared with must know their port before they connect. */
static SOCKET bound_socket(void)
{
    struct sockaddr_in any_port = loopback(0);
    SOCKET made = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

    if (made == INVALID_SOCKET)
        die("socket", WSAGetLastError());
    if (bind(made, (struct sockaddr *)&any_port, sizeof any_port) != 0)
        die("bind", WSAGetLastError());
    return made;
}

static void touch(void)
{
    SOCKET made = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

    if (made == INVALID_SOCKET)
        die("socket", WSAGetLastError());
    closesocket(made);
}

static handle listen_anywhere(struct place *place)
{
    SOCKET made = bound_socket();
    struct sockaddr_in address;
    int size = sizeof address;

    if (getsockname(made, (struct sockaddr *)&address, &size) != 0 || listen(made, SOMAXCONN) != 0)
        die("listen", WSAGetLastError());
    snprintf(place->text, sizeof place->text, "%d", ntohs(address.sin_port));
    return (handle)made;
}

static handle connect_to(const struct place *place)
{
    struct sockaddr_in address = loopback(atoi(place->text));
    SOCKET made = bound_socket();

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

static void prepare(handle connection)
{
    int yes = 1;

    setsockopt((SOCKET)connection, IPPROTO_TCP, TCP_NODELAY, (const char *)&yes, sizeof yes);
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

const struct transport winsock_transport = {
    "tcp", load, touch, listen_anywhere, connect_to, accept_next, prepare, send_all, receive, close_any,
};
