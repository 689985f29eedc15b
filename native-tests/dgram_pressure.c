/* A receiver that is full: senders wait, and nothing is lost. */
#include "check.h"
#include "socket_types.h"
#include "thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

CASE_BODY(pressure_nonblocking_sender)
{
    int to = typed_bound(SOCK_DGRAM, "to"), loose = typed_socket(SOCK_DGRAM), tied = typed_connected(SOCK_DGRAM, "to"), other, sent, i;
    struct sockaddr_un address = unix_address("to");

    sent = fill_receiver("to");
    CHECK(sent > 0);
    FAILS_WITH(EAGAIN, sendto(loose, "x", 1, MSG_DONTWAIT, (struct sockaddr *)&address, unix_length("to")));
    set_nonblocking(tied, true);
    FAILS_WITH(EAGAIN, send(tied, "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(EAGAIN, send_to(tied, "x", "to"));
    FAILS_WITH(EAGAIN, send_to(tied, "", "to"));
    /* Only who is connected can be told that its receiver is full; and it is about that receiver alone. */
    CHECK_EQ(poll_one(loose, POLLOUT, 0), POLLOUT);
    CHECK_EQ(poll_one(tied, POLLOUT, 0), 0);
    other = typed_bound(SOCK_DGRAM, "other");
    CHECK_EQ(MUST(send_to(loose, "y", "other")), 1);
    CHECK_EQ(MUST(send_to(tied, "z", "other")), 1);
    CHECK_EQ(receive_until_empty(other), 2);
    /* A place for one. */
    expect_message(to, "x");
    CHECK_EQ(poll_one(tied, POLLOUT, -1), POLLOUT);
    CHECK_EQ(MUST(send(tied, "last", 4, MSG_NOSIGNAL)), 4);
    FAILS_WITH(EAGAIN, send(tied, "x", 1, MSG_NOSIGNAL));
    CHECK_EQ(poll_one(tied, POLLOUT, 0), 0);
    for (i = 1; i < sent; i++)
        expect_message(to, "x");
    expect_message(to, "last");
    expect_nothing(to);
    CHECK_EQ(poll_one(tied, POLLOUT, -1), POLLOUT);
}

/* Two that are connected to each other are bounded by the sender's buffer alone, as packets are. */
CASE_BODY(pressure_in_a_pair)
{
    int at, pair[2], sent, i;
    fd_set writable;
    struct timeval none = { 0, 0 };

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        sent = send_until_full(pair[0], NULL);
        CHECK(sent > 0);
        CHECK_EQ(poll_one(pair[0], POLLOUT, 0), 0);
        FD_ZERO(&writable);
        FD_SET(pair[0], &writable);
        CHECK_EQ(MUST(select(pair[0] + 1, NULL, &writable, NULL, &none)), 0);
        /* The other direction has its own. */
        CHECK_EQ(poll_one(pair[1], POLLIN | POLLOUT, 0), POLLIN | POLLOUT);
        send_text(pair[1], "back");
        expect_message(pair[0], "back");
        for (i = 0; i < sent; i++)
            expect_message(pair[1], "x");
        expect_nothing(pair[1]);
        CHECK_EQ(poll_one(pair[0], POLLOUT, -1), POLLOUT);
        FD_SET(pair[0], &writable);
        CHECK_EQ(MUST(select(pair[0] + 1, NULL, &writable, NULL, NULL)), 1);
        close_all(pair, 2);
    }
}

CASE_BODY(pressure_time_limits)
{
    int at, pair[2], to = typed_bound(SOCK_DGRAM, "to"), fd = typed_socket(SOCK_DGRAM), sent;
    struct timeval limit = { 0, 30 * 1000 };
    char byte;

    sent = fill_receiver("to");
    MUST(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit));
    FAILS_WITH(EAGAIN, send_to(fd, "y", "to"));
    MUST(connect_to(fd, "to"));
    FAILS_WITH(EAGAIN, send(fd, "y", 1, MSG_NOSIGNAL));
    CHECK_EQ(receive_until_empty(to), sent);
    MUST(setsockopt(to, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
    FAILS_WITH(EAGAIN, recv(to, &byte, 1, 0));
    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        long long began = now_in_milliseconds();

        typed_pair(socket_types[at], pair);
        MUST(setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit));
        MUST(setsockopt(pair[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
        FAILS_WITH(EAGAIN, recv(pair[1], &byte, 1, MSG_PEEK));
        send_until_full(pair[0], NULL);
        FAILS_WITH(EAGAIN, send(pair[0], "y", 1, MSG_NOSIGNAL));
        CHECK(now_in_milliseconds() - began >= 50);
    }
}

struct waiting {
    int fd;
    const char *path;       /* NULL: to the peer */
    const char *text;
    int expected;           /* 0, or the error */
};

static void send_and_wait(void *argument)
{
    struct waiting *waiting = argument;
    ssize_t size = waiting->path ? send_to(waiting->fd, waiting->text, waiting->path)
                                 : send(waiting->fd, waiting->text, strlen(waiting->text), MSG_NOSIGNAL);

    if (waiting->expected == 0)
        CHECK_EQ(size, strlen(waiting->text));
    else {
        CHECK_EQ(size, -1);
        CHECK_EQ(errno, waiting->expected);
    }
}

CASE_BODY(pressure_blocking_senders_wait)
{
    int to = typed_bound(SOCK_DGRAM, "to"), sent = fill_receiver("to"), i;
    struct waiting tied = { typed_connected(SOCK_DGRAM, "to"), NULL, "one", 0 }, loose = { typed_socket(SOCK_DGRAM), "to", "one", 0 };
    struct thread *threads[2] = { thread_start(send_and_wait, &tied), thread_start(send_and_wait, &loose) };

    let_it_block();
    for (i = 0; i < sent; i++)
        expect_message(to, "x");
    expect_message(to, "one");
    expect_message(to, "one");
    for (i = 0; i < 2; i++)
        thread_join(threads[i]);
    expect_nothing(to);
}

/* close() is told to those who wait; the end of its reading they find when there is room. */
CASE_BODY(pressure_the_receiver_goes)
{
    int how;

    for (how = 0; how < 4; how++) {
        char name[8];
        int to, fd = typed_socket(SOCK_DGRAM), error = how < 2 ? ECONNREFUSED : EPIPE;
        struct waiting waiting = { fd, how % 2 ? NULL : name, "x", error };
        struct thread *thread;

        snprintf(name, sizeof name, "to%d", how);
        to = typed_bound(SOCK_DGRAM, name);
        if (how % 2)
            MUST(connect_to(fd, name));
        fill_receiver(name);
        thread = thread_start(send_and_wait, &waiting);
        let_it_block();
        if (how < 2)
            MUST(close(to));
        else {
            MUST(shutdown(to, SHUT_RD));
            expect_message(to, "x");
        }
        thread_join(thread);
    }
}

static void await_room(void *argument)
{
    CHECK_EQ(poll_one(*(int *)argument, POLLOUT, -1), POLLOUT);
}

static void select_room(void *argument)
{
    fd_set writable;

    FD_ZERO(&writable);
    FD_SET(*(int *)argument, &writable);
    CHECK_EQ(MUST(select(*(int *)argument + 1, NULL, &writable, NULL, NULL)), 1);
}

CASE_BODY(pressure_wakes_poll_and_select)
{
    int to = typed_bound(SOCK_DGRAM, "to"), tied = typed_connected(SOCK_DGRAM, "to"), round;

    for (round = 0; round < 2; round++) {
        struct thread *threads[2];
        int sent = fill_receiver("to"), i;

        threads[0] = thread_start(await_room, &tied);
        threads[1] = thread_start(select_room, &tied);
        let_it_block();
        for (i = 0; i < sent; i++)
            expect_message(to, "x");
        for (i = 0; i < 2; i++)
            thread_join(threads[i]);
    }
    /* So does the receiver's end. */
    fill_receiver("to");
    {
        struct thread *thread = thread_start(await_room, &tied);

        let_it_block();
        MUST(close(to));
        thread_join(thread);
    }
    FAILS_WITH(ECONNREFUSED, send(tied, "x", 1, MSG_NOSIGNAL));
}

/* Of several messages those that found room are sent, and the number of them is told. */
CASE_BODY(pressure_on_several_messages)
{
    enum { MANY = 64 };
    struct mmsghdr messages[MANY];
    struct iovec part = { (char *)"x", 1 };
    int to = typed_bound(SOCK_DGRAM, "to"), tied = typed_connected(SOCK_DGRAM, "to"), before = fill_receiver("to"), i;

    for (i = 0; i < MANY; i++)
        messages[i] = (struct mmsghdr) { message_of(&part, 1), 77 };
    FAILS_WITH(EAGAIN, sendmmsg(tied, messages, MANY, MSG_DONTWAIT | MSG_NOSIGNAL));
    CHECK_EQ(messages[0].msg_len, 77);
    for (i = 0; i < 3; i++)
        expect_message(to, "x");
    CHECK_EQ(MUST(sendmmsg(tied, messages, MANY, MSG_DONTWAIT | MSG_NOSIGNAL)), 3);
    for (i = 0; i < 4; i++)
        CHECK_EQ(messages[i].msg_len, i < 3 ? 1 : 77);
    CHECK_EQ(receive_until_empty(to), before);
}

/* Who waits for a place and has never sent anything hears of it, too, though the receiver takes messages of others alone. */
CASE_BODY(pressure_on_a_newcomer)
{
    int to = typed_bound(SOCK_DGRAM, "to"), known = typed_connected(SOCK_DGRAM, "to"), newcomer, sent, much = 212992, i;
    struct thread *thread;

    MUST(setsockopt(known, SOL_SOCKET, SO_SNDBUF, &much, sizeof much)); /* so that the receiver is full before */
    send_text(known, "first");
    expect_message(to, "first");
    sent = send_until_full(known, NULL);
    newcomer = typed_connected(SOCK_DGRAM, "to");
    FAILS_WITH(EAGAIN, send(newcomer, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL));
    thread = thread_start(await_room, &newcomer);
    let_it_block();
    for (i = 0; i < sent; i++)
        expect_message(to, "x");
    thread_join(thread);
    send_text(newcomer, "y");
    expect_message(to, "y");
}

/* Neither a sender whose messages nobody has read nor a receiver that is full waits for anybody. */
CASE_BODY(pressure_close_waits_for_nobody)
{
    int at, pair[2], to = typed_bound(SOCK_DGRAM, "to"), fd = typed_connected(SOCK_DGRAM, "to"), sent;
    long long began = now_in_milliseconds();

    sent = send_until_full(fd, NULL);
    MUST(close(fd));
    CHECK_EQ(receive_until_empty(to), sent);
    fill_receiver("to");
    MUST(close(to));
    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        sent = send_until_full(pair[0], NULL);
        send_until_full(pair[1], NULL);
        MUST(close(pair[0]));
        if (socket_types[at] == SOCK_SEQPACKET)
            FAILS_WITH(ECONNRESET, recv(pair[1], &fd, 1, 0));
        for (; sent > 0; sent--)
            expect_message(pair[1], "x");
        MUST(close(pair[1]));
    }
    CHECK_AT_ONCE(began);
}
