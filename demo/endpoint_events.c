/* The endpoint over the protocol that Cygwin had from 2001 to 2005, written anew from its description.
 *
 * A socket file holds a TCP port and a secret, and each end owns an event that is named after its port and the secret:
 *
 *     client: connect by TCP, create its own event, create or open the server's, set its own, wait for the server's
 *     server: accept by TCP, create its own event, create or open the client's, set its own, wait for the client's
 *
 * Each waits for 10 seconds at most. The race: the server's one event is waited for by every client in the queue, and is reset
 * by the first whom it wakes. That need not be the client whom the server has accepted. Then the accepted one waits in vain, the
 * server waits for its data, and all the others wait for the server. */
#define _CRT_RAND_S
#include "endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>

static unsigned patience_ms;
static char secret[4 * 8 + 3 + 1];

bool endpoint_start(unsigned wait_ms)
{
    WSADATA data;

    patience_ms = wait_ms;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

static bool make_secret(void)
{
    unsigned word[4];
    int i;

    for (i = 0; i < 4; i++)
        if (rand_s(&word[i]) != 0)
            return false;
    snprintf(secret, sizeof secret, "%08X-%08X-%08X-%08X", word[0], word[1], word[2], word[3]);
    return true;
}

static bool write_file(const char *path, unsigned short port)
{
    FILE *file = fopen(path, "wb");
    bool written;

    if (!file)
        return false;
    written = fprintf(file, "!<socket >%u %s%c", port, secret, '\0') > 0;
    return fclose(file) == 0 && written;
}

static bool read_file(const char *path, unsigned short *port)
{
    FILE *file = fopen(path, "rb");
    bool read;

    if (!file)
        return false;
    read = fscanf(file, "!<socket >%hu %35[0-9A-F-]", port, secret) == 2;
    fclose(file);
    return read;
}

static struct sockaddr_in loopback(unsigned short port)
{
    struct sockaddr_in address;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* Initially not set; the first that it wakes resets it. Existing or new makes no difference. */
static HANDLE open_event(struct sockaddr_in address)
{
    char name[100];

    snprintf(name, sizeof name, "cygwin.local_socket.secret.%d.%s", address.sin_port, secret);
    return CreateEventA(NULL, FALSE, FALSE, name);
}

static HANDLE own_event(SOCKET s)
{
    struct sockaddr_in address;
    int size = sizeof address;

    return getsockname(s, (struct sockaddr *)&address, &size) == 0 ? open_event(address) : NULL;
}

static bool meet(HANDLE own, struct sockaddr_in peer_address)
{
    HANDLE peer = open_event(peer_address);
    bool met;

    if (!peer)
        return false;
    SetEvent(own);
    met = WaitForSingleObject(peer, patience_ms) == WAIT_OBJECT_0;
    CloseHandle(peer);
    return met;
}

bool endpoint_listen(struct endpoint *listener, const char *path)
{
    struct sockaddr_in address = loopback(0);
    int size = sizeof address;
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

    listener->socket = (intptr_t)s;
    listener->event = NULL;
    return s != INVALID_SOCKET && bind(s, (struct sockaddr *)&address, size) == 0
        && getsockname(s, (struct sockaddr *)&address, &size) == 0 && make_secret()
        && write_file(path, ntohs(address.sin_port)) && listen(s, SOMAXCONN) == 0;
}

bool endpoint_wait(const struct endpoint *listener)
{
    fd_set readable;

    FD_ZERO(&readable);
    FD_SET((SOCKET)listener->socket, &readable);
    return select(0, &readable, NULL, NULL, NULL) == 1;
}

bool endpoint_accept(struct endpoint *listener, struct endpoint *accepted)
{
    struct sockaddr_in client;
    int size = sizeof client;
    SOCKET s = accept((SOCKET)listener->socket, (struct sockaddr *)&client, &size);

    if (s == INVALID_SOCKET)
        return false;
    if (!listener->event) /* it lives as long as the listener; Cygwin leaked a handle for each accept */
        listener->event = own_event((SOCKET)listener->socket);
    accepted->socket = (intptr_t)s;
    accepted->event = NULL;
    if (listener->event && meet(listener->event, client))
        return true;
    closesocket(s);
    return false;
}

bool endpoint_connect(struct endpoint *client, const char *path)
{
    struct sockaddr_in server;
    unsigned short port;
    SOCKET s;

    if (!read_file(path, &port))
        return false;
    s = socket(AF_INET, SOCK_STREAM, 0);
    if (s == INVALID_SOCKET)
        return false;
    server = loopback(port);
    client->socket = (intptr_t)s;
    client->event = NULL;
    if (connect(s, (struct sockaddr *)&server, sizeof server) == 0) {
        client->event = own_event(s);
        if (client->event && meet(client->event, server))
            return true;
    }
    endpoint_close(client);
    return false;
}

bool endpoint_send(const struct endpoint *endpoint, const void *bytes, int size)
{
    return send((SOCKET)endpoint->socket, bytes, size, 0) == size;
}

bool endpoint_receive(const struct endpoint *endpoint, void *bytes, int size)
{
    int got = 0, more;

    while (got < size && (more = recv((SOCKET)endpoint->socket, (char *)bytes + got, size - got, 0)) > 0)
        got += more;
    return got == size;
}

void endpoint_close(struct endpoint *endpoint)
{
    closesocket((SOCKET)endpoint->socket);
    if (endpoint->event)
        CloseHandle(endpoint->event);
}
