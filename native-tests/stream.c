/* send(), recv() and their kin on a connected stream. */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <stdlib.h>
#include <sys/time.h>

CASE_BODY(stream_has_no_boundaries)
{
    int ends[2];
    char seen[16];

    connected_ends(ends);
    send_text(ends[CLIENT], "ab");
    send_text(ends[CLIENT], "cdef");
    receive_bytes(ends[SERVER], seen, 3);
    CHECK_BYTES(seen, "abc", 3);
    CHECK_EQ(MUST(recv(ends[SERVER], seen, sizeof seen, 0)), 3);
    CHECK_BYTES(seen, "def", 3);
    expect_nothing(ends[SERVER]);
}

CASE_BODY(stream_peek)
{
    int ends[2];
    char seen[8];

    connected_ends(ends);
    send_text(ends[CLIENT], "peek");
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 2, MSG_PEEK)), 2);
    CHECK_BYTES(seen, "pe", 2);
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 4, MSG_PEEK | MSG_DONTWAIT)), 4);
    CHECK_BYTES(seen, "peek", 4);
    expect_text(ends[SERVER], "peek");
    FAILS_WITH(EAGAIN, recv(ends[SERVER], seen, 1, MSG_PEEK | MSG_DONTWAIT));
    MUST(close(ends[CLIENT]));
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 1, MSG_PEEK)), 0);
}

static void send_rest(void *argument)
{
    let_it_block();
    send_text(*(int *)argument, "67890");
}

CASE_BODY(stream_waitall)
{
    int ends[2];
    char seen[10];
    struct thread *thread;

    connected_ends(ends);
    send_text(ends[CLIENT], "12345");
    thread = thread_start(send_rest, &ends[CLIENT]);
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 10, MSG_WAITALL)), 10);
    CHECK_BYTES(seen, "1234567890", 10);
    thread_join(thread);
    /* The end of the stream ends the wait too. */
    send_text(ends[CLIENT], "abc");
    MUST(shutdown(ends[CLIENT], SHUT_WR));
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 10, MSG_WAITALL)), 3);
}

CASE_BODY(stream_zero_lengths)
{
    int ends[2];
    char byte;

    connected_ends(ends);
    CHECK_EQ(MUST(send(ends[CLIENT], "", 0, MSG_NOSIGNAL)), 0);
    CHECK_EQ(MUST(send(ends[CLIENT], NULL, 0, MSG_NOSIGNAL)), 0);
    CHECK_EQ(MUST(write(ends[CLIENT], "", 0)), 0);
    /* None of them is an end of the stream. */
    expect_nothing(ends[SERVER]);
    send_text(ends[CLIENT], "x");
    CHECK_EQ(MUST(recv(ends[SERVER], &byte, 0, 0)), 0);
    expect_text(ends[SERVER], "x");
}

CASE_BODY(stream_not_connected)
{
    int fds[3] = { unix_socket(), bound_at(in_case_directory("b")), listening_at(in_case_directory("l"), 1) }, i;
    char byte;

    for (i = 0; i < 3; i++) {
        FAILS_WITH(ENOTCONN, send(fds[i], "x", 1, MSG_NOSIGNAL));
        FAILS_WITH(ENOTCONN, write(fds[i], "x", 1));
        FAILS_WITH(EINVAL, recv(fds[i], &byte, 1, 0));
        FAILS_WITH(EINVAL, read(fds[i], &byte, 1));
    }
}

CASE_BODY(stream_sendto_addresses)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client = connected_to(path), server = accepted_from(listener);
    struct sockaddr_un address = unix_address(path);

    FAILS_WITH(EISCONN, sendto(client, "x", 1, MSG_NOSIGNAL, (struct sockaddr *)&address, unix_length(path)));
    FAILS_WITH(EOPNOTSUPP, sendto(unix_socket(), "x", 1, MSG_NOSIGNAL, (struct sockaddr *)&address, unix_length(path)));
    CHECK_EQ(MUST(sendto(client, "ok", 2, MSG_NOSIGNAL, NULL, 0)), 2);
    expect_text(server, "ok");
    expect_nothing(server);
}

CASE_BODY(stream_recvfrom_addresses)
{
    const char *path = in_case_directory("s"), *name = in_case_directory("client");
    int listener = listening_at(path, 5), client = bound_at(name), server, unnamed;
    struct sockaddr_un address;
    socklen_t length = sizeof address;
    char seen[4];

    MUST(connect_to(client, path));
    server = accepted_from(listener);
    send_text(client, "ab");
    CHECK_EQ(MUST(recvfrom(server, seen, 2, 0, (struct sockaddr *)&address, &length)), 2);
    CHECK_EQ(length, unix_length(name));
    CHECK_TEXT(address.sun_path, name);
    /* A sender without a name has no address at all here, unlike in getpeername(). */
    unnamed = connected_to(path);
    server = accepted_from(listener);
    send_text(unnamed, "ab");
    length = sizeof address;
    CHECK_EQ(MUST(recvfrom(server, seen, 2, 0, (struct sockaddr *)&address, &length)), 2);
    CHECK_EQ(length, 0);
    send_text(unnamed, "ab");
    CHECK_EQ(MUST(recvfrom(server, seen, 2, 0, NULL, NULL)), 2);
}

CASE_BODY(stream_null_buffers)
{
    int ends[2];

    connected_ends(ends);
    FAILS_WITH(EFAULT, send(ends[CLIENT], null_pointer, 5, MSG_NOSIGNAL));
    FAILS_WITH(EFAULT, write(ends[CLIENT], null_pointer, 5));
    expect_nothing(ends[SERVER]);
    send_text(ends[CLIENT], "kept");
    FAILS_WITH(EFAULT, recv(ends[SERVER], null_pointer, 4, 0));
    FAILS_WITH(EFAULT, read(ends[SERVER], null_pointer, 4));
    expect_text(ends[SERVER], "kept");
}

CASE_BODY(stream_read_and_write)
{
    int ends[2];
    char seen[8];

    connected_ends(ends);
    CHECK_EQ(MUST(write(ends[CLIENT], "to server", 9)), 9);
    expect_text(ends[SERVER], "to server");
    send_text(ends[SERVER], "back");
    CHECK_EQ(MUST(read(ends[CLIENT], seen, sizeof seen)), 4);
    CHECK_BYTES(seen, "back", 4);
    MUST(close(ends[SERVER]));
    CHECK_EQ(MUST(read(ends[CLIENT], seen, sizeof seen)), 0);
}

CASE_BODY(stream_vectors)
{
    int ends[2];
    char a[3], b[4], c[16];
    struct iovec out[4] = { { (char *)"one", 3 }, { NULL, 0 }, { (char *)"", 0 }, { (char *)"two-three", 9 } };
    struct iovec in[3] = { { a, 3 }, { b, 4 }, { c, 16 } };

    connected_ends(ends);
    CHECK_EQ(MUST(writev(ends[CLIENT], out, 4)), 12);
    CHECK_EQ(MUST(readv(ends[SERVER], in, 3)), 12);
    CHECK_BYTES(a, "one", 3);
    CHECK_BYTES(b, "two-", 4);
    CHECK_BYTES(c, "three", 5);
    CHECK_EQ(MUST(writev(ends[CLIENT], out, 0)), 0);
    FAILS_WITH(EINVAL, writev(ends[CLIENT], out, minus_one));
    FAILS_WITH(EINVAL, readv(ends[SERVER], in, minus_one));
    FAILS_WITH(EFAULT, writev(ends[CLIENT], null_pointer, 1));
    expect_nothing(ends[SERVER]);
}

CASE_BODY(stream_vectors_limits)
{
    enum { LIMIT = 1024 };
    struct iovec *pieces = calloc(LIMIT + 1, sizeof *pieces);
    char sent[LIMIT + 1], seen[LIMIT + 1];
    int ends[2], i;

    CHECK(pieces != NULL);
    connected_ends(ends);
    fill_pattern((unsigned char *)sent, sizeof sent, 1, 0);
    for (i = 0; i <= LIMIT; i++) {
        pieces[i].iov_base = &sent[i];
        pieces[i].iov_len = 1;
    }
    FAILS_WITH(EINVAL, writev(ends[CLIENT], pieces, LIMIT + 1));
    CHECK_EQ(MUST(writev(ends[CLIENT], pieces, LIMIT)), LIMIT);
    for (i = 0; i <= LIMIT; i++)
        pieces[i].iov_base = &seen[i];
    FAILS_WITH(EINVAL, readv(ends[SERVER], pieces, LIMIT + 1));
    CHECK_EQ(MUST(readv(ends[SERVER], pieces, LIMIT)), LIMIT);
    CHECK_BYTES(seen, sent, LIMIT);
}

CASE_BODY(stream_receive_timeout)
{
    int ends[2];
    struct timeval limit = { 0, 60 * 1000 };
    long long began;
    char byte;

    connected_ends(ends);
    MUST(setsockopt(ends[CLIENT], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
    began = now_in_milliseconds();
    FAILS_WITH(EAGAIN, recv(ends[CLIENT], &byte, 1, 0));
    CHECK(now_in_milliseconds() - began >= 55);
    /* The socket is as good as before. */
    send_text(ends[SERVER], "x");
    expect_text(ends[CLIENT], "x");
}

CASE_BODY(stream_send_timeout)
{
    enum { PIECE = 64 * 1024 };
    int ends[2];
    struct timeval limit = { 0, 60 * 1000 };
    char *piece = calloc(1, PIECE);
    long long sent = 0, count;

    CHECK(piece != NULL);
    connected_ends(ends);
    MUST(setsockopt(ends[CLIENT], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit));
    while ((count = send(ends[CLIENT], piece, PIECE, MSG_NOSIGNAL)) > 0) {
        sent += count;
        CHECK(sent < 64 * 1024 * 1024);
    }
    CHECK_EQ(errno, EAGAIN);
    MUST(shutdown(ends[CLIENT], SHUT_WR));
    while ((count = MUST(recv(ends[SERVER], piece, PIECE, 0))) > 0)
        sent -= count;
    CHECK_EQ(sent, 0);
    free(piece);
}

struct reader {
    int fd;
    char seen[4];
};

static void read_four(void *argument)
{
    struct reader *reader = argument;

    receive_bytes(reader->fd, reader->seen, 4);
}

/* A blocked recv() doesn't stand in the way of a send() on the same socket. */
CASE_BODY(stream_sends_while_receiving)
{
    int ends[2];
    struct reader reader;
    struct thread *thread;

    connected_ends(ends);
    reader.fd = ends[CLIENT];
    thread = thread_start(read_four, &reader);
    let_it_block();
    send_text(ends[CLIENT], "ping");
    expect_text(ends[SERVER], "ping");
    send_text(ends[SERVER], "pong");
    thread_join(thread);
    CHECK_BYTES(reader.seen, "pong", 4);
}
