/* Senders that come and go: nothing is lost, the order is that of sending, and nothing is left of them. */
#include "check.h"
#include "files.h"
#include "host.h"
#include "peer.h"
#include "socket_types.h"

#include <stdio.h>
#include <stdlib.h>

/* As sd_notify does it: a socket for one message, and the process ends at once, with or without close(). */
HELPER_BODY(senders_one)
{
    int fd = typed_socket(SOCK_DGRAM), i;

    CHECK_EQ(count, 2);
    for (i = 0; i < 3; i++)
        CHECK_EQ(MUST(send_to(fd, arguments[1], arguments[0])), strlen(arguments[1]));
    if (arguments[1][0] % 2)
        MUST(close(fd));
    return 0;
}

/* Nobody receives before all of them have ended. */
CASE_BODY(senders_that_have_left)
{
    enum { COUNT = 3 };    /* more than nine messages Linux may not queue */
    int to = typed_bound(SOCK_DGRAM, "to"), i, k;
    char text[2] = "a";

    for (i = 0; i < COUNT; i++) {
        text[0] = (char)('a' + i);
        peer_finish(peer_start("senders_one", in_case_directory("to"), text, NULL));
    }
    for (i = 0; i < COUNT; i++)
        for (k = 0; k < 3; k++) {
            text[0] = (char)('a' + i);
            expect_message_from(to, text, NULL);
        }
    expect_nothing(to);
}

/* Several sockets send by turns: what was sent first comes first, whoever sent it. */
CASE_BODY(senders_take_turns)
{
    enum { SENDERS = 5, ROUNDS = 20, AT_ONCE = 8 };
    int to = typed_bound(SOCK_DGRAM, "to"), fds[SENDERS], i, number, round;

    for (i = 0; i < SENDERS; i++)
        fds[i] = typed_connected(SOCK_DGRAM, "to");
    for (round = 0; round < ROUNDS; round++) {
        for (number = 0; number < AT_ONCE; number++)
            CHECK_EQ(MUST(send(fds[(number + round) * 7 % SENDERS], &number, sizeof number, MSG_NOSIGNAL)), sizeof number);
        for (number = 0; number < AT_ONCE; number++) {
            CHECK_EQ(MUST(recv(to, &i, sizeof i, 0)), sizeof i);
            CHECK_EQ(i, number);
        }
    }
    expect_nothing(to);
}

static void send_and_go(int to, int rounds)
{
    int i;

    for (i = 0; i < rounds; i++) {
        int fd = typed_socket(SOCK_DGRAM);

        CHECK_EQ(MUST(send_to(fd, "x", "to")), 1);
        if (i % 2)
            MUST(close(fd));
        expect_message(to, "x");
        if (i % 2 == 0)
            MUST(close(fd));
    }
}

CASE_BODY(senders_leave_nothing)
{
    enum { WARM_UP = 150, ROUNDS = 1000, SLACK = 12 };
    int to = typed_bound(SOCK_DGRAM, "to"), before, grown;

    send_and_go(to, WARM_UP);
    before = own_descriptors();
    send_and_go(to, ROUNDS);
    grown = own_descriptors() - before;
    note("%d before, %d more after", before, grown);
    CHECK(grown <= SLACK);
}

/* One socket for many receivers, more than any that it could stay connected to. */
CASE_BODY(senders_with_many_receivers)
{
    enum { RECEIVERS = 40 };
    int fd = typed_bound(SOCK_DGRAM, "from"), to[RECEIVERS], i, round;
    char name[16];

    for (i = 0; i < RECEIVERS; i++) {
        snprintf(name, sizeof name, "to%d", i);
        to[i] = typed_bound(SOCK_DGRAM, name);
    }
    for (round = 0; round < 3; round++)
        for (i = 0; i < RECEIVERS; i++) {
            snprintf(name, sizeof name, "to%d", i);
            CHECK_EQ(MUST(send_to(fd, name, name)), strlen(name));
        }
    for (round = 0; round < 3; round++)
        for (i = 0; i < RECEIVERS; i++) {
            snprintf(name, sizeof name, "to%d", i);
            expect_message_from(to[i], name, "from");
        }
    for (i = 0; i < RECEIVERS; i++)
        expect_nothing(to[i]);
}
