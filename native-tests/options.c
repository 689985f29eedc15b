/* getsockopt() and setsockopt(). */
#include "check.h"
#include "files.h"
#include "sockets.h"

#include <sys/time.h>

static int option(int fd, int name)
{
    int value = 0x5a5a5a5a;
    socklen_t size = sizeof value;

    MUST(getsockopt(fd, SOL_SOCKET, name, &value, &size));
    CHECK_EQ(size, sizeof value);
    return value;
}

static void set_option(int fd, int name, int value)
{
    MUST(setsockopt(fd, SOL_SOCKET, name, &value, sizeof value));
}

CASE_BODY(options_that_tell)
{
    const char *path = in_case_directory("s");
    int fd = bound_at(path);

    CHECK_EQ(option(fd, SO_TYPE), SOCK_STREAM);
    CHECK_EQ(option(fd, SO_DOMAIN), AF_UNIX);
    CHECK_EQ(option(fd, SO_PROTOCOL), 0);
    CHECK_EQ(option(fd, SO_ERROR), 0);
    CHECK_EQ(option(fd, SO_ACCEPTCONN), 0);
    MUST(listen(fd, 1));
    CHECK_EQ(option(fd, SO_ACCEPTCONN), 1);
    CHECK_EQ(option(connected_to(path), SO_ACCEPTCONN), 0);
    CHECK_EQ(option(accepted_from(fd), SO_TYPE), SOCK_STREAM);
}

CASE_BODY(options_that_cannot_be_set)
{
    static const int names[] = { SO_TYPE, SO_DOMAIN, SO_PROTOCOL, SO_ERROR, SO_ACCEPTCONN };
    int fd = unix_socket(), value = 1;
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++)
        FAILS_WITH(ENOPROTOOPT, setsockopt(fd, SOL_SOCKET, names[i], &value, sizeof value));
}

CASE_BODY(options_switches)
{
    static const int names[] = { SO_REUSEADDR, SO_KEEPALIVE, SO_BROADCAST, SO_OOBINLINE };
    int fd = unix_socket();
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        CHECK_EQ(option(fd, names[i]), 0);
        set_option(fd, names[i], 1);
        CHECK_EQ(option(fd, names[i]), 1);
        set_option(fd, names[i], 77);
        CHECK_EQ(option(fd, names[i]), 1);
        set_option(fd, names[i], 0);
        CHECK_EQ(option(fd, names[i]), 0);
    }
}

/* Servers set it before bind() out of habit. It must neither fail nor take a name that is in use. */
CASE_BODY(options_reuse_address)
{
    const char *path = in_case_directory("s");
    int first = unix_socket(), second = unix_socket();

    set_option(first, SO_REUSEADDR, 1);
    MUST(bind_to(first, path));
    MUST(listen(first, 1));
    set_option(second, SO_REUSEADDR, 1);
    FAILS_WITH(EADDRINUSE, bind_to(second, path));
    MUST(close(connected_to(path)));
}

CASE_BODY(options_buffers)
{
    int fd = unix_socket(), ends[2];

    CHECK(option(fd, SO_SNDBUF) > 0);
    CHECK(option(fd, SO_RCVBUF) > 0);
    set_option(fd, SO_SNDBUF, 50000);
    set_option(fd, SO_RCVBUF, 50000);
    CHECK(option(fd, SO_SNDBUF) >= 50000);
    CHECK(option(fd, SO_RCVBUF) >= 50000);
    connected_ends(ends);
    set_option(ends[CLIENT], SO_SNDBUF, 8192);
    send_text(ends[CLIENT], "x");
    expect_text(ends[SERVER], "x");
}

CASE_BODY(options_timeouts)
{
    static const int names[] = { SO_RCVTIMEO, SO_SNDTIMEO };
    int fd = unix_socket(), i;

    for (i = 0; i < 2; i++) {
        struct timeval value = { 77, 77 };
        socklen_t size = sizeof value;

        MUST(getsockopt(fd, SOL_SOCKET, names[i], &value, &size));
        CHECK_EQ(size, sizeof value);
        CHECK(value.tv_sec == 0 && value.tv_usec == 0);
        value.tv_sec = 12;
        value.tv_usec = 500000;
        MUST(setsockopt(fd, SOL_SOCKET, names[i], &value, sizeof value));
        value.tv_sec = value.tv_usec = 0;
        MUST(getsockopt(fd, SOL_SOCKET, names[i], &value, &size));
        CHECK_EQ(value.tv_sec, 12);
        CHECK_EQ(value.tv_usec, 500000);
        value.tv_usec = 1000000;
        FAILS_WITH(EDOM, setsockopt(fd, SOL_SOCKET, names[i], &value, sizeof value));
        FAILS_WITH(EINVAL, setsockopt(fd, SOL_SOCKET, names[i], &value, 3));
    }
}

CASE_BODY(options_linger)
{
    int ends[2];
    struct linger linger = { 7, 7 };
    socklen_t size = sizeof linger;

    connected_ends(ends);
    MUST(getsockopt(ends[CLIENT], SOL_SOCKET, SO_LINGER, &linger, &size));
    CHECK_EQ(size, sizeof linger);
    CHECK_EQ(linger.l_onoff, 0);
    linger.l_onoff = 1;
    linger.l_linger = 3;
    MUST(setsockopt(ends[CLIENT], SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    memset(&linger, 0, sizeof linger);
    MUST(getsockopt(ends[CLIENT], SOL_SOCKET, SO_LINGER, &linger, &size));
    CHECK_EQ(linger.l_onoff, 1);
    CHECK_EQ(linger.l_linger, 3);
    /* Not even a time of 0 loses anything here, unlike in TCP. */
    linger.l_linger = 0;
    MUST(setsockopt(ends[CLIENT], SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    send_text(ends[CLIENT], "delivered");
    MUST(close(ends[CLIENT]));
    expect_text(ends[SERVER], "delivered");
    expect_end(ends[SERVER]);
}

/* What programs set when they start. */
CASE_BODY(options_for_nothing)
{
    int fd = unix_socket();

    CHECK_EQ(option(fd, SO_RCVLOWAT), 1);
    set_option(fd, SO_RCVLOWAT, 0);
    CHECK_EQ(option(fd, SO_RCVLOWAT), 1);
    set_option(fd, SO_RCVLOWAT, 10);
    CHECK_EQ(option(fd, SO_RCVLOWAT), 10);
    set_option(fd, SO_RCVLOWAT, -1);
    CHECK_EQ(option(fd, SO_RCVLOWAT), 0x7fffffff);
    CHECK_EQ(option(fd, SO_SNDLOWAT), 1);
    FAILS_WITH(ENOPROTOOPT, setsockopt(fd, SOL_SOCKET, SO_SNDLOWAT, &(int) { 1 }, sizeof(int)));
    CHECK_EQ(option(fd, SO_PRIORITY), 0);
    set_option(fd, SO_PRIORITY, 6);
    CHECK_EQ(option(fd, SO_PRIORITY), 6);
    set_option(fd, SO_REUSEPORT, 0);
    CHECK_EQ(option(fd, SO_REUSEPORT), 0);
    /* Linux before 6.13 takes it. */
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &(int) { 1 }, sizeof(int)) != 0)
        CHECK_EQ(errno, EOPNOTSUPP);
}

static void check_internet_options(int fd, int type)
{
    static const int switches[] = { SO_REUSEADDR, SO_KEEPALIVE, SO_BROADCAST, SO_OOBINLINE };
    static const int tell[] = { SO_TYPE, SO_DOMAIN, SO_PROTOCOL, SO_ERROR, SO_ACCEPTCONN, SO_SNDLOWAT };
    struct timeval value = { 12, 500000 }, seen = { 0, 0 };
    socklen_t size = sizeof seen;
    size_t i;

    CHECK_EQ(option(fd, SO_TYPE), type);
    CHECK_EQ(option(fd, SO_DOMAIN), AF_INET);
    CHECK_EQ(option(fd, SO_ERROR), 0);
    CHECK_EQ(option(fd, SO_ACCEPTCONN), 0);
    CHECK_EQ(option(fd, SO_RCVLOWAT), 1);
    set_option(fd, SO_RCVLOWAT, 10);
    CHECK_EQ(option(fd, SO_RCVLOWAT), 10);
    set_option(fd, SO_PRIORITY, 3);
    CHECK_EQ(option(fd, SO_PRIORITY), 3);
    set_option(fd, SO_REUSEPORT, 1);
    for (i = 0; i < sizeof switches / sizeof switches[0]; i++) {
        set_option(fd, switches[i], 1);
        CHECK_EQ(option(fd, switches[i]), 1);
        set_option(fd, switches[i], 0);
        CHECK_EQ(option(fd, switches[i]), 0);
    }
    for (i = 0; i < sizeof tell / sizeof tell[0]; i++)
        FAILS_WITH(ENOPROTOOPT, setsockopt(fd, SOL_SOCKET, tell[i], &(int) { 1 }, sizeof(int)));
    for (i = 0; i < 2; i++) {
        MUST(setsockopt(fd, SOL_SOCKET, i ? SO_RCVTIMEO : SO_SNDTIMEO, &value, sizeof value));
        MUST(getsockopt(fd, SOL_SOCKET, i ? SO_RCVTIMEO : SO_SNDTIMEO, &seen, &size));
        CHECK(size == sizeof seen && seen.tv_sec == 12 && seen.tv_usec == 500000);
    }
    FAILS_WITH(ENOPROTOOPT, setsockopt(fd, SOL_SOCKET, 0x7fff, &(int) { 1 }, sizeof(int)));
    FAILS_WITH(ENOPROTOOPT, setsockopt(fd, 0x1234, 1, &(int) { 1 }, sizeof(int)));
    FAILS_WITH(EOPNOTSUPP, getsockopt(fd, 0x1234, 1, &(int) { 1 }, &(socklen_t) { sizeof(int) }));
}

CASE_BODY(options_of_internet_sockets)
{
    check_internet_options(internet_socket(SOCK_STREAM), SOCK_STREAM);
    check_internet_options(internet_socket(SOCK_DGRAM), SOCK_DGRAM);
}

CASE_BODY(options_unknown)
{
    int fd = unix_socket(), value = 1;
    socklen_t size = sizeof value;

    FAILS_WITH(ENOPROTOOPT, getsockopt(fd, SOL_SOCKET, 0x7fff, &value, &size));
    FAILS_WITH(ENOPROTOOPT, setsockopt(fd, SOL_SOCKET, 0x7fff, &value, sizeof value));
    FAILS_WITH(EOPNOTSUPP, getsockopt(fd, 0x1234, 1, &value, &size));
    FAILS_WITH(EOPNOTSUPP, setsockopt(fd, 0x1234, 1, &value, sizeof value));
}

CASE_BODY(options_sizes_and_pointers)
{
    int fd = unix_socket(), value = 1;
    unsigned char seen[8];
    socklen_t size = 2;
    int type = SOCK_STREAM;

    /* As much as fits. */
    memset(seen, 0x5a, sizeof seen);
    MUST(getsockopt(fd, SOL_SOCKET, SO_TYPE, seen, &size));
    CHECK_EQ(size, 2);
    CHECK_BYTES(seen, &type, 2);
    CHECK_EQ(seen[2], 0x5a);
    size = sizeof seen;
    MUST(getsockopt(fd, SOL_SOCKET, SO_TYPE, seen, &size));
    CHECK_EQ(size, sizeof type);
    CHECK_EQ(seen[4], 0x5a);
    size = (socklen_t)-1;
    FAILS_WITH(EINVAL, getsockopt(fd, SOL_SOCKET, SO_TYPE, seen, &size));
    FAILS_WITH(EFAULT, getsockopt(fd, SOL_SOCKET, SO_TYPE, seen, null_pointer));
    size = sizeof type;
    FAILS_WITH(EFAULT, getsockopt(fd, SOL_SOCKET, SO_TYPE, null_pointer, &size));
    FAILS_WITH(EFAULT, setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, null_pointer, sizeof value));
    FAILS_WITH(EINVAL, setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, 2));
    FAILS_WITH(EINVAL, setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, (socklen_t)-1));
}
