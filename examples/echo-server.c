/* Sends back what each client sends, many clients at a time; one that never reads makes the others wait. One source for Linux
 * and for Windows.
 *
 *     echo-server PATH */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CLIENTS = 64 };

static int fail(const char *what)
{
    perror(what);
    return 1;
}

/* Gives a listening socket, or -1. */
static int listen_on(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int listener;

    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path));
    listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (listener < 0)
        return -1;
    /* A server that ended leaves its socket file behind. */
    remove(path);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, CLIENTS) == 0)
        return listener;
    close(listener);
    return -1;
}

/* Sends back what has arrived. False when the client has gone. */
static int echo(int client)
{
    char buffer[4096];
    ssize_t size = recv(client, buffer, sizeof buffer, 0);
    ssize_t sent = 0;

    while (sent < size) {
        ssize_t more = send(client, buffer + sent, (size_t)(size - sent), MSG_NOSIGNAL);
        if (more < 0)
            return 0;
        sent += more;
    }
    return size > 0;
}

int main(int argc, char **argv)
{
    struct pollfd entries[1 + CLIENTS]; /* the listener, then the clients */
    nfds_t count = 1;

    if (argc != 2) {
        fprintf(stderr, "usage: echo-server PATH\n");
        return 2;
    }
    entries[0].fd = listen_on(argv[1]);
    if (entries[0].fd < 0)
        return fail(argv[1]);
    printf("listening on %s\n", argv[1]);
    fflush(stdout);

    for (;;) {
        /* A full table leaves further clients in the backlog. */
        entries[0].events = count <= CLIENTS ? POLLIN : 0;
        if (poll(entries, count, -1) < 0)
            return fail("poll");

        /* From the end, so that the last entry may take the place of one that has gone. */
        for (nfds_t i = count - 1; i > 0; i--) {
            if (entries[i].revents != 0 && !echo(entries[i].fd)) {
                close(entries[i].fd);
                entries[i] = entries[--count];
            }
        }
        if (entries[0].revents != 0) {
            int client = accept(entries[0].fd, NULL, NULL);
            if (client < 0)
                return fail("accept");
            entries[count].fd = client;
            entries[count].events = POLLIN;
            count++;
        }
    }
}
