/* Sockets with messages in several processes: a child goes on with what it inherits. */
#include "check.h"
#include "child.h"
#include "files.h"
#include "process.h"
#include "socket_types.h"
#include "thread.h"

#include <stdlib.h>
#include <sys/time.h>

HELPER_BODY(shared_receiver)
{
    int fd = atoi(arguments[0]);

    CHECK_EQ(count, 1);
    expect_message_from(fd, "one", "from");
    expect_message(fd, "two");
    expect_message(fd, "three");
    expect_nothing(fd);
    CHECK_EQ(MUST(send_to(fd, "answer", "from")), 6);
    return 0;
}

/* What had come before, what a sender of before sends, and what a new one does. */
CASE_BODY(shared_datagram_receiver)
{
    int to = typed_bound(SOCK_DGRAM, "to"), from = typed_bound(SOCK_DGRAM, "from");
    struct process *child;

    MUST(connect_to(from, "to"));
    send_text(from, "one");
    CHECK_EQ(poll_one(to, POLLIN, -1), POLLIN);
    send_text(from, "two");
    CHECK_EQ(MUST(send_to(typed_socket(SOCK_DGRAM), "three", "to")), 5);
    child = child_with("shared_receiver", to);
    MUST(close(to));
    expect_message_from(from, "answer", "to");
    child_finish(child);
    /* Its last process is gone. */
    FAILS_WITH(ECONNREFUSED, send(from, "x", 1, MSG_NOSIGNAL));
}

HELPER_BODY(shared_sender)
{
    int fd = atoi(arguments[0]), i;

    CHECK_EQ(count, 1);
    for (i = 0; i < 100; i++)
        send_text(fd, "child");
    return 0;
}

/* One socket, two processes that send: each message is whole. */
CASE_BODY(shared_senders)
{
    int at, i, ends[2];

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        int of_child = 0;
        struct process *child;

        typed_ends(socket_types[at], ends);
        child = child_with("shared_sender", ends[CLIENT]);
        for (i = 0; i < 100; i++)
            send_text(ends[CLIENT], "parent");
        for (i = 0; i < 200; i++) {
            char seen[16];
            long long size = MUST(recv(ends[SERVER], seen, sizeof seen, 0));

            CHECK(size == 5 || size == 6);
            CHECK_BYTES(seen, size == 5 ? "child" : "parent", (size_t)size);
            of_child += size == 5;
        }
        CHECK_EQ(of_child, 100);
        expect_nothing(ends[SERVER]);
        child_finish(child);
        send_text(ends[CLIENT], "still there");
        expect_message(ends[SERVER], "still there");
        close_all(ends, 2);
    }
}

HELPER_BODY(shared_acceptor)
{
    int fd = accepted_from(atoi(arguments[0]));

    CHECK_EQ(count, 1);
    expect_message(fd, "ping");
    send_text(fd, "pong");
    expect_end(fd);
    return 0;
}

CASE_BODY(shared_packet_listener)
{
    int listener = typed_listening(SOCK_SEQPACKET, "s", 5), client;
    struct process *child = child_with("shared_acceptor", listener);

    MUST(close(listener));
    client = typed_connected(SOCK_SEQPACKET, "s");
    send_text(client, "ping");
    expect_message(client, "pong");
    MUST(close(client));
    child_finish(child);
}

HELPER_BODY(shared_impatient)
{
    int fd = atoi(arguments[0]);
    struct timeval limit = { 0, 30 * 1000 };

    CHECK_EQ(count, 1);
    MUST(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit));
    FAILS_WITH(EAGAIN, send(fd, "x", 1, MSG_NOSIGNAL));
    return 0;
}

static void await_room(void *argument)
{
    CHECK_EQ(poll_one(*(int *)argument, POLLOUT, -1), POLLOUT);
}

/* One process polls for room while another waits for it, in vain. */
CASE_BODY(shared_sender_polls)
{
    int at, pair[2];

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        struct thread *thread;
        int sent;

        typed_pair(socket_types[at], pair);
        sent = send_until_full(pair[0], NULL);
        thread = thread_start(await_room, &pair[0]);
        let_it_block();
        child_finish(child_with("shared_impatient", pair[0]));
        CHECK_EQ(receive_until_empty(pair[1]), sent);
        thread_join(thread);
        close_all(pair, 2);
    }
}
