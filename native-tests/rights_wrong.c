/* Wrong arguments with SCM_RIGHTS: nothing is sent, and nothing is kept. */
#include "ancillary.h"
#include "check.h"
#include "host.h"
#include "socket_types.h"

CASE_BODY(rights_of_nothing_open)
{
    int at, pair[2], ends[2], fds[3];

    MUST(pipe(ends));
    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        fds[0] = fds[2] = ends[1];
        fds[1] = -1;
        FAILS_WITH(EBADF, send_rights(pair[0], "x", 1, fds, 3));
        fds[1] = 1 << 20;
        FAILS_WITH(EBADF, send_rights(pair[0], "x", 1, fds, 3));
        /* Open until now. */
        fds[1] = (int)MUST(dup(ends[0]));
        MUST(close(fds[1]));
        FAILS_WITH(EBADF, send_rights(pair[0], "x", 1, fds, 3));
        expect_nothing(pair[1]);
        CHECK_EQ(MUST(send_rights(pair[0], "y", 1, fds, 1)), 1);
        MUST(close(receive_right(pair[1], "y")));
    }
}

/* The control data is looked at before everything else: length, peer and address. */
CASE_BODY(rights_and_which_error_wins)
{
    int fd = typed_socket(SOCK_DGRAM), stream = typed_socket(SOCK_STREAM), pair[2], bad = 1 << 20;

    FAILS_WITH(EBADF, send_rights(fd, "x", 1, &bad, 1));
    FAILS_WITH(ENOTCONN, send_rights(fd, "x", 1, &fd, 1));
    FAILS_WITH(EBADF, send_rights(stream, "x", 1, &bad, 1));
    FAILS_WITH(ENOTCONN, send_rights(stream, "x", 1, &fd, 1));
    typed_pair(SOCK_STREAM, pair);
    MUST(close(pair[1]));
    FAILS_WITH(EBADF, send_rights(pair[0], "x", 1, &bad, 1));
    FAILS_WITH(EPIPE, send_rights(pair[0], "x", 1, &fd, 1));
}

/* What a message that fails had with it is let go. */
CASE_BODY(rights_of_a_message_that_fails)
{
    static void *volatile nowhere = (void *)16;
    int fd = typed_socket(SOCK_DGRAM), pair[2], whole[2], ends[2];
    char byte;

    MUST(pipe(ends));
    typed_pair(SOCK_STREAM, whole);
    typed_pair(SOCK_STREAM, pair);
    MUST(close(pair[1]));
    FAILS_WITH(ENOTCONN, send_rights(fd, "x", 1, &ends[1], 1));
    FAILS_WITH(EPIPE, send_rights(pair[0], "x", 1, &ends[1], 1));
    FAILS_WITH(EBADF, send_rights(pair[0], "x", 1, (int[]) { ends[1], -1 }, 2));
    FAILS_WITH(EFAULT, send_rights(whole[0], nowhere, 1, &ends[1], 1));
    expect_nothing(whole[1]);
    MUST(close(ends[1]));
    CHECK_EQ(MUST(read(ends[0], &byte, 1)), 0);
}

static union {
    struct cmsghdr header;
    char room[256];
} control;

static ssize_t send_control(int fd, size_t length, size_t controllen)
{
    struct iovec part = { (char *)"x", 1 };
    struct msghdr message = message_of(&part, 1);

    control.header.cmsg_len = length;
    message.msg_control = &control;
    message.msg_controllen = controllen;
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

CASE_BODY(rights_in_wrong_headers)
{
    int at, pair[2], ends[2];

    MUST(pipe(ends));
    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        control.header = (struct cmsghdr) { .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
        memcpy(CMSG_DATA(&control.header), ends, sizeof ends);
        FAILS_WITH(EINVAL, send_control(pair[0], CMSG_LEN(0) - 1, CMSG_SPACE(4)));
        FAILS_WITH(EINVAL, send_control(pair[0], 0, CMSG_SPACE(4)));
        FAILS_WITH(EINVAL, send_control(pair[0], CMSG_SPACE(4) + 1, CMSG_SPACE(4)));
        FAILS_WITH(EINVAL, send_control(pair[0], (size_t)-1, CMSG_SPACE(4)));
        /* Half a descriptor is none; and so are none at all. */
        CHECK_EQ(MUST(send_control(pair[0], CMSG_LEN(0), CMSG_SPACE(4))), 1);
        expect_bare(pair[1], "x");
        CHECK_EQ(MUST(send_control(pair[0], CMSG_LEN(3), CMSG_SPACE(4))), 1);
        expect_bare(pair[1], "x");
        CHECK_EQ(MUST(send_control(pair[0], CMSG_LEN(4) + 3, CMSG_SPACE(8))), 1);
        MUST(close(receive_right(pair[1], "x")));
        /* The last one needs no padding. */
        CHECK_EQ(MUST(send_control(pair[0], CMSG_LEN(4), CMSG_LEN(4))), 1);
        MUST(close(receive_right(pair[1], "x")));
        /* Another level is nobody's business here; another type is an error. */
        control.header.cmsg_level = SOL_SOCKET + 1000;
        CHECK_EQ(MUST(send_control(pair[0], CMSG_LEN(4), CMSG_SPACE(4))), 1);
        expect_bare(pair[1], "x");
        control.header = (struct cmsghdr) { .cmsg_level = SOL_SOCKET, .cmsg_type = 0x4711 };
        FAILS_WITH(EINVAL, send_control(pair[0], CMSG_LEN(4), CMSG_SPACE(4)));
        expect_nothing(pair[1]);
    }
}

/* AF_INET has no place for descriptors, and says nothing. */
CASE_BODY(rights_through_internet_sockets)
{
    int ends[2], passing[2];
    char byte;

    internet_ends(ends);
    MUST(pipe(passing));
    send_right(ends[CLIENT], "x", passing[1]);
    MUST(close(passing[1]));
    CHECK_EQ(MUST(read(passing[0], &byte, 1)), 0);
    expect_bare(ends[SERVER], "x");
}

/* When the receiver has no numbers left it gets as many as there are. */
CASE_BODY(rights_beyond_the_table)
{
    int pair[2], ends[2], fds[4], first, second, free_numbers, i;
    struct arrival arrival;

    typed_pair(SOCK_STREAM, pair);
    MUST(pipe(ends));
    for (i = 0; i < 4; i++)
        fds[i] = ends[i % 2];
    CHECK_EQ(MUST(send_rights(pair[0], "x", 1, fds, 4)), 1);
    CHECK_EQ(MUST(send_rights(pair[0], "y", 1, fds, 4)), 1);
    descriptors_limit();
    for (first = second = -1, free_numbers = 0; (i = dup(pair[0])) >= 0; free_numbers++) {
        first = second;
        second = i;
    }
    CHECK_EQ(errno, EMFILE);
    CHECK(free_numbers >= 2);
    MUST(close(first));
    MUST(close(second));
    arrival = receive_all(pair[1], 1, 0);
    CHECK_EQ(arrival.size, 1);
    CHECK_EQ(arrival.count, 2);
    CHECK_EQ(arrival.flags, MSG_CTRUNC);
    expect_piped(arrival.fds[1], arrival.fds[0]);
    /* None is left: the bytes come alone. */
    arrival = receive_all(pair[1], 1, 0);
    CHECK_EQ(arrival.count, 0);
    CHECK_EQ(arrival.bytes[0], 'y');
    CHECK_EQ(arrival.flags, MSG_CTRUNC);
    CHECK_EQ(arrival.controllen, 0);
}
