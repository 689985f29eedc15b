/* SOCK_SEQPACKET: connections, as a stream has them, with messages. */
#include "check.h"
#include "files.h"
#include "peer.h"
#include "socket_types.h"
#include "thread.h"

#include <stdlib.h>
#include <sys/time.h>

CASE_BODY(seqpacket_connects)
{
    int listener = typed_listening(SOCK_SEQPACKET, "s", 5), client = typed_bound(SOCK_SEQPACKET, "c"), server;
    struct sockaddr_un name;
    socklen_t length = sizeof name;
    int value = -1;

    CHECK(path_exists("s"));
    MUST(connect_to(client, "s"));
    /* Written before it is accepted. */
    send_text(client, "one");
    send_text(client, "two");
    server = (int)MUST(accept(listener, (struct sockaddr *)&name, &length));
    CHECK_EQ(length, unix_length("c"));
    CHECK_TEXT(name.sun_path, "c");
    expect_message_from(server, "one", "c");
    expect_message(server, "two");
    send_text(server, "answer");
    expect_message_from(client, "answer", "s");
    length = sizeof name;
    MUST(getpeername(client, (struct sockaddr *)&name, &length));
    CHECK_TEXT(name.sun_path, "s");
    length = sizeof name;
    MUST(getsockname(server, (struct sockaddr *)&name, &length));
    CHECK_TEXT(name.sun_path, "s");
    length = sizeof value;
    MUST(getsockopt(server, SOL_SOCKET, SO_TYPE, &value, &length));
    CHECK_EQ(value, SOCK_SEQPACKET);
    MUST(getsockopt(listener, SOL_SOCKET, SO_ACCEPTCONN, &value, &length));
    CHECK_EQ(value, 1);
    /* The peer has no name. */
    client = typed_connected(SOCK_SEQPACKET, "s");
    send_text(client, "x");
    length = sizeof name;
    server = (int)MUST(accept4(listener, (struct sockaddr *)&name, &length, SOCK_NONBLOCK));
    CHECK_EQ(length, PATH_OFFSET);
    CHECK(is_nonblocking(server));
    /* Only in accept() is the family told. */
    expect_message_from(server, "x", NULL);
}

CASE_BODY(seqpacket_without_a_peer)
{
    int fd = typed_socket(SOCK_SEQPACKET), listener = typed_listening(SOCK_SEQPACKET, "s", 1);
    char byte;

    FAILS_WITH(ENOTCONN, send(fd, "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(ENOTCONN, send_to(fd, "x", "s"));
    FAILS_WITH(ENOTCONN, recv(fd, &byte, 1, MSG_DONTWAIT));
    FAILS_WITH(ENOTCONN, recv(fd, &byte, 1, 0));
    FAILS_WITH(ENOTCONN, send(listener, "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(ENOTCONN, recv(listener, &byte, 1, 0));
    FAILS_WITH(EINVAL, listen(fd, 1));
    FAILS_WITH(EINVAL, accept(fd, NULL, NULL));
    FAILS_WITH(EAGAIN, accept4((set_nonblocking(listener, true), listener), NULL, NULL, 0));
    FAILS_WITH(EINVAL, connect_to(listener, "s"));
    CHECK_EQ(poll_one(fd, POLLIN | POLLOUT, 0), POLLOUT | POLLHUP);
    CHECK_EQ(poll_one(listener, POLLIN | POLLOUT, 0), 0);
}

/* No peer but one, and it can't be let go. An address with a message says nothing. */
CASE_BODY(seqpacket_keeps_its_peer)
{
    int listener = typed_listening(SOCK_SEQPACKET, "s", 5), client = typed_connected(SOCK_SEQPACKET, "s"), server = accepted_from(listener);
    struct sockaddr_un nobody = { .sun_family = AF_UNSPEC };

    typed_bound(SOCK_DGRAM, "other");
    FAILS_WITH(EISCONN, connect_to(client, "s"));
    FAILS_WITH(EINVAL, connect(client, (struct sockaddr *)&nobody, sizeof nobody.sun_family));
    CHECK_EQ(MUST(send_to(client, "one", "other")), 3);
    CHECK_EQ(MUST(send_to(client, "two", "missing")), 3);
    expect_message(server, "one");
    expect_message(server, "two");
    FAILS_WITH(EINVAL, listen(client, 1));
}

CASE_BODY(seqpacket_to_wrong_names)
{
    int fd = typed_socket(SOCK_SEQPACKET);

    FAILS_WITH(ENOENT, connect_to(fd, "nobody"));
    typed_bound(SOCK_SEQPACKET, "bound only");
    FAILS_WITH(ECONNREFUSED, connect_to(fd, "bound only"));
    MUST(close(typed_listening(SOCK_SEQPACKET, "gone", 1)));
    FAILS_WITH(ECONNREFUSED, connect_to(fd, "gone"));
    CHECK(file_write("plain", "text", 4));
    FAILS_WITH(ECONNREFUSED, connect_to(fd, "plain"));
    FAILS_WITH(EADDRINUSE, bind_to(fd, "plain"));
    /* And after all that it can be used. */
    typed_listening(SOCK_SEQPACKET, "s", 1);
    MUST(connect_to(fd, "s"));
}

CASE_BODY(seqpacket_backlog)
{
    int listener = typed_listening(SOCK_SEQPACKET, "s", 1), first = typed_connected(SOCK_SEQPACKET, "s"), third = typed_socket(SOCK_SEQPACKET);
    int second = typed_connected(SOCK_SEQPACKET, "s");
    struct timeval limit = { 0, 30 * 1000 };

    set_nonblocking(third, true);
    FAILS_WITH(EAGAIN, connect_to(third, "s"));
    set_nonblocking(third, false);
    MUST(setsockopt(third, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit));
    FAILS_WITH(EAGAIN, connect_to(third, "s"));
    send_text(second, "second");
    CHECK_EQ(poll_one(listener, POLLIN, 0), POLLIN);
    MUST(close(accepted_from(listener)));
    MUST(connect_to(third, "s"));
    expect_message(accepted_from(listener), "second");
    MUST(close(listener));
    /* Who was never accepted is reset. Here send() tells it first, which on a stream gives EPIPE at once. */
    FAILS_WITH(ECONNRESET, send(third, "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(EPIPE, send(third, "x", 1, MSG_NOSIGNAL));
    expect_end(third);
    expect_end(first);
}

static void accept_one(void *argument)
{
    int fd = accepted_from(*(int *)argument);

    expect_message(fd, "ping");
    send_text(fd, "pong");
    MUST(close(fd));
}

CASE_BODY(seqpacket_accept_waits)
{
    int listener = typed_listening(SOCK_SEQPACKET, "s", 1), client;
    struct thread *thread = thread_start(accept_one, &listener);

    let_it_block();
    client = typed_connected(SOCK_SEQPACKET, "s");
    send_text(client, "ping");
    expect_message(client, "pong");
    expect_end(client);
    thread_join(thread);
}

HELPER_BODY(seqpacket_server)
{
    int listener = typed_listening(SOCK_SEQPACKET, arguments[0], 5), fd, i;
    char bytes[4096];

    CHECK_EQ(count, 1);
    tell_case("ready");
    fd = accepted_from(listener);
    for (i = 0; i < 500; i++) {
        long long size = MUST(recv(fd, bytes, sizeof bytes, 0));

        CHECK_EQ(size, i * 7 % 4096);
        CHECK_EQ(MUST(send(fd, bytes, (size_t)size, MSG_NOSIGNAL)), size);
    }
    expect_end(fd);
    return 0;
}

/* Two processes, more messages than fit in either direction. */
CASE_BODY(seqpacket_between_processes)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("seqpacket_server", path, NULL);
    unsigned char bytes[4096];
    int client, sent = 0, got = 0;

    peer_expect(server, "ready");
    client = typed_connected(SOCK_SEQPACKET, path);
    set_nonblocking(client, true);
    while (got < 500) {
        short ready = poll_one(client, (short)(POLLIN | (sent < 500 ? POLLOUT : 0)), -1);

        if (ready & POLLIN) {
            CHECK_EQ(MUST(recv(client, bytes, sizeof bytes, 0)), got * 7 % 4096);
            check_pattern(bytes, (size_t)(got * 7 % 4096), (unsigned)got, 0);
            got++;
        }
        if (ready & POLLOUT) {
            fill_pattern(bytes, (size_t)(sent * 7 % 4096), (unsigned)sent, 0);
            if (send(client, bytes, (size_t)(sent * 7 % 4096), MSG_NOSIGNAL) >= 0)
                sent++;
            else
                CHECK_EQ(errno, EAGAIN);
        }
    }
    MUST(close(client));
    peer_finish(server);
}
