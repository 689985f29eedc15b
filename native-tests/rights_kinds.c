/* What SCM_RIGHTS passes: files, pipes, and sockets of every kind and state. Each is the same open one, under another number. */
#include "ancillary.h"
#include "check.h"
#include "files.h"
#include "socket_types.h"

#include <stdio.h>
#include <stdlib.h>

#ifndef O_BINARY
#define O_BINARY 0
#endif

/* Through a pair of this type; the sender's own is closed. */
static int passed(int type, int fd)
{
    int pair[2], got;

    typed_pair(type, pair);
    send_right(pair[0], "x", fd);
    MUST(close(fd));
    got = receive_right(pair[1], "x");
    expect_nothing(pair[1]);
    close_all(pair, 2);
    return got;
}

CASE_BODY(rights_of_pipes)
{
    int at, ends[2];
    char byte;

    for (at = 0; at < TYPES; at++) {
        MUST(pipe(ends));
        CHECK_EQ(MUST(write(ends[1], "before", 6)), 6);
        ends[0] = passed(socket_types[at], ends[0]);
        CHECK_EQ(MUST(read(ends[0], &(char[6]) { 0 }, 6)), 6);
        expect_piped(ends[1], ends[0]);
        ends[1] = passed(socket_types[at], ends[1]);
        expect_piped(ends[1], ends[0]);
        /* No writer is forgotten in between. */
        MUST(close(ends[1]));
        CHECK_EQ(MUST(read(ends[0], &byte, 1)), 0);
        MUST(close(ends[0]));
    }
}

/* The position belongs to the open file, and so to both. */
CASE_BODY(rights_of_files)
{
    int file = (int)MUST(open("file", O_RDWR | O_CREAT | O_BINARY, 0600)), keep = (int)MUST(dup(file)), got;
    char text[8] = "";

    CHECK_EQ(MUST(write(file, "0123456789", 10)), 10);
    MUST(lseek(file, 2, SEEK_SET));
    got = passed(SOCK_STREAM, file);
    CHECK_EQ(MUST(read(got, text, 3)), 3);
    CHECK_BYTES(text, "234", 3);
    CHECK_EQ(MUST(read(keep, text, 3)), 3);
    CHECK_BYTES(text, "567", 3);
    CHECK_EQ(MUST(lseek(got, 0, SEEK_CUR)), 8);
    CHECK_EQ(MUST(write(got, "AB", 2)), 2);
    close_all((int[]) { keep, got }, 2);
    CHECK_EQ(file_read("file", text, 8), 8);
    /* With the rights that it was opened with. */
    got = passed(SOCK_DGRAM, (int)MUST(open("file", O_RDONLY | O_BINARY)));
    FAILS_WITH(EBADF, write(got, "x", 1));
    CHECK_EQ(MUST(read(got, text, 8)), 8);
    CHECK_BYTES(text, "01234567", 8);
    CHECK_EQ(MUST(read(got, text, 8)), 2);
    CHECK_BYTES(text, "AB", 2);
}

CASE_BODY(rights_of_connections)
{
    int via, at;

    for (via = 0; via < TYPES; via++)
        for (at = 0; at < TYPES; at++) {
            int ends[2];

            typed_ends(socket_types[at], ends);
            send_text(ends[CLIENT], "before");
            ends[SERVER] = passed(socket_types[via], ends[SERVER]);
            expect_text(ends[SERVER], "before");
            ends[CLIENT] = passed(socket_types[via], ends[CLIENT]);
            send_text(ends[CLIENT], "there");
            expect_text(ends[SERVER], "there");
            send_text(ends[SERVER], "and back");
            expect_text(ends[CLIENT], "and back");
            MUST(close(ends[CLIENT]));
            if (socket_types[at] == SOCK_DGRAM)
                FAILS_WITH(ECONNREFUSED, send(ends[SERVER], "x", 1, MSG_NOSIGNAL));
            else
                expect_end(ends[SERVER]);
            MUST(close(ends[SERVER]));
        }
}

/* A listener, with clients that wait already; and sockets that are nothing yet. */
CASE_BODY(rights_of_listeners_and_fresh_sockets)
{
    static const char *const names[CONNECTED_TYPES] = { "s0", "s1" };
    int at;

    for (at = 0; at < CONNECTED_TYPES; at++) {
        int type = socket_types[at], listener = typed_listening(type, names[at], 5), early = typed_connected(type, names[at]), fresh, server;

        send_text(early, "early");
        listener = passed(SOCK_STREAM, listener);
        fresh = passed(SOCK_SEQPACKET, typed_socket(type));
        MUST(connect_to(fresh, names[at]));
        send_text(fresh, "fresh");
        expect_text(accepted_from(listener), "early");
        server = accepted_from(listener);
        expect_text(server, "fresh");
        MUST(close(listener));
        FAILS_WITH(ECONNREFUSED, connect_to(typed_socket(type), names[at]));
        send_text(server, "still there");
        expect_text(fresh, "still there");
    }
    /* One that is bound only. */
    at = passed(SOCK_STREAM, typed_bound(SOCK_STREAM, "bound"));
    MUST(listen(at, 1));
    MUST(close(connected_to("bound")));
}

CASE_BODY(rights_of_internet_sockets)
{
    int ends[2], listener = internet_socket(SOCK_STREAM), datagrams = internet_socket(SOCK_DGRAM), client, fd;
    struct sockaddr_in address = bound_to_loopback(listener), to = bound_to_loopback(datagrams);

    internet_ends(ends);
    send_text(ends[CLIENT], "before");
    ends[SERVER] = passed(SOCK_STREAM, ends[SERVER]);
    ends[CLIENT] = passed(SOCK_DGRAM, ends[CLIENT]);
    expect_text(ends[SERVER], "before");
    send_text(ends[SERVER], "back");
    expect_text(ends[CLIENT], "back");
    MUST(close(ends[CLIENT]));
    expect_end(ends[SERVER]);
    MUST(listen(listener, 1));
    listener = passed(SOCK_SEQPACKET, listener);
    client = internet_socket(SOCK_STREAM);
    MUST(connect(client, (struct sockaddr *)&address, sizeof address));
    send_text(client, "accepted");
    expect_text(accepted_from(listener), "accepted");
    datagrams = passed(SOCK_STREAM, datagrams);
    fd = passed(SOCK_STREAM, internet_socket(SOCK_DGRAM));
    CHECK_EQ(MUST(sendto(fd, "datagram", 8, 0, (struct sockaddr *)&to, sizeof to)), 8);
    expect_text(datagrams, "datagram");
}

/* O_NONBLOCK, options and shutdown() belong to the socket; FD_CLOEXEC to the descriptor. */
CASE_BODY(rights_share_the_state)
{
    int ends[2], carrier[2], got, value = 1;
    socklen_t length = sizeof value;
    struct arrival arrival;

    connected_ends(ends);
    typed_pair(SOCK_STREAM, carrier);
    set_nonblocking(ends[CLIENT], true);
    MUST(fcntl(ends[CLIENT], F_SETFD, FD_CLOEXEC));
    MUST(setsockopt(ends[CLIENT], SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
    send_right(carrier[0], "x", ends[CLIENT]);
    got = receive_right(carrier[1], "x");
    CHECK(got != ends[CLIENT]);
    CHECK(is_nonblocking(got));
    CHECK_EQ(MUST(fcntl(got, F_GETFD)), 0);
    set_nonblocking(got, false);
    CHECK(!is_nonblocking(ends[CLIENT]));
    set_nonblocking(ends[CLIENT], true);
    CHECK(is_nonblocking(got));
    value = 0;
    MUST(getsockopt(got, SOL_SOCKET, SO_KEEPALIVE, &value, &length));
    CHECK_EQ(value, 1);
    MUST(shutdown(got, SHUT_WR));
    FAILS_WITH(EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    expect_end(ends[SERVER]);
    /* Wished so by the receiver. */
    send_right(carrier[0], "x", ends[CLIENT]);
    arrival = receive_all(carrier[1], 1, MSG_CMSG_CLOEXEC);
    CHECK_EQ(arrival.count, 1);
    CHECK_EQ(arrival.flags, MSG_CMSG_CLOEXEC);
    CHECK_EQ(MUST(fcntl(arrival.fds[0], F_GETFD)), FD_CLOEXEC);
    CHECK_EQ(MUST(fcntl(ends[CLIENT], F_GETFD)), FD_CLOEXEC);
}

/* Several of one message keep their order; the same one twice is two descriptors. */
CASE_BODY(rights_several_at_once)
{
    int at, i;

    for (at = 0; at < TYPES; at++) {
        int pair[2], ends[2], sent[5];
        struct arrival arrival;

        typed_pair(socket_types[at], pair);
        MUST(pipe(ends));
        sent[0] = ends[1];
        sent[1] = ends[0];
        typed_pair(SOCK_STREAM, sent + 2);
        sent[4] = ends[1];
        CHECK_EQ(MUST(send_rights(pair[0], "abc", 3, sent, 5)), 3);
        close_all(sent, 4);
        arrival = receive_all(pair[1], 3, 0);
        CHECK_EQ(arrival.size, 3);
        CHECK_BYTES(arrival.bytes, "abc", 3);
        CHECK_EQ(arrival.flags, 0);
        CHECK_EQ(arrival.controllen, CMSG_SPACE(5 * sizeof(int)));
        CHECK_EQ(arrival.headers, 1);
        CHECK_EQ(arrival.count, 5);
        for (i = 1; i < 5; i++)
            CHECK(arrival.fds[i] != arrival.fds[i - 1]);
        expect_piped(arrival.fds[0], arrival.fds[1]);
        expect_piped(arrival.fds[4], arrival.fds[1]);
        expect_piped(arrival.fds[2], arrival.fds[3]);
        expect_piped(arrival.fds[3], arrival.fds[2]);
        drop_rights(&arrival);
        close_all(pair, 2);
    }
}

/* Through named sockets as well, before accept() and without connect(). */
CASE_BODY(rights_by_name)
{
    int listener = listening_at("s", 1), client = connected_to("s"), to = typed_bound(SOCK_DGRAM, "to"), ends[2], got;
    struct sockaddr_un address = unix_address("to");
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
    struct iovec part = { (char *)"d", 1 };
    struct msghdr message = message_of(&part, 1);
    struct cmsghdr *header = (struct cmsghdr *)control;

    MUST(pipe(ends));
    send_right(client, "x", ends[0]);
    MUST(close(ends[0]));
    got = receive_right(accepted_from(listener), "x");
    expect_piped(ends[1], got);
    *header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
    memcpy(CMSG_DATA(header), &got, sizeof got);
    message.msg_name = &address;
    message.msg_namelen = unix_length("to");
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    CHECK_EQ(MUST(sendmsg(typed_socket(SOCK_DGRAM), &message, 0)), 1);
    MUST(close(got));
    expect_piped(ends[1], receive_right(to, "d"));
}
