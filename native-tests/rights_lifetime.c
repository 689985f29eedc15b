/* Descriptors on their way: they keep what they stand for alive, and are let go with the message that nobody will receive. */
#include "ancillary.h"
#include "check.h"
#include "files.h"
#include "socket_types.h"

static int ends[2];

/* A writer of a new pipe goes into this socket, and nobody else has it. */
static void send_writer(int fd)
{
    MUST(pipe(ends));
    send_right(fd, "x", ends[1]);
    MUST(close(ends[1]));
    set_nonblocking(ends[0], true);
}

static void expect_writer(void)
{
    char byte;

    FAILS_WITH(EAGAIN, read(ends[0], &byte, 1));
}

static void expect_no_writer(void)
{
    char byte;

    set_nonblocking(ends[0], false);
    CHECK_EQ(MUST(read(ends[0], &byte, 1)), 0);
    MUST(close(ends[0]));
}

/* The sender's socket is closed, too. */
CASE_BODY(rights_outlive_their_sender)
{
    int at, pair[2], got;

    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        send_writer(pair[0]);
        MUST(close(pair[0]));
        expect_writer();
        got = receive_right(pair[1], "x");
        expect_piped(got, ends[0]);
        MUST(close(got));
        expect_no_writer();
        MUST(close(pair[1]));
    }
}

CASE_BODY(rights_end_with_their_receiver)
{
    int at, pair[2], listener, to;
    const char *const names[CONNECTED_TYPES] = { "s0", "s1" };

    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        send_writer(pair[0]);
        /* Reading no more is not yet the end. */
        MUST(shutdown(pair[1], SHUT_RD));
        expect_writer();
        MUST(close(pair[1]));
        expect_no_writer();
        MUST(close(pair[0]));
    }
    /* A connection that is never accepted. */
    for (at = 0; at < CONNECTED_TYPES; at++) {
        listener = typed_listening(socket_types[at], names[at], 1);
        to = typed_connected(socket_types[at], names[at]);
        send_writer(to);
        MUST(close(to));
        expect_writer();
        MUST(close(listener));
        expect_no_writer();
    }
    /* Datagrams that are lost because the receiver lets its peer go. */
    typed_pair(SOCK_DGRAM, pair);
    send_writer(pair[0]);
    expect_writer();
    MUST(connect(pair[1], (struct sockaddr *)&(struct sockaddr_un) { .sun_family = AF_UNSPEC }, sizeof(sa_family_t)));
    expect_no_writer();
}

/* A socket in a message is open, whatever becomes of its descriptors. */
CASE_BODY(rights_keep_a_connection)
{
    int at, via[2], pair[2], got;

    for (at = 0; at < TYPES; at++) {
        typed_pair(SOCK_STREAM, via);
        typed_pair(socket_types[at], pair);
        send_right(via[0], "x", pair[1]);
        MUST(close(pair[1]));
        expect_nothing(pair[0]);
        CHECK_EQ(poll_one(pair[0], POLLIN | POLLOUT, 0), POLLOUT);
        send_text(pair[0], "in between");
        got = receive_right(via[1], "x");
        expect_text(got, "in between");
        send_right(via[0], "y", got);
        MUST(close(got));
        expect_nothing(pair[0]);
        MUST(close(via[1]));
        if (socket_types[at] == SOCK_DGRAM)
            FAILS_WITH(ECONNREFUSED, send(pair[0], "x", 1, MSG_NOSIGNAL));
        else
            expect_end(pair[0]);
        close_all((int[]) { pair[0], via[0] }, 2);
    }
}

CASE_BODY(rights_keep_a_listener)
{
    int listener = listening_at("s", 5), via[2], client, server;

    typed_pair(SOCK_STREAM, via);
    send_right(via[0], "x", listener);
    MUST(close(listener));
    client = connected_to("s");
    send_text(client, "to nobody yet");
    listener = receive_right(via[1], "x");
    server = accepted_from(listener);
    expect_text(server, "to nobody yet");
    send_right(via[0], "y", listener);
    MUST(close(listener));
    client = connected_to("s");
    close_all(via, 2);
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "s"));
    FAILS_WITH(ECONNRESET, recv(client, via, 1, 0));
}

CASE_BODY(rights_keep_a_datagram_receiver)
{
    int to = typed_bound(SOCK_DGRAM, "to"), from = typed_connected(SOCK_DGRAM, "to"), via[2];

    typed_pair(SOCK_DGRAM, via);
    send_right(via[0], "x", to);
    MUST(close(to));
    send_text(from, "one");
    CHECK_EQ(MUST(send_to(typed_socket(SOCK_DGRAM), "two", "to")), 3);
    to = receive_right(via[1], "x");
    expect_message(to, "one");
    expect_message(to, "two");
    send_right(via[0], "y", to);
    MUST(close(to));
    MUST(close(via[1]));
    FAILS_WITH(ECONNREFUSED, send(from, "x", 1, MSG_NOSIGNAL));
}

/* A message in a socket in a message in a socket. */
CASE_BODY(rights_within_rights)
{
    int inner[2], middle[2], outer[2], got, round;

    for (round = 0; round < 2; round++) {
        typed_pair(SOCK_STREAM, inner);
        typed_pair(SOCK_SEQPACKET, middle);
        typed_pair(SOCK_DGRAM, outer);
        send_writer(inner[0]);
        send_right(middle[0], "m", inner[1]);
        MUST(close(inner[1]));
        send_right(outer[0], "o", middle[1]);
        MUST(close(middle[1]));
        expect_writer();
        if (round == 0) {
            middle[1] = receive_right(outer[1], "o");
            inner[1] = receive_right(middle[1], "m");
            got = receive_right(inner[1], "x");
            expect_piped(got, ends[0]);
            close_all((int[]) { middle[1], inner[1], got }, 3);
        }
        MUST(close(outer[1]));
        expect_no_writer();
        /* Closed with a message unread, or without. */
        if (round == 1)
            FAILS_WITH(ECONNRESET, recv(middle[0], &got, 1, 0));
        expect_end(middle[0]);
        close_all((int[]) { inner[0], middle[0], outer[0] }, 3);
    }
}

CASE_BODY(rights_of_the_carrier_itself)
{
    int at, pair[2], got;

    for (at = 0; at < TYPES; at++) {
        struct arrival arrival;

        typed_pair(socket_types[at], pair);
        /* Its own sending end, */
        send_right(pair[0], "x", pair[0]);
        got = receive_right(pair[1], "x");
        MUST(close(pair[0]));
        send_text(got, "by another number");
        expect_text(pair[1], "by another number");
        pair[0] = got;
        /* the receiving one, into itself, */
        send_right(pair[0], "y", pair[1]);
        got = receive_right(pair[1], "y");
        MUST(close(pair[1]));
        pair[1] = got;
        send_text(pair[0], "still");
        expect_text(pair[1], "still");
        /* and both. */
        CHECK_EQ(MUST(send_rights(pair[0], "z", 1, pair, 2)), 1);
        MUST(close(pair[0]));
        arrival = receive_all(pair[1], 1, 0);
        CHECK_EQ(arrival.count, 2);
        MUST(close(pair[1]));
        send_text(arrival.fds[0], "all new");
        expect_text(arrival.fds[1], "all new");
        drop_rights(&arrival);
    }
}

/* The system looks for circles when a socket is closed, in its own time: the next one reminds it. */
static void await_no_writer(void)
{
    int pair[2];

    while (poll_one(ends[0], POLLIN, 10) == 0) {
        typed_pair(SOCK_STREAM, pair);
        send_right(pair[0], "x", pair[0]);
        close_all(pair, 2);
    }
    expect_no_writer();
}

/* Nobody can receive what is in a socket that only a message in itself holds. It is found, though not at once. */
CASE_BODY(rights_in_a_circle)
{
    int at, one[2], two[2];

    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], one);
        send_writer(one[0]);
        send_right(one[0], "y", one[1]);
        close_all(one, 2);
        await_no_writer();
        typed_pair(socket_types[at], one);
        typed_pair(socket_types[at], two);
        send_writer(one[0]);
        send_right(one[0], "y", two[1]);
        send_right(two[0], "z", one[1]);
        close_all(one, 2);
        close_all(two, 2);
        await_no_writer();
    }
}
