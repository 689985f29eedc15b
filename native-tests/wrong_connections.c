/* Wrong arguments of bind(), listen(), accept(), connect(), shutdown(), names and options. */
#include "check.h"
#include "sockets.h"
#include "wrong.h"

#include <sys/time.h>
#include <time.h>

#define WRONG_BIND(ROW) \
    ROW(bind_nowhere, bind(fd, wrong_nowhere, sizeof(struct sockaddr_un)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(bind_null_without_size, bind(fd, NULL, 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(bind_without_size, bind(fd, wrong_address(AF_UNIX), 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(bind_of_one_byte, bind(fd, wrong_address(AF_UNIX), 1), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(bind_of_a_family_alone, bind(fd, wrong_address(AF_INET), 2), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(bind_of_a_thousand_bytes, bind(fd, wrong_address(AF_UNIX), 1000), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(bind_of_negative_size, bind(fd, wrong_address(AF_UNIX), minus_one), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(bind_of_unknown_family, bind(fd, wrong_address(77), sizeof(struct sockaddr_un)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EAFNOSUPPORT, EAFNOSUPPORT, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(bind_of_internet6_size, bind(fd, wrong_address(AF_INET), 15), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL)

WRONG_BIND(WRONG_CALL)

CASE_BODY(wrong_bind)
{
    static const struct wrong_row rows[] = {
        WRONG_BIND(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_CONNECT(ROW) \
    ROW(connect_nowhere, connect(fd, wrong_nowhere, sizeof(struct sockaddr_un)), \
        EBADF, EBADF, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(connect_null_without_size, connect(fd, NULL, 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(connect_of_one_byte, connect(fd, wrong_address(AF_UNIX), 1), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(connect_of_a_thousand_bytes, connect(fd, wrong_address(AF_UNIX), 1000), \
        EBADF, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(connect_of_negative_size, connect(fd, wrong_address(AF_UNIX), minus_one), \
        EBADF, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(connect_to_nobody, connect(fd, wrong_address(AF_UNIX), sizeof(struct sockaddr_un)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOENT, ENOENT, ENOENT, EAFNOSUPPORT, EAFNOSUPPORT, \
        ENOENT, ENOENT, ENOENT, ENOENT, ENOENT) \
    ROW(connect_of_unknown_family, connect(fd, wrong_address(77), sizeof(struct sockaddr_un)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EAFNOSUPPORT, EAFNOSUPPORT, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(connect_to_no_family, connect(fd, wrong_address(AF_UNSPEC), sizeof(struct sockaddr_in)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, 0, 0, \
        0, 0, EINVAL, EINVAL, EINVAL) \
    ROW(connect_of_short_internet, connect(fd, wrong_address(AF_INET), 8), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL)

WRONG_CONNECT(WRONG_CALL)

CASE_BODY(wrong_connect)
{
    static const struct wrong_row rows[] = {
        WRONG_CONNECT(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_LISTEN_AND_ACCEPT(ROW) \
    ROW(listen_one, listen(fd, 1), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, 0, EINVAL, 0, EOPNOTSUPP, \
        EOPNOTSUPP, EOPNOTSUPP, EINVAL, 0, EINVAL) \
    ROW(listen_negative, listen(fd, minus_one), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, 0, EINVAL, 0, EOPNOTSUPP, \
        EOPNOTSUPP, EOPNOTSUPP, EINVAL, 0, EINVAL) \
    ROW(accept_nobody, accept(fd, NULL, NULL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EAGAIN, EINVAL, EINVAL, EOPNOTSUPP, \
        EOPNOTSUPP, EOPNOTSUPP, EINVAL, EAGAIN, EINVAL) \
    ROW(accept_without_size, accept(fd, wrong_address(AF_UNIX), NULL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EAGAIN, EINVAL, EINVAL, EOPNOTSUPP, \
        EOPNOTSUPP, EOPNOTSUPP, EINVAL, EAGAIN, EINVAL) \
    ROW(accept_nowhere, accept(fd, wrong_nowhere, WITH_SIZE(16)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EAGAIN, EINVAL, EINVAL, EOPNOTSUPP, \
        EOPNOTSUPP, EOPNOTSUPP, EINVAL, EAGAIN, EINVAL) \
    ROW(accept_negative_size, accept(fd, wrong_address(AF_UNIX), WITH_SIZE(minus_one)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EAGAIN, EINVAL, EINVAL, EOPNOTSUPP, \
        EOPNOTSUPP, EOPNOTSUPP, EINVAL, EAGAIN, EINVAL) \
    ROW(accept4_wrong_flags, accept4(fd, NULL, NULL, 1), \
        EBADF, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(accept4_wrong_flags_nowhere, accept4(fd, wrong_nowhere, wrong_nowhere, 1), \
        EBADF, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(shutdown_wrong_way, shutdown(fd, 7), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(shutdown_negative_way, shutdown(fd, minus_one), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(shutdown_both_ways, shutdown(fd, SHUT_RDWR), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, 0, 0, 0, ENOTCONN, ENOTCONN, \
        0, 0, 0, 0, 0)

WRONG_LISTEN_AND_ACCEPT(WRONG_CALL)

CASE_BODY(wrong_listen_and_accept)
{
    static const struct wrong_row rows[] = {
        WRONG_LISTEN_AND_ACCEPT(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_NAMES(ROW) \
    ROW(getsockname_nowhere, getsockname(fd, wrong_nowhere, WITH_SIZE(16)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(getsockname_size_nowhere, getsockname(fd, wrong_address(AF_UNIX), wrong_nowhere), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(getsockname_negative_size, getsockname(fd, wrong_address(AF_UNIX), WITH_SIZE(minus_one)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(getsockname_of_no_bytes, getsockname(fd, wrong_nowhere, WITH_SIZE(0)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(getpeername_nowhere, getpeername(fd, wrong_nowhere, WITH_SIZE(16)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, EFAULT, ENOTCONN, ENOTCONN, \
        ENOTCONN, EFAULT, ENOTCONN, ENOTCONN, EFAULT) \
    ROW(getpeername_size_nowhere, getpeername(fd, wrong_address(AF_UNIX), wrong_nowhere), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, EFAULT, ENOTCONN, ENOTCONN, \
        ENOTCONN, EFAULT, ENOTCONN, ENOTCONN, EFAULT) \
    ROW(getpeername_negative_size, getpeername(fd, wrong_address(AF_UNIX), WITH_SIZE(minus_one)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, EINVAL, ENOTCONN, ENOTCONN, \
        ENOTCONN, EINVAL, ENOTCONN, ENOTCONN, EINVAL)

WRONG_NAMES(WRONG_CALL)

CASE_BODY(wrong_names)
{
    static const struct wrong_row rows[] = {
        WRONG_NAMES(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_OPTIONS(ROW) \
    ROW(getsockopt_unknown_level, getsockopt(fd, 0x1234, 1, &wrong_value, WITH_SIZE(4)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, \
        EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP) \
    ROW(getsockopt_unknown_name, getsockopt(fd, SOL_SOCKET, 0x7fff, &wrong_value, WITH_SIZE(4)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, \
        ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT) \
    ROW(getsockopt_nowhere, getsockopt(fd, SOL_SOCKET, SO_TYPE, wrong_nowhere, WITH_SIZE(4)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(getsockopt_size_nowhere, getsockopt(fd, SOL_SOCKET, SO_TYPE, &wrong_value, wrong_nowhere), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(getsockopt_unknown_name_size_nowhere, getsockopt(fd, SOL_SOCKET, 0x7fff, &wrong_value, wrong_nowhere), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(getsockopt_negative_size, getsockopt(fd, SOL_SOCKET, SO_TYPE, &wrong_value, WITH_SIZE(minus_one)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(getsockopt_no_size, getsockopt(fd, SOL_SOCKET, SO_TYPE, wrong_nowhere, WITH_SIZE(0)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(setsockopt_unknown_level, setsockopt(fd, 0x1234, 1, &wrong_value, 4), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, ENOPROTOOPT, ENOPROTOOPT, \
        EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP, EOPNOTSUPP) \
    ROW(setsockopt_unknown_name, setsockopt(fd, SOL_SOCKET, 0x7fff, &wrong_value, 4), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, \
        ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT) \
    ROW(setsockopt_unknown_name_short, setsockopt(fd, SOL_SOCKET, 0x7fff, &wrong_value, 3), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(setsockopt_nowhere, setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, wrong_nowhere, 4), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(setsockopt_short_nowhere, setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, wrong_nowhere, 3), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(setsockopt_negative_size, setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &wrong_value, minus_one), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(setsockopt_short_time, setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval) { 1, 0 }, 5), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(setsockopt_wrong_time, \
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval) { 0, 1000000 }, sizeof(struct timeval)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EDOM, EDOM, EDOM, EDOM, EDOM, \
        EDOM, EDOM, EDOM, EDOM, EDOM) \
    ROW(setsockopt_what_only_tells, setsockopt(fd, SOL_SOCKET, SO_TYPE, &wrong_value, 4), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, \
        ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT, ENOPROTOOPT)

WRONG_OPTIONS(WRONG_CALL)

CASE_BODY(wrong_options)
{
    static const struct wrong_row rows[] = {
        WRONG_OPTIONS(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}
