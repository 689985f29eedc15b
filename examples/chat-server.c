/* A chat: the first line of a client is its name, the further ones go to everybody else. One that doesn't keep up with the others
 * is cut off. Ends with Ctrl+C. One source for Linux and for Windows.
 *
 *     chat-server PATH */
#define _GNU_SOURCE /* accept4 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LISTENER, STOP, FIRST_CLIENT, NAME_SIZE = 32, LINE_SIZE = 1024, QUEUE_SIZE = 1 << 20 };

struct client {
    int fd;
    char name[NAME_SIZE]; /* empty until it has come */
    char line[LINE_SIZE];
    size_t line_size; /* how much of a line has come */
    char queue[QUEUE_SIZE]; /* what has yet to be sent */
    size_t queue_size;
};

/* Two tables, with the same places in both: the listener, the end that on_signal wakes, the clients. */
struct room {
    struct pollfd *entries;
    struct client **clients;
    size_t count;
};

static volatile sig_atomic_t waker; /* a handler has no argument that could bring it */

/* A byte in a socket, because poll() sees it even if the signal came just before. On Windows this runs in a thread of its own. */
static void on_signal(int number)
{
    int error = errno;

    (void)number;
    send(waker, "", 1, MSG_NOSIGNAL);
    errno = error;
}

static int fail(const char *what)
{
    perror(what);
    return 1;
}

/* Queues a line for everybody who has a name, but one. */
static void say(struct room *room, const struct client *but, const char *format, ...)
{
    char text[NAME_SIZE + LINE_SIZE + 16];
    va_list values;
    size_t size;

    va_start(values, format);
    size = (size_t)vsnprintf(text, sizeof text, format, values);
    va_end(values);
    for (size_t i = FIRST_CLIENT; i < room->count; i++) {
        struct client *client = room->clients[i];
        if (client == but || client->name[0] == '\0')
            continue;
        if (size > QUEUE_SIZE - client->queue_size) {
            shutdown(client->fd, SHUT_RDWR); /* poll() will tell, as when the client itself ends */
            continue;
        }
        memcpy(client->queue + client->queue_size, text, size);
        client->queue_size += size;
    }
}

static void take_line(struct room *room, struct client *client)
{
    if (client->name[0] != '\0') {
        say(room, client, "%s: %.*s\n", client->name, (int)client->line_size, client->line);
    } else if (client->line_size > 0) {
        snprintf(client->name, NAME_SIZE, "%.*s", (int)client->line_size, client->line);
        say(room, NULL, "* %s is here\n", client->name);
    }
    client->line_size = 0;
}

/* False when the client has gone. */
static int receive(struct room *room, struct client *client)
{
    char bytes[4096];
    ssize_t size = recv(client->fd, bytes, sizeof bytes, 0);

    for (ssize_t i = 0; i < size; i++) {
        int is_control = (unsigned char)bytes[i] < ' ' || bytes[i] == 0x7f;
        if (bytes[i] != '\n') /* control characters could play with the others' terminals */
            client->line[client->line_size++] = is_control ? ' ' : bytes[i];
        if (bytes[i] == '\n' || client->line_size == LINE_SIZE)
            take_line(room, client);
    }
    return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Sends as much of the queue as goes. False when the client has gone. */
static int send_queue(struct client *client)
{
    ssize_t size = send(client->fd, client->queue, client->queue_size, MSG_NOSIGNAL);

    if (size < 0)
        return errno == EAGAIN || errno == EINTR;
    client->queue_size -= (size_t)size;
    memmove(client->queue, client->queue + size, client->queue_size);
    return 1;
}

/* False when there is no memory. */
static int add(struct room *room, int fd, struct client *client)
{
    struct pollfd *entries = realloc(room->entries, (room->count + 1) * sizeof *entries);
    struct client **clients = realloc(room->clients, (room->count + 1) * sizeof *clients);

    room->entries = entries ? entries : room->entries;
    room->clients = clients ? clients : room->clients;
    if (!entries || !clients)
        return 0;
    entries[room->count] = (struct pollfd){ .fd = fd, .events = POLLIN };
    clients[room->count++] = client;
    return 1;
}

static void remove_client(struct room *room, size_t place)
{
    struct client *client = room->clients[place];

    room->count--;
    room->entries[place] = room->entries[room->count];
    room->clients[place] = room->clients[room->count];
    room->entries[LISTENER].events = POLLIN;
    if (client->name[0] != '\0')
        say(room, NULL, "* %s has left\n", client->name);
    close(client->fd);
    free(client);
}

static void accept_clients(struct room *room)
{
    int fd;

    while ((fd = accept4(room->entries[LISTENER].fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct client *client = calloc(1, sizeof *client);
        if (client)
            client->fd = fd;
        if (!client || !add(room, fd, client)) {
            free(client);
            close(fd);
        }
    }
    if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
        perror("accept4");
        room->entries[LISTENER].events = 0; /* no descriptor is left, most likely: further clients wait until one leaves */
    }
}

/* Until a signal comes. */
static int serve(struct room *room)
{
    for (;;) {
        for (size_t i = FIRST_CLIENT; i < room->count; i++)
            room->entries[i].events = room->clients[i]->queue_size > 0 ? POLLIN | POLLOUT : POLLIN;
        if (poll(room->entries, (nfds_t)room->count, -1) < 0) {
            if (errno == EINTR)
                continue;
            return fail("poll");
        }
        if (room->entries[STOP].revents != 0)
            return 0;
        /* From the end, so that the last client may take the place of one that has gone. */
        for (size_t i = room->count - 1; i >= FIRST_CLIENT; i--) {
            int ready = room->entries[i].revents;
            if (((ready & POLLOUT) && !send_queue(room->clients[i])) || ((ready & ~POLLOUT) && !receive(room, room->clients[i])))
                remove_client(room, i);
        }
        if (room->entries[LISTENER].revents != 0)
            accept_clients(room);
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct room room = { 0 };
    int listener, stop[2], status;

    if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "usage: chat-server PATH\n");
        return 2;
    }
    memcpy(address.sun_path, argv[1], strlen(argv[1]));
    if ((listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) < 0)
        return fail("socket");
    remove(argv[1]); /* a server that was killed has left it behind */
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, SOMAXCONN) < 0)
        return fail(argv[1]);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, stop) < 0)
        return fail("socketpair");
    waker = stop[1];
    if (signal(SIGINT, on_signal) == SIG_ERR || !add(&room, listener, NULL) || !add(&room, stop[0], NULL))
        return fail("chat-server");
    printf("listening on %s\n", argv[1]);
    fflush(stdout);
    status = serve(&room);
    remove(argv[1]);
    return status; /* the clients read end of file */
}
