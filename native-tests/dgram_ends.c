/* How it ends between datagram sockets: shutdown(), close(), and what poll() says of it. */
#include "check.h"
#include "files.h"
#include "socket_types.h"
#include "thread.h"

enum { ALL_EVENTS = POLLIN | POLLOUT | POLLPRI | POLLRDHUP };

CASE_BODY(dgram_shut_down_without_a_peer)
{
    int fd = typed_bound(SOCK_DGRAM, "s"), other = typed_socket(SOCK_DGRAM);
    char byte;

    FAILS_WITH(EINVAL, shutdown(fd, 3));
    CHECK_EQ(MUST(send_to(other, "kept", "s")), 4);
    /* No ENOTCONN, unlike AF_INET's. */
    MUST(shutdown(fd, SHUT_RD));
    CHECK_EQ(poll_one(fd, ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP);
    FAILS_WITH(EPIPE, send_to(other, "x", "s"));
    expect_message(fd, "kept");
    CHECK_EQ(poll_one(fd, ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP);
    /* Its end is seen by who would wait only. */
    FAILS_WITH(EAGAIN, recv(fd, &byte, 1, MSG_DONTWAIT));
    CHECK_EQ(MUST(recv(fd, &byte, 1, 0)), 0);
    /* Connecting to it is no error. */
    MUST(connect_to(other, "s"));
    FAILS_WITH(EPIPE, send(other, "x", 1, MSG_NOSIGNAL));
    CHECK_EQ(poll_one(other, ALL_EVENTS, 0), POLLOUT);
    typed_bound(SOCK_DGRAM, "t");
    CHECK_EQ(MUST(send_to(fd, "x", "t")), 1);
    MUST(shutdown(fd, SHUT_WR));
    FAILS_WITH(EPIPE, send_to(fd, "x", "t"));
    CHECK_EQ(poll_one(fd, ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
}

/* It is the socket's own; the peer learns of it by its sending only. */
CASE_BODY(dgram_shut_down_in_a_pair)
{
    int pair[2];

    typed_pair(SOCK_DGRAM, pair);
    send_text(pair[0], "before");
    MUST(shutdown(pair[0], SHUT_WR));
    FAILS_WITH(EPIPE, send(pair[0], "x", 1, MSG_NOSIGNAL));
    expect_message(pair[1], "before");
    CHECK_EQ(poll_one(pair[1], ALL_EVENTS, 0), POLLOUT);
    expect_nothing(pair[1]);
    send_text(pair[1], "still open");
    expect_message(pair[0], "still open");
    MUST(shutdown(pair[0], SHUT_RD));
    CHECK_EQ(poll_one(pair[1], ALL_EVENTS, 0), POLLOUT);
    FAILS_WITH(EPIPE, send(pair[1], "x", 1, MSG_NOSIGNAL));
    CHECK_EQ(poll_one(pair[0], ALL_EVENTS, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
}

static void receive_end(void *argument)
{
    expect_end(*(int *)argument);
}

CASE_BODY(dgram_shut_down_wakes_receivers)
{
    int fd = typed_bound(SOCK_DGRAM, "s"), i;
    struct thread *threads[3];

    for (i = 0; i < 3; i++)
        threads[i] = thread_start(receive_end, &fd);
    let_it_block();
    MUST(shutdown(fd, SHUT_RD));
    for (i = 0; i < 3; i++)
        thread_join(threads[i]);
}

/* A peer that is gone refuses once; then there is none. */
CASE_BODY(dgram_peer_is_gone)
{
    int to = typed_bound(SOCK_DGRAM, "to"), fd = typed_connected(SOCK_DGRAM, "to");
    struct sockaddr_un name;
    socklen_t length = sizeof name;

    CHECK_EQ(MUST(send(fd, "lost", 4, MSG_NOSIGNAL)), 4);
    MUST(close(to));
    CHECK_EQ(poll_one(fd, ALL_EVENTS, 0), POLLOUT);
    MUST(getpeername(fd, (struct sockaddr *)&name, &length));
    CHECK_TEXT(name.sun_path, "to");
    expect_nothing(fd);
    FAILS_WITH(ECONNREFUSED, send(fd, "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(ENOTCONN, send(fd, "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(ENOTCONN, getpeername(fd, (struct sockaddr *)&name, &length));
    FAILS_WITH(ECONNREFUSED, send_to(fd, "x", "to"));
    /* The name's next owner is somebody else. */
    CHECK(file_remove("to"));
    to = typed_bound(SOCK_DGRAM, "to");
    FAILS_WITH(ENOTCONN, send(fd, "x", 1, MSG_NOSIGNAL));
    MUST(connect_to(fd, "to"));
    CHECK_EQ(MUST(send(fd, "y", 1, MSG_NOSIGNAL)), 1);
    expect_message(to, "y");
}

/* What had come is lost with the peer that refuses; who is refused by name keeps it. */
CASE_BODY(dgram_refused_by_its_peer_forgets)
{
    int fd = typed_bound(SOCK_DGRAM, "fd"), peer = typed_bound(SOCK_DGRAM, "peer"), pair[2];

    MUST(connect_to(fd, "peer"));
    CHECK_EQ(MUST(send_to(peer, "kept", "fd")), 4);
    CHECK_EQ(MUST(send_to(peer, "lost", "fd")), 4);
    MUST(close(peer));
    FAILS_WITH(ECONNREFUSED, send_to(fd, "x", "peer"));
    expect_message(fd, "kept");
    FAILS_WITH(ECONNREFUSED, send(fd, "x", 1, MSG_NOSIGNAL));
    expect_nothing(fd);
    CHECK_EQ(MUST(send_to(typed_socket(SOCK_DGRAM), "new", "fd")), 3);
    expect_message(fd, "new");
    typed_pair(SOCK_DGRAM, pair);
    send_text(pair[0], "lost");
    MUST(close(pair[0]));
    FAILS_WITH(ECONNREFUSED, send(pair[1], "x", 1, MSG_NOSIGNAL));
    expect_nothing(pair[1]);
}

/* A peer that has turned away from us, with something unread, is told of though we have another one by then. */
CASE_BODY(dgram_keeps_its_reset)
{
    int fd = typed_bound(SOCK_DGRAM, "fd"), peer = typed_bound(SOCK_DGRAM, "peer"), other = typed_bound(SOCK_DGRAM, "other");

    MUST(connect_to(fd, "peer"));
    MUST(connect_to(peer, "fd"));
    send_text(fd, "unread");
    MUST(connect_to(peer, "other"));
    MUST(connect_to(fd, "other"));
    FAILS_WITH(ECONNRESET, send(fd, "x", 1, MSG_NOSIGNAL));
    send_text(fd, "y");
    expect_message(other, "y");
}

static void send_to_full_peer(void *argument)
{
    FAILS_WITH(EPIPE, send(*(int *)argument, "x", 1, MSG_NOSIGNAL));
}

CASE_BODY(dgram_shut_down_wakes_senders)
{
    int at, pair[2];

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        struct thread *thread;

        typed_pair(socket_types[at], pair);
        send_until_full(pair[0], NULL);
        thread = thread_start(send_to_full_peer, &pair[0]);
        let_it_block();
        MUST(shutdown(pair[0], SHUT_WR));
        thread_join(thread);
        close_all(pair, 2);
    }
}

CASE_BODY(dgram_pair_loses_an_end)
{
    int pair[2];

    typed_pair(SOCK_DGRAM, pair);
    send_text(pair[0], "one");
    send_text(pair[0], "two");
    send_text(pair[1], "unread");
    MUST(close(pair[0]));
    /* What was sent before the end stays; there is no end to see, and no reset. */
    expect_message(pair[1], "one");
    CHECK_EQ(poll_one(pair[1], ALL_EVENTS, 0), POLLIN | POLLOUT);
    expect_message(pair[1], "two");
    CHECK_EQ(poll_one(pair[1], ALL_EVENTS, 0), POLLOUT);
    expect_nothing(pair[1]);
    FAILS_WITH(ECONNREFUSED, send(pair[1], "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(ENOTCONN, send(pair[1], "x", 1, MSG_NOSIGNAL));
}

/* The last descriptor of the receiver counts. */
CASE_BODY(dgram_lives_with_its_last_descriptor)
{
    int to = typed_bound(SOCK_DGRAM, "to"), copy = (int)MUST(dup(to)), fd = typed_connected(SOCK_DGRAM, "to");

    MUST(close(to));
    CHECK_EQ(MUST(send(fd, "x", 1, MSG_NOSIGNAL)), 1);
    expect_message(copy, "x");
    MUST(close(copy));
    FAILS_WITH(ECONNREFUSED, send(fd, "x", 1, MSG_NOSIGNAL));
}

CASE_BODY(dgram_poll_and_select_states)
{
    int fd = typed_socket(SOCK_DGRAM), to = typed_bound(SOCK_DGRAM, "to");
    struct timeval none = { 0, 0 };
    fd_set in, out, odd;

    /* Unlike a stream, it is writable and not hung up from the beginning. */
    CHECK_EQ(poll_one(fd, ALL_EVENTS, 0), POLLOUT);
    CHECK_EQ(poll_one(to, ALL_EVENTS, 0), POLLOUT);
    MUST(connect_to(fd, "to"));
    CHECK_EQ(poll_one(fd, ALL_EVENTS, 0), POLLOUT);
    send_text(fd, "x");
    CHECK_EQ(poll_one(to, ALL_EVENTS, 0), POLLIN | POLLOUT);
    FD_ZERO(&in);
    FD_SET(to, &in);
    FD_SET(fd, &in);
    out = odd = in;
    CHECK_EQ(MUST(select((to > fd ? to : fd) + 1, &in, &out, &odd, &none)), 3);
    CHECK(FD_ISSET(to, &in) && !FD_ISSET(fd, &in));
    CHECK(FD_ISSET(to, &out) && FD_ISSET(fd, &out));
    CHECK(!FD_ISSET(to, &odd) && !FD_ISSET(fd, &odd));
    expect_message(to, "x");
    CHECK_EQ(poll_one(to, POLLIN, 0), 0);
}

static void await_message(void *argument)
{
    CHECK_EQ(poll_one(*(int *)argument, POLLIN, -1), POLLIN);
}

CASE_BODY(dgram_wakes_poll)
{
    int to = typed_bound(SOCK_DGRAM, "to");
    struct thread *thread = thread_start(await_message, &to);

    let_it_block();
    CHECK_EQ(MUST(send_to(typed_socket(SOCK_DGRAM), "", "to")), 0);
    thread_join(thread);
    expect_message(to, "");
}

/* Datagram sockets neither listen nor accept. */
CASE_BODY(dgram_does_not_listen)
{
    int fd = typed_bound(SOCK_DGRAM, "s"), value = -1;
    socklen_t length = sizeof value;

    FAILS_WITH(EOPNOTSUPP, listen(fd, 1));
    FAILS_WITH(EOPNOTSUPP, accept(fd, NULL, NULL));
    MUST(getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &value, &length));
    CHECK_EQ(value, 0);
    MUST(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &length));
    CHECK_EQ(value, SOCK_DGRAM);
}
