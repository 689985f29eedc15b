/* Descriptors for other processes: strangers that have the name, children, and those that die on the way. */
#include "ancillary.h"
#include "check.h"
#include "child.h"
#include "files.h"
#include "peer.h"
#include "process.h"
#include "socket_types.h"

#include <stdlib.h>

#ifndef O_BINARY
#define O_BINARY 0
#endif

/* Connects and takes a descriptor, writes into it, and gives it back, as often as it is told to. */
HELPER_BODY(rights_taker)
{
    int fd = typed_connected(atoi(arguments[1]), arguments[0]), got;
    char line[LINE_SIZE];

    CHECK_EQ(count, 2);
    for (;;) {
        hear_case(line);
        if (strcmp(line, "end") == 0)
            return 0;
        if (strcmp(line, "await") == 0) {
            CHECK_EQ(poll_one(fd, POLLIN, -1), POLLIN);
            tell_case("did");
            continue;
        }
        CHECK_TEXT(line, "take");
        got = receive_right(fd, "x");
        CHECK_EQ(MUST(write(got, "taken", 5)), 5);
        send_right(fd, "back", got);
        MUST(close(got));
        tell_case("did");
    }
}

static struct peer *taker(int type, int *listener, int *server)
{
    struct peer *peer;

    *listener = typed_listening(type, "s", 1);
    peer = peer_start("rights_taker", in_case_directory("s"), text_of(type), NULL);
    *server = accepted_from(*listener);
    return peer;
}

static void order(struct peer *peer, const char *what)
{
    peer_tell(peer, what);
    peer_expect(peer, "did");
}

CASE_BODY(rights_there_and_back)
{
    int at, i;

    for (at = 0; at < CONNECTED_TYPES; at++) {
        int listener, server, ends[2], file, pair[2];
        struct peer *peer = taker(socket_types[at], &listener, &server);
        char text[16];

        for (i = 0; i < 20; i++) {
            MUST(pipe(ends));
            send_right(server, "x", ends[1]);
            MUST(close(ends[1]));
            order(peer, "take");
            ends[1] = receive_right(server, "back");
            CHECK_EQ(MUST(read(ends[0], text, sizeof text)), 5);
            expect_piped(ends[1], ends[0]);
            /* Nobody kept it. */
            MUST(close(ends[1]));
            CHECK_EQ(MUST(read(ends[0], text, 1)), 0);
            MUST(close(ends[0]));
        }
        /* The position in a file is shared. */
        file = (int)MUST(open("file", O_RDWR | O_CREAT | O_BINARY, 0600));
        CHECK_EQ(MUST(write(file, "12", 2)), 2);
        send_right(server, "x", file);
        order(peer, "take");
        CHECK_EQ(MUST(lseek(file, 0, SEEK_CUR)), 7);
        i = receive_right(server, "back");
        CHECK_EQ(MUST(write(i, "3", 1)), 1);
        CHECK_EQ(MUST(lseek(file, 0, SEEK_CUR)), 8);
        close_all((int[]) { i, file }, 2);
        CHECK_EQ(file_read("file", text, 16), 8);
        CHECK_BYTES(text, "12taken3", 8);
        /* So is O_NONBLOCK. */
        typed_pair(SOCK_DGRAM, pair);
        send_right(server, "x", pair[1]);
        set_nonblocking(pair[1], true);
        order(peer, "take");
        expect_message(pair[0], "taken");
        i = receive_right(server, "back");
        CHECK(is_nonblocking(i));
        peer_tell(peer, "end");
        peer_finish(peer);
        close_all((int[]) { listener, server }, 2);
        CHECK(file_remove("s") && file_remove("file"));
    }
}

/* Killed with the message in its queue, and killed with the descriptor in its hand. */
CASE_BODY(rights_die_with_their_receiver)
{
    int at, ends[2], round;

    for (at = 0; at < CONNECTED_TYPES; at++)
        for (round = 0; round < 2; round++) {
            int listener, server;
            struct peer *peer = taker(socket_types[at], &listener, &server);
            char byte;

            MUST(pipe(ends));
            send_right(server, "x", ends[1]);
            MUST(close(ends[1]));
            order(peer, round == 0 ? "await" : "take");
            if (round == 1) {
                CHECK_EQ(MUST(read(ends[0], &(char[5]) { 0 }, 5)), 5);
                /* Back on its way to us, and nobody receives it. */
                CHECK_EQ(poll_one(server, POLLIN, -1), POLLIN);
            }
            peer_kill(peer);
            MUST(close(server));
            CHECK_EQ(MUST(read(ends[0], &byte, 1)), 0);
            close_all((int[]) { listener, ends[0] }, 2);
            CHECK(file_remove("s"));
        }
}

/* Sends what only it has, and waits to be killed. */
HELPER_BODY(rights_giver)
{
    int fd = typed_connected(atoi(arguments[1]), arguments[0]), given = listening_at("given", 5), ends[2], pair[2];

    CHECK_EQ(count, 2);
    MUST(pipe(ends));
    CHECK_EQ(MUST(write(ends[1], "from the dead", 13)), 13);
    typed_pair(SOCK_STREAM, pair);
    send_text(pair[0], "in the pair");
    CHECK_EQ(MUST(send_rights(fd, "abc", 3, (int[]) { ends[0], pair[1], given }, 3)), 3);
    tell_case("sent");
    await_case("end");
    return 0;
}

CASE_BODY(rights_outlive_a_process)
{
    int at;

    for (at = 0; at < TYPES; at++) {
        int type = socket_types[at], to = type == SOCK_DGRAM ? typed_bound(type, "s") : typed_listening(type, "s", 1);
        struct peer *peer = peer_start("rights_giver", in_case_directory("s"), text_of(type), NULL);
        struct arrival arrival;
        char text[16];

        peer_expect(peer, "sent");
        peer_kill(peer);
        /* It was killed before it was even accepted. */
        if (type != SOCK_DGRAM) {
            int listener = to;

            to = accepted_from(listener);
            MUST(close(listener));
        }
        arrival = receive_all(to, 3, 0);
        CHECK_EQ(arrival.size, 3);
        CHECK_EQ(arrival.count, 3);
        CHECK_EQ(MUST(read(arrival.fds[0], text, sizeof text)), 13);
        CHECK_BYTES(text, "from the dead", 13);
        CHECK_EQ(MUST(read(arrival.fds[0], text, 1)), 0);
        expect_text(arrival.fds[1], "in the pair");
        expect_end(arrival.fds[1]);
        MUST(close(connected_to("given")));
        MUST(close(accepted_from(arrival.fds[2])));
        drop_rights(&arrival);
        FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "given"));
        MUST(close(to));
        CHECK(file_remove("s") && file_remove("given"));
    }
}

/* A child that inherits an end of the pair: takes one, and gives one. */
HELPER_BODY(rights_child)
{
    int fd = atoi(arguments[0]), got, ends[2];

    CHECK_EQ(count, 1);
    got = receive_right(fd, "take");
    CHECK_EQ(MUST(write(got, "from the child", 14)), 14);
    MUST(close(got));
    MUST(pipe(ends));
    send_right(fd, "give", ends[0]);
    CHECK_EQ(MUST(write(ends[1], "childs own", 10)), 10);
    return 0;
}

CASE_BODY(rights_to_and_from_a_child)
{
    int at, pair[2], ends[2], got;

    for (at = 0; at < TYPES; at++) {
        struct process *child;
        char text[16];

        typed_pair(socket_types[at], pair);
        MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
        child = child_with("rights_child", pair[1]);
        MUST(close(pair[1]));
        /* Made after the child was. */
        MUST(pipe2(ends, O_CLOEXEC));
        send_right(pair[0], "take", ends[1]);
        MUST(close(ends[1]));
        got = receive_right(pair[0], "give");
        child_finish(child);
        CHECK_EQ(MUST(read(ends[0], text, sizeof text)), 14);
        CHECK_BYTES(text, "from the child", 14);
        CHECK_EQ(MUST(read(ends[0], text, 1)), 0);
        CHECK_EQ(MUST(read(got, text, sizeof text)), 10);
        CHECK_EQ(MUST(read(got, text, 1)), 0);
        close_all((int[]) { pair[0], ends[0], got }, 3);
    }
}

/* Waits at a name for connections that somebody else has accepted, and serves them. */
HELPER_BODY(rights_worker)
{
    int fd = connected_to(arguments[0]), got;
    struct arrival arrival;

    CHECK_EQ(count, 1);
    while ((arrival = receive_all(fd, 1, 0)).size == 1) {
        CHECK_EQ(arrival.count, 1);
        got = arrival.fds[0];
        expect_text(got, "ping");
        send_text(got, "pong");
        MUST(close(got));
    }
    return 0;
}

/* The parent accepts, workers serve. */
CASE_BODY(rights_for_workers)
{
    enum { WORKERS = 3, CLIENTS = 30 };
    int control = listening_at("control", WORKERS), listener = listening_at("s", CLIENTS), workers[WORKERS], clients[CLIENTS], i;
    struct peer *peers[WORKERS];

    for (i = 0; i < WORKERS; i++)
        peers[i] = peer_start("rights_worker", in_case_directory("control"), NULL);
    for (i = 0; i < WORKERS; i++)
        workers[i] = accepted_from(control);
    for (i = 0; i < CLIENTS; i++) {
        int server;

        clients[i] = connected_to("s");
        send_text(clients[i], "ping");
        server = accepted_from(listener);
        send_right(workers[i % WORKERS], "c", server);
        MUST(close(server));
    }
    for (i = 0; i < CLIENTS; i++) {
        expect_text(clients[i], "pong");
        expect_end(clients[i]);
    }
    close_all(workers, WORKERS);
    for (i = 0; i < WORKERS; i++)
        peer_finish(peers[i]);
}
