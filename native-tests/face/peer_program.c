/* The other end: a program with the POSIX face, as it would be built for Linux. It is told what to do in lines, and says a line when it is done.
 *
 *     serve PATH, accept          listens; takes the next client
 *     connect PATH                is one
 *     send N, receive N           so many bytes of a pattern
 *     shut                        sends no more
 *     end, gone                   expects the stream's end; or that or ECONNRESET
 *     readable, hangup, quiet     poll(): data, both ends closed, nothing
 *     send-fails                  a send gives EPIPE or ECONNRESET, at last
 *     close                       the connection
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listener = -1, connection = -1;

static int fail(char *what)
{
    what[strcspn(what, "\r\n")] = '\0';
    printf("%s: errno %d\n", what, errno);
    fflush(stdout);
    return 1;
}

static struct sockaddr_un address_of(const char *path)
{
    struct sockaddr_un address;

    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    return address;
}

static unsigned char pattern(size_t at)
{
    return (unsigned char)((at * 2654435761u + 7) >> 13);
}

static int send_all(size_t size)
{
    static unsigned char bytes[65536];
    size_t at = 0, i;

    while (at < size) {
        size_t piece = size - at < sizeof bytes ? size - at : sizeof bytes;
        ssize_t sent;

        for (i = 0; i < piece; i++)
            bytes[i] = pattern(at + i);
        sent = send(connection, bytes, piece, MSG_NOSIGNAL);
        if (sent < 0)
            return 0;
        at += (size_t)sent;
    }
    return 1;
}

static int receive_all(size_t size)
{
    static unsigned char bytes[65536];
    size_t at = 0;
    ssize_t i, count;

    while (at < size) {
        count = recv(connection, bytes, size - at < sizeof bytes ? size - at : sizeof bytes, 0);
        if (count <= 0)
            return 0;
        for (i = 0; i < count; i++)
            if (bytes[i] != pattern(at + (size_t)i))
                return 0;
        at += (size_t)count;
    }
    return 1;
}

static int polled(int milliseconds)
{
    struct pollfd entry = { connection, POLLIN, 0 };

    return poll(&entry, 1, milliseconds) < 0 ? -1 : entry.revents;
}

/* A send may be taken before the news of the other end is here, so it is tried for a while. */
static int send_fails(void)
{
    int tries;

    for (tries = 0; tries < 1000; tries++) {
        if (send(connection, "x", 1, MSG_NOSIGNAL) < 0)
            return errno == EPIPE || errno == ECONNRESET;
        polled(10);
    }
    return 0;
}

static int make(const char *path, int serves)
{
    struct sockaddr_un address = address_of(path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    *(serves ? &listener : &connection) = fd;
    return fd >= 0
        && (serves ? bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 5) == 0
                   : connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
}

static int obey(const char *word, const char *argument)
{
    char byte;

    if (strcmp(word, "serve") == 0 || strcmp(word, "connect") == 0)
        return make(argument, *word == 's');
    if (strcmp(word, "accept") == 0)
        return (connection = accept(listener, NULL, NULL)) >= 0;
    if (strcmp(word, "send") == 0)
        return send_all(strtoul(argument, NULL, 10));
    if (strcmp(word, "receive") == 0)
        return receive_all(strtoul(argument, NULL, 10));
    if (strcmp(word, "shut") == 0)
        return shutdown(connection, SHUT_WR) == 0;
    if (strcmp(word, "end") == 0)
        return recv(connection, &byte, 1, 0) == 0;
    if (strcmp(word, "gone") == 0)
        return recv(connection, &byte, 1, 0) == 0 || errno == ECONNRESET;
    if (strcmp(word, "readable") == 0)
        return polled(30000) == POLLIN;
    if (strcmp(word, "quiet") == 0)
        return polled(50) == 0;
    if (strcmp(word, "hangup") == 0)
        return (polled(30000) & POLLHUP) != 0;
    if (strcmp(word, "send-fails") == 0)
        return send_fails();
    if (strcmp(word, "close") == 0)
        return close(connection) == 0;
    return 0;
}

int main(void)
{
    char line[512], word[32], argument[256];

    while (fgets(line, sizeof line, stdin)) {
        argument[0] = '\0';
        if (sscanf(line, "%31s %255[^\r\n]", word, argument) < 1 || strcmp(word, "quit") == 0)
            return 0;
        if (!obey(word, argument))
            return fail(line);
        puts("done");
        fflush(stdout);
    }
    return 0;
}
