/* SCM_CREDENTIALS: who sent a message, for receivers that asked with SO_PASSCRED. */
#include "ancillary.h"
#include "check.h"
#include "child.h"
#include "host.h"
#include "peer.h"
#include "process.h"
#include "socket_types.h"

#include <stdlib.h>

CASE_BODY(passcred_is_an_option)
{
    int at, value, pair[2];
    socklen_t length = sizeof value;

    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        MUST(getsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &value, &length));
        CHECK_EQ(value, 0);
        pass_credentials(pair[0], 7);
        MUST(getsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &value, &length));
        CHECK_EQ(value, 1);
        MUST(getsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &value, &length));
        CHECK_EQ(value, 0);
        pass_credentials(pair[0], 0);
        MUST(getsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &value, &length));
        CHECK_EQ(value, 0);
    }
}

/* Nobody sends them; they are there all the same. */
CASE_BODY(passcred_attaches_credentials)
{
    int at, pair[2];

    for (at = 0; at < TYPES; at++) {
        struct arrival arrival;
        char byte;

        typed_pair(socket_types[at], pair);
        pass_credentials(pair[1], 1);
        send_text(pair[0], "abc");
        arrival = receive_all(pair[1], 3, MSG_PEEK);
        expect_credentials(&arrival, own_credentials());
        arrival = receive_all(pair[1], 3, 0);
        CHECK_EQ(arrival.size, 3);
        CHECK_EQ(arrival.flags, 0);
        CHECK_EQ(arrival.headers, 1);
        CHECK_EQ(arrival.controllen, CMSG_SPACE(sizeof(struct ucred)));
        expect_credentials(&arrival, own_credentials());
        /* write() has them, too. */
        CHECK_EQ(MUST(write(pair[0], "d", 1)), 1);
        arrival = receive_all(pair[1], 1, 0);
        expect_credentials(&arrival, own_credentials());
        /* The other side did not ask; nor does a receive without room. */
        send_text(pair[1], "e");
        expect_bare(pair[0], "e");
        send_text(pair[0], "f");
        CHECK_EQ(MUST(recv(pair[1], &byte, 1, 0)), 1);
        /* The option can be taken back. */
        send_text(pair[0], "g");
        pass_credentials(pair[1], 0);
        expect_bare(pair[1], "g");
    }
}

/* What came before the option was set says nothing of its sender, or the truth. */
CASE_BODY(passcred_set_late)
{
    int at, pair[2];

    for (at = 0; at < TYPES; at++) {
        struct arrival arrival;

        typed_pair(socket_types[at], pair);
        send_text(pair[0], "before");
        pass_credentials(pair[1], 1);
        send_text(pair[0], "after");
        /* On a stream, too, they are not read in one piece: the sender of one is not known. */
        arrival = receive_all(pair[1], 100, 0);
        CHECK_EQ(arrival.size, 6);
        CHECK(arrival.credentialed);
        if (arrival.sender.pid != 0)
            expect_credentials(&arrival, own_credentials());
        else
            CHECK(arrival.sender.uid == 65534 && arrival.sender.gid == 65534);
        arrival = receive_all(pair[1], 100, 0);
        CHECK_EQ(arrival.size, 5);
        expect_credentials(&arrival, own_credentials());
    }
}

/* Before accept() nobody could ask: what comes then has them. */
CASE_BODY(passcred_before_accept)
{
    int at;

    for (at = 0; at < CONNECTED_TYPES; at++) {
        int listener = typed_listening(socket_types[at], at ? "s1" : "s0", 5), server;
        struct arrival arrival;

        send_text(typed_connected(socket_types[at], at ? "s1" : "s0"), "early");
        server = accepted_from(listener);
        pass_credentials(server, 1);
        arrival = receive_all(server, 100, 0);
        CHECK_EQ(arrival.size, 5);
        expect_credentials(&arrival, own_credentials());
    }
}

CASE_BODY(passcred_explicit)
{
    int at, pair[2];

    for (at = 0; at < TYPES; at++) {
        struct ucred own = own_credentials();
        struct arrival arrival;

        typed_pair(socket_types[at], pair);
        CHECK_EQ(MUST(send_credentials(pair[0], "x", own)), 1);
        /* Nobody asked. */
        expect_bare(pair[1], "x");
        /* Said by the sender: known even if the option comes later. */
        CHECK_EQ(MUST(send_credentials(pair[0], "y", own)), 1);
        pass_credentials(pair[1], 1);
        arrival = receive_all(pair[1], 1, 0);
        expect_credentials(&arrival, own);
        CHECK_EQ(MUST(send_credentials(pair[0], "z", own)), 1);
        arrival = receive_all(pair[1], 1, 0);
        CHECK_EQ(arrival.headers, 1);
        expect_credentials(&arrival, own);
    }
}

HELPER_BODY(passcred_other)
{
    CHECK(count == 0 && arguments[0] == NULL);
    tell_case("here");
    await_case("end");
    return 0;
}

/* Nobody can say that he is somebody else. */
CASE_BODY(passcred_of_somebody_else)
{
    int at, pairs[TYPES][2];
    struct peer *other;
    struct ucred own;

    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pairs[at]);
        pass_credentials(pairs[at][1], 1);
    }
    /* There is such a process. */
    other = peer_start("passcred_other", NULL);
    peer_expect(other, "here");
    privileges_drop();
    own = own_credentials();
    for (at = 0; at < TYPES; at++) {
        const int *pair = pairs[at];
        struct ucred wrong = own;
        struct arrival arrival;

        wrong.pid = (pid_t)peer_process_id(other);
        FAILS_WITH(EPERM, send_credentials(pair[0], "x", wrong));
        wrong.pid = 0x7fffff0;
        FAILS_WITH(EPERM, send_credentials(pair[0], "x", wrong));
        wrong = own;
        wrong.uid++;
        FAILS_WITH(EPERM, send_credentials(pair[0], "x", wrong));
        wrong = own;
        wrong.gid++;
        FAILS_WITH(EPERM, send_credentials(pair[0], "x", wrong));
        expect_nothing(pair[1]);
        CHECK_EQ(MUST(send_credentials(pair[0], "x", own)), 1);
        arrival = receive_all(pair[1], 1, 0);
        expect_credentials(&arrival, own);
    }
}

CASE_BODY(passcred_without_room)
{
    static const struct {
        size_t room, told;
    } rooms[] = {
        { 0, 0 }, { CMSG_LEN(0) - 1, 0 }, { CMSG_LEN(0), CMSG_LEN(0) }, { CMSG_LEN(4), CMSG_LEN(4) }, { CMSG_LEN(12), CMSG_LEN(12) },
        { CMSG_SPACE(12), CMSG_SPACE(12) },
    };
    int at, pair[2], i;

    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        pass_credentials(pair[1], 1);
        for (i = 0; i < (int)(sizeof rooms / sizeof rooms[0]); i++) {
            struct arrival arrival;

            send_text(pair[0], "x");
            arrival = receive_arrival(pair[1], 1, rooms[i].room, 0);
            CHECK_EQ(arrival.size, 1);
            CHECK_EQ(arrival.controllen, rooms[i].told);
            CHECK_EQ(arrival.flags, rooms[i].told < CMSG_LEN(12) ? MSG_CTRUNC : 0);
            CHECK_EQ(arrival.credentialed, rooms[i].told >= CMSG_LEN(12));
            /* As much of it as there was room for. */
            CHECK(rooms[i].told < CMSG_LEN(4) || arrival.sender.pid == own_credentials().pid);
        }
    }
}

/* With descriptors: first who, then what. Room for the first only is none for the second. */
CASE_BODY(passcred_with_rights)
{
    int at, pair[2], ends[2];

    for (at = 0; at < TYPES; at++) {
        struct arrival arrival;

        typed_pair(socket_types[at], pair);
        pass_credentials(pair[1], 1);
        MUST(pipe(ends));
        send_right(pair[0], "x", ends[0]);
        arrival = receive_all(pair[1], 1, 0);
        CHECK_EQ(arrival.headers, 2);
        expect_credentials(&arrival, own_credentials());
        CHECK_EQ(arrival.count, 1);
        expect_piped(ends[1], arrival.fds[0]);
        drop_rights(&arrival);
        send_right(pair[0], "x", ends[0]);
        arrival = receive_arrival(pair[1], 1, CMSG_SPACE(sizeof(struct ucred)), 0);
        CHECK_EQ(arrival.headers, 1);
        expect_credentials(&arrival, own_credentials());
        CHECK_EQ(arrival.flags, MSG_CTRUNC);
        CHECK_EQ(arrival.count, 0);
        close_all(ends, 2);
    }
}

HELPER_BODY(passcred_child)
{
    CHECK_EQ(count, 1);
    send_text(atoi(arguments[0]), "child");
    return 0;
}

/* One socket, two processes that send: what they sent is told apart, on a stream, too. */
CASE_BODY(passcred_of_two_processes)
{
    int at, pair[2];

    for (at = 0; at < TYPES; at++) {
        struct process *child;
        struct ucred expected = own_credentials();
        struct arrival arrival;

        typed_pair(socket_types[at], pair);
        MUST(fcntl(pair[1], F_SETFD, FD_CLOEXEC));
        pass_credentials(pair[1], 1);
        send_text(pair[0], "one");
        child = child_with("passcred_child", pair[0]);
        expected.pid = (pid_t)process_id(child);
        child_finish(child);
        send_text(pair[0], "two");
        arrival = receive_all(pair[1], 100, 0);
        CHECK_EQ(arrival.size, 3);
        expect_credentials(&arrival, own_credentials());
        arrival = receive_all(pair[1], 100, 0);
        CHECK_EQ(arrival.size, 5);
        expect_credentials(&arrival, expected);
        arrival = receive_all(pair[1], 100, 0);
        CHECK_EQ(arrival.size, 3);
        CHECK_BYTES(arrival.bytes, "two", 3);
        expect_credentials(&arrival, own_credentials());
    }
}

CASE_BODY(passcred_in_wrong_headers)
{
    int at, pair[2];
    size_t size;

    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        for (size = 0; size <= sizeof(struct ucred) + 4; size += 4) {
            union {
                struct cmsghdr header;
                char room[CMSG_SPACE(sizeof(struct ucred) + 4)];
            } control;
            struct ucred own = own_credentials();
            struct iovec part = { (char *)"x", 1 };
            struct msghdr message = message_of(&part, 1);

            memset(&control, 0, sizeof control);
            control.header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(size), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_CREDENTIALS };
            memcpy(CMSG_DATA(&control.header), &own, sizeof own);
            message.msg_control = &control;
            message.msg_controllen = sizeof control;
            if (size == sizeof own)
                CHECK_EQ(MUST(sendmsg(pair[0], &message, MSG_NOSIGNAL)), 1);
            else
                FAILS_WITH(EINVAL, sendmsg(pair[0], &message, MSG_NOSIGNAL));
        }
        expect_bare(pair[1], "x");
        expect_nothing(pair[1]);
    }
}
