/* Non-blocking sockets, in every way of making one. */
#include "check.h"
#include "files.h"
#include "sockets.h"

#include <stdlib.h>

CASE_BODY(nonblocking_connect_is_complete)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    int client = (int)MUST(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)), error = -1;
    socklen_t size = sizeof error;

    /* There is nothing to wait for: not even EINPROGRESS. */
    MUST(connect_to(client, path));
    MUST(getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &size));
    CHECK_EQ(error, 0);
    CHECK_EQ(poll_one(client, POLLIN | POLLOUT, 0), POLLOUT);
    FAILS_WITH(EISCONN, connect_to(client, path));
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}

CASE_BODY(nonblocking_connect_errors)
{
    int client = (int)MUST(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)), error = -1;
    socklen_t size = sizeof error;

    FAILS_WITH(ENOENT, connect_to(client, in_case_directory("missing")));
    MUST(close(listening_at(in_case_directory("stale"), 1)));
    FAILS_WITH(ECONNREFUSED, connect_to(client, in_case_directory("stale")));
    /* Told once, by connect() itself. */
    MUST(getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &size));
    CHECK_EQ(error, 0);
}

CASE_BODY(nonblocking_accept)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), i;

    set_nonblocking(listener, true);
    for (i = 0; i < 100; i++)
        FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    send_text(connected_to(path), "x");
    expect_text(accepted_from(listener), "x");
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
}

/* However it was switched on, it works and can be seen. */
static void check_switch(int fd, bool expected)
{
    char byte;

    CHECK_EQ(is_nonblocking(fd), expected);
    if (expected)
        FAILS_WITH(EAGAIN, recv(fd, &byte, 1, 0));
    FAILS_WITH(EAGAIN, recv(fd, &byte, 1, MSG_DONTWAIT));
}

CASE_BODY(nonblocking_switches)
{
    int ends[2], on = 1, off = 0;

    connected_ends(ends);
    check_switch(ends[CLIENT], false);
    MUST(fcntl(ends[CLIENT], F_SETFL, O_NONBLOCK));
    check_switch(ends[CLIENT], true);
    MUST(fcntl(ends[CLIENT], F_SETFL, 0));
    check_switch(ends[CLIENT], false);
    MUST(ioctl(ends[CLIENT], FIONBIO, &on));
    check_switch(ends[CLIENT], true);
    MUST(ioctl(ends[CLIENT], FIONBIO, &off));
    check_switch(ends[CLIENT], false);
    set_nonblocking(ends[CLIENT], true);
    /* MSG_DONTWAIT is for one call only. */
    check_switch(ends[CLIENT], true);
    check_switch(ends[SERVER], false);
}

CASE_BODY(nonblocking_reads_what_is_there)
{
    int ends[2];
    char seen[8];

    connected_ends(ends);
    set_nonblocking(ends[SERVER], true);
    FAILS_WITH(EAGAIN, read(ends[SERVER], seen, 8));
    send_text(ends[CLIENT], "abc");
    CHECK_EQ(poll_one(ends[SERVER], POLLIN, -1), POLLIN);
    CHECK_EQ(MUST(read(ends[SERVER], seen, 8)), 3);
    FAILS_WITH(EAGAIN, recv(ends[SERVER], seen, 8, MSG_WAITALL));
    MUST(close(ends[CLIENT]));
    CHECK_EQ(poll_one(ends[SERVER], POLLIN, -1) & POLLIN, POLLIN);
    CHECK_EQ(MUST(read(ends[SERVER], seen, 8)), 0);
}

/* Sends until nothing more goes in; gives the number of bytes. */
static size_t fill(int fd, const unsigned char *bytes, size_t size)
{
    size_t sent = 0;

    while (sent < size) {
        long long count = send(fd, bytes + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (count == -1) {
            CHECK_EQ(errno, EAGAIN);
            return sent;
        }
        CHECK(count > 0);
        sent += (size_t)count;
    }
    FAIL("%zu bytes went in without a stop", size);
}

CASE_BODY(nonblocking_send_until_full)
{
    enum { SIZE = 32 * 1024 * 1024 };
    unsigned char *bytes = malloc(SIZE);
    int ends[2];
    size_t sent, more;

    CHECK(bytes != NULL);
    fill_pattern(bytes, SIZE, 7, 0);
    connected_ends(ends);
    sent = fill(ends[CLIENT], bytes, SIZE);
    CHECK(sent > 0);
    CHECK_EQ(poll_one(ends[CLIENT], POLLOUT, 0), 0);
    /* Nothing of it is lost, and there is room again when it has been read. */
    receive_pattern(ends[SERVER], sent, 65536, 7);
    CHECK_EQ(poll_one(ends[CLIENT], POLLOUT, -1), POLLOUT);
    expect_nothing(ends[SERVER]);
    more = fill(ends[CLIENT], bytes, SIZE);
    receive_pattern(ends[SERVER], more, 65536, 7);
    free(bytes);
}

/* 4 MiB through two non-blocking sockets in one thread, with poll(). */
CASE_BODY(nonblocking_transfer_in_one_thread)
{
    enum { SIZE = 4 * 1024 * 1024, PIECE = 50000 };
    unsigned char *bytes = malloc(SIZE), *seen = malloc(PIECE);
    size_t sent = 0, received = 0;
    int ends[2];

    CHECK(bytes != NULL && seen != NULL);
    fill_pattern(bytes, SIZE, 9, 0);
    connected_ends(ends);
    set_nonblocking(ends[CLIENT], true);
    set_nonblocking(ends[SERVER], true);
    while (received < SIZE) {
        struct pollfd entries[2] = { { ends[CLIENT], POLLOUT, 0 }, { ends[SERVER], POLLIN, 0 } };
        long long count;

        if (sent == SIZE)
            entries[0].fd = -1;
        MUST(poll(entries, 2, -1));
        CHECK((entries[0].revents | entries[1].revents) != 0);
        if (entries[0].revents & POLLOUT) {
            count = MUST(send(ends[CLIENT], bytes + sent, SIZE - sent, MSG_NOSIGNAL));
            sent += (size_t)count;
        }
        if (entries[1].revents & POLLIN) {
            count = MUST(recv(ends[SERVER], seen, PIECE, 0));
            CHECK(count > 0);
            check_pattern(seen, (size_t)count, 9, received);
            received += (size_t)count;
        }
    }
    CHECK_EQ(sent, SIZE);
    free(bytes);
    free(seen);
}
