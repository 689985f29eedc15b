/* GnuPG's emulation, from libassuan: loopback TCP, the port and 16 secret bytes in a file, which the client sends first. */
#include "transport.h"

#if defined(_WIN32) && __has_include(<assuan.h>)

#include "platform.h"

#include <assuan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static assuan_sock_nonce_t nonce;
static char bound_path[PLACE_SIZE];

static void remove_bound_file(void)
{
    remove_file(bound_path);
}

static bool load(void)
{
    WSADATA data;

    return WSAStartup(MAKEWORD(2, 2), &data) == 0 && assuan_sock_init() == 0;
}

static void touch(void)
{
    assuan_sock_close(assuan_sock_new(AF_UNIX, SOCK_STREAM, 0));
}

static assuan_fd_t new_socket(const struct place *place, struct sockaddr_un *address)
{
    assuan_fd_t made = assuan_sock_new(AF_UNIX, SOCK_STREAM, 0);

    if (made == ASSUAN_INVALID_FD)
        die("assuan_sock_new", WSAGetLastError());
    memset(address, 0, sizeof *address);
    if (assuan_sock_set_sockaddr_un(place->text, (struct sockaddr *)address, NULL) != 0)
        die("assuan_sock_set_sockaddr_un", 0);
    return made;
}

static handle listen_anywhere(struct place *place)
{
    char folder[PLACE_SIZE / 2];
    struct sockaddr_un address;
    assuan_fd_t made;

    temporary_folder(folder, sizeof folder);
    snprintf(place->text, sizeof place->text, "%s/bench-%ld.assuan", folder, own_process_id());
    memcpy(bound_path, place->text, PLACE_SIZE);
    atexit(remove_bound_file);
    remove_file(bound_path);
    made = new_socket(place, &address);
    if (assuan_sock_bind(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("assuan_sock_bind", WSAGetLastError());
    if (assuan_sock_get_nonce((struct sockaddr *)&address, sizeof address, &nonce) != 0 || listen((SOCKET)made, SOMAXCONN) != 0)
        die("listen", WSAGetLastError());
    return (handle)made;
}

static handle connect_to(const struct place *place)
{
    struct sockaddr_un address;
    assuan_fd_t made = new_socket(place, &address);

    if (assuan_sock_connect(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("assuan_sock_connect", WSAGetLastError());
    return (handle)made;
}

static handle accept_next(handle listener)
{
    SOCKET made = accept((SOCKET)listener, NULL, NULL);

    if (made == INVALID_SOCKET)
        die("accept", WSAGetLastError());
    if (assuan_sock_check_nonce((assuan_fd_t)made, &nonce) != 0)
        die("assuan_sock_check_nonce", WSAGetLastError());
    return (handle)made;
}

static void close_any(handle any)
{
    assuan_sock_close((assuan_fd_t)any);
}

/* Its connections are plain TCP sockets. */
static void prepare(handle connection)
{
    tcp_transport.prepare(connection);
}

static void send_all(handle connection, const char *bytes, size_t size)
{
    tcp_transport.send(connection, bytes, size);
}

static size_t receive(handle connection, char *bytes, size_t size)
{
    return tcp_transport.receive(connection, bytes, size);
}

const struct transport assuan_transport = {
    "assuan", load, touch, listen_anywhere, connect_to, accept_next, prepare, send_all, receive, close_any, NULL, NULL, NULL, NULL,
};

#else

static bool load(void)
{
    return false;
}

const struct transport assuan_transport = { .name = "assuan", .load = load };

#endif
