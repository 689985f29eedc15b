/* Sends a text to echo-server and prints what comes back. One source for Linux and for Windows.
 *
 *     echo-client PATH TEXT */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int fail(const char *what)
{
    perror(what);
    return 1;
}

int main(int argc, char **argv)
{
    struct sockaddr_un server = { .sun_family = AF_UNIX };
    char answer[4096];
    ssize_t size;
    int fd;

    if (argc != 3 || strlen(argv[1]) >= sizeof server.sun_path) {
        fprintf(stderr, "usage: echo-client PATH TEXT\n");
        return 2;
    }
    memcpy(server.sun_path, argv[1], strlen(argv[1]));

    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
        return fail("socket");
    if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0)
        return fail(argv[1]);
    if (send(fd, argv[2], strlen(argv[2]), MSG_NOSIGNAL) < 0)
        return fail("send");
    /* The server reads end of file, and closes when it has answered. */
    shutdown(fd, SHUT_WR);
    while ((size = recv(fd, answer, sizeof answer, 0)) > 0)
        fwrite(answer, 1, (size_t)size, stdout);
    if (size < 0)
        return fail("recv");
    putchar('\n');
    return close(fd);
}
