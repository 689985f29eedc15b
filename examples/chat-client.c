/* Takes part in a chat: sends its name and each line of its input to the server, and prints what the server sends. Ends with its
 * input (Ctrl+D, on Windows Ctrl+Z and Enter). One source for Linux and for Windows.
 *
 *     chat-client PATH NAME */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { INPUT, SERVER, BOTH };

static int fail(const char *what)
{
    perror(what);
    return 1;
}

/* Gives a connected socket, or -1. */
static int connect_to(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd;

    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

/* A blocking send moves everything, unless a signal ends it. */
static int send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0)
            return -1;
        bytes += sent;
        size -= (size_t)sent;
    }
    return 0;
}

/* 1 when there may be more, 0 at the end of the input, -1 for an error. */
static int send_input(int fd)
{
    char bytes[4096];
    ssize_t size = read(STDIN_FILENO, bytes, sizeof bytes);

    if (size > 0 && send_all(fd, bytes, (size_t)size) < 0)
        return -1;
    return size > 0 ? 1 : (int)size;
}

/* The same of what the server sends. */
static int print_output(int fd)
{
    char bytes[4096];
    ssize_t size = recv(fd, bytes, sizeof bytes, 0);

    if (size > 0 && (fwrite(bytes, 1, (size_t)size, stdout) < (size_t)size || fflush(stdout) != 0))
        return -1;
    return size > 0 ? 1 : (int)size;
}

int main(int argc, char **argv)
{
    /* Windows has no such wait for pipes and consoles: afunix looks at them again and again. A console there is ready at the first
     * key, and read() then waits for the line: what others say meanwhile is shown after it. */
    struct pollfd entries[BOTH] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .events = POLLIN } };
    int more = 1;

    if (argc != 3) {
        fprintf(stderr, "usage: chat-client PATH NAME\n");
        return 2;
    }
    entries[SERVER].fd = connect_to(argv[1]);
    if (entries[SERVER].fd < 0)
        return fail(argv[1]);
    if (send_all(entries[SERVER].fd, argv[2], strlen(argv[2])) < 0 || send_all(entries[SERVER].fd, "\n", 1) < 0)
        return fail("send");

    while (more > 0) {
        if (poll(entries, BOTH, -1) < 0)
            return fail("poll");
        if (entries[SERVER].revents != 0)
            more = print_output(entries[SERVER].fd);
        if (more > 0 && entries[INPUT].revents != 0)
            more = send_input(entries[SERVER].fd);
    }
    if (more < 0)
        return fail("chat");
    return close(entries[SERVER].fd);
}
