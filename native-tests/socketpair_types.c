/* socketpair() for every type, and what the kinds of sockets have in common. */
#include "check.h"
#include "child.h"
#include "process.h"
#include "socket_types.h"

#include <stdlib.h>

CASE_BODY(pairs_of_every_type)
{
    int at, i;

    for (at = 0; at < TYPES; at++) {
        int pair[2] = { -1, -1 }, value = -1;
        socklen_t length = sizeof value;

        typed_pair(socket_types[at], pair);
        CHECK(pair[0] >= 0 && pair[1] >= 0 && pair[0] != pair[1]);
        for (i = 0; i < 2; i++) {
            MUST(getsockopt(pair[i], SOL_SOCKET, SO_TYPE, &value, &length));
            CHECK_EQ(value, socket_types[at]);
            MUST(getsockopt(pair[i], SOL_SOCKET, SO_DOMAIN, &value, &length));
            CHECK_EQ(value, AF_UNIX);
            MUST(getsockopt(pair[i], SOL_SOCKET, SO_PROTOCOL, &value, &length));
            CHECK_EQ(value, 0);
            CHECK_EQ(poll_one(pair[i], POLLIN | POLLOUT, 0), POLLOUT);
        }
        send_text(pair[0], "to one");
        send_text(pair[1], "to zero");
        expect_text(pair[1], "to one");
        expect_text(pair[0], "to zero");
    }
}

CASE_BODY(pairs_have_no_names)
{
    int at, i;

    for (at = 0; at < TYPES; at++) {
        struct sockaddr_un name;
        char byte;
        int pair[2];

        typed_pair(socket_types[at], pair);
        for (i = 0; i < 2; i++) {
            socklen_t length = sizeof name;

            MUST(getsockname(pair[i], (struct sockaddr *)&name, &length));
            CHECK_EQ(length, PATH_OFFSET);
            length = sizeof name;
            MUST(getpeername(pair[i], (struct sockaddr *)&name, &length));
            CHECK_EQ(length, PATH_OFFSET);
            CHECK_EQ(name.sun_family, AF_UNIX);
            send_text(pair[i], "x");
            length = sizeof name;
            CHECK_EQ(MUST(recvfrom(pair[1 - i], &byte, 1, 0, (struct sockaddr *)&name, &length)), 1);
            CHECK_EQ(length, 0);
        }
    }
}

CASE_BODY(pairs_with_flags)
{
    int at, i, pair[2];

    for (at = 0; at < TYPES; at++) {
        MUST(socketpair(AF_UNIX, socket_types[at] | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair));
        for (i = 0; i < 2; i++) {
            CHECK(is_nonblocking(pair[i]));
            CHECK_EQ(MUST(fcntl(pair[i], F_GETFD)), FD_CLOEXEC);
            FAILS_WITH(EAGAIN, recv(pair[i], &pair, 1, 0));
        }
        MUST(socketpair(AF_UNIX, socket_types[at], AF_UNIX, pair));
        CHECK(!is_nonblocking(pair[0]) && !is_nonblocking(pair[1]));
        FAILS_WITH(EPROTONOSUPPORT, socketpair(AF_UNIX, socket_types[at], 6, pair));
        FAILS_WITH(EFAULT, socketpair(AF_UNIX, socket_types[at], 0, null_pointer));
    }
}

/* An end can be bound, and then has a name for its peer; a datagram end can even be led away. */
CASE_BODY(pairs_can_be_bound)
{
    int pair[2], other = typed_bound(SOCK_DGRAM, "other");

    typed_pair(SOCK_DGRAM, pair);
    MUST(bind_to(pair[0], "zero"));
    send_text(pair[0], "named");
    expect_message_from(pair[1], "named", "zero");
    /* It hears its peer alone. */
    FAILS_WITH(EPERM, send_to(other, "x", "zero"));
    MUST(connect_to(pair[0], "other"));
    send_text(pair[0], "away");
    expect_message_from(other, "away", "zero");
    FAILS_WITH(EPERM, send(pair[1], "x", 1, MSG_NOSIGNAL));
    typed_pair(SOCK_SEQPACKET, pair);
    MUST(bind_to(pair[0], "packets"));
    send_text(pair[0], "named");
    expect_message_from(pair[1], "named", "packets");
    typed_listening(SOCK_SEQPACKET, "listener", 1);
    FAILS_WITH(EISCONN, connect_to(pair[0], "listener"));
}

HELPER_BODY(pair_child)
{
    int fd = atoi(arguments[0]), type = atoi(arguments[1]), value = -1;
    socklen_t length = sizeof value;

    CHECK_EQ(count, 2);
    MUST(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &length));
    CHECK_EQ(value, type);
    if (type == SOCK_STREAM)
        expect_text(fd, "onetwo");
    else {
        expect_message(fd, "one");
        expect_message(fd, "two");
    }
    send_text(fd, "three");
    return 0;
}

/* A child inherits an end, with what is in it. */
CASE_BODY(pairs_are_inherited)
{
    int at, pair[2];

    for (at = 0; at < TYPES; at++) {
        struct process *child;

        typed_pair(socket_types[at], pair);
        MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
        send_text(pair[0], "one");
        child = child_start("pair_child", (const char *[]) { text_of(pair[1]), text_of(socket_types[at]), NULL });
        MUST(close(pair[1]));
        send_text(pair[0], "two");
        expect_text(pair[0], "three");
        child_finish(child);
        if (socket_types[at] == SOCK_DGRAM)
            FAILS_WITH(ECONNREFUSED, send(pair[0], "x", 1, MSG_NOSIGNAL));
        else {
            expect_end(pair[0]);
            FAILS_WITH(EPIPE, send(pair[0], "x", 1, MSG_NOSIGNAL));
        }
        MUST(close(pair[0]));
    }
}

/* Linux gives SOCK_RAW as datagrams; it has no SOCK_RDM. */
CASE_BODY(pairs_of_raw_sockets)
{
    int pair[2], value = -1;
    socklen_t length = sizeof value;

    MUST(socketpair(AF_UNIX, SOCK_RAW, 0, pair));
    MUST(getsockopt(pair[0], SOL_SOCKET, SO_TYPE, &value, &length));
    CHECK_EQ(value, SOCK_DGRAM);
    send_text(pair[0], "one");
    send_text(pair[0], "two");
    expect_message(pair[1], "one");
    FAILS_WITH(ESOCKTNOSUPPORT, socketpair(AF_UNIX, SOCK_RDM, 0, pair));
}

/* Of two mistakes the one that Linux sees first. */
CASE_BODY(pairs_wrong_in_two_ways)
{
    int pair[2];

    FAILS_WITH(EINVAL, socketpair(12345, SOCK_STREAM | 0x100, 0, null_pointer));
    FAILS_WITH(EFAULT, socketpair(12345, SOCK_STREAM, 0, null_pointer));
    FAILS_WITH(EFAULT, socketpair(AF_INET, SOCK_STREAM, 0, null_pointer));
    FAILS_WITH(EFAULT, socketpair(AF_UNIX, SOCK_RDM, 6, null_pointer));
    FAILS_WITH(EINVAL, socketpair(AF_INET, 12, 0, pair));
    FAILS_WITH(EINVAL, socketpair(AF_UNIX, 12, 6, pair));
    FAILS_WITH(EPROTONOSUPPORT, socketpair(AF_UNIX, SOCK_RDM, 6, pair));
    FAILS_WITH(EPROTONOSUPPORT, socket(AF_UNIX, SOCK_RDM, 6));
    FAILS_WITH(EINVAL, socket(AF_UNIX, 12, 6));
}
