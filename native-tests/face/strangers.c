/* Anybody may connect to a port. Who has not read the socket file is never seen by the program. */
#include "face/plain.h"

#include "thread.h"

CASE_BODY(stranger_and_accept_that_waits)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), strangers[3], client, server;
    int i;

    for (i = 0; i < 3; i++) {
        strangers[i] = stranger_at(path);
        send(strangers[i], "let me in", 9, 0);
    }
    client = connected_to(path);
    send_text(client, "client");
    server = accepted_from(listener);
    expect_text(server, "client");
    for (i = 0; i < 3; i++)
        expect_turned_away(strangers[i]);
}

CASE_BODY(stranger_and_accept_that_does_not_wait)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), stranger = stranger_at(path);

    set_nonblocking(listener, true);
    CHECK(is_readable(listener, PATIENCE));     /* TCP can't know */
    REFUSES(WSAEWOULDBLOCK, accept(listener, NULL, NULL));
    CHECK(!is_readable(listener, 0));
    expect_turned_away(stranger);
    connected_to(path);
    CHECK(is_readable(listener, PATIENCE));
    accepted_from(listener);
}

CASE_BODY(stranger_and_events)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), stranger;
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    WORKS(WSAEventSelect(listener, event, FD_ACCEPT));
    stranger = stranger_at(path);
    await_event(event);
    REFUSES(WSAEWOULDBLOCK, accept(listener, NULL, NULL));
    expect_turned_away(stranger);
    connected_to(path);
    await_event(event);
    accepted_from(listener);
}

static void serve_one(void *listener)
{
    SOCKET server = accepted_from(*(SOCKET *)listener);

    expect_text(server, "client");
}

CASE_BODY(stranger_wakes_nobody)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    struct thread *waiting = thread_start(serve_one, &listener);

    let_it_block();
    expect_turned_away(stranger_at(path));
    client = connected_to(path);
    send_text(client, "client");
    thread_join(waiting);
}

/* One that is reset again before anybody has looked. */
CASE_BODY(stranger_that_goes_at_once)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), stranger = stranger_at(path), client;
    struct linger now = { 1, 0 };

    WORKS(setsockopt(stranger, SOL_SOCKET, SO_LINGER, (char *)&now, sizeof now));
    WORKS(closesocket(stranger));
    client = connected_to(path);
    send_text(client, "client");
    expect_text(accepted_from(listener), "client");
}
