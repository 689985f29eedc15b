/* How a connection with messages ends: as a stream does, and no message is lost or torn. */
#include "check.h"
#include "socket_types.h"
#include "thread.h"

enum { ALL_EVENTS = POLLIN | POLLOUT | POLLPRI | POLLRDHUP };

CASE_BODY(seqpacket_closed_peer)
{
    int ends[2];

    typed_ends(SOCK_SEQPACKET, ends);
    send_text(ends[CLIENT], "one");
    CHECK_EQ(MUST(send(ends[CLIENT], "", 0, MSG_NOSIGNAL)), 0);
    send_text(ends[CLIENT], "two");
    MUST(close(ends[CLIENT]));
    CHECK_EQ(poll_one(ends[SERVER], ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    FAILS_WITH(EPIPE, send(ends[SERVER], "x", 1, MSG_NOSIGNAL));
    expect_message(ends[SERVER], "one");
    /* Of a message without bytes and the end only the second comes again. */
    expect_message(ends[SERVER], "");
    expect_message(ends[SERVER], "two");
    expect_end(ends[SERVER]);
    CHECK_EQ(MUST(recv(ends[SERVER], &ends, 1, MSG_DONTWAIT)), 0);
    CHECK_EQ(MUST(recv(ends[SERVER], &ends, 1, MSG_PEEK)), 0);
    CHECK_EQ(poll_one(ends[SERVER], ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
}

CASE_BODY(seqpacket_shut_down)
{
    int ends[2];

    typed_ends(SOCK_SEQPACKET, ends);
    send_text(ends[CLIENT], "last");
    MUST(shutdown(ends[CLIENT], SHUT_WR));
    FAILS_WITH(EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    CHECK_EQ(poll_one(ends[CLIENT], ALL_EVENTS, 0), POLLOUT);
    CHECK_EQ(poll_one(ends[SERVER], ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP);
    expect_message(ends[SERVER], "last");
    expect_end(ends[SERVER]);
    /* The other direction is open. */
    send_text(ends[SERVER], "answer");
    expect_message(ends[CLIENT], "answer");
    MUST(shutdown(ends[SERVER], SHUT_WR));
    CHECK_EQ(poll_one(ends[CLIENT], ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    CHECK_EQ(poll_one(ends[SERVER], ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    expect_end(ends[CLIENT]);
}

CASE_BODY(seqpacket_reads_no_more)
{
    int ends[2];

    typed_ends(SOCK_SEQPACKET, ends);
    send_text(ends[SERVER], "already here");
    MUST(shutdown(ends[CLIENT], SHUT_RD));
    FAILS_WITH(EPIPE, send(ends[SERVER], "x", 1, MSG_NOSIGNAL));
    CHECK_EQ(poll_one(ends[CLIENT], ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP);
    CHECK_EQ(poll_one(ends[SERVER], ALL_EVENTS, 0), POLLOUT);
    expect_message(ends[CLIENT], "already here");
    expect_end(ends[CLIENT]);
    send_text(ends[CLIENT], "still open");
    expect_message(ends[SERVER], "still open");
}

/* A close with messages unread is told once, before what is still there. */
CASE_BODY(seqpacket_reset_by_unread_messages)
{
    int ends[2], error = -1, round;
    socklen_t length = sizeof error;
    char byte;

    for (round = 0; round < 3; round++) {
        typed_ends(SOCK_SEQPACKET, ends);
        send_text(ends[SERVER], "unread");
        send_text(ends[CLIENT], "from the closed one");
        MUST(close(ends[CLIENT]));
        CHECK_EQ(poll_one(ends[SERVER], ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP | POLLERR);
        if (round == 0)
            FAILS_WITH(ECONNRESET, recv(ends[SERVER], &byte, 1, 0));
        else if (round == 1)
            FAILS_WITH(ECONNRESET, send(ends[SERVER], "x", 1, MSG_NOSIGNAL));
        else {
            MUST(getsockopt(ends[SERVER], SOL_SOCKET, SO_ERROR, &error, &length));
            CHECK_EQ(error, ECONNRESET);
        }
        expect_message(ends[SERVER], "from the closed one");
        expect_end(ends[SERVER]);
        FAILS_WITH(EPIPE, send(ends[SERVER], "x", 1, MSG_NOSIGNAL));
    }
}

static void receive_end(void *argument)
{
    expect_end(*(int *)argument);
}

static void send_to_the_end(void *argument)
{
    while (send(*(int *)argument, "x", 1, MSG_NOSIGNAL) == 1)
        continue;
    CHECK(errno == EPIPE || errno == ECONNRESET);
}

CASE_BODY(seqpacket_ends_wake_waiters)
{
    int ends[2], how;

    for (how = 0; how < 3; how++) {
        struct thread *thread;

        typed_ends(SOCK_SEQPACKET, ends);
        thread = thread_start(receive_end, &ends[SERVER]);
        let_it_block();
        if (how == 0)
            MUST(close(ends[CLIENT]));
        else
            MUST(shutdown(ends[how == 1 ? CLIENT : SERVER], how == 1 ? SHUT_WR : SHUT_RD));
        thread_join(thread);
    }
    for (how = 0; how < 2; how++) {
        struct thread *thread;

        typed_ends(SOCK_SEQPACKET, ends);
        thread = thread_start(send_to_the_end, &ends[SERVER]);
        let_it_block();
        if (how == 0)
            MUST(close(ends[CLIENT]));
        else
            MUST(shutdown(ends[CLIENT], SHUT_RD));
        thread_join(thread);
    }
}

CASE_BODY(seqpacket_poll_and_select_states)
{
    int ends[2];
    struct timeval none = { 0, 0 };
    fd_set in, out;

    typed_ends(SOCK_SEQPACKET, ends);
    CHECK_EQ(poll_one(ends[CLIENT], ALL_EVENTS, 0), POLLOUT);
    CHECK_EQ(poll_one(ends[SERVER], ALL_EVENTS, 0), POLLOUT);
    send_text(ends[CLIENT], "x");
    CHECK_EQ(poll_one(ends[SERVER], ALL_EVENTS, 0), POLLIN | POLLOUT);
    FD_ZERO(&in);
    FD_SET(ends[SERVER], &in);
    FD_SET(ends[CLIENT], &in);
    out = in;
    CHECK_EQ(MUST(select((ends[0] > ends[1] ? ends[0] : ends[1]) + 1, &in, &out, NULL, &none)), 3);
    CHECK(FD_ISSET(ends[SERVER], &in) && !FD_ISSET(ends[CLIENT], &in));
    expect_message(ends[SERVER], "x");
    CHECK_EQ(poll_one(ends[SERVER], ALL_EVENTS, 0), POLLOUT);
}

/* Names outlive the peer. */
CASE_BODY(seqpacket_names_outlive_the_peer)
{
    int listener = typed_listening(SOCK_SEQPACKET, "s", 1), client = typed_connected(SOCK_SEQPACKET, "s"), server = accepted_from(listener);
    struct sockaddr_un name;
    socklen_t length = sizeof name;

    MUST(close(listener));
    MUST(close(server));
    MUST(getpeername(client, (struct sockaddr *)&name, &length));
    CHECK_EQ(length, unix_length("s"));
    CHECK_TEXT(name.sun_path, "s");
}
