/* The rows of the table in the handshake's essay: what the proposal of 2002 set out to do, each as a program. */
#include "check.h"
#include "files.h"
#include "peer.h"
#include "sockets.h"
#include "thread.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

/* A client process: COUNT requests, each by a connection of its own, each answered with its own number. */
HELPER_BODY(asking_client)
{
    const char *path = arguments[0];
    int number = atoi(arguments[1]), requests = atoi(arguments[2]), i;

    CHECK_EQ(count, 3);
    tell_case("ready");
    await_case("go");
    for (i = 0; i < requests; i++) {
        int fd = connected_to(path), question = number * 1000 + i, answer;

        send_bytes(fd, &question, sizeof question);
        receive_bytes(fd, &answer, sizeof answer);
        CHECK_EQ(answer, question * 2 + 1);
        expect_end(fd);
        MUST(close(fd));
    }
    tell_case("done");
    return 0;
}

static void answer(int fd)
{
    int question, result;

    receive_bytes(fd, &question, sizeof question);
    result = question * 2 + 1;
    send_bytes(fd, &result, sizeof result);
    MUST(close(fd));
}

/* S1. The old protocol woke the wrong one of two waiting clients, which cost ten seconds and a failed request. */
CASE_BODY(s01_two_clients_one_slow_server)
{
    enum { REQUESTS = 25 };
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), i;
    struct peer *one = peer_start("asking_client", path, "1", "25", NULL), *two = peer_start("asking_client", path, "2", "25", NULL);
    long long began;

    peer_expect(one, "ready");
    peer_expect(two, "ready");
    began = now_in_milliseconds();
    peer_tell(one, "go");
    peer_tell(two, "go");
    for (i = 0; i < 2 * REQUESTS; i++) {
        /* Slow: the other client's connection has time to queue up. */
        thread_pause(2);
        answer(accepted_from(listener));
    }
    peer_expect(one, "done");
    peer_expect(two, "done");
    CHECK(now_in_milliseconds() - began < 9000);
    peer_finish(one);
    peer_finish(two);
}

/* S2. Neither connect() nor accept() waits for the other side's handshake. */
CASE_BODY(s02_nobody_waits)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 16), clients[10], i;

    for (i = 0; i < 10; i++)
        clients[i] = connected_to(path);
    for (i = 0; i < 10; i++)
        MUST(close(clients[i]));
    for (i = 0; i < 10; i++)
        expect_end(accepted_from(listener));
}

/* S3. Each client is told from all others, whether it bound a name or not. */
CASE_BODY(s03_clients_are_told_apart)
{
    enum { CLIENTS = 30 };
    const char *path = in_case_directory("s");
    int listener = listening_at(path, CLIENTS), clients[CLIENTS], i;
    char name[32];

    for (i = 0; i < CLIENTS; i++) {
        snprintf(name, sizeof name, "client%d", i);
        clients[i] = i % 2 ? bound_at(in_case_directory(name)) : unix_socket();
        MUST(connect_to(clients[i], path));
    }
    for (i = 0; i < CLIENTS; i++) {
        struct sockaddr_un address;
        socklen_t length = sizeof address;
        int server = (int)MUST(accept(listener, (struct sockaddr *)&address, &length));

        snprintf(name, sizeof name, "client%d", i);
        if (i % 2)
            CHECK_TEXT(address.sun_path, in_case_directory(name));
        else
            CHECK_EQ(length, PATH_OFFSET);
        send_bytes(server, &i, sizeof i);
    }
    for (i = 0; i < CLIENTS; i++) {
        int seen;

        receive_bytes(clients[i], &seen, sizeof seen);
        CHECK_EQ(seen, i);
    }
}

HELPER_BODY(listening_server)
{
    CHECK_EQ(count, 1);
    listening_at(arguments[0], 16);
    tell_case("listening");
    await_case("never");
    return 0;
}

/* S4. A server that is gone is not connected to, though its file is there. */
CASE_BODY(s04_connect_checks_the_server)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("listening_server", path, NULL);
    long long began;
    int i;

    peer_expect(server, "listening");
    MUST(close(connected_to(path)));
    peer_kill(server);
    began = now_in_milliseconds();
    for (i = 0; i < 10; i++) {
        int fd = unix_socket();

        FAILS_WITH(ECONNREFUSED, connect_to(fd, path));
        MUST(close(fd));
    }
    CHECK_AT_ONCE(began);
}

HELPER_BODY(mute_client)
{
    CHECK_EQ(count, 1);
    connected_to(arguments[0]);
    tell_case("connected");
    await_case("never");
    return 0;
}

/* S5. A client that fails in the queue is its own loss: accept() goes on with the next. */
CASE_BODY(s05_accept_goes_on_to_the_next)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 16), first = connected_to(path), last, server;
    struct peer *killed = peer_start("mute_client", path, NULL);

    peer_expect(killed, "connected");
    last = connected_to(path);
    peer_kill(killed);
    send_text(first, "first");
    send_text(last, "last");
    expect_text(accepted_from(listener), "first");
    server = accepted_from(listener);
    expect_end(server);
    expect_text(accepted_from(listener), "last");
}

/* S6. A client that writes and closes before accept() is not lost. */
CASE_BODY(s06_write_and_close_before_accept)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 32), i;

    for (i = 0; i < 20; i++) {
        int fd = connected_to(path);

        send_pattern(fd, 10000, 3000, (unsigned)i);
        MUST(close(fd));
    }
    for (i = 0; i < 20; i++) {
        int server = accepted_from(listener);

        receive_pattern(server, 10000, 4000, (unsigned)i);
        expect_end(server);
        MUST(close(server));
    }
}

/* S7. close() of a client in the queue of a server that is alive but never accepts. */
CASE_BODY(s07_close_does_not_wait_for_accept)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("listening_server", path, NULL);
    struct linger linger = { 1, 1 };
    long long began;
    int fds[2];

    peer_expect(server, "listening");
    fds[0] = connected_to(path);
    fds[1] = connected_to(path);
    send_text(fds[0], "unread");
    send_text(fds[1], "unread");
    MUST(setsockopt(fds[1], SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    began = now_in_milliseconds();
    close_all(fds, 2);
    CHECK_AT_ONCE(began);
    peer_kill(server);
}

/* S8. Duplicates of the listener and of a client that waits. */
CASE_BODY(s08_duplicates)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), second_listener = (int)MUST(dup(listener));
    int client = connected_to(path), second_client = (int)MUST(dup(client)), server;

    MUST(close(client));
    MUST(close(listener));
    server = accepted_from(second_listener);
    send_text(second_client, "x");
    expect_text(server, "x");
    client = (int)MUST(dup(second_client));
    MUST(close(second_client));
    expect_nothing(server);
    send_text(client, "y");
    expect_text(server, "y");
    MUST(close(client));
    expect_end(server);
    MUST(close(second_listener));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
}

/* S9. However a program finishes its non-blocking connect(), the handshake is complete. */
CASE_BODY(s09_nonblocking_connect_finished_by_anything)
{
    enum { SELECT, POLL, CONNECT, ERROR, SEND, RECV, NOTHING, WAYS };
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), way, value = -1;
    socklen_t size = sizeof value;
    fd_set out;
    char byte;

    for (way = 0; way < WAYS; way++) {
        int client = (int)MUST(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)), server;

        MUST(connect_to(client, path));
        switch (way) {
        case SELECT:
            FD_ZERO(&out);
            FD_SET(client, &out);
            CHECK_EQ(MUST(select(client + 1, NULL, &out, NULL, NULL)), 1);
            break;
        case POLL: CHECK_EQ(poll_one(client, POLLOUT, -1), POLLOUT); break;
        case CONNECT: FAILS_WITH(EISCONN, connect_to(client, path)); break;
        case ERROR:
            MUST(getsockopt(client, SOL_SOCKET, SO_ERROR, &value, &size));
            CHECK_EQ(value, 0);
            break;
        case SEND: CHECK_EQ(MUST(send(client, "", 0, MSG_NOSIGNAL)), 0); break;
        case RECV: FAILS_WITH(EAGAIN, recv(client, &byte, 1, 0)); break;
        }
        server = accepted_from(listener);
        send_text(client, "to server");
        expect_text(server, "to server");
        send_text(server, "x");
        CHECK_EQ(poll_one(client, POLLIN, -1), POLLIN);
        expect_text(client, "x");
        close_all((int[]) { client, server }, 2);
    }
}

/* S10. accept() may be asked any number of times, and leaves no trace. */
CASE_BODY(s10_accept_is_polled)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), lowest = unix_socket(), i, client;

    MUST(close(lowest));
    set_nonblocking(listener, true);
    for (i = 0; i < 300; i++)
        FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    CHECK_EQ(poll_one(listener, POLLIN, 0), 0);
    client = connected_to(path);
    /* The number that the failed calls didn't keep. */
    CHECK_EQ(client, lowest);
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
}
