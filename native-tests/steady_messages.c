/* What must not grow with messages: managed memory. And what must not come: others on a datagram socket's port. */
#include "ancillary.h"
#include "check.h"
#include "files.h"
#include "kernel_objects.h"
#include "socket_types.h"
#include "socket_words.h"
#include "stranger.h"

#include <sys/time.h>

/* In no header: for these cases alone. */
__declspec(dllimport) long long afunix_debug_allocated(void);

static void exchange(const int ends[2])
{
    char byte = 'x', rest[64];
    struct sockaddr_un name;
    socklen_t length = sizeof name;
    struct iovec sent[2] = { { rest, 60 }, { &byte, 1 } };
    struct msghdr message = message_of(sent, 2);
    fd_set in, out;

    CHECK_EQ(MUST(send(ends[CLIENT], &byte, 1, MSG_NOSIGNAL)), 1);
    CHECK_EQ(poll_one(ends[SERVER], POLLIN | POLLOUT, -1), POLLIN | POLLOUT);
    CHECK_EQ(MUST(recv(ends[SERVER], &byte, 1, MSG_PEEK)), 1);
    CHECK_EQ(MUST(recvfrom(ends[SERVER], &byte, 1, 0, (struct sockaddr *)&name, &length)), 1);
    CHECK_EQ(MUST(sendmsg(ends[SERVER], &message, MSG_NOSIGNAL)), 61);
    FD_ZERO(&in);
    FD_SET(ends[CLIENT], &in);
    out = in;
    CHECK_EQ(MUST(select(ends[CLIENT] + 1, &in, &out, NULL, NULL)), 2);
    CHECK_EQ(MUST(recv(ends[CLIENT], rest, 8, MSG_TRUNC)), 61);
    expect_nothing(ends[CLIENT]);
}

static void exchange_without_allocations(void)
{
    enum { ROUNDS = 2000, WARM_UP = 200 };
    int at, i, ends[2];

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        long long before;

        typed_ends(socket_types[at], ends);
        for (i = 0; i < WARM_UP; i++)
            exchange(ends);
        before = afunix_debug_allocated();
        CHECK(before > 0);
        for (i = 0; i < ROUNDS; i++)
            exchange(ends);
        CHECK_EQ(afunix_debug_allocated() - before, 0);
    }
}

CASE_BODY(steady_messages_allocate_nothing)
{
    exchange_without_allocations();
}

/* While a socket is on its way within this process circles are looked for, but not with every message. */
CASE_BODY(steady_messages_beside_a_passed_socket)
{
    int via[2];

    typed_pair(SOCK_STREAM, via);
    send_right(via[0], "x", via[0]);
    exchange_without_allocations();
    MUST(close(receive_right(via[1], "x")));
}

/* A sender that is full all the time, and the notes that tell it of room. */
CASE_BODY(steady_waiting_allocates_nothing)
{
    enum { ROUNDS = 30 };
    int to = typed_bound(SOCK_DGRAM, "to"), fd = typed_connected(SOCK_DGRAM, "to"), round, i, sent;
    long long before = 0;

    for (round = 0; round < ROUNDS; round++) {
        if (round == ROUNDS / 2)
            before = afunix_debug_allocated();
        sent = send_until_full(fd, NULL);
        CHECK_EQ(poll_one(fd, POLLOUT, 0), 0);
        for (i = 0; i < sent; i++)
            expect_message(to, "x");
        CHECK_EQ(poll_one(fd, POLLOUT, -1), POLLOUT);
    }
    CHECK_EQ(afunix_debug_allocated() - before, 0);
}

CASE_BODY(strangers_send_no_datagrams)
{
    static const char *const path = "s";
    static char guesses[1000];
    int to = typed_bound(SOCK_DGRAM, path), i;
    struct socket_words words;
    stranger strangers[3];

    socket_words_read(path, &words);
    CHECK_EQ(words.type, 'd');
    for (i = 0; i < 3; i++) {
        strangers[i] = stranger_connected(words.port);
        stranger_send(strangers[i], guesses, sizeof guesses);
    }
    CHECK_EQ(poll_one(to, POLLIN, 0), 0);
    CHECK_EQ(MUST(send_to(typed_socket(SOCK_DGRAM), "real", path)), 4);
    expect_message(to, "real");
    expect_nothing(to);
    for (i = 0; i < 3; i++)
        CHECK(stranger_was_turned_away(strangers[i], 60 * 1000));
}

/* A client that begins a message and never ends it: neither a receive nor close() waits for it for ever, and others are served. */
CASE_BODY(messages_that_never_end)
{
    static const unsigned char beginning[32] = { 0x01, 0xaf, 0, 0, 100 };
    struct socket_words words;
    int to = typed_bound(SOCK_DGRAM, "to"), fd = typed_connected(SOCK_DGRAM, "to"), listener = typed_listening(SOCK_SEQPACKET, "s", 5), client, server;
    char byte;

    socket_words_read("to", &words);
    stranger_send(own_connection_to(words.port), beginning, sizeof beginning);
    CHECK_EQ(MUST(send_to(typed_socket(SOCK_DGRAM), "whole", "to")), 5);
    expect_message(to, "whole");
    MUST(close(fd));
    socket_words_read("s", &words);
    client = typed_connected(SOCK_SEQPACKET, "s");
    server = accepted_from(listener);
    stranger_send(own_connection_to(words.port), beginning, sizeof beginning);
    CHECK_EQ(MUST(recv(server, &byte, 1, MSG_DONTWAIT)), 0);
    FAILS_WITH(EPIPE, send(server, "x", 1, MSG_NOSIGNAL));
    MUST(close(client));
    client = typed_connected(SOCK_SEQPACKET, "s");
    server = accepted_from(listener);
    stranger_send(own_connection_to(words.port), beginning, sizeof beginning);
    MUST(close(server));
    MUST(close(client));
}

/* Waiting for one thing while another is there: a message for who wants room, a note for who wants a message. */
CASE_BODY(waiting_takes_no_time)
{
    enum { WAITS = 500, MOST = 100, FEW = 5 };
    int fd = typed_bound(SOCK_DGRAM, "fd"), to = typed_bound(SOCK_DGRAM, "to"), sent, i;
    struct timeval limit = { 0, WAITS * 1000 };
    long long before;
    char byte;

    MUST(connect_to(fd, "to"));
    sent = send_until_full(fd, NULL);
    CHECK_EQ(poll_one(fd, POLLOUT, 0), 0);
    MUST(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
    for (i = 0; i < sent; i++)
        expect_message(to, "x");
    before = own_processor_time();
    FAILS_WITH(EAGAIN, recv(fd, &byte, 1, 0));
    CHECK(own_processor_time() - before < MOST);
    CHECK_EQ(MUST(send_to(to, "unread", "fd")), 6);
    before = own_processor_time();
    for (i = 0; i < FEW; i++)
        CHECK_EQ(poll_one(fd, POLLPRI, WAITS), 0);
    CHECK(own_processor_time() - before < MOST * FEW);
}

/* A wait that has ended, in whatever way, is no reason for the next one not to sleep. */
CASE_BODY(waiting_to_connect_takes_no_time)
{
    enum { WAIT = 500, MOST = 100 };
    int listener = typed_listening(SOCK_STREAM, "s", 0), ends[2], client = typed_socket(SOCK_STREAM);
    struct timeval moment = { 0, 10 * 1000 }, limit = { 0, WAIT * 1000 };
    long long before;
    char byte;

    ends[CLIENT] = typed_connected(SOCK_STREAM, "s");
    ends[SERVER] = accepted_from(listener);
    typed_connected(SOCK_STREAM, "s");    /* now it is full */
    MUST(setsockopt(ends[SERVER], SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment));
    MUST(setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit));
    FAILS_WITH(EAGAIN, recv(ends[SERVER], &byte, 1, 0));
    before = own_processor_time();
    FAILS_WITH(EAGAIN, connect_to(client, "s"));
    note("%lld ms", own_processor_time() - before);
    CHECK(own_processor_time() - before < MOST);
}
