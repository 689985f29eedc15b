/* Says something to whoever has bound a datagram socket, as sd_notify() does: a socket, a message, and gone. It waits for nobody but for room.
 * Each MESSAGE is a datagram. One source for Linux and for Windows.
 *
 *     notify PATH MESSAGE... */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char **argv)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd, i;

    if (argc < 3) {
        fprintf(stderr, "usage: notify PATH MESSAGE...\n");
        return 2;
    }
    if (strlen(argv[1]) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        perror(argv[1]);
        return 1;
    }
    memcpy(address.sun_path, argv[1], strlen(argv[1]));
    fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    for (i = 2; fd >= 0 && i < argc; i++) {
        if (sendto(fd, argv[i], strlen(argv[i]), MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address) < 0) {
            fd = -1;
        }
    }
    if (fd < 0) {
        if (errno == ENOENT || errno == ECONNREFUSED)
            fprintf(stderr, "nobody listens at %s\n", argv[1]);
        else
            perror(argv[1]);
        return 1;
    }
    return 0; /* what was sent arrives, with or without close() */
}
