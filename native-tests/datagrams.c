/* Datagrams of AF_INET: parts, names, and what doesn't fit. */
#include "check.h"
#include "sockets.h"

#include <stdlib.h>
#include <sys/time.h>

enum { FROM, TO };

/* Two sockets with addresses; the first is not connected. */
static struct sockaddr_in datagram_sockets(int sockets[2])
{
    sockets[FROM] = internet_socket(SOCK_DGRAM);
    sockets[TO] = internet_socket(SOCK_DGRAM);
    bound_to_loopback(sockets[FROM]);
    return bound_to_loopback(sockets[TO]);
}

static struct msghdr message_with(struct iovec *parts, size_t count, struct sockaddr_in *name)
{
    struct msghdr message = message_of(parts, count);

    message.msg_name = name;
    message.msg_namelen = sizeof *name;
    return message;
}

CASE_BODY(datagrams_in_parts)
{
    int fds[2];
    struct sockaddr_in to = datagram_sockets(fds), from;
    char a[3], b[20];
    struct iovec out[3] = { { (char *)"one", 3 }, { NULL, 0 }, { (char *)"-datagram", 9 } }, in[2] = { { a, 3 }, { b, 20 } };
    struct msghdr sent = message_with(out, 3, &to), seen = message_with(in, 2, &from);

    CHECK_EQ(MUST(sendmsg(fds[FROM], &sent, 0)), 12);
    CHECK_EQ(MUST(recvmsg(fds[TO], &seen, 0)), 12);
    CHECK_BYTES(a, "one", 3);
    CHECK_BYTES(b, "-datagram", 9);
    CHECK_EQ(seen.msg_flags, 0);
    CHECK_EQ(seen.msg_namelen, sizeof from);
    CHECK_EQ(from.sin_family, AF_INET);
    CHECK_EQ(from.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    /* One datagram, not three. */
    expect_nothing(fds[TO]);
    MUST(connect(fds[FROM], (struct sockaddr *)&to, sizeof to));
    CHECK_EQ(MUST(writev(fds[FROM], out, 3)), 12);
    CHECK_EQ(MUST(readv(fds[TO], in, 2)), 12);
    CHECK_BYTES(b, "-datagram", 9);
    /* No bytes are a datagram, too. */
    CHECK_EQ(MUST(send(fds[FROM], "", 0, 0)), 0);
    CHECK_EQ(MUST(recv(fds[TO], a, 3, 0)), 0);
    expect_nothing(fds[TO]);
}

CASE_BODY(datagrams_that_are_cut)
{
    int fds[2], count = -1;
    struct sockaddr_in to = datagram_sockets(fds), from;
    char seen[8] = "-------";
    struct iovec part = { seen, 2 };
    struct msghdr message = message_with(&part, 1, &from);

    MUST(connect(fds[FROM], (struct sockaddr *)&to, sizeof to));
    send_text(fds[FROM], "longer");
    send_text(fds[FROM], "next");
    MUST(ioctl(fds[TO], FIONREAD, &count));
    CHECK_EQ(count, 6);
    CHECK_EQ(MUST(recv(fds[TO], seen, 2, MSG_PEEK)), 2);
    CHECK_EQ(MUST(recv(fds[TO], seen, 2, MSG_PEEK | MSG_TRUNC)), 6);
    CHECK_BYTES(seen, "lo-", 3);
    CHECK_EQ(MUST(recvmsg(fds[TO], &message, MSG_PEEK)), 2);
    CHECK_EQ(message.msg_flags, MSG_TRUNC);
    CHECK_EQ(MUST(recvmsg(fds[TO], &message, MSG_PEEK | MSG_TRUNC)), 6);
    CHECK_EQ(message.msg_flags, MSG_TRUNC);
    CHECK_EQ(MUST(recv(fds[TO], seen, 2, 0)), 2);
    part.iov_len = 4;
    CHECK_EQ(MUST(recvmsg(fds[TO], &message, MSG_TRUNC)), 4);
    CHECK_EQ(message.msg_flags, 0);
    CHECK_BYTES(seen, "next-", 5);
    expect_nothing(fds[TO]);
    MUST(ioctl(fds[TO], FIONREAD, &count));
    CHECK_EQ(count, 0);
}

CASE_BODY(datagrams_that_are_too_long)
{
    enum { MOST = 65507 };
    int fds[2];
    struct sockaddr_in to = datagram_sockets(fds);
    char *bytes = calloc(1, 0x10000);

    CHECK(bytes != NULL);
    MUST(connect(fds[FROM], (struct sockaddr *)&to, sizeof to));
    CHECK_EQ(MUST(send(fds[FROM], bytes, MOST, 0)), MOST);
    CHECK_EQ(MUST(recv(fds[TO], bytes, 0x10000, 0)), MOST);
    FAILS_WITH(EMSGSIZE, send(fds[FROM], bytes, MOST + 1, 0));
    FAILS_WITH(EMSGSIZE, send(fds[FROM], bytes, 0x10000, 0));
    free(bytes);
}

CASE_BODY(datagrams_to_wrong_addresses)
{
    int fds[2], fresh = internet_socket(SOCK_DGRAM);
    struct sockaddr_in to = datagram_sockets(fds), wrong = to;
    struct iovec part = { (char *)"x", 1 };
    struct msghdr message = message_with(&part, 1, &to);

    FAILS_WITH(EDESTADDRREQ, send(fresh, "x", 1, 0));
    FAILS_WITH(EDESTADDRREQ, write(fresh, "x", 1));
    FAILS_WITH(EINVAL, sendto(fresh, "x", 1, 0, (struct sockaddr *)&to, sizeof to - 1));
    FAILS_WITH(EINVAL, sendto(fresh, "x", 1, 0, (struct sockaddr *)&to, minus_one));
    wrong.sin_family = AF_UNIX;
    FAILS_WITH(EAFNOSUPPORT, sendto(fresh, "x", 1, 0, (struct sockaddr *)&wrong, sizeof wrong));
    wrong = to;
    wrong.sin_port = 0;
    FAILS_WITH(EINVAL, sendto(fresh, "x", 1, 0, (struct sockaddr *)&wrong, sizeof wrong));
    FAILS_WITH(EOPNOTSUPP, sendto(fresh, "x", 1, MSG_OOB, (struct sockaddr *)&to, sizeof to));
    message.msg_name = NULL;
    FAILS_WITH(EDESTADDRREQ, sendmsg(fresh, &message, 0));
    /* Without a port yet nothing comes, and that is no error. */
    expect_nothing(fresh);
    message.msg_name = &to;
    CHECK_EQ(MUST(sendmsg(fresh, &message, 0)), 1);
    expect_text(fds[TO], "x");
}

CASE_BODY(datagrams_many_at_once)
{
    enum { MANY = 20 };
    int fds[2], i;
    struct sockaddr_in to = datagram_sockets(fds), from[MANY];
    struct mmsghdr messages[MANY];
    struct iovec parts[MANY];
    char bytes[MANY];

    for (i = 0; i < MANY; i++) {
        bytes[i] = (char)i;
        parts[i] = (struct iovec) { &bytes[i], 1 };
        messages[i] = (struct mmsghdr) { message_with(&parts[i], 1, &to), 77 };
    }
    CHECK_EQ(MUST(sendmmsg(fds[FROM], messages, MANY, 0)), MANY);
    memset(bytes, 77, sizeof bytes);
    for (i = 0; i < MANY; i++)
        messages[i] = (struct mmsghdr) { message_with(&parts[i], 1, &from[i]), 77 };
    CHECK_EQ(MUST(recvmmsg(fds[TO], messages, MANY, MSG_DONTWAIT, NULL)), MANY);
    for (i = 0; i < MANY; i++) {
        CHECK_EQ(bytes[i], i);
        CHECK_EQ(messages[i].msg_len, 1);
        CHECK(from[i].sin_port != 0 && from[i].sin_port == from[0].sin_port);
    }
}

CASE_BODY(datagrams_and_bad_pointers)
{
    static void *volatile nowhere = (void *)16;
    int fds[2];
    struct sockaddr_in to = datagram_sockets(fds);
    char byte;

    FAILS_WITH(EFAULT, sendto(fds[FROM], nowhere, 1, 0, (struct sockaddr *)&to, sizeof to));
    FAILS_WITH(EFAULT, sendto(fds[FROM], "x", 1, 0, nowhere, sizeof to));
    MUST(connect(fds[FROM], (struct sockaddr *)&to, sizeof to));
    FAILS_WITH(EFAULT, send(fds[FROM], nowhere, 1, 0));
    FAILS_WITH(EAGAIN, recv(fds[TO], nowhere, 1, MSG_DONTWAIT));
    send_text(fds[FROM], "1");
    send_text(fds[FROM], "2");
    /* What had no place to go is gone. */
    FAILS_WITH(EFAULT, recv(fds[TO], nowhere, 1, 0));
    CHECK_EQ(MUST(recv(fds[TO], &byte, 1, 0)), 1);
    CHECK_EQ(byte, '2');
}

CASE_BODY(datagrams_time_out)
{
    int fds[2];
    struct timeval limit = { 0, 30 * 1000 };
    char byte;

    datagram_sockets(fds);
    MUST(setsockopt(fds[TO], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
    FAILS_WITH(EAGAIN, recv(fds[TO], &byte, 1, 0));
    FAILS_WITH(EAGAIN, recv(fds[TO], &byte, 1, MSG_WAITALL | MSG_PEEK));
}

/* What was refused is not told to a socket without a peer. */
CASE_BODY(datagrams_to_nobody)
{
    int fds[2];
    struct sockaddr_in to = datagram_sockets(fds);

    MUST(close(fds[TO]));
    CHECK_EQ(MUST(sendto(fds[FROM], "x", 1, 0, (struct sockaddr *)&to, sizeof to)), 1);
    expect_nothing(fds[FROM]);
    CHECK_EQ(MUST(sendto(fds[FROM], "x", 1, 0, (struct sockaddr *)&to, sizeof to)), 1);
    expect_nothing(fds[FROM]);
}

/* AF_INET takes an address of no family for one of its own. */
CASE_BODY(datagrams_to_no_family)
{
    int from = internet_socket(SOCK_DGRAM), to = internet_socket(SOCK_DGRAM);
    struct sockaddr_in address = bound_to_loopback(to);
    struct iovec part = { (char *)"def", 3 };
    struct msghdr message = message_of(&part, 1);

    address.sin_family = AF_UNSPEC;
    CHECK_EQ(MUST(sendto(from, "abc", 3, 0, (struct sockaddr *)&address, sizeof address)), 3);
    message.msg_name = &address;
    message.msg_namelen = sizeof address;
    CHECK_EQ(MUST(sendmsg(from, &message, 0)), 3);
    CHECK_EQ(address.sin_family, AF_UNSPEC);
    expect_text(to, "abc");
    expect_text(to, "def");
    MUST(close(from));
    MUST(close(to));
}

/* It fails, and has its effect all the same. */
CASE_BODY(datagrams_shut_down_without_a_peer)
{
    int from = internet_socket(SOCK_DGRAM), to = internet_socket(SOCK_DGRAM);
    struct sockaddr_in address = bound_to_loopback(to);
    char seen[4];

    FAILS_WITH(ENOTCONN, shutdown(from, SHUT_WR));
    FAILS_WITH(EPIPE, sendto(from, "abc", 3, MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address));
    FAILS_WITH(ENOTCONN, shutdown(to, SHUT_RD));
    FAILS_WITH(EAGAIN, recv(to, seen, sizeof seen, MSG_DONTWAIT));
    CHECK_EQ(MUST(recv(to, seen, sizeof seen, 0)), 0);
    /* With a peer it succeeds. */
    MUST(connect(to, (struct sockaddr *)&address, sizeof address));
    MUST(shutdown(to, SHUT_RD));
    FAILS_WITH(EAGAIN, recv(to, seen, sizeof seen, MSG_DONTWAIT));
    CHECK_EQ(MUST(recv(to, seen, sizeof seen, 0)), 0);
    MUST(close(from));
    MUST(close(to));
}
