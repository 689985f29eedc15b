/* How a connection ends: in order, or with data that nobody has read. */
#include "check.h"
#include "files.h"
#include "sockets.h"

CASE_BODY(stream_send_to_closed_peer)
{
    int ends[2];

    connected_ends(ends);
    MUST(close(ends[SERVER]));
    /* At the first try, not only when an answer has come. */
    FAILS_WITH(EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(EPIPE, write(ends[CLIENT], "x", 1));
    expect_end(ends[CLIENT]);
}

/* Whatever call it is that sends or receives. */
static long long send_by(int fd, int call)
{
    struct iovec parts[2] = { { (char *)"x", 1 }, { (char *)"yz", 2 } };
    struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
    struct mmsghdr many = { message, 0 };

    switch (call) {
    case 0:
        return writev(fd, parts, 2);
    case 1:
        return sendmsg(fd, &message, MSG_NOSIGNAL);
    case 2:
        return sendmmsg(fd, &many, 1, MSG_NOSIGNAL);
    default:
        return sendto(fd, "x", 1, MSG_NOSIGNAL, NULL, 0);
    }
}

static long long receive_by(int fd, int call)
{
    char one[1], two[2];
    struct iovec parts[2] = { { one, 1 }, { two, 2 } };
    struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
    struct mmsghdr many = { message, 0 };

    switch (call) {
    case 0:
        return readv(fd, parts, 2);
    case 1:
        return recvmsg(fd, &message, 0);
    case 2:
        return recvmmsg(fd, &many, 1, 0, NULL) == 1 ? (long long)many.msg_len : -1;
    default:
        return recvfrom(fd, one, 1, MSG_WAITALL, NULL, NULL);
    }
}

CASE_BODY(stream_ends_for_every_call)
{
    int ends[2], call;

    for (call = 0; call < 4; call++) {
        connected_ends(ends);
        MUST(close(ends[SERVER]));
        FAILS_WITH(EPIPE, send_by(ends[CLIENT], call));
        CHECK_EQ(MUST(receive_by(ends[CLIENT], call)), 0);
        /* The peer reads no more; what it says is still read. */
        connected_ends(ends);
        MUST(shutdown(ends[SERVER], SHUT_RD));
        FAILS_WITH(EPIPE, send_by(ends[CLIENT], call));
        send_text(ends[SERVER], "x");
        CHECK_EQ(MUST(receive_by(ends[CLIENT], call)), 1);
        CHECK_EQ(MUST(receive_by(ends[SERVER], call)), 0);
        /* Once. */
        connected_ends(ends);
        CHECK(MUST(send_by(ends[CLIENT], call)) > 0);
        MUST(close(ends[SERVER]));
        FAILS_WITH(ECONNRESET, receive_by(ends[CLIENT], call));
        CHECK_EQ(MUST(receive_by(ends[CLIENT], call)), 0);
        CHECK_EQ(MUST(receive_by(ends[CLIENT], call)), 0);
        FAILS_WITH(ENOTCONN, send_by(unix_socket(), call));
        FAILS_WITH(EINVAL, receive_by(unix_socket(), call));
    }
}

CASE_BODY(stream_data_before_the_end)
{
    int ends[2];

    connected_ends(ends);
    send_text(ends[SERVER], "answer");
    MUST(close(ends[SERVER]));
    FAILS_WITH(EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    expect_text(ends[CLIENT], "answer");
    expect_end(ends[CLIENT]);
}

CASE_BODY(stream_reset_by_unread_data)
{
    int ends[2];
    char byte;

    connected_ends(ends);
    send_text(ends[CLIENT], "never read");
    MUST(close(ends[SERVER]));
    /* Once, then it is an ordinary end. */
    FAILS_WITH(ECONNRESET, recv(ends[CLIENT], &byte, 1, 0));
    expect_end(ends[CLIENT]);
    expect_end(ends[CLIENT]);
}

CASE_BODY(stream_reset_comes_before_data)
{
    int ends[2];
    char byte;

    connected_ends(ends);
    send_text(ends[CLIENT], "never read");
    send_text(ends[SERVER], "last words");
    MUST(close(ends[SERVER]));
    expect_text(ends[CLIENT], "last words");
    FAILS_WITH(ECONNRESET, recv(ends[CLIENT], &byte, 1, 0));
    expect_end(ends[CLIENT]);
}
