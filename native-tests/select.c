/* select(). */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <sys/time.h>

enum { READABLE = 1, WRITABLE = 2, EXCEPTIONAL = 4 };

/* Which of the three sets tell of this socket, after a look without waiting. */
static int look_at(int fd)
{
    fd_set in, out, except;
    struct timeval now = { 0, 0 };
    long long ready;
    int seen;

    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_ZERO(&except);
    FD_SET(fd, &in);
    FD_SET(fd, &out);
    FD_SET(fd, &except);
    ready = MUST(select(fd + 1, &in, &out, &except, &now));
    seen = (FD_ISSET(fd, &in) ? READABLE : 0) | (FD_ISSET(fd, &out) ? WRITABLE : 0) | (FD_ISSET(fd, &except) ? EXCEPTIONAL : 0);
    CHECK_EQ(ready, (seen & 1) + (seen >> 1 & 1) + (seen >> 2 & 1));
    return seen;
}

static void wait_until_readable(int fd)
{
    fd_set in;

    FD_ZERO(&in);
    FD_SET(fd, &in);
    CHECK_EQ(MUST(select(fd + 1, &in, NULL, NULL, NULL)), 1);
    CHECK(FD_ISSET(fd, &in));
}

CASE_BODY(select_states)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client, server;

    CHECK_EQ(look_at(listener), 0);
    client = connected_to(path);
    CHECK_EQ(look_at(client), WRITABLE);
    wait_until_readable(listener);
    CHECK_EQ(look_at(listener), READABLE);
    server = accepted_from(listener);
    CHECK_EQ(look_at(listener), 0);
    CHECK_EQ(look_at(server), WRITABLE);
    send_text(client, "x");
    wait_until_readable(server);
    CHECK_EQ(look_at(server), READABLE | WRITABLE);
    expect_text(server, "x");
    CHECK_EQ(look_at(server), WRITABLE);
    MUST(shutdown(client, SHUT_WR));
    wait_until_readable(server);
    CHECK_EQ(look_at(server), READABLE | WRITABLE);
    expect_end(server);
    CHECK_EQ(look_at(server), READABLE | WRITABLE);
    MUST(close(client));
    wait_until_readable(server);
    CHECK_EQ(look_at(server), READABLE | WRITABLE);
}

CASE_BODY(select_unconnected)
{
    int fd = unix_socket();

    /* As Linux has it: a socket that never was connected is hung up. */
    CHECK_EQ(look_at(fd), READABLE | WRITABLE);
    MUST(bind_to(fd, in_case_directory("s")));
    CHECK_EQ(look_at(fd), READABLE | WRITABLE);
}

CASE_BODY(select_timeout)
{
    int ends[2], fd;
    fd_set in;
    struct timeval limit = { 0, 50 * 1000 };
    long long began;

    connected_ends(ends);
    fd = ends[CLIENT];
    FD_ZERO(&in);
    FD_SET(fd, &in);
    began = now_in_milliseconds();
    CHECK_EQ(MUST(select(fd + 1, &in, NULL, NULL, &limit)), 0);
    CHECK(now_in_milliseconds() - began >= 45);
    CHECK(!FD_ISSET(fd, &in));
    /* Without any descriptor it is a pause. */
    limit.tv_sec = 0;
    limit.tv_usec = 50 * 1000;
    began = now_in_milliseconds();
    CHECK_EQ(MUST(select(0, NULL, NULL, NULL, &limit)), 0);
    CHECK(now_in_milliseconds() - began >= 45);
}

struct sender {
    int fd;
    const char *text;
};

static void send_late(void *argument)
{
    struct sender *sender = argument;

    let_it_block();
    if (sender->text)
        send_text(sender->fd, sender->text);
    else
        MUST(close(sender->fd));
}

CASE_BODY(select_without_timeout_waits)
{
    int ends[2];
    struct sender sender;
    struct thread *thread;

    connected_ends(ends);
    sender.fd = ends[CLIENT];
    sender.text = "x";
    thread = thread_start(send_late, &sender);
    wait_until_readable(ends[SERVER]);
    expect_text(ends[SERVER], "x");
    thread_join(thread);
    sender.text = NULL;
    thread = thread_start(send_late, &sender);
    wait_until_readable(ends[SERVER]);
    expect_end(ends[SERVER]);
    thread_join(thread);
}

static void connect_late(void *argument)
{
    let_it_block();
    send_text(connected_to(argument), "x");
}

CASE_BODY(select_waits_for_a_client)
{
    char *path = (char *)in_case_directory("s");
    int listener = listening_at(path, 5);
    struct thread *thread = thread_start(connect_late, path);

    set_nonblocking(listener, true);
    wait_until_readable(listener);
    expect_text(accepted_from(listener), "x");
    thread_join(thread);
}

CASE_BODY(select_many_in_both_directions)
{
    enum { PAIRS = 100 };
    int pairs[PAIRS][2], i, highest = 0;
    fd_set in, out, except;
    struct timeval limit = { 10, 0 };

    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_ZERO(&except);
    for (i = 0; i < PAIRS; i++) {
        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]));
        FD_SET(pairs[i][0], &in);
        FD_SET(pairs[i][1], &out);
        FD_SET(pairs[i][1], &except);
        if (pairs[i][0] > highest)
            highest = pairs[i][0];
        if (pairs[i][1] > highest)
            highest = pairs[i][1];
    }
    for (i = 0; i < PAIRS; i += 3)
        send_text(pairs[i][1], "x");
    for (i = 0; i < PAIRS; i += 3)
        CHECK_EQ(poll_one(pairs[i][0], POLLIN, -1), POLLIN);
    CHECK_EQ(MUST(select(highest + 1, &in, &out, &except, &limit)), PAIRS + (PAIRS + 2) / 3);
    for (i = 0; i < PAIRS; i++) {
        CHECK_EQ(FD_ISSET(pairs[i][0], &in) != 0, i % 3 == 0);
        CHECK(FD_ISSET(pairs[i][1], &out));
        CHECK(!FD_ISSET(pairs[i][1], &except));
        CHECK(!FD_ISSET(pairs[i][1], &in));
    }
}

/* Only descriptors below the count are looked at. */
CASE_BODY(select_count)
{
    int ends[2], low, high;
    fd_set out;
    struct timeval now = { 0, 0 };

    connected_ends(ends);
    low = ends[0] < ends[1] ? ends[0] : ends[1];
    high = ends[0] < ends[1] ? ends[1] : ends[0];
    FD_ZERO(&out);
    FD_SET(low, &out);
    FD_SET(high, &out);
    CHECK_EQ(MUST(select(high, NULL, &out, NULL, &now)), 1);
    CHECK(FD_ISSET(low, &out));
}

CASE_BODY(select_errors)
{
    int fd = unix_socket();
    fd_set in;
    struct timeval now = { 0, 0 }, negative = { -1, 0 };

    FD_ZERO(&in);
    FD_SET(fd, &in);
    FAILS_WITH(EINVAL, select(-1, &in, NULL, NULL, &now));
    FAILS_WITH(EINVAL, select(fd + 1, &in, NULL, NULL, &negative));
    MUST(close(fd));
    FAILS_WITH(EBADF, select(fd + 1, &in, NULL, NULL, &now));
    /* A set that is left out can't be wrong. */
    CHECK_EQ(MUST(select(fd + 1, NULL, NULL, NULL, &now)), 0);
}

CASE_BODY(select_full_socket_is_not_writable)
{
    enum { PIECE = 65536 };
    static char piece[PIECE];
    int ends[2];

    connected_ends(ends);
    while (send(ends[CLIENT], piece, PIECE, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
        continue;
    CHECK_EQ(errno, EAGAIN);
    CHECK_EQ(look_at(ends[CLIENT]), 0);
    while (recv(ends[SERVER], piece, PIECE, MSG_DONTWAIT) > 0)
        continue;
    CHECK_EQ(poll_one(ends[CLIENT], POLLOUT, -1), POLLOUT);
    CHECK_EQ(look_at(ends[CLIENT]), WRITABLE);
}
