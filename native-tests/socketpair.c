/* socketpair(). */
#include "check.h"
#include "files.h"
#include "sockets.h"

CASE_BODY(socketpair_talks_both_ways)
{
    int pair[2] = { -1, -1 };

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    CHECK(pair[0] >= 0 && pair[1] >= 0 && pair[0] != pair[1]);
    send_text(pair[0], "to one");
    send_text(pair[1], "to zero");
    expect_text(pair[1], "to one");
    expect_text(pair[0], "to zero");
    MUST(close(pair[0]));
    expect_end(pair[1]);
    FAILS_WITH(EPIPE, send(pair[1], "x", 1, MSG_NOSIGNAL));
}

CASE_BODY(socketpair_names)
{
    struct sockaddr_un address;
    const char *path = in_case_directory("s");
    int pair[2], i;

    listening_at(path, 1);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    for (i = 0; i < 2; i++) {
        socklen_t length = sizeof address;

        MUST(getsockname(pair[i], (struct sockaddr *)&address, &length));
        CHECK_EQ(length, PATH_OFFSET);
        CHECK_EQ(address.sun_family, AF_UNIX);
        length = sizeof address;
        MUST(getpeername(pair[i], (struct sockaddr *)&address, &length));
        CHECK_EQ(length, PATH_OFFSET);
        CHECK_EQ(address.sun_family, AF_UNIX);
        FAILS_WITH(EISCONN, connect_to(pair[i], path));
        FAILS_WITH(EINVAL, accept(pair[i], NULL, NULL));
    }
}

CASE_BODY(socketpair_flags)
{
    int pair[2], i;

    MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair));
    for (i = 0; i < 2; i++) {
        CHECK(is_nonblocking(pair[i]));
        CHECK_EQ(MUST(fcntl(pair[i], F_GETFD)), FD_CLOEXEC);
    }
    MUST(socketpair(AF_UNIX, SOCK_STREAM, AF_UNIX, pair));
    CHECK(!is_nonblocking(pair[0]) && !is_nonblocking(pair[1]));
}

CASE_BODY(socketpair_errors)
{
    int pair[2];

    FAILS_WITH(EOPNOTSUPP, socketpair(AF_INET, SOCK_STREAM, 0, pair));
    FAILS_WITH(EAFNOSUPPORT, socketpair(12345, SOCK_STREAM, 0, pair));
    FAILS_WITH(EINVAL, socketpair(AF_UNIX, 99, 0, pair));
    FAILS_WITH(ESOCKTNOSUPPORT, socketpair(AF_UNIX, SOCK_RDM, 0, pair));
    FAILS_WITH(EPROTONOSUPPORT, socketpair(AF_UNIX, SOCK_STREAM, 6, pair));
    FAILS_WITH(EFAULT, socketpair(AF_UNIX, SOCK_STREAM, 0, null_pointer));
}

CASE_BODY(socketpair_many)
{
    enum { PAIRS = 100 };
    int pairs[PAIRS][2], i;

    for (i = 0; i < PAIRS; i++) {
        unsigned char number = (unsigned char)i;

        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]));
        send_bytes(pairs[i][0], &number, 1);
    }
    /* No mix-up. */
    for (i = PAIRS - 1; i >= 0; i--) {
        unsigned char number;

        receive_bytes(pairs[i][1], &number, 1);
        CHECK_EQ(number, i);
        close_all(pairs[i], 2);
    }
}
