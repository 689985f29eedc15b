/* What happens when a side dies: real processes, killed at every step. */
#include "check.h"
#include "files.h"
#include "peer.h"
#include "sockets.h"
#include "thread.h"

#include <stdio.h>
#include <stdlib.h>

/* A server that goes a step for each line it is told, and waits to be killed. */
HELPER_BODY(mortal_server)
{
    char line[LINE_SIZE];
    int listener = -1, fd = -1;

    CHECK_EQ(count, 1);
    for (;;) {
        hear_case(line);
        if (strcmp(line, "bind") == 0)
            listener = bound_at(arguments[0]);
        else if (strcmp(line, "listen") == 0)
            MUST(listen(listener, 16));
        else if (strcmp(line, "accept") == 0)
            fd = accepted_from(listener);
        else if (strcmp(line, "greet") == 0)
            send_text(fd, "greeting");
        else if (strcmp(line, "await data") == 0)
            CHECK_EQ(poll_one(fd, POLLIN, -1), POLLIN);
        else
            FAIL("what is \"%s\"?", line);
        tell_case("did");
    }
}

/* The same for a client. Its second argument is a name to bind. */
HELPER_BODY(mortal_client)
{
    char line[LINE_SIZE];
    int fd = -1;

    for (;;) {
        hear_case(line);
        if (strcmp(line, "socket") == 0)
            fd = count == 2 ? bound_at(arguments[1]) : unix_socket();
        else if (strcmp(line, "connect") == 0)
            MUST(connect_to(fd, arguments[0]));
        else if (strcmp(line, "send") == 0)
            send_pattern(fd, 50000, 5000, 6);
        else if (strcmp(line, "await data") == 0)
            CHECK_EQ(poll_one(fd, POLLIN, -1), POLLIN);
        else
            FAIL("what is \"%s\"?", line);
        tell_case("did");
    }
}

static void step(struct peer *peer, const char *what)
{
    peer_tell(peer, what);
    peer_expect(peer, "did");
}

CASE_BODY(death_of_server_after_bind)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("mortal_server", path, NULL);
    long long began;

    step(server, "bind");
    CHECK(path_exists(path));
    peer_kill(server);
    began = now_in_milliseconds();
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
    CHECK_AT_ONCE(began);
    FAILS_WITH(EADDRINUSE, bind_to(unix_socket(), path));
}

CASE_BODY(death_of_server_after_listen)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("mortal_server", path, NULL);
    long long began;

    step(server, "bind");
    step(server, "listen");
    peer_kill(server);
    began = now_in_milliseconds();
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
    CHECK_AT_ONCE(began);
    /* The next server takes the name over as usual. */
    CHECK(file_remove(path));
    listening_at(path, 1);
    MUST(close(connected_to(path)));
}

/* EOF or a reset: both are an end. */
static void check_ended(int fd)
{
    char byte;
    long long count = recv(fd, &byte, 1, 0);

    if (count != 0) {
        CHECK_EQ(count, -1);
        CHECK_EQ(errno, ECONNRESET);
        expect_end(fd);
    }
    FAILS_WITH(EPIPE, send(fd, "x", 1, MSG_NOSIGNAL));
}

CASE_BODY(death_of_server_with_queued_clients)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("mortal_server", path, NULL);
    int clients[4], i;
    long long began;

    step(server, "bind");
    step(server, "listen");
    for (i = 0; i < 4; i++)
        clients[i] = connected_to(path);
    send_text(clients[0], "nobody will read this");
    send_text(clients[1], "nor this");
    peer_kill(server);
    began = now_in_milliseconds();
    check_ended(clients[0]);
    check_ended(clients[2]);
    /* One that has written and one that hasn't are closed without a look at them. */
    close_all(clients, 4);
    CHECK_AT_ONCE(began);
}

static void await_end(void *argument)
{
    check_ended(*(int *)argument);
}

CASE_BODY(death_of_server_wakes_queued_clients)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("mortal_server", path, NULL);
    struct thread *threads[3];
    int clients[3], i;

    step(server, "bind");
    step(server, "listen");
    for (i = 0; i < 3; i++) {
        clients[i] = connected_to(path);
        threads[i] = thread_start(await_end, &clients[i]);
    }
    let_it_block();
    peer_kill(server);
    for (i = 0; i < 3; i++)
        thread_join(threads[i]);
}

CASE_BODY(death_of_server_after_accept)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("mortal_server", path, NULL);
    int client;

    step(server, "bind");
    step(server, "listen");
    client = connected_to(path);
    step(server, "accept");
    step(server, "greet");
    peer_kill(server);
    /* What it had said is heard. */
    expect_text(client, "greeting");
    expect_end(client);
    FAILS_WITH(EPIPE, send(client, "x", 1, MSG_NOSIGNAL));
}

CASE_BODY(death_of_server_with_unread_data)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("mortal_server", path, NULL);
    int client;
    char byte;

    step(server, "bind");
    step(server, "listen");
    client = connected_to(path);
    step(server, "accept");
    send_text(client, "never read");
    step(server, "await data");
    peer_kill(server);
    FAILS_WITH(ECONNRESET, recv(client, &byte, 1, 0));
    expect_end(client);
    FAILS_WITH(EPIPE, send(client, "x", 1, MSG_NOSIGNAL));
}

CASE_BODY(death_of_client_before_connect)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    struct peer *client = peer_start("mortal_client", path, in_case_directory("client"), NULL);

    set_nonblocking(listener, true);
    step(client, "socket");
    peer_kill(client);
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    CHECK_EQ(poll_one(listener, POLLIN, 0), 0);
    send_text(connected_to(path), "x");
    expect_text(accepted_from(listener), "x");
}

CASE_BODY(death_of_client_before_accept)
{
    const char *path = in_case_directory("s"), *name = in_case_directory("client");
    int listener = listening_at(path, 5), server;
    struct peer *client = peer_start("mortal_client", path, name, NULL);
    struct sockaddr_un address;
    socklen_t length = sizeof address;

    step(client, "socket");
    step(client, "connect");
    step(client, "send");
    peer_kill(client);
    /* All of it: the connection, its name, the data, then the end. */
    server = (int)MUST(accept(listener, (struct sockaddr *)&address, &length));
    CHECK_EQ(length, unix_length(name));
    CHECK_TEXT(address.sun_path, name);
    receive_pattern(server, 50000, 7000, 6);
    expect_end(server);
    FAILS_WITH(EPIPE, send(server, "x", 1, MSG_NOSIGNAL));
}

CASE_BODY(death_of_many_clients_before_accept)
{
    enum { CLIENTS = 8 };
    const char *path = in_case_directory("s");
    int listener = listening_at(path, CLIENTS), i;
    struct peer *clients[CLIENTS];

    for (i = 0; i < CLIENTS; i++) {
        clients[i] = peer_start("mortal_client", path, NULL);
        step(clients[i], "socket");
        step(clients[i], "connect");
        if (i % 2)
            step(clients[i], "send");
    }
    for (i = 0; i < CLIENTS; i++)
        peer_kill(clients[i]);
    for (i = 0; i < CLIENTS; i++) {
        int server = accepted_from(listener);

        if (i % 2)
            receive_pattern(server, 50000, 7000, 6);
        expect_end(server);
    }
}

CASE_BODY(death_of_client_after_accept)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), server;
    struct peer *client = peer_start("mortal_client", path, NULL);

    step(client, "socket");
    step(client, "connect");
    server = accepted_from(listener);
    step(client, "send");
    peer_kill(client);
    receive_pattern(server, 50000, 7000, 6);
    expect_end(server);
    FAILS_WITH(EPIPE, send(server, "x", 1, MSG_NOSIGNAL));
}

CASE_BODY(death_of_client_with_unread_data)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), server;
    struct peer *client = peer_start("mortal_client", path, NULL);
    char byte;

    step(client, "socket");
    step(client, "connect");
    server = accepted_from(listener);
    send_text(server, "never read");
    step(client, "await data");
    peer_kill(client);
    FAILS_WITH(ECONNRESET, recv(server, &byte, 1, 0));
    expect_end(server);
}

static void be_refused(void *argument)
{
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), argument));
}

CASE_BODY(death_of_server_wakes_waiting_connect)
{
    char *path = (char *)in_case_directory("s");
    struct peer *server = peer_start("mortal_server", path, NULL);
    struct thread *thread;
    int fillers[17], i;

    step(server, "bind");
    step(server, "listen");
    for (i = 0; i < 17; i++)
        fillers[i] = connected_to(path);
    thread = thread_start(be_refused, path);
    let_it_block();
    peer_kill(server);
    thread_join(thread);
    close_all(fillers, 17);
}
