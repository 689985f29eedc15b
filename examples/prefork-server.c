/* A server in several processes: one accepts, its workers serve. It hands each client to the next worker as a descriptor, and has
 * nothing more to do with it; a worker that ends, or is killed, takes its own clients along and no others. Workers come and go as they
 * like: each is this program with a name, started by whoever likes. One source for Linux and for Windows.
 *
 *     prefork-server PATH            accepts at PATH, and workers at PATH.workers
 *     prefork-server PATH NAME       a worker, which sends back what its clients send
 *
 * echo-client is a client. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { WORKERS = 16, BACKLOG = 64 };

/* Room for the one descriptor that a message has, aligned as its header must be. */
union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
};

static int fail(const char *what)
{
    perror(what);
    return 1;
}

static int open_at(const char *path, const char *suffix, struct sockaddr_un *address)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) + strlen(suffix) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    strcat(address->sun_path, suffix);
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int listen_on(const char *path, const char *suffix)
{
    struct sockaddr_un address;
    int listener = open_at(path, suffix, &address);

    if (listener < 0)
        return -1;
    remove(address.sun_path);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, BACKLOG) == 0)
        return listener;
    close(listener);
    return -1;
}

/* One byte, and the descriptor with it. False when the worker has gone. */
static int hand_over(int worker, int client)
{
    union control control;
    char byte = 'c';
    struct iovec part = { &byte, 1 };
    struct msghdr message;

    memset(&message, 0, sizeof message);
    memset(&control, 0, sizeof control);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    control.header.cmsg_len = CMSG_LEN(sizeof client);
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&control.header), &client, sizeof client);
    return sendmsg(worker, &message, MSG_NOSIGNAL) == 1;
}

/* Gives the next client, -1 when there will be none. */
static int take_over(int server)
{
    union control control;
    char byte;
    struct iovec part = { &byte, 1 };
    struct msghdr message;
    int client = -1;

    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    if (recvmsg(server, &message, 0) == 1 && message.msg_controllen >= CMSG_LEN(sizeof client))
        memcpy(&client, CMSG_DATA(&control.header), sizeof client);
    return client;
}

static int work(const char *path, const char *name)
{
    struct sockaddr_un address;
    int server = open_at(path, ".workers", &address), client;

    if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address) < 0)
        return fail(path);
    printf("%s works\n", name);
    fflush(stdout);
    while ((client = take_over(server)) >= 0) {
        char buffer[4096];
        ssize_t size;

        while ((size = recv(client, buffer, sizeof buffer, 0)) > 0 && send(client, buffer, (size_t)size, MSG_NOSIGNAL) == size)
            ;
        close(client);
        printf("%s has served\n", name);
        fflush(stdout);
    }
    return close(server);
}

int main(int argc, char **argv)
{
    struct pollfd entries[2 + WORKERS]; /* the clients' listener, the workers', then the workers */
    nfds_t count = 2, next = 0;

    if (argc == 3)
        return work(argv[1], argv[2]);
    if (argc != 2) {
        fprintf(stderr, "usage: prefork-server PATH [NAME]\n");
        return 2;
    }
    entries[0].fd = listen_on(argv[1], "");
    entries[1].fd = listen_on(argv[1], ".workers");
    if (entries[0].fd < 0 || entries[1].fd < 0)
        return fail(argv[1]);
    printf("listening on %s\n", argv[1]);
    fflush(stdout);

    for (;;) {
        /* Without a worker clients stay in the backlog; so do workers when the table is full. */
        entries[0].events = count > 2 ? POLLIN : 0;
        entries[1].events = count < 2 + WORKERS ? POLLIN : 0;
        if (poll(entries, count, -1) < 0)
            return fail("poll");
        for (nfds_t i = count - 1; i > 1; i--) {
            /* A worker says nothing: it has gone. */
            if (entries[i].revents != 0) {
                close(entries[i].fd);
                entries[i] = entries[--count];
            }
        }
        if (entries[1].revents != 0 && count < 2 + WORKERS) {
            entries[count].fd = accept(entries[1].fd, NULL, NULL);
            if (entries[count].fd < 0)
                return fail("accept");
            entries[count++].events = POLLIN;
        }
        if (entries[0].revents != 0 && count > 2) {
            int client = accept(entries[0].fd, NULL, NULL);

            if (client < 0)
                return fail("accept");
            for (nfds_t tries = count - 2; tries > 0 && !hand_over(entries[2 + next++ % (count - 2)].fd, client); tries--)
                ;
            close(client); /* the worker has it */
        }
    }
}
