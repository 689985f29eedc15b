/* Sockets that a child process inherits: the same sockets there, whatever becomes of the parent's descriptors. */
#include "check.h"
#include "child.h"
#include "process.h"
#include "sockets.h"

#include <stdlib.h>

/* Answers "ping" with "pong" until its end. */
HELPER_BODY(child_answers)
{
    int fd = atoi(arguments[0]);
    char text[4];
    ssize_t size;

    CHECK_EQ(count, 1);
    while ((size = MUST(recv(fd, text, sizeof text, MSG_WAITALL))) > 0) {
        CHECK_BYTES(text, "ping", 4);
        send_text(fd, "pong");
    }
    return 0;
}

CASE_BODY(children_inherit_a_pair)
{
    struct process *child;
    int pair[2];

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    child = child_with("child_answers", pair[1]);
    MUST(close(pair[1]));
    ask(pair[0]);
    ask(pair[0]);
    MUST(close(pair[0]));
    child_finish(child);
}

/* The way of servers that make a process for each client. */
CASE_BODY(children_inherit_an_accepted_connection)
{
    int listener = listening_at("s", 5), client = connected_to("s"), server = accepted_from(listener);
    struct process *child;

    MUST(fcntl(listener, F_SETFD, FD_CLOEXEC));
    MUST(fcntl(client, F_SETFD, FD_CLOEXEC));
    child = child_with("child_answers", server);
    MUST(close(server));
    ask(client);
    MUST(shutdown(client, SHUT_WR));
    expect_end(client);
    child_finish(child);
    FAILS_WITH(EPIPE, send(client, "x", 1, MSG_NOSIGNAL));
}

/* What came before the parent's close() is the child's to read. */
CASE_BODY(children_find_what_was_sent_before)
{
    enum { SIZE = 100000 };
    int ends[2];
    struct process *child;

    connected_ends(ends);
    MUST(fcntl(ends[CLIENT], F_SETFD, FD_CLOEXEC));
    send_pattern(ends[CLIENT], SIZE, 4096, 1);
    child = child_start("child_reads_a_pattern", (const char *[]) { text_of(ends[SERVER]), text_of(SIZE), NULL });
    MUST(close(ends[SERVER]));
    expect_text(ends[CLIENT], "done");
    expect_end(ends[CLIENT]);
    child_finish(child);
}

HELPER_BODY(child_reads_a_pattern)
{
    CHECK_EQ(count, 2);
    receive_pattern(atoi(arguments[0]), (size_t)atoi(arguments[1]), 4096, 1);
    send_text(atoi(arguments[0]), "done");
    return 0;
}

/* A client that has connected, and nobody has accepted it yet. */
CASE_BODY(children_inherit_a_clients_end)
{
    int listener = listening_at("s", 5), client = unix_socket(), server;
    struct process *child;

    MUST(bind_to(client, "c"));
    MUST(connect_to(client, "s"));
    MUST(fcntl(listener, F_SETFD, FD_CLOEXEC));
    child = child_with("child_answers", client);
    MUST(close(client));
    server = accepted_from(listener);
    ask(server);
    MUST(shutdown(server, SHUT_WR));
    expect_end(server);
    child_finish(child);
}

HELPER_BODY(child_tells_names)
{
    struct sockaddr_un name;
    socklen_t size = sizeof name;
    int fd = atoi(arguments[0]);

    CHECK_EQ(count, 3);
    MUST(getsockname(fd, (struct sockaddr *)&name, &size));
    CHECK_TEXT(name.sun_path, arguments[1]);
    size = sizeof name;
    MUST(getpeername(fd, (struct sockaddr *)&name, &size));
    CHECK_TEXT(name.sun_path, arguments[2]);
    return 0;
}

CASE_BODY(children_see_the_names)
{
    int listener = listening_at("s", 5), client = unix_socket(), server;

    MUST(bind_to(client, "c"));
    MUST(connect_to(client, "s"));
    server = accepted_from(listener);
    child_finish(child_start("child_tells_names", (const char *[]) { text_of(client), "c", "s", NULL }));
    child_finish(child_start("child_tells_names", (const char *[]) { text_of(server), "s", "c", NULL }));
    /* And nothing has changed here. */
    send_text(client, "x");
    expect_text(server, "x");
}

HELPER_BODY(child_lacks)
{
    int fd = atoi(arguments[0]);

    CHECK_EQ(count, 2);
    FAILS_WITH(EBADF, fcntl(fd, F_GETFD));
    FAILS_WITH(EBADF, recv(fd, NULL, 0, 0));
    FAILS_WITH(EBADF, close(fd));
    /* It lives until it is told to end. */
    expect_end(atoi(arguments[1]));
    return 0;
}

CASE_BODY(children_do_not_inherit_what_is_closed_on_exec)
{
    int secret[2], told[2];
    struct process *child;

    MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, secret));
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, told));
    MUST(fcntl(told[0], F_SETFD, FD_CLOEXEC));
    child = child_start("child_lacks", (const char *[]) { text_of(secret[1]), text_of(told[1]), NULL });
    MUST(close(secret[1]));
    expect_end(secret[0]);
    MUST(close(told[0]));
    child_finish(child);
}

/* dup2() onto standard input: the way of inetd. */
CASE_BODY(children_inherit_standard_streams)
{
    int pair[2], before = MUST(dup(0));
    struct process *child;

    MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
    MUST(dup2(pair[1], 0));
    child = child_with("child_answers", 0);
    MUST(dup2(before, 0));
    MUST(close(pair[1]));
    ask(pair[0]);
    MUST(close(pair[0]));
    child_finish(child);
}

HELPER_BODY(child_has_duplicates)
{
    int one = atoi(arguments[0]), other = atoi(arguments[1]);

    CHECK_EQ(count, 2);
    set_nonblocking(one, true);
    CHECK(is_nonblocking(other));
    MUST(close(one));
    set_nonblocking(other, false);
    expect_text(other, "x");
    return 0;
}

CASE_BODY(children_inherit_duplicates)
{
    int pair[2], copy;
    struct process *child;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    copy = MUST(dup(pair[1]));
    child = child_start("child_has_duplicates", (const char *[]) { text_of(pair[1]), text_of(copy), NULL });
    close_all((int[]) { pair[1], copy }, 2);
    send_text(pair[0], "x");
    expect_end(pair[0]);
    child_finish(child);
}

/* Both have the connection; only the second close() is one. */
CASE_BODY(children_share_the_end)
{
    int pair[2];
    struct process *child;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    child = child_with("child_answers", pair[1]);
    ask(pair[0]);
    MUST(shutdown(pair[0], SHUT_WR));
    child_finish(child);
    /* The child has gone and closed it; the parent has not. */
    set_nonblocking(pair[0], true);
    expect_nothing(pair[0]);
    send_text(pair[1], "still");
    set_nonblocking(pair[0], false);
    expect_text(pair[0], "still");
    MUST(close(pair[1]));
    expect_end(pair[0]);
}

HELPER_BODY(child_shuts)
{
    int fd = atoi(arguments[0]);

    CHECK_EQ(count, 1);
    MUST(shutdown(fd, SHUT_RDWR));
    return 0;
}

/* shutdown() is the socket's, whoever calls it. */
CASE_BODY(children_shut_the_parents_socket)
{
    int pair[2];
    char byte;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    child_finish(child_with("child_shuts", pair[1]));
    expect_end(pair[0]);
    CHECK_EQ(MUST(recv(pair[1], &byte, 1, 0)), 0);
    FAILS_WITH(EPIPE, send(pair[1], "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(EPIPE, send(pair[0], "x", 1, MSG_NOSIGNAL));
    CHECK_EQ(poll_one(pair[1], POLLIN | POLLOUT, 0) & (POLLIN | POLLOUT | POLLHUP), POLLIN | POLLOUT | POLLHUP);
}

HELPER_BODY(child_waits)
{
    CHECK_EQ(count, 2);
    send_text(atoi(arguments[0]), "here");
    MUST(close(atoi(arguments[1])));
    poll(NULL, 0, -1);
    return 0;
}

/* Starts a child that has this socket, and waits until it has said so and is through with saying it: Wine 8 never lets go of the socket of a process
 * that was killed in the middle of a send. */
static struct process *waiting_child(int fd, int peer)
{
    struct process *child;
    int told[2];

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, told));
    MUST(fcntl(told[0], F_SETFD, FD_CLOEXEC));
    child = child_start("child_waits", (const char *[]) { text_of(fd), text_of(told[1]), NULL });
    MUST(close(told[1]));
    expect_text(peer, "here");
    expect_end(told[0]);
    MUST(close(told[0]));
    return child;
}

CASE_BODY(children_that_are_killed_end_the_connection)
{
    int pair[2];
    struct process *child;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    child = waiting_child(pair[1], pair[0]);
    MUST(close(pair[1]));
    process_kill(child);
    expect_end(pair[0]);
    process_free(child);
}

/* The parent is the last one, although the child never said that it is gone. */
CASE_BODY(children_that_are_killed_leave_the_end_to_the_parent)
{
    int pair[2];
    struct process *child;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    child = waiting_child(pair[1], pair[0]);
    process_kill(child);
    process_free(child);
    send_text(pair[0], "unread");
    MUST(close(pair[1]));
    FAILS_WITH(ECONNRESET, recv(pair[0], &pair, 1, 0));
    FAILS_WITH(EPIPE, send(pair[0], "x", 1, MSG_NOSIGNAL));
}
