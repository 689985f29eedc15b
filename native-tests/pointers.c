/* Pointers to odd addresses, and to no memory at all. */
#include "check.h"
#include "files.h"
#include "sockets.h"

#include <stdlib.h>
#include <sys/time.h>

/* One byte off for whatever is stored here. */
static void *odd(void)
{
    static char *rooms;
    static size_t used;

    if (!rooms)
        rooms = calloc(64, 256);
    CHECK(rooms != NULL && used < 64);
    return rooms + 256 * used++ + 1;
}

CASE_BODY(pointers_misaligned)
{
    struct sockaddr *address = odd();
    socklen_t *length = odd(), size;
    struct sockaddr_un plain = unix_address("s");
    struct pollfd *entries = odd();
    struct iovec *pieces = odd();
    int *value = odd(), *pair = odd(), copy[2], listener = unix_socket(), client = unix_socket(), server;
    struct timeval *limit = odd();
    char *bytes = odd();
    struct pollfd entry;
    struct iovec piece = { bytes, 3 };

    memcpy(address, &plain, sizeof plain);
    MUST(bind(listener, address, unix_length("s")));
    MUST(listen(listener, 5));
    MUST(connect(client, address, unix_length("s")));
    size = sizeof plain;
    memcpy(length, &size, sizeof size);
    server = (int)MUST(accept(listener, address, length));
    memcpy(&size, length, sizeof size);
    CHECK_EQ(size, PATH_OFFSET);
    size = sizeof plain;
    memcpy(length, &size, sizeof size);
    MUST(getsockname(server, address, length));
    CHECK_TEXT(((char *)address) + PATH_OFFSET, "s");
    size = sizeof *value;
    memcpy(length, &size, sizeof size);
    MUST(getsockopt(server, SOL_SOCKET, SO_TYPE, value, length));
    memcpy(copy, value, sizeof *value);
    CHECK_EQ(copy[0], SOCK_STREAM);
    CHECK_EQ(MUST(send(client, bytes, 3, MSG_NOSIGNAL)), 3);
    entry = (struct pollfd) { server, POLLIN, 0 };
    memcpy(entries, &entry, sizeof entry);
    CHECK_EQ(MUST(poll(entries, 1, -1)), 1);
    memcpy(&entry, entries, sizeof entry);
    CHECK_EQ(entry.revents, POLLIN);
    MUST(ioctl(server, FIONREAD, value));
    memcpy(copy, value, sizeof *value);
    CHECK_EQ(copy[0], 3);
    memcpy(pieces, &piece, sizeof piece);
    CHECK_EQ(MUST(readv(server, pieces, 1)), 3);
    memset(limit, 0, sizeof *limit);
    CHECK_EQ(MUST(select(0, NULL, NULL, NULL, limit)), 0);
    MUST(setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, limit, sizeof *limit));
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    memcpy(copy, pair, sizeof copy);
    close_all(copy, 2);
}

/* The first page of memory belongs to nobody on both systems. */
static void *volatile nowhere = (void *)16;

CASE_BODY(pointers_to_no_memory_for_data)
{
    int ends[2];
    struct iovec piece = { nowhere, 4 };

    connected_ends(ends);
    FAILS_WITH(EFAULT, send(ends[CLIENT], nowhere, 4, MSG_NOSIGNAL));
    FAILS_WITH(EFAULT, write(ends[CLIENT], nowhere, 4));
    FAILS_WITH(EFAULT, writev(ends[CLIENT], &piece, 1));
    FAILS_WITH(EFAULT, writev(ends[CLIENT], nowhere, 1));
    expect_nothing(ends[SERVER]);
    send_text(ends[CLIENT], "kept");
    FAILS_WITH(EFAULT, recv(ends[SERVER], nowhere, 4, 0));
    FAILS_WITH(EFAULT, read(ends[SERVER], nowhere, 4));
    FAILS_WITH(EFAULT, readv(ends[SERVER], &piece, 1));
    expect_text(ends[SERVER], "kept");
}

CASE_BODY(pointers_to_no_memory_for_addresses)
{
    int ends[2], value = 1;
    socklen_t length = sizeof(struct sockaddr_un);
    struct sockaddr_un address;
    struct timeval now = { 0, 0 };

    connected_ends(ends);
    FAILS_WITH(EFAULT, bind(unix_socket(), nowhere, sizeof address));
    FAILS_WITH(EFAULT, connect(unix_socket(), nowhere, sizeof address));
    FAILS_WITH(EFAULT, getsockname(ends[SERVER], nowhere, &length));
    FAILS_WITH(EFAULT, getsockname(ends[SERVER], (struct sockaddr *)&address, nowhere));
    FAILS_WITH(EFAULT, getpeername(ends[CLIENT], nowhere, &length));
    FAILS_WITH(EFAULT, getsockopt(ends[CLIENT], SOL_SOCKET, SO_TYPE, nowhere, &length));
    FAILS_WITH(EFAULT, getsockopt(ends[CLIENT], SOL_SOCKET, SO_TYPE, &value, nowhere));
    FAILS_WITH(EFAULT, setsockopt(ends[CLIENT], SOL_SOCKET, SO_REUSEADDR, nowhere, sizeof value));
    FAILS_WITH(EFAULT, socketpair(AF_UNIX, SOCK_STREAM, 0, nowhere));
    FAILS_WITH(EFAULT, poll(nowhere, 1, 0));
    FAILS_WITH(EFAULT, select(1, nowhere, NULL, NULL, &now));
    FAILS_WITH(EFAULT, ioctl(ends[CLIENT], FIONREAD, nowhere));
    FAILS_WITH(EFAULT, ioctl(ends[CLIENT], FIONBIO, nowhere));
}
