/* Wrong arguments of fcntl(), ioctl(), dup() and the calls without a descriptor. */
#include "check.h"
#include "sockets.h"
#include "wrong.h"

#include <limits.h>
#include <sys/time.h>
#include <time.h>

#define WRONG_CONTROLS(ROW) \
    ROW(fcntl_unknown, fcntl(fd, 4711, 0), \
        EBADF, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(fcntl_get_status, fcntl(fd, F_GETFL), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(fcntl_set_status, fcntl(fd, F_SETFL, O_NONBLOCK), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(fcntl_get_flags, fcntl(fd, F_GETFD), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(fcntl_set_flags, fcntl(fd, F_SETFD, FD_CLOEXEC), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(fcntl_duplicate_below_zero, fcntl(fd, F_DUPFD, minus_one), \
        EBADF, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(fcntl_duplicate_beyond_all, fcntl(fd, F_DUPFD_CLOEXEC, 1 << 30), \
        EBADF, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(ioctl_unknown, ioctl(fd, 0x1234, &wrong_value), \
        EBADF, EBADF, ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY, \
        ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY) \
    ROW(ioctl_unknown_nowhere, ioctl(fd, 0x1234, wrong_nowhere), \
        EBADF, EBADF, ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY, \
        ENOTTY, ENOTTY, ENOTTY, ENOTTY, ENOTTY) \
    ROW(ioctl_count_nowhere, ioctl(fd, FIONREAD, wrong_nowhere), \
        EBADF, EBADF, EFAULT, EFAULT, EFAULT, EFAULT, EINVAL, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EINVAL, EFAULT) \
    ROW(ioctl_count, ioctl(fd, FIONREAD, &wrong_value), \
        EBADF, EBADF, 0, 0, 0, 0, EINVAL, 0, 0, 0, \
        0, 0, 0, EINVAL, 0) \
    ROW(ioctl_switch_nowhere, ioctl(fd, FIONBIO, wrong_nowhere), \
        EBADF, EBADF, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(ioctl_switch, ioctl(fd, FIONBIO, &(int) { 1 }), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(ioctl_mark, ioctl(fd, SIOCATMARK, &wrong_value), \
        EBADF, EBADF, ENOTTY, ENOTTY, ENOTTY, 0, 0, 0, 0, ENOTTY, \
        EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP) \
    ROW(ioctl_close_on_exec, ioctl(fd, FIOCLEX), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(ioctl_keep_on_exec, ioctl(fd, FIONCLEX), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0)

WRONG_CONTROLS(WRONG_CALL)

CASE_BODY(wrong_controls)
{
    static const struct wrong_row rows[] = {
        WRONG_CONTROLS(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_DUPLICATES(ROW) \
    ROW(dup_one, dup(fd), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(dup2_below_zero, dup2(fd, minus_one), \
        EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, \
        EBADF, EBADF, EBADF, EBADF, EBADF) \
    ROW(dup2_beyond_all, dup2(fd, 1 << 30), \
        EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, \
        EBADF, EBADF, EBADF, EBADF, EBADF) \
    ROW(dup2_of_itself, dup2(fd, fd), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(dup3_of_itself, dup3(fd, fd, 0), \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(dup3_below_zero, dup3(fd, minus_one, O_CLOEXEC), \
        EINVAL, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, \
        EBADF, EBADF, EBADF, EBADF, EBADF) \
    ROW(dup3_beyond_all, dup3(fd, 1 << 30, 0), \
        EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, \
        EBADF, EBADF, EBADF, EBADF, EBADF) \
    ROW(dup3_wrong_flags, dup3(fd, fd + 1, 1), \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL)

WRONG_DUPLICATES(WRONG_CALL)

CASE_BODY(wrong_duplicates)
{
    static const struct wrong_row rows[] = {
        WRONG_DUPLICATES(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_CLOSES(ROW) \
    ROW(close_once, close(fd), \
        EBADF, EBADF, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(close_twice, (close(fd), close(fd)), \
        EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, \
        EBADF, EBADF, EBADF, EBADF, EBADF) \
    ROW(read_after_close, (close(fd), read(fd, wrong_bytes, 1)), \
        EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, \
        EBADF, EBADF, EBADF, EBADF, EBADF) \
    ROW(recvmsg_after_close, (close(fd), recvmsg(fd, wrong_nowhere, 0)), \
        EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, EBADF, \
        EBADF, EBADF, EBADF, EBADF, EBADF)

WRONG_CLOSES(WRONG_CALL)

CASE_BODY(wrong_closes)
{
    static const struct wrong_row rows[] = {
        WRONG_CLOSES(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

CASE_BODY(wrong_calls_that_make_descriptors)
{
    int pair[2];

    FAILS_WITH(EAFNOSUPPORT, socket(77, SOCK_STREAM, 0));
    FAILS_WITH(EAFNOSUPPORT, socket(minus_one, SOCK_STREAM, 0));
    FAILS_WITH(EINVAL, socket(AF_UNIX, 77, 0));
    FAILS_WITH(EINVAL, socket(AF_UNIX, SOCK_STREAM | 0x10000000, 0));
    FAILS_WITH(EPROTONOSUPPORT, socket(AF_UNIX, SOCK_STREAM, 7));
    FAILS_WITH(EINVAL, socket(AF_INET, 77, 0));
    FAILS_WITH(EPROTONOSUPPORT, socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
    FAILS_WITH(EPROTONOSUPPORT, socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
    FAILS_WITH(EAFNOSUPPORT, socketpair(77, SOCK_STREAM, 0, pair));
    FAILS_WITH(EOPNOTSUPP, socketpair(AF_INET, SOCK_STREAM, 0, pair));
    FAILS_WITH(EINVAL, socketpair(AF_UNIX, 77, 0, pair));
    FAILS_WITH(EPROTONOSUPPORT, socketpair(AF_UNIX, SOCK_STREAM, 7, pair));
    FAILS_WITH(EFAULT, socketpair(AF_UNIX, SOCK_STREAM, 0, wrong_nowhere));
    FAILS_WITH(EFAULT, pipe(wrong_nowhere));
    FAILS_WITH(EFAULT, pipe2(wrong_nowhere, O_NONBLOCK));
    FAILS_WITH(EINVAL, pipe2(wrong_nowhere, 1));
}

/* More entries than a process may have descriptors. */
static volatile nfds_t too_many = INT_MAX;

CASE_BODY(wrong_waits)
{
    struct timeval none = { 0, 0 }, before = { -1, 0 };
    struct timespec no_time = { 0, 0 }, wrong_time = { 0, 1000000000 };
    struct pollfd entry = { minus_one, POLLIN, 77 };

    FAILS_WITH(EINVAL, select(minus_one, NULL, NULL, NULL, &none));
    FAILS_WITH(EINVAL, select(0, NULL, NULL, NULL, &before));
    FAILS_WITH(EINVAL, select(1, wrong_nowhere, NULL, NULL, &before));
    FAILS_WITH(EFAULT, select(1, NULL, wrong_nowhere, NULL, &none));
    FAILS_WITH(EFAULT, select(1, NULL, NULL, wrong_nowhere, &none));
    CHECK_EQ(MUST(select(0, wrong_nowhere, wrong_nowhere, NULL, &none)), 0);
    FAILS_WITH(EINVAL, pselect(minus_one, NULL, NULL, NULL, &no_time, NULL));
    FAILS_WITH(EINVAL, pselect(1, wrong_nowhere, NULL, NULL, &wrong_time, NULL));
    FAILS_WITH(EFAULT, pselect(1, wrong_nowhere, NULL, NULL, &no_time, NULL));
    FAILS_WITH(EFAULT, poll(wrong_nowhere, 1, 0));
    CHECK_EQ(MUST(poll(wrong_nowhere, 0, 0)), 0);
    CHECK_EQ(MUST(poll(NULL, 0, 0)), 0);
    CHECK_EQ(MUST(poll(&entry, 1, 0)), 0);
    CHECK_EQ(entry.revents, 0);
    FAILS_WITH(EINVAL, poll(&entry, too_many, 0));
    FAILS_WITH(EFAULT, ppoll(wrong_nowhere, 1, &no_time, NULL));
    FAILS_WITH(EINVAL, ppoll(wrong_nowhere, 1, &wrong_time, NULL));
    FAILS_WITH(EINVAL, ppoll(&entry, too_many, &no_time, NULL));
    CHECK_EQ(MUST(ppoll(wrong_nowhere, 0, &no_time, NULL)), 0);
}
