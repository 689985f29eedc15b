/* The other end: a program with the POSIX face, as it would be built for Linux. It is told what to do in lines, and says a line when it is done.
 *
 *     serve PATH, accept          listens; takes the next client. @ stands for the NUL of an abstract name
 *     connect PATH                is one
 *     send N, receive N           so many bytes of a pattern
 *     shut                        sends no more
 *     end, gone                   expects the stream's end; or that or ECONNRESET
 *     readable, hangup, quiet     poll(): data, both ends closed, nothing
 *     send-fails                  a send gives EPIPE or ECONNRESET, at last
 *     close                       the connection
 *     pass WHAT, take WHAT        one descriptor with one byte: a pipe's end, a socket (listening, connected, fresh, internet)
 *     pass-when-full N            sends what there is room for, then one descriptor as soon as that can be; so many times
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <netinet/in.h>

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
    socklen_t length = (socklen_t)(sizeof address.sun_family + strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    if (*path == '@')
        address.sun_path[0] = '\0';
    *(serves ? &listener : &connection) = fd;
    return fd >= 0
        && (serves ? bind(fd, (struct sockaddr *)&address, length) == 0 && listen(fd, 5) == 0 : connect(fd, (struct sockaddr *)&address, length) == 0);
}

union control {
    struct cmsghdr row;
    char bytes[CMSG_SPACE(4 * sizeof(int))];
};

static int pass(int fd)
{
    char byte = 'p';
    struct iovec part = { &byte, 1 };
    union control control;
    struct msghdr message;

    memset(&message, 0, sizeof message);
    memset(&control, 0, sizeof control);
    control.row.cmsg_len = CMSG_LEN(sizeof fd);
    control.row.cmsg_level = SOL_SOCKET;
    control.row.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&control.row), &fd, sizeof fd);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(sizeof fd);
    return sendmsg(connection, &message, MSG_NOSIGNAL) == 1 && close(fd) == 0;
}

/* pass() closes its descriptor only when it has gone. */
static int pass_when_full(unsigned long times)
{
    static char much[65536];
    int fd;

    if (fcntl(connection, F_SETFL, O_NONBLOCK) != 0)
        return 0;
    while (times-- > 0) {
        while (send(connection, much, sizeof much, MSG_NOSIGNAL) > 0)
            ;
        if (errno != EAGAIN || (fd = socket(AF_UNIX, SOCK_STREAM, 0)) < 0)
            return 0;
        while (!pass(fd))
            if (errno != EAGAIN)
                return 0;
    }
    return close(connection) == 0;
}

static int take(void)
{
    char byte;
    struct iovec part = { &byte, 1 };
    union control control;
    struct msghdr message;
    int fd;

    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    if (recvmsg(connection, &message, 0) != 1 || message.msg_flags != 0 || message.msg_controllen < CMSG_LEN(sizeof fd)
        || control.row.cmsg_type != SCM_RIGHTS || control.row.cmsg_len != CMSG_LEN(sizeof fd))
        return -1;
    memcpy(&fd, CMSG_DATA(&control.row), sizeof fd);
    return fd;
}

/* A listener's path is `kept` beside the connection's. */
static int make_for_passing(const char *what)
{
    int ends[2] = { -1, -1 };
    struct sockaddr_un address = address_of("kept");

    if (strcmp(what, "pipe") == 0 && (pipe(ends) != 0 || write(ends[1], "from posix", 10) != 10))
        return -1;
    if (strcmp(what, "connected") == 0 && (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || send(ends[1], "from posix", 10, 0) != 10))
        return -1;
    if (strcmp(what, "packets") == 0 && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
        return -1;
    if (strcmp(what, "fresh") == 0)
        return socket(AF_UNIX, SOCK_STREAM, 0);
    if (strcmp(what, "internet") == 0)
        return socket(AF_INET, SOCK_DGRAM, 0);
    if (strcmp(what, "listening") == 0
        && ((ends[0] = socket(AF_UNIX, SOCK_STREAM, 0)) < 0 || bind(ends[0], (struct sockaddr *)&address, sizeof address) != 0 || listen(ends[0], 5) != 0))
        return -1;
    return ends[0];
}

/* Uses it as what it is. */
static int use(const char *what, int fd)
{
    struct sockaddr_un address = address_of("kept");
    struct sockaddr_in internet;
    socklen_t length = sizeof internet;
    char bytes[16];
    int server;

    if (fd < 0)
        return 0;
    if (strcmp(what, "pipe") == 0)
        return write(fd, "posix", 5) == 5 && close(fd) == 0;
    if (strcmp(what, "connected") == 0)
        return recv(fd, bytes, sizeof bytes, 0) == 8 && memcmp(bytes, "question", 8) == 0 && send(fd, "posix", 5, 0) == 5 && close(fd) == 0;
    if (strcmp(what, "fresh") == 0)
        return bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 1) == 0 && close(fd) == 0;
    if (strcmp(what, "internet") == 0)
        return getsockname(fd, (struct sockaddr *)&internet, &length) == 0 && internet.sin_family == AF_INET && send(fd, "posix", 5, 0) == 5 && close(fd) == 0;
    if (strcmp(what, "listening") == 0)
        return (server = accept(fd, NULL, NULL)) >= 0 && send(server, "posix", 5, 0) == 5 && close(server) == 0 && close(fd) == 0;
    return 0;
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
    if (strcmp(word, "pass") == 0)
        return pass(make_for_passing(argument));
    if (strcmp(word, "pass-when-full") == 0)
        return pass_when_full(strtoul(argument, NULL, 10));
    if (strcmp(word, "take") == 0)
        return use(argument, take());
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
