/* Programs that end without closing what they have open: that closes it, and the other side sees no difference. */
#include "check.h"
#include "child.h"
#include "peer.h"
#include "process.h"
#include "sockets.h"

#include <stdlib.h>

/* Connects, does what it is told, and ends: by return, by exit(), or from another place than main. */
HELPER_BODY(leaving_client)
{
    int fd = connected_to(arguments[0]);
    char line[LINE_SIZE], byte;

    CHECK_EQ(count, 1);
    tell_case("connected");
    hear_case(line);
    if (strcmp(line, "read and return") == 0) {
        receive_bytes(fd, &byte, 1);
        return 0;
    }
    if (strcmp(line, "exit") == 0)
        exit(0);
    if (strcmp(line, "run a command and return") == 0)
        return system("exit 0");
    CHECK_TEXT(line, "return");
    return 0;
}

static int client_that_left(const char *how, const char *sent)
{
    const char *path = in_case_directory("s");
    struct peer *client;
    int listener = listening_at(path, 5), fd;

    client = peer_start("leaving_client", path, NULL);
    peer_expect(client, "connected");
    fd = accepted_from(listener);
    send_text(fd, sent);
    peer_tell(client, how);
    peer_finish(client);
    return fd;
}

static const char *const ways[] = { "return", "exit" };

/* No sign has come over the connection that this side could have looked at before. */
CASE_BODY(leaving_gives_EPIPE_at_once)
{
    size_t i;

    for (i = 0; i < 2; i++) {
        int fd = client_that_left(ways[i], "");

        FAILS_WITH(EPIPE, send(fd, "x", 1, MSG_NOSIGNAL));
        expect_end(fd);
        MUST(close(fd));
        MUST(unlink(in_case_directory("s")));
    }
}

CASE_BODY(leaving_with_unread_data)
{
    int fd = client_that_left("return", "unread");
    char byte;

    FAILS_WITH(ECONNRESET, recv(fd, &byte, 1, 0));
    CHECK_EQ(MUST(recv(fd, &byte, 1, 0)), 0);
    FAILS_WITH(EPIPE, send(fd, "x", 1, MSG_NOSIGNAL));
}

CASE_BODY(leaving_after_reading)
{
    int fd = client_that_left("read and return", "r");

    CHECK_EQ(poll_one(fd, POLLIN | POLLOUT, 0), POLLIN | POLLOUT | POLLHUP);
    FAILS_WITH(EPIPE, send(fd, "x", 1, MSG_NOSIGNAL));
    expect_end(fd);
}

HELPER_BODY(leaving_child)
{
    CHECK_EQ(count, 1);
    send_text(atoi(arguments[0]), "here");
    return 0;
}

/* The end of a child is not the end of what the parent has, too. */
CASE_BODY(leaving_children_leave_it_to_the_parent)
{
    struct process *child;
    int pair[2];

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    child = child_with("leaving_child", pair[1]);
    expect_text(pair[0], "here");
    child_finish(child);
    send_text(pair[0], "x");
    expect_text(pair[1], "x");
    MUST(close(pair[1]));
    FAILS_WITH(EPIPE, send(pair[0], "x", 1, MSG_NOSIGNAL));
    /* And when the child is the last one, it is. */
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    child = child_with("leaving_child", pair[1]);
    MUST(close(pair[1]));
    expect_text(pair[0], "here");
    child_finish(child);
    FAILS_WITH(EPIPE, send(pair[0], "x", 1, MSG_NOSIGNAL));
}

/* A command was run: it had the connection for a while, and never looked at it. */
CASE_BODY(leaving_after_a_child_that_knew_nothing)
{
    int fd = client_that_left("run a command and return", "");

    FAILS_WITH(EPIPE, send(fd, "x", 1, MSG_NOSIGNAL));
    expect_end(fd);
}
