/* The endpoint over afunix: plain POSIX. */
#include "endpoint.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

bool endpoint_start(unsigned wait_ms)
{
    (void)wait_ms; /* there is no wait */
    return true;
}

static bool create(struct endpoint *endpoint, struct sockaddr_un *address, const char *path)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    snprintf(address->sun_path, sizeof address->sun_path, "%s", path);
    endpoint->socket = socket(AF_UNIX, SOCK_STREAM, 0);
    return endpoint->socket >= 0;
}

bool endpoint_listen(struct endpoint *listener, const char *path)
{
    struct sockaddr_un address;

    unlink(path);
    return create(listener, &address, path)
        && bind((int)listener->socket, (struct sockaddr *)&address, sizeof address) == 0
        && listen((int)listener->socket, SOMAXCONN) == 0;
}

bool endpoint_wait(const struct endpoint *listener)
{
    struct pollfd entry;

    entry.fd = (int)listener->socket;
    entry.events = POLLIN;
    return poll(&entry, 1, -1) == 1;
}

bool endpoint_accept(struct endpoint *listener, struct endpoint *accepted)
{
    accepted->socket = accept((int)listener->socket, NULL, NULL);
    return accepted->socket >= 0;
}

bool endpoint_connect(struct endpoint *client, const char *path)
{
    struct sockaddr_un address;

    if (!create(client, &address, path))
        return false;
    if (connect((int)client->socket, (struct sockaddr *)&address, sizeof address) == 0)
        return true;
    close((int)client->socket);
    return false;
}

bool endpoint_send(const struct endpoint *endpoint, const void *bytes, int size)
{
    return send((int)endpoint->socket, bytes, (size_t)size, MSG_NOSIGNAL) == size;
}

bool endpoint_receive(const struct endpoint *endpoint, void *bytes, int size)
{
    return recv((int)endpoint->socket, bytes, (size_t)size, MSG_WAITALL) == size;
}

void endpoint_close(struct endpoint *endpoint)
{
    close((int)endpoint->socket);
}
