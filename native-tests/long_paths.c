/* Paths that struct sockaddr_un has no room for: an extension. Windows only. */
#include "check.h"
#include "files.h"
#include "socket_types.h"

#include <stdio.h>
#include <string.h>

/* A relative name of this length: a directory, and a file in it. */
static struct afunix_sockaddr long_address(size_t length, char last)
{
    struct afunix_sockaddr address = { .sun_family = AF_UNIX };
    enum { DIRECTORY = 60 };

    memset(address.sun_path, 'd', length);
    address.sun_path[DIRECTORY] = '\0';
    if (!path_exists(address.sun_path))
        CHECK(directory_make(address.sun_path));
    address.sun_path[DIRECTORY] = '/';
    address.sun_path[length - 1] = last;
    return address;
}

static socklen_t size_of(size_t length)
{
    return (socklen_t)(PATH_OFFSET + length);
}

static void expect_long_name(const struct afunix_sockaddr *seen, socklen_t size, const struct afunix_sockaddr *expected, size_t length)
{
    CHECK_EQ(size, size_of(length) + 1);
    CHECK_EQ(seen->sun_family, AF_UNIX);
    CHECK_BYTES(seen->sun_path, expected->sun_path, length);
}

static void long_connection(size_t length)
{
    struct afunix_sockaddr name = long_address(length, 's'), own = long_address(length, 'c'), seen;
    int listener = unix_socket(), client = unix_socket(), server;
    socklen_t size = sizeof seen;
    char text[2];

    MUST(bind(listener, (struct sockaddr *)&name, size_of(length)));
    MUST(listen(listener, 1));
    MUST(bind(client, (struct sockaddr *)&own, size_of(length)));
    MUST(connect(client, (struct sockaddr *)&name, size_of(length)));
    server = (int)MUST(accept(listener, (struct sockaddr *)&seen, &size));
    if (length < AFUNIX_PATH_MAX)
        expect_long_name(&seen, size, &own, length);
    size = sizeof seen;
    MUST(getsockname(listener, (struct sockaddr *)&seen, &size));
    CHECK_EQ(size, size_of(length) + 1);
    size = sizeof seen;
    MUST(getpeername(client, (struct sockaddr *)&seen, &size));
    CHECK_EQ(size, size_of(length) + 1);
    CHECK_BYTES(seen.sun_path, name.sun_path, length);
    send_text(client, "x");
    size = sizeof seen;
    CHECK_EQ(MUST(recvfrom(server, text, 1, 0, (struct sockaddr *)&seen, &size)), 1);
    CHECK_EQ(size, size_of(length) + 1);
    CHECK_BYTES(seen.sun_path, own.sun_path, length);
    close_all((int[]) { listener, client, server }, 3);
}

CASE_BODY(longpaths_of_every_call)
{
    long_connection(109);
    long_connection(160);
    long_connection(AFUNIX_PATH_MAX);
}

static void expect_sender(int fd, const struct afunix_sockaddr *expected, size_t length)
{
    struct afunix_sockaddr seen;
    socklen_t size = sizeof seen;
    char text[2];

    CHECK_EQ(MUST(recvfrom(fd, text, 1, 0, (struct sockaddr *)&seen, &size)), 1);
    CHECK_EQ(size, size_of(length) + 1);
    CHECK_BYTES(seen.sun_path, expected->sun_path, length < AFUNIX_PATH_MAX ? length + 1 : length);
}

/* Of messages each has its sender's name, and an end of a pair the other's. */
CASE_BODY(longpaths_of_messages)
{
    static const size_t lengths[] = { 109, 200, AFUNIX_PATH_MAX };
    int at, i, pair[2];

    for (i = 0; i < 3; i++) {
        size_t length = lengths[i];
        struct afunix_sockaddr name = long_address(length, 's'), own = long_address(length, 'c'), end = long_address(length, 'e');
        int to = typed_socket(SOCK_DGRAM), from = typed_socket(SOCK_DGRAM);

        MUST(bind(to, (struct sockaddr *)&name, size_of(length)));
        MUST(bind(from, (struct sockaddr *)&own, size_of(length)));
        CHECK_EQ(MUST(sendto(from, "x", 1, 0, (struct sockaddr *)&name, size_of(length))), 1);
        expect_sender(to, &own, length);
        CHECK_EQ(MUST(sendto(to, "x", 1, 0, (struct sockaddr *)&own, size_of(length))), 1);
        expect_sender(from, &name, length);
        close_all((int[]) { to, from }, 2);
        for (at = 0; at < 2; at++) {
            typed_pair(SOCK_SEQPACKET, pair);
            MUST(bind(pair[at], (struct sockaddr *)&end, size_of(length)));
            send_text(pair[at], "x");
            expect_sender(pair[1 - at], &end, length);
            close_all(pair, 2);
            end.sun_path[length - 1] = 'f';
        }
    }
}

CASE_BODY(longpaths_have_their_limits)
{
    struct afunix_sockaddr address = long_address(AFUNIX_PATH_MAX, 's');
    char larger[sizeof address + 1];
    int fd = unix_socket();

    memset(larger, 'x', sizeof larger);
    memcpy(larger, &address, sizeof address);
    FAILS_WITH(EINVAL, bind(fd, (struct sockaddr *)larger, sizeof larger));
    FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)larger, sizeof larger));
    /* As Linux has it: a short path, and a size beyond what it knows. */
    address.sun_path[20] = '\0';
    FAILS_WITH(EINVAL, bind(fd, (struct sockaddr *)&address, sizeof address));
    FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)&address, sizeof address));
    /* No abstract names. */
    address = long_address(AFUNIX_PATH_MAX, 's');
    address.sun_path[0] = '\0';
    FAILS_WITH(EINVAL, bind(fd, (struct sockaddr *)&address, sizeof address));
    address = long_address(150, 's');
    FAILS_WITH(ENOENT, connect(fd, (struct sockaddr *)&address, size_of(150)));
    MUST(bind(fd, (struct sockaddr *)&address, size_of(150)));
    CHECK(path_exists(address.sun_path));
    FAILS_WITH(EADDRINUSE, bind(unix_socket(), (struct sockaddr *)&address, size_of(150)));
}
