/* fcntl(), ioctl(), dup() and dup2() on sockets. */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

CASE_BODY(fcntl_status_flags)
{
    int fd = unix_socket();

    CHECK_EQ(MUST(fcntl(fd, F_GETFL)) & O_ACCMODE, O_RDWR);
    MUST(fcntl(fd, F_SETFL, O_NONBLOCK));
    CHECK_EQ(MUST(fcntl(fd, F_GETFL)) & (O_ACCMODE | O_NONBLOCK), O_RDWR | O_NONBLOCK);
    MUST(fcntl(fd, F_SETFL, 0));
    CHECK_EQ(MUST(fcntl(fd, F_GETFL)) & (O_ACCMODE | O_NONBLOCK), O_RDWR);
}

CASE_BODY(fcntl_descriptor_flags)
{
    int fd = unix_socket();

    CHECK_EQ(MUST(fcntl(fd, F_GETFD)), 0);
    MUST(fcntl(fd, F_SETFD, FD_CLOEXEC));
    CHECK_EQ(MUST(fcntl(fd, F_GETFD)), FD_CLOEXEC);
    MUST(fcntl(fd, F_SETFD, 0));
    CHECK_EQ(MUST(fcntl(fd, F_GETFD)), 0);
}

CASE_BODY(fcntl_duplicates)
{
    int ends[2], plain, sealed;

    connected_ends(ends);
    plain = (int)MUST(fcntl(ends[CLIENT], F_DUPFD, 50));
    sealed = (int)MUST(fcntl(ends[CLIENT], F_DUPFD_CLOEXEC, 50));
    CHECK_EQ(plain, 50);
    CHECK_EQ(sealed, 51);
    CHECK_EQ(MUST(fcntl(plain, F_GETFD)), 0);
    CHECK_EQ(MUST(fcntl(sealed, F_GETFD)), FD_CLOEXEC);
    MUST(close(ends[CLIENT]));
    MUST(close(plain));
    send_text(sealed, "x");
    expect_text(ends[SERVER], "x");
    FAILS_WITH(EINVAL, fcntl(sealed, F_DUPFD, -1));
}

CASE_BODY(fcntl_unknown_command)
{
    FAILS_WITH(EINVAL, fcntl(unix_socket(), 4711, 0));
}

CASE_BODY(ioctl_bytes_to_read)
{
    int ends[2], count = -1;
    char seen[4];

    connected_ends(ends);
    MUST(ioctl(ends[SERVER], FIONREAD, &count));
    CHECK_EQ(count, 0);
    send_text(ends[CLIENT], "seven b");
    CHECK_EQ(poll_one(ends[SERVER], POLLIN, -1), POLLIN);
    MUST(ioctl(ends[SERVER], FIONREAD, &count));
    CHECK_EQ(count, 7);
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 4, MSG_PEEK)), 4);
    MUST(ioctl(ends[SERVER], FIONREAD, &count));
    CHECK_EQ(count, 7);
    receive_bytes(ends[SERVER], seen, 4);
    MUST(ioctl(ends[SERVER], FIONREAD, &count));
    CHECK_EQ(count, 3);
    /* After the peer has gone too. */
    MUST(close(ends[CLIENT]));
    MUST(ioctl(ends[SERVER], FIONREAD, &count));
    CHECK_EQ(count, 3);
    receive_bytes(ends[SERVER], seen, 3);
    expect_end(ends[SERVER]);
    MUST(ioctl(ends[SERVER], FIONREAD, &count));
    CHECK_EQ(count, 0);
}

CASE_BODY(ioctl_errors)
{
    int ends[2], count;

    connected_ends(ends);
    FAILS_WITH(EFAULT, ioctl(ends[CLIENT], FIONREAD, null_pointer));
    FAILS_WITH(EFAULT, ioctl(ends[CLIENT], FIONBIO, null_pointer));
    FAILS_WITH(ENOTTY, ioctl(ends[CLIENT], 0x1234, &count));
    FAILS_WITH(EINVAL, ioctl(listening_at(in_case_directory("s"), 1), FIONREAD, &count));
}

CASE_BODY(ioctl_switches)
{
    int ends[2], value = 1;

    connected_ends(ends);
    MUST(ioctl(ends[CLIENT], FIONBIO, &value));
    CHECK(is_nonblocking(ends[CLIENT]));
    value = 0;
    MUST(ioctl(ends[CLIENT], FIONBIO, &value));
    CHECK(!is_nonblocking(ends[CLIENT]));
    MUST(ioctl(ends[CLIENT], FIOCLEX));
    CHECK_EQ(MUST(fcntl(ends[CLIENT], F_GETFD)), FD_CLOEXEC);
    MUST(ioctl(ends[CLIENT], FIONCLEX));
    CHECK_EQ(MUST(fcntl(ends[CLIENT], F_GETFD)), 0);
    value = 77;
    MUST(ioctl(ends[CLIENT], SIOCATMARK, &value));
    CHECK_EQ(value, 0);
    FAILS_WITH(EFAULT, ioctl(ends[CLIENT], SIOCATMARK, null_pointer));
    FAILS_WITH(ENOTTY, ioctl((int)MUST(socket(AF_INET, SOCK_DGRAM, 0)), SIOCATMARK, &value));
    FAILS_WITH(EBADF, ioctl(-1, FIOCLEX));
}

CASE_BODY(dup_is_the_same_socket)
{
    int ends[2], copy;

    connected_ends(ends);
    copy = (int)MUST(dup(ends[CLIENT]));
    CHECK(copy != ends[CLIENT]);
    send_text(copy, "from the copy ");
    send_text(ends[CLIENT], "and the original");
    expect_text(ends[SERVER], "from the copy and the original");
    send_text(ends[SERVER], "12");
    expect_text(copy, "1");
    expect_text(ends[CLIENT], "2");
}

CASE_BODY(dup_shares_status_flags)
{
    int fd = unix_socket(), copy = (int)MUST(dup(fd));

    set_nonblocking(copy, true);
    CHECK(is_nonblocking(fd));
    set_nonblocking(fd, false);
    CHECK(!is_nonblocking(copy));
    /* The flags of the descriptor are its own, and a copy begins without. */
    MUST(fcntl(fd, F_SETFD, FD_CLOEXEC));
    CHECK_EQ(MUST(fcntl(copy, F_GETFD)), 0);
    CHECK_EQ(MUST(fcntl((int)MUST(dup(fd)), F_GETFD)), 0);
}

CASE_BODY(dup_lives_until_the_last_is_closed)
{
    int ends[2], copy;

    connected_ends(ends);
    copy = (int)MUST(dup(ends[CLIENT]));
    MUST(close(ends[CLIENT]));
    FAILS_WITH(EBADF, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    expect_nothing(ends[SERVER]);
    CHECK_EQ(poll_one(ends[SERVER], POLLIN, 0), 0);
    send_text(copy, "alive");
    expect_text(ends[SERVER], "alive");
    MUST(close(copy));
    expect_end(ends[SERVER]);
}

CASE_BODY(dup_shutdown_hits_all)
{
    int ends[2], copy;

    connected_ends(ends);
    copy = (int)MUST(dup(ends[CLIENT]));
    MUST(shutdown(copy, SHUT_WR));
    FAILS_WITH(EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    expect_end(ends[SERVER]);
}

CASE_BODY(dup_of_a_new_socket)
{
    const char *path = in_case_directory("s");
    int fd = unix_socket(), copy = (int)MUST(dup(fd)), client = unix_socket(), client_copy = (int)MUST(dup(client));

    /* Bound by one, listening by the other, accepted by both. */
    MUST(bind_to(fd, path));
    FAILS_WITH(EINVAL, bind_to(copy, in_case_directory("other")));
    MUST(listen(copy, 5));
    MUST(connect_to(client_copy, path));
    FAILS_WITH(EISCONN, connect_to(client, path));
    send_text(client, "1");
    send_text(connected_to(path), "2");
    expect_text(accepted_from(fd), "1");
    MUST(close(fd));
    expect_text(accepted_from(copy), "2");
    MUST(close(copy));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
}

CASE_BODY(dup_takes_the_lowest_number)
{
    int a = unix_socket(), b = unix_socket();

    MUST(close(a));
    CHECK_EQ(MUST(dup(b)), a);
}

CASE_BODY(dup2_replaces_a_socket)
{
    int one[2], two[2];

    connected_ends(one);
    connected_ends(two);
    CHECK_EQ(MUST(dup2(one[CLIENT], two[CLIENT])), two[CLIENT]);
    /* What was there is closed. */
    expect_end(two[SERVER]);
    send_text(two[CLIENT], "x");
    expect_text(one[SERVER], "x");
    MUST(close(one[CLIENT]));
    send_text(two[CLIENT], "y");
    expect_text(one[SERVER], "y");
}

CASE_BODY(dup2_onto_free_and_same_numbers)
{
    int ends[2];

    connected_ends(ends);
    CHECK_EQ(MUST(dup2(ends[CLIENT], 60)), 60);
    send_text(60, "x");
    expect_text(ends[SERVER], "x");
    MUST(fcntl(60, F_SETFD, FD_CLOEXEC));
    CHECK_EQ(MUST(dup2(60, 60)), 60);
    /* Nothing at all happens then. */
    CHECK_EQ(MUST(fcntl(60, F_GETFD)), FD_CLOEXEC);
    FAILS_WITH(EBADF, dup2(ends[CLIENT], -1));
    FAILS_WITH(EBADF, dup2(61, 61));
    FAILS_WITH(EBADF, dup2(61, 60));
    send_text(60, "y");
    expect_text(ends[SERVER], "y");
}

CASE_BODY(dup3_of_sockets_and_files)
{
    int ends[2], file = (int)MUST(open(in_case_directory("file"), O_RDWR | O_CREAT, 0600));

    connected_ends(ends);
    CHECK_EQ(MUST(dup3(ends[CLIENT], 60, O_CLOEXEC)), 60);
    CHECK_EQ(MUST(fcntl(60, F_GETFD)), FD_CLOEXEC);
    send_text(60, "x");
    expect_text(ends[SERVER], "x");
    CHECK_EQ(MUST(dup3(ends[CLIENT], 60, 0)), 60);
    CHECK_EQ(MUST(fcntl(60, F_GETFD)), 0);
    CHECK_EQ(MUST(dup3(file, 60, O_CLOEXEC)), 60);
    CHECK_EQ(MUST(fcntl(60, F_GETFD)), FD_CLOEXEC);
    CHECK_EQ(MUST(dup3(file, 61, 0)), 61);
    CHECK_EQ(MUST(fcntl(61, F_GETFD)), 0);
    CHECK_EQ(MUST(write(61, "x", 1)), 1);
    FAILS_WITH(EINVAL, dup3(60, 60, 0));
    FAILS_WITH(EINVAL, dup3(ends[CLIENT], ends[CLIENT], O_CLOEXEC));
    FAILS_WITH(EINVAL, dup3(ends[CLIENT], 62, 1));
    FAILS_WITH(EINVAL, dup3(-1, -1, 0));
    FAILS_WITH(EBADF, dup3(-1, 62, O_CLOEXEC));
    FAILS_WITH(EBADF, dup3(ends[CLIENT], -1, 0));
    FAILS_WITH(EBADF, dup3(file, -1, O_CLOEXEC));
}

CASE_BODY(dup2_between_files_and_sockets)
{
    const char *path = in_case_directory("file");
    int ends[2], file;
    char seen[16];

    connected_ends(ends);
    file = (int)MUST(open(path, O_RDWR | O_CREAT, 0600));
    /* A socket over a file, */
    CHECK_EQ(MUST(dup2(ends[CLIENT], file)), file);
    CHECK_EQ(MUST(write(file, "to the socket", 13)), 13);
    expect_text(ends[SERVER], "to the socket");
    CHECK_EQ(file_read(path, seen, sizeof seen), 0);
    /* and a file over a socket. */
    MUST(close(file));
    file = (int)MUST(open(path, O_RDWR));
    CHECK_EQ(MUST(dup2(file, ends[CLIENT])), ends[CLIENT]);
    expect_end(ends[SERVER]);
    CHECK_EQ(MUST(write(ends[CLIENT], "to the file", 11)), 11);
    FAILS_WITH(ENOTSOCK, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    MUST(close(ends[CLIENT]));
    MUST(close(file));
    CHECK_EQ(file_read(path, seen, sizeof seen), 11);
}

struct reader {
    int fd;
    char seen;
};

static void read_one(void *argument)
{
    struct reader *reader = argument;

    receive_bytes(reader->fd, &reader->seen, 1);
}

/* Closing one descriptor leaves a wait on the other alone. */
CASE_BODY(dup_close_one_while_the_other_waits)
{
    int ends[2];
    struct reader reader;
    struct thread *thread;

    connected_ends(ends);
    reader.fd = (int)MUST(dup(ends[CLIENT]));
    thread = thread_start(read_one, &reader);
    let_it_block();
    MUST(close(ends[CLIENT]));
    send_text(ends[SERVER], "x");
    thread_join(thread);
    CHECK_EQ(reader.seen, 'x');
}
