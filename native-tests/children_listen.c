/* Listeners that a child inherits: whoever has one may accept, and the last one's end is the listener's. */
#include "check.h"
#include "child.h"
#include "peer.h"
#include "process.h"
#include "sockets.h"
#include "thread.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>

/* Accepts one client and answers it. */
HELPER_BODY(child_accepts)
{
    int listener = atoi(arguments[0]), fd;

    CHECK_EQ(count, 1);
    fd = accepted_from(listener);
    ask(fd);
    expect_end(fd);
    return 0;
}

CASE_BODY(children_inherit_a_listener)
{
    int listener = listening_at("s", 5);
    struct process *child = child_with("child_accepts", listener);

    MUST(close(listener));
    be_served("s");
    child_finish(child);
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "s"));
}

/* The child's end is not the listener's. */
CASE_BODY(children_leave_the_listener_to_the_parent)
{
    int listener = listening_at("s", 5), fd;
    struct process *child = child_with("child_accepts", listener);

    be_served("s");
    child_finish(child);
    send_text(connected_to("s"), "x");
    fd = accepted_from(listener);
    expect_text(fd, "x");
}

HELPER_BODY(child_listens)
{
    int fd = atoi(arguments[0]);

    CHECK_EQ(count, 1);
    MUST(listen(fd, 5));
    ask(accepted_from(fd));
    return 0;
}

/* Bound by the parent, which listens to it no more than it accepts. */
CASE_BODY(children_inherit_a_bound_socket)
{
    int fd = bound_at("s"), client = -1;
    struct process *child = child_with("child_listens", fd);

    MUST(close(fd));
    while (client == -1) {
        client = unix_socket();
        if (connect_to(client, "s") == -1) {
            CHECK_EQ(errno, ECONNREFUSED);  /* the child is not so far yet */
            MUST(close(client));
            client = -1;
            thread_yield();
        }
    }
    expect_text(client, "ping");
    send_text(client, "pong");
    expect_end(client);
    child_finish(child);
}

/* Whoever listens first: it is one socket. */
CASE_BODY(children_and_parent_listen)
{
    int fd = bound_at("s"), client = -1;
    struct process *child = child_with("child_listens", fd);

    while (client == -1) {
        client = unix_socket();
        if (connect_to(client, "s") == -1) {
            MUST(close(client));
            client = -1;
            thread_yield();
        }
    }
    expect_text(client, "ping");
    MUST(listen(fd, 5));
    send_text(client, "pong");
    expect_end(client);
    child_finish(child);
    client = connected_to("s");
    send_text(client, "x");
    expect_text(accepted_from(fd), "x");
    MUST(close(fd));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "s"));
}

/* A peer of the case, and parent of a child that goes on with its listener. */
HELPER_BODY(parent_of_a_server)
{
    int listener = listening_at(arguments[0], 5);

    CHECK_EQ(count, 1);
    child_with("child_serves", listener);
    be_served(arguments[0]);                /* so the child is there */
    tell_case("ready");
    await_case("end");
    return 0;
}

HELPER_BODY(child_serves)
{
    int listener = atoi(arguments[0]);

    CHECK_EQ(count, 1);
    for (;;) {
        int fd = accepted_from(listener);

        ask(fd);
        expect_end(fd);
        MUST(close(fd));
    }
}

CASE_BODY(children_go_on_listening_without_the_parent)
{
    const char *path = in_case_directory("s");
    struct peer *parent = peer_start("parent_of_a_server", path, NULL);
    int i;

    peer_expect(parent, "ready");
    be_served(path);
    peer_kill(parent);
    for (i = 0; i < 3; i++)
        be_served(path);
}

CASE_BODY(children_inherit_internet_sockets)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof address;
    int listener = MUST(socket(AF_INET, SOCK_STREAM, 0)), client = MUST(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    struct process *child;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    MUST(bind(listener, (struct sockaddr *)&address, size));
    MUST(listen(listener, 5));
    MUST(getsockname(listener, (struct sockaddr *)&address, &size));
    child = child_with("child_accepts", listener);
    MUST(close(listener));
    MUST(connect(client, (struct sockaddr *)&address, size));
    expect_text(client, "ping");
    send_text(client, "pong");
    MUST(close(client));
    child_finish(child);
}
