/* Descriptors on connections that several processes have. */
#include "ancillary.h"
#include "check.h"
#include "child.h"
#include "files.h"
#include "peer.h"
#include "process.h"
#include "socket_types.h"

#include <stdlib.h>

/* Closes what it has inherited, and ends. */
HELPER_BODY(rights_leaver)
{
    CHECK_EQ(count, 1);
    MUST(close(atoi(arguments[0])));
    return 0;
}

/* Takes a socket, says goodbye by it, and waits until it is told to end. */
HELPER_BODY(rights_heir)
{
    int fd = atoi(arguments[0]), got;

    CHECK_EQ(count, 1);
    got = receive_right(fd, "x");
    send_text(got, "goodbye");
    MUST(close(got));
    expect_text(fd, "end");
    return 0;
}

/* The usual way to make a worker: a pair, a child, and the child's end is closed here. The library had kept what was sent before the child had said
 * a word as if it could still be received here, for ever. */
CASE_BODY(rights_for_a_child_alone)
{
    int at, round, control[2], pair[2];

    for (at = 0; at < TYPES; at++)
        for (round = 0; round < 2; round++) {
            struct process *child;

            typed_pair(socket_types[at], control);
            typed_pair(SOCK_STREAM, pair);
            MUST(fcntl(control[0], F_SETFD, FD_CLOEXEC));
            MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
            MUST(fcntl(pair[1], F_SETFD, FD_CLOEXEC));
            child = child_with("rights_heir", control[1]);
            if (round == 0)
                MUST(close(control[1]));
            send_right(control[0], "x", pair[1]);
            MUST(close(pair[1]));
            expect_text(pair[0], "goodbye");
            if (round == 1)
                MUST(close(control[1]));
            expect_end(pair[0]);
            send_text(control[0], "end");
            child_finish(child);
            close_all((int[]) { control[0], pair[0] }, 2);
        }
}

/* Serves one client of the listener that comes. */
HELPER_BODY(rights_host)
{
    int fd = atoi(arguments[0]), listener, server;

    CHECK_EQ(count, 1);
    listener = receive_right(fd, "x");
    server = accepted_from(listener);
    send_text(server, "served");
    MUST(close(listener));
    expect_end(server);
    send_text(fd, "closed");
    expect_text(fd, "end");
    return 0;
}

/* A listener on its way to a child listens. */
CASE_BODY(rights_of_a_listener_for_a_child_alone)
{
    int control[2], listener = listening_at("s", 1), client;
    struct process *child;

    typed_pair(SOCK_SEQPACKET, control);
    MUST(fcntl(control[0], F_SETFD, FD_CLOEXEC));
    MUST(fcntl(listener, F_SETFD, FD_CLOEXEC));
    child = child_with("rights_host", control[1]);
    MUST(close(control[1]));
    send_right(control[0], "x", listener);
    MUST(close(listener));
    client = connected_to("s");
    expect_text(client, "served");
    MUST(close(client));
    expect_text(control[0], "closed");
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "s"));
    send_text(control[0], "end");
    child_finish(child);
}

/* The child was killed before it had read anything, or done anything. */
CASE_BODY(rights_for_a_killed_child)
{
    int at, round, told[2], control[2], ends[2];
    char byte;

    typed_pair(SOCK_STREAM, told);
    for (at = 0; at < TYPES; at++)
        for (round = 0; round < 2; round++) {
            struct process *child;

            typed_pair(socket_types[at], control);
            MUST(fcntl(control[0], F_SETFD, FD_CLOEXEC));
            child = child_with("child_keeps", told[1]);
            MUST(pipe2(ends, O_CLOEXEC));
            if (round == 1)
                MUST(close(control[1]));
            send_right(control[0], "x", ends[1]);
            MUST(close(ends[1]));
            if (round == 0)
                MUST(close(control[1]));
            process_kill(child);
            process_free(child);
            MUST(close(control[0]));
            CHECK_EQ(MUST(read(ends[0], &byte, 1)), 0);
            MUST(close(ends[0]));
        }
}

/* Waits until its parent has gone, and then takes what that one has sent. */
HELPER_BODY(rights_orphan)
{
    int fd = atoi(arguments[0]), ready = connected_to(arguments[1]), got;

    CHECK_EQ(count, 2);
    expect_text(ready, "alone");
    got = receive_right(fd, "x");
    send_text(got, "passed on");
    MUST(close(got));
    send_text(ready, "end");
    return 0;
}

/* Makes a child, hands it what it has, and goes. */
HELPER_BODY(rights_launcher)
{
    int fd, control[2];

    CHECK_EQ(count, 3);
    fd = connected_to(arguments[0]);
    typed_pair(atoi(arguments[2]), control);
    MUST(fcntl(fd, F_SETFD, FD_CLOEXEC));
    MUST(fcntl(control[0], F_SETFD, FD_CLOEXEC));
    child_start("rights_orphan", (const char *[]) { text_of(control[1]), arguments[1], NULL });
    MUST(close(control[1]));
    send_right(control[0], "x", fd);
    return 0;
}

/* The child has what its parent sent, though that one ended before the child had said a word. */
CASE_BODY(rights_outlive_a_parent)
{
    int at, clients, ready, client, orphan;

    for (at = 0; at < TYPES; at++) {
        struct peer *launcher;

        clients = listening_at("clients", 1);
        ready = listening_at("ready", 1);
        launcher = peer_start("rights_launcher", in_case_directory("clients"), in_case_directory("ready"), text_of(socket_types[at]), NULL);
        client = accepted_from(clients);
        peer_finish(launcher);
        orphan = accepted_from(ready);
        send_text(orphan, "alone");
        expect_text(client, "passed on");
        expect_end(client);
        expect_text(orphan, "end");
        close_all((int[]) { clients, ready, client, orphan }, 4);
        CHECK(file_remove("clients") && file_remove("ready"));
    }
}

static void shared_for_a_while(int fd)
{
    child_finish(child_with("rights_leaver", fd));
}

/* What was fresh when it was sent is connected when it comes. Who has it beside this process was counted by what it was, and uncounted by what it is; so a
 * child's close ended the connection. */
CASE_BODY(rights_of_one_that_connects_meanwhile)
{
    int at, listener, fresh, got, server, via[2];
    static const char *const names[CONNECTED_TYPES] = { "s0", "s1" };

    for (at = 0; at < CONNECTED_TYPES; at++) {
        listener = typed_listening(socket_types[at], names[at], 1);
        fresh = typed_socket(socket_types[at]);
        typed_pair(SOCK_STREAM, via);
        send_right(via[0], "x", fresh);
        MUST(connect_to(fresh, names[at]));
        server = accepted_from(listener);
        got = receive_right(via[1], "x");
        MUST(close(got));
        shared_for_a_while(fresh);
        send_text(fresh, "there");
        expect_text(server, "there");
        send_text(server, "back");
        expect_text(fresh, "back");
        close_all(via, 2);
    }
}

/* The same with a sender that a receiver of datagrams has met meanwhile. */
CASE_BODY(rights_of_one_that_is_written_to_meanwhile)
{
    int via[2], to = typed_bound(SOCK_DGRAM, "to"), from;

    typed_pair(SOCK_STREAM, via);
    send_right(via[0], "x", to);
    from = typed_connected(SOCK_DGRAM, "to");
    send_text(from, "first");
    expect_message(to, "first");
    MUST(close(receive_right(via[1], "x")));
    shared_for_a_while(to);
    send_text(from, "second");
    expect_message(to, "second");
}
