/* read(), write() and the rest on descriptors that aren't sockets. */
#include "check.h"
#include "files.h"
#include "sockets.h"

#ifndef O_BINARY
#define O_BINARY 0
#endif

CASE_BODY(files_read_and_write)
{
    const char *path = in_case_directory("file");
    char seen[32];
    int fd = (int)MUST(open(path, O_RDWR | O_CREAT | O_BINARY, 0600));

    CHECK_EQ(MUST(write(fd, "line\nline\r\n", 11)), 11);
    CHECK_EQ(MUST(lseek(fd, 0, SEEK_SET)), 0);
    CHECK_EQ(MUST(read(fd, seen, 5)), 5);
    CHECK_BYTES(seen, "line\n", 5);
    CHECK_EQ(MUST(read(fd, seen, sizeof seen)), 6);
    CHECK_BYTES(seen, "line\r\n", 6);
    CHECK_EQ(MUST(read(fd, seen, sizeof seen)), 0);
    MUST(close(fd));
    FAILS_WITH(EBADF, read(fd, seen, 1));
    FAILS_WITH(EBADF, write(fd, seen, 1));
    FAILS_WITH(EBADF, close(fd));
    CHECK_EQ(file_read(path, seen, sizeof seen), 11);
}

CASE_BODY(files_vectors)
{
    char a[3], b[8];
    struct iovec out[2] = { { (char *)"abc", 3 }, { (char *)"defg", 4 } }, in[2] = { { a, 3 }, { b, 8 } };
    int fd = (int)MUST(open(in_case_directory("file"), O_RDWR | O_CREAT | O_BINARY, 0600));

    CHECK_EQ(MUST(writev(fd, out, 2)), 7);
    CHECK_EQ(MUST(lseek(fd, 0, SEEK_SET)), 0);
    CHECK_EQ(MUST(readv(fd, in, 2)), 7);
    CHECK_BYTES(a, "abc", 3);
    CHECK_BYTES(b, "defg", 4);
    MUST(close(fd));
}

CASE_BODY(files_duplicates)
{
    const char *path = in_case_directory("file");
    int fd = (int)MUST(open(path, O_RDWR | O_CREAT | O_BINARY, 0600)), copy = (int)MUST(dup(fd)), third;
    char seen[8];

    CHECK(copy != fd);
    CHECK_EQ(MUST(write(fd, "abc", 3)), 3);
    /* One position for both. */
    CHECK_EQ(MUST(write(copy, "def", 3)), 3);
    MUST(close(fd));
    third = (int)MUST(dup2(copy, 40));
    CHECK_EQ(third, 40);
    CHECK_EQ(MUST(lseek(third, 0, SEEK_SET)), 0);
    CHECK_EQ(MUST(read(copy, seen, sizeof seen)), 6);
    CHECK_BYTES(seen, "abcdef", 6);
    MUST(close(copy));
    MUST(close(third));
    FAILS_WITH(EBADF, dup(fd));
    FAILS_WITH(EBADF, dup2(fd, 41));
}

CASE_BODY(files_are_always_ready)
{
    int fd = (int)MUST(open(in_case_directory("file"), O_RDWR | O_CREAT | O_BINARY, 0600)), ends[2];
    struct pollfd entries[2];
    fd_set in, out;

    CHECK_EQ(poll_one(fd, POLLIN | POLLOUT, -1), POLLIN | POLLOUT);
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(fd, &in);
    FD_SET(fd, &out);
    CHECK_EQ(MUST(select(fd + 1, &in, &out, NULL, NULL)), 2);
    /* Beside a socket that isn't. */
    connected_ends(ends);
    entries[0] = (struct pollfd) { ends[CLIENT], POLLIN, 0 };
    entries[1] = (struct pollfd) { fd, POLLIN, 0 };
    CHECK_EQ(MUST(poll(entries, 2, -1)), 1);
    CHECK_EQ(entries[0].revents, 0);
    CHECK_EQ(entries[1].revents, POLLIN);
    MUST(close(fd));
    CHECK_EQ(poll_one(fd, POLLIN, -1), POLLNVAL);
}

CASE_BODY(files_flags)
{
    const char *path = in_case_directory("file");
    int both = (int)MUST(open(path, O_RDWR | O_CREAT | O_BINARY, 0600)), in = (int)MUST(open(path, O_RDONLY | O_BINARY));
    int out = (int)MUST(open(path, O_WRONLY | O_BINARY)), sealed = (int)MUST(open(path, O_RDONLY | O_CLOEXEC)), count = -1;
    char byte;

    CHECK_EQ(MUST(fcntl(both, F_GETFL)) & O_ACCMODE, O_RDWR);
    CHECK_EQ(MUST(fcntl(in, F_GETFL)) & O_ACCMODE, O_RDONLY);
    CHECK_EQ(MUST(fcntl(out, F_GETFL)) & O_ACCMODE, O_WRONLY);
    CHECK_EQ(MUST(fcntl(sealed, F_GETFD)), FD_CLOEXEC);
    CHECK_EQ(MUST(fcntl(both, F_GETFD)), 0);
    MUST(fcntl(both, F_SETFD, FD_CLOEXEC));
    CHECK_EQ(MUST(fcntl(both, F_GETFD)), FD_CLOEXEC);
    MUST(fcntl(both, F_SETFD, 0));
    CHECK_EQ(MUST(fcntl(both, F_GETFD)), 0);
    CHECK_EQ(MUST(fcntl(in, F_DUPFD_CLOEXEC, 40)), 40);
    CHECK_EQ(MUST(fcntl(40, F_GETFD)), FD_CLOEXEC);
    /* It means nothing to a file. */
    MUST(fcntl(both, F_SETFL, O_NONBLOCK));
    MUST(fcntl(both, F_SETFL, 0));
    CHECK_EQ(MUST(write(both, "12345", 5)), 5);
    CHECK_EQ(MUST(read(in, &byte, 1)), 1);
    MUST(ioctl(in, FIONREAD, &count));
    CHECK_EQ(count, 4);
    FAILS_WITH(EBADF, read(out, &byte, 1));
    FAILS_WITH(EBADF, write(in, &byte, 1));
    FAILS_WITH(EFAULT, write(out, null_pointer, 1));
    FAILS_WITH(ENOTTY, ioctl(in, 0x1234, &count));
    FAILS_WITH(EINVAL, fcntl(in, 4711, 0));
}

CASE_BODY(files_and_sockets_in_turns)
{
    const char *path = in_case_directory("file");
    int i;

    for (i = 0; i < 200; i++) {
        int fd = (int)MUST(open(path, O_RDWR | O_CREAT | O_BINARY, 0600)), pair[2], file = (int)MUST(dup(fd));

        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        CHECK_EQ(MUST(write(pair[0], "s", 1)), 1);
        CHECK_EQ(MUST(write(file, "f", 1)), 1);
        MUST(close(fd));
        expect_text(pair[1], "s");
        MUST(close(pair[i % 2]));
        MUST(close(file));
        FAILS_WITH(EBADF, write(file, "f", 1));
        MUST(close(pair[1 - i % 2]));
    }
    /* Nothing leaked: the lowest number is still low. */
    CHECK(unix_socket() < 16);
}
