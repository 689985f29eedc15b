/* Others on the port: with plain Winsock, and without the secret. */
#include "check.h"
#include "files.h"
#include "kernel_objects.h"
#include "peer.h"
#include "socket_words.h"
#include "sockets.h"
#include "stranger.h"
#include "thread.h"

#include <stdio.h>
#include <stdlib.h>

enum { PATIENCE = 60 * 1000 };  /* milliseconds; the watchdog is sooner */

static unsigned port_of(const char *path)
{
    struct socket_words words;

    socket_words_read(path, &words);
    return words.port;
}

/* A real client is served at once. */
static void check_serving(const char *path, int listener)
{
    int client = connected_to(path), server = accepted_from(listener);

    send_text(client, "question");
    expect_text(server, "question");
    send_text(server, "answer");
    expect_text(client, "answer");
}

CASE_BODY(strangers_one)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    stranger stranger = stranger_connected(port_of(path));

    /* accept() isn't delayed: the first that it gives is the real client. */
    check_serving(path, listener);
    CHECK(stranger_was_turned_away(stranger, PATIENCE));
}

CASE_BODY(strangers_who_talk)
{
    static char guesses[100000];
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    struct socket_words words;
    stranger strangers[3];

    socket_words_read(path, &words);
    strangers[0] = stranger_connected(words.port);
    stranger_send(strangers[0], "GET / HTTP/1.0\r\n\r\n", 18);
    strangers[1] = stranger_connected(words.port);
    stranger_send(strangers[1], guesses, sizeof guesses);
    /* Not even the secret itself, said aloud, is a proof: that dialect is spoken by others. */
    strangers[2] = stranger_connected(words.port);
    stranger_send(strangers[2], words.secret, sizeof words.secret);
    check_serving(path, listener);
    CHECK(stranger_was_turned_away(strangers[0], PATIENCE));
    CHECK(stranger_was_turned_away(strangers[1], PATIENCE));
    CHECK(stranger_was_turned_away(strangers[2], PATIENCE));
}

CASE_BODY(strangers_alone)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), lowest = unix_socket(), i;
    stranger strangers[10];

    MUST(close(lowest));
    set_nonblocking(listener, true);
    for (i = 0; i < 10; i++)
        strangers[i] = stranger_connected(port_of(path));
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    for (i = 0; i < 10; i++)
        CHECK(stranger_was_turned_away(strangers[i], PATIENCE));
    CHECK_EQ(poll_one(listener, POLLIN, 0), 0);
    CHECK_EQ(unix_socket(), lowest);
}

static void connect_late(void *argument)
{
    int fd;

    let_it_block();
    fd = connected_to(argument);
    send_text(fd, "at last");
    expect_end(fd);
}

/* A blocked accept() goes on waiting when only strangers come. */
CASE_BODY(strangers_while_accept_waits)
{
    char *path = (char *)in_case_directory("s");
    int listener = listening_at(path, 5), server, i;
    struct thread *thread = thread_start(connect_late, path);

    for (i = 0; i < 5; i++)
        stranger_connected(port_of(path));
    server = accepted_from(listener);
    expect_text(server, "at last");
    MUST(close(server));
    thread_join(thread);
}

HELPER_BODY(flood)
{
    unsigned port = (unsigned)atoi(arguments[0]);
    int number = atoi(arguments[1]), i;

    CHECK_EQ(count, 2);
    tell_case("ready");
    await_case("go");
    /* They are let go by the server; some wait in a full queue at the end. */
    for (i = 0; i < number; i++)
        stranger_connecting(port);
    tell_case("flooded");
    await_case("end");
    return 0;
}

HELPER_BODY(real_client)
{
    int requests = atoi(arguments[1]), i;

    CHECK_EQ(count, 2);
    for (i = 0; i < requests; i++) {
        int fd = connected_to(arguments[0]);

        send_text(fd, "question");
        expect_text(fd, "answer");
        MUST(close(fd));
    }
    tell_case("served");
    return 0;
}

CASE_BODY(strangers_flood)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 64), i;
    char port[16];
    struct peer *flood, *clients[3];

    snprintf(port, sizeof port, "%u", port_of(path));
    flood = peer_start("flood", port, "1000", NULL);
    peer_expect(flood, "ready");
    peer_tell(flood, "go");
    for (i = 0; i < 3; i++)
        clients[i] = peer_start("real_client", path, "20", NULL);
    for (i = 0; i < 3 * 20; i++) {
        int fd = accepted_from(listener);

        expect_text(fd, "question");
        send_text(fd, "answer");
        MUST(close(fd));
    }
    for (i = 0; i < 3; i++) {
        peer_expect(clients[i], "served");
        peer_finish(clients[i]);
    }
    peer_expect(flood, "flooded");
    peer_tell(flood, "end");
    peer_finish(flood);
    /* Nobody else got in. */
    set_nonblocking(listener, true);
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
}

/* A file with the right port and the wrong secret, as from a listing of ports. */
CASE_BODY(strangers_with_a_forged_file)
{
    const char *path = in_case_directory("s"), *forged = in_case_directory("forged");
    int listener = listening_at(path, 5);
    struct socket_words words;
    char *digit;

    socket_words_read(path, &words);
    /* One digit of the first word. */
    digit = strstr(words.text, words.hex[0]);
    *digit = *digit == '7' ? '8' : '7';
    socket_words_write(forged, words.text, words.size);
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), forged));
    set_nonblocking(listener, true);
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    check_serving(path, listener);
}

CASE_BODY(strangers_cannot_take_the_port)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);

    /* WSAEADDRINUSE or WSAEACCES. */
    int error = stranger_steals(port_of(path));

    CHECK(error == 10048 || error == 10013);
    check_serving(path, listener);
}

/* The server is dead, and somebody else listens on its port by now. */
CASE_BODY(strangers_on_a_dead_servers_port)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("listening_server", path, NULL);
    stranger listener, visitor;
    long long began;
    unsigned port;
    char byte;

    peer_expect(server, "listening");
    MUST(close(connected_to(path)));
    port = port_of(path);
    peer_kill(server);
    listener = stranger_listening(port, 5);
    began = now_in_milliseconds();
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
    CHECK_AT_ONCE(began);
    /* Whoever came said nothing. */
    visitor = stranger_accepted(listener, 0);
    if (visitor != NO_STRANGER)
        CHECK(stranger_receive(visitor, &byte, 1, PATIENCE) <= 0);
}
