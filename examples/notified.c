/* Waits for what others have to say: as a service manager does for its services' sd_notify(). Each datagram is a message, whoever sends it;
 * one that is STOPPING=1 is the last. One source for Linux and for Windows.
 *
 *     notified PATH */
#include <errno.h>
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
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    char message[4096];
    int fd;

    if (argc != 2) {
        fprintf(stderr, "usage: notified PATH\n");
        return 2;
    }
    if (strlen(argv[1]) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return fail(argv[1]);
    }
    memcpy(address.sun_path, argv[1], strlen(argv[1]));
    fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0)
        return fail("socket");
    /* One that ended leaves its socket file behind. */
    remove(argv[1]);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
        return fail(argv[1]);
    printf("listening on %s\n", argv[1]);
    fflush(stdout);

    for (;;) {
        /* A longer one would be cut; MSG_TRUNC tells its true length. */
        ssize_t size = recv(fd, message, sizeof message - 1, MSG_TRUNC);

        if (size < 0)
            return fail("recv");
        if ((size_t)size >= sizeof message) {
            printf("too long: %zd bytes\n", size);
            continue;
        }
        message[size] = '\0';
        printf("%s\n", message);
        fflush(stdout);
        if (strcmp(message, "STOPPING=1") == 0)
            break;
    }
    close(fd);
    return remove(argv[1]) == 0 ? 0 : fail(argv[1]);
}
