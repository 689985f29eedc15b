/* socket(): families, types, protocols, flags, and the number it gives. */
#include "check.h"
#include "files.h"
#include "sockets.h"

CASE_BODY(socket_gives_distinct_descriptors)
{
    int fds[3] = { unix_socket(), unix_socket(), unix_socket() };

    CHECK(fds[0] >= 0 && fds[1] >= 0 && fds[2] >= 0);
    CHECK(fds[0] != fds[1] && fds[1] != fds[2] && fds[0] != fds[2]);
    close_all(fds, 3);
    FAILS_WITH(EBADF, close(fds[1]));
}

CASE_BODY(socket_shares_numbers_with_files)
{
    const char *path = in_case_directory("file");
    int first = unix_socket(), file, second;

    CHECK(file_write(path, "x", 1));
    file = (int)MUST(open(path, O_RDONLY));
    CHECK(file != first);
    MUST(close(first));
    /* The lowest free number is given next, whatever it was before. */
    second = (int)MUST(open(path, O_RDONLY));
    CHECK_EQ(second, first);
    MUST(close(file));
    CHECK_EQ(unix_socket(), file);
}

CASE_BODY(socket_unknown_family)
{
    FAILS_WITH(EAFNOSUPPORT, socket(12345, SOCK_STREAM, 0));
    FAILS_WITH(EAFNOSUPPORT, socket(-1, SOCK_STREAM, 0));
    FAILS_WITH(EAFNOSUPPORT, socket(AF_UNSPEC, SOCK_STREAM, 0));
}

CASE_BODY(socket_unknown_type)
{
    FAILS_WITH(EINVAL, socket(AF_UNIX, 99, 0));
    FAILS_WITH(EINVAL, socket(AF_UNIX, -1, 0));
    FAILS_WITH(ESOCKTNOSUPPORT, socket(AF_UNIX, 0, 0));
    FAILS_WITH(ESOCKTNOSUPPORT, socket(AF_UNIX, SOCK_RDM, 0));
}

CASE_BODY(socket_protocols)
{
    FAILS_WITH(EPROTONOSUPPORT, socket(AF_UNIX, SOCK_STREAM, 6));
    FAILS_WITH(EPROTONOSUPPORT, socket(AF_UNIX, SOCK_STREAM, -1));
    /* Linux takes the family's own number too. */
    MUST(close((int)MUST(socket(AF_UNIX, SOCK_STREAM, AF_UNIX))));
}

CASE_BODY(socket_flags)
{
    int plain = unix_socket();
    int both = (int)MUST(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    int nonblocking = (int)MUST(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));

    CHECK(!is_nonblocking(plain));
    CHECK_EQ(MUST(fcntl(plain, F_GETFD)), 0);
    CHECK(is_nonblocking(both));
    CHECK_EQ(MUST(fcntl(both, F_GETFD)), FD_CLOEXEC);
    CHECK(is_nonblocking(nonblocking));
    CHECK_EQ(MUST(fcntl(nonblocking, F_GETFD)), 0);
}

CASE_BODY(close_bad_descriptors)
{
    int fd = unix_socket();

    MUST(close(fd));
    FAILS_WITH(EBADF, close(fd));
    FAILS_WITH(EBADF, close(-1));
    FAILS_WITH(EBADF, close(1 << 20));
}

/* Every call in turn on what is no descriptor at all. */
CASE_BODY(calls_on_bad_descriptor)
{
    struct sockaddr_un address = unix_address(in_case_directory("s"));
    socklen_t length = sizeof address;
    struct iovec piece = { &address, 1 };
    int bad[] = { -1, 1 << 20, unix_socket() };
    int value = 0;
    socklen_t value_length = sizeof value;
    size_t i;

    MUST(close(bad[2]));
    for (i = 0; i < 3; i++) {
        int fd = bad[i];

        FAILS_WITH(EBADF, bind(fd, (struct sockaddr *)&address, length));
        FAILS_WITH(EBADF, listen(fd, 1));
        FAILS_WITH(EBADF, accept(fd, NULL, NULL));
        FAILS_WITH(EBADF, accept4(fd, NULL, NULL, SOCK_NONBLOCK));
        FAILS_WITH(EBADF, connect(fd, (struct sockaddr *)&address, length));
        FAILS_WITH(EBADF, shutdown(fd, SHUT_RDWR));
        FAILS_WITH(EBADF, send(fd, "x", 1, MSG_NOSIGNAL));
        FAILS_WITH(EBADF, recv(fd, &value, 1, 0));
        FAILS_WITH(EBADF, sendto(fd, "x", 1, MSG_NOSIGNAL, NULL, 0));
        FAILS_WITH(EBADF, recvfrom(fd, &value, 1, 0, NULL, NULL));
        FAILS_WITH(EBADF, read(fd, &value, 1));
        FAILS_WITH(EBADF, write(fd, "x", 1));
        FAILS_WITH(EBADF, readv(fd, &piece, 1));
        FAILS_WITH(EBADF, writev(fd, &piece, 1));
        FAILS_WITH(EBADF, getsockname(fd, (struct sockaddr *)&address, &length));
        FAILS_WITH(EBADF, getpeername(fd, (struct sockaddr *)&address, &length));
        FAILS_WITH(EBADF, getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &value_length));
        FAILS_WITH(EBADF, setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value));
        FAILS_WITH(EBADF, fcntl(fd, F_GETFL));
        FAILS_WITH(EBADF, fcntl(fd, F_GETFD));
        FAILS_WITH(EBADF, fcntl(fd, F_SETFL, O_NONBLOCK));
        FAILS_WITH(EBADF, ioctl(fd, FIONBIO, &value));
        FAILS_WITH(EBADF, ioctl(fd, FIONREAD, &value));
        FAILS_WITH(EBADF, dup(fd));
        FAILS_WITH(EBADF, dup2(fd, 5));
        CHECK_EQ(poll_one(fd, POLLIN, 0), fd == -1 ? 0 : POLLNVAL);
    }
}

/* Every socket call on a descriptor that is a file. */
CASE_BODY(calls_on_a_file)
{
    const char *path = in_case_directory("file");
    struct sockaddr_un address = unix_address(in_case_directory("s"));
    socklen_t length = sizeof address;
    int value = 0, fd;
    socklen_t value_length = sizeof value;

    CHECK(file_write(path, "x", 1));
    fd = (int)MUST(open(path, O_RDWR));
    FAILS_WITH(ENOTSOCK, bind(fd, (struct sockaddr *)&address, length));
    FAILS_WITH(ENOTSOCK, listen(fd, 1));
    FAILS_WITH(ENOTSOCK, accept(fd, NULL, NULL));
    FAILS_WITH(ENOTSOCK, accept4(fd, NULL, NULL, 0));
    FAILS_WITH(ENOTSOCK, connect(fd, (struct sockaddr *)&address, length));
    FAILS_WITH(ENOTSOCK, shutdown(fd, SHUT_RDWR));
    FAILS_WITH(ENOTSOCK, send(fd, "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(ENOTSOCK, recv(fd, &value, 1, 0));
    FAILS_WITH(ENOTSOCK, sendto(fd, "x", 1, MSG_NOSIGNAL, NULL, 0));
    FAILS_WITH(ENOTSOCK, recvfrom(fd, &value, 1, 0, NULL, NULL));
    FAILS_WITH(ENOTSOCK, getsockname(fd, (struct sockaddr *)&address, &length));
    FAILS_WITH(ENOTSOCK, getpeername(fd, (struct sockaddr *)&address, &length));
    FAILS_WITH(ENOTSOCK, getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &value_length));
    FAILS_WITH(ENOTSOCK, setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value));
    MUST(close(fd));
}
