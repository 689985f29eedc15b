/* A process dies with messages on their way: what was sent stays, and nobody waits for the dead. */
#include "check.h"
#include "child.h"
#include "files.h"
#include "peer.h"
#include "socket_types.h"
#include "thread.h"

#include <stdlib.h>

/* Sends so many messages, says so, and waits to be killed. */
HELPER_BODY(types_mortal_sender)
{
    int fd = typed_connected(atoi(arguments[1]), arguments[0]), i;

    CHECK_EQ(count, 3);
    for (i = 0; i < atoi(arguments[2]); i++)
        CHECK_EQ(MUST(send(fd, &i, sizeof i, MSG_NOSIGNAL)), sizeof i);
    tell_case("sent");
    await_case("end");
    return 0;
}

CASE_BODY(death_of_a_sender_of_messages)
{
    enum { COUNT = 8 };
    int at, i, number;

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        int type = socket_types[at], to = type == SOCK_DGRAM ? typed_bound(type, "s") : typed_listening(type, "s", 1);
        struct peer *peer = peer_start("types_mortal_sender", in_case_directory("s"), text_of(type), "8", NULL);

        peer_expect(peer, "sent");
        peer_kill(peer);
        if (type != SOCK_DGRAM)
            to = accepted_from(to);
        for (i = 0; i < COUNT; i++) {
            CHECK_EQ(MUST(recv(to, &number, sizeof number, 0)), sizeof number);
            CHECK_EQ(number, i);
        }
        if (type == SOCK_DGRAM)
            expect_nothing(to);
        else
            expect_end(to);
        CHECK(file_remove("s"));
    }
}

/* Killed while it sends as fast as it can: what arrives is a beginning of what was sent, without a gap, and each message is whole. */
HELPER_BODY(types_busy_sender)
{
    int fd = typed_connected(atoi(arguments[1]), arguments[0]), i;
    unsigned char bytes[3000];

    CHECK_EQ(count, 2);
    for (i = 0;; i++) {
        fill_pattern(bytes, sizeof bytes, (unsigned)i, 0);
        memcpy(bytes, &i, sizeof i);
        CHECK_EQ(MUST(send(fd, bytes, sizeof bytes, MSG_NOSIGNAL)), sizeof bytes);
    }
}

CASE_BODY(death_of_a_busy_sender)
{
    int at, round;

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++)
        for (round = 0; round < 3; round++) {
            int type = socket_types[at], to = type == SOCK_DGRAM ? typed_bound(type, "s") : typed_listening(type, "s", 1), i, number;
            struct peer *peer = peer_start("types_busy_sender", in_case_directory("s"), text_of(type), NULL);
            unsigned char bytes[3000];
            ssize_t size;

            if (type != SOCK_DGRAM)
                to = accepted_from(to);
            for (i = 0; (size = recv(to, bytes, sizeof bytes, peer ? 0 : MSG_DONTWAIT)) > 0; i++) {
                CHECK_EQ(size, sizeof bytes);
                memcpy(&number, bytes, sizeof number);
                CHECK_EQ(number, i);
                check_pattern(bytes + sizeof number, sizeof bytes - sizeof number, (unsigned)i, sizeof number);
                if (i == 20 * (round + 1)) {
                    peer_kill(peer);
                    peer = NULL;
                }
            }
            CHECK(!peer);
            /* The end of packets may take a moment longer, and under Wine for ever: it may keep the socket of one that is killed in the middle of
             * a send. death_of_a_silent_peer looks for it. */
            if (size < 0)
                CHECK_EQ(errno, EAGAIN);
            CHECK(size == 0 || size == -1);
            MUST(close(to));
            CHECK(file_remove("s"));
        }
}

/* Binds or accepts, and reads nothing. */
HELPER_BODY(types_mortal_receiver)
{
    int type = atoi(arguments[1]), fd = type == SOCK_DGRAM ? typed_bound(type, arguments[0]) : typed_listening(type, arguments[0], 1);

    CHECK_EQ(count, 2);
    tell_case("ready");
    if (type != SOCK_DGRAM)
        accepted_from(fd);
    await_case("end");
    return 0;
}

static void send_until_dead(void *argument)
{
    int fd = *(int *)argument, error;

    while (send(fd, "x", 1, MSG_NOSIGNAL) == 1)
        continue;
    error = errno;
    CHECK(error == ECONNREFUSED || error == ECONNRESET || error == EPIPE);
    FAILS_WITH(error == ECONNREFUSED ? ENOTCONN : EPIPE, send(fd, "x", 1, MSG_NOSIGNAL));
}

static void send_to_the_dead(void *argument)
{
    while (send_to(*(int *)argument, "x", "s") == 1)
        continue;
    CHECK_EQ(errno, ECONNREFUSED);
}

CASE_BODY(death_of_a_receiver_of_messages)
{
    int at;

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        int type = socket_types[at], fd, loose = typed_socket(SOCK_DGRAM), i;
        struct peer *peer = peer_start("types_mortal_receiver", in_case_directory("s"), text_of(type), NULL);
        struct thread *threads[2] = { NULL };

        peer_expect(peer, "ready");
        fd = typed_connected(type, "s");
        threads[0] = thread_start(send_until_dead, &fd);
        if (type == SOCK_DGRAM)
            threads[1] = thread_start(send_to_the_dead, &loose);
        let_it_block();
        peer_kill(peer);
        for (i = 0; i < 2; i++)
            if (threads[i])
                thread_join(threads[i]);
        FAILS_WITH(ECONNREFUSED, connect_to(typed_socket(type), "s"));
        /* The file stays, and the name can be taken over. */
        CHECK(file_remove("s"));
        typed_bound(type, "s");
        CHECK(file_remove("s"));
    }
}

/* One that is blocked in recv() of a connection hears of the end; poll() as well. */
CASE_BODY(death_of_a_silent_peer)
{
    int listener = typed_listening(SOCK_SEQPACKET, "s", 1), fd;
    struct peer *peer = peer_start("types_mortal_sender", in_case_directory("s"), text_of(SOCK_SEQPACKET), "0", NULL);

    fd = accepted_from(listener);
    peer_expect(peer, "sent");
    CHECK_EQ(poll_one(fd, POLLIN | POLLRDHUP, 0), 0);
    peer_kill(peer);
    CHECK_EQ(poll_one(fd, POLLIN | POLLRDHUP, -1), POLLIN | POLLRDHUP | POLLHUP);
    expect_end(fd);
    FAILS_WITH(EPIPE, send(fd, "x", 1, MSG_NOSIGNAL));
}
