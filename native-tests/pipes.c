/* pipe() and pipe2(), and what fcntl(), poll() and the rest say of pipes. */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <stdlib.h>
#include <sys/stat.h>

enum { READ, WRITE };

CASE_BODY(pipes_carry_bytes)
{
    int ends[2], count = -1;
    char seen[16];

    MUST(pipe(ends));
    CHECK_EQ(MUST(write(ends[WRITE], "line\r\n\x1a!", 8)), 8);
    MUST(ioctl(ends[READ], FIONREAD, &count));
    CHECK_EQ(count, 8);
    CHECK_EQ(MUST(read(ends[READ], seen, 4)), 4);
    CHECK_EQ(MUST(read(ends[READ], seen + 4, 12)), 4);
    CHECK_BYTES(seen, "line\r\n\x1a!", 8);
    CHECK_EQ(MUST(read(ends[READ], seen, 0)), 0);
    CHECK_EQ(MUST(write(ends[WRITE], "", 0)), 0);
    FAILS_WITH(EBADF, read(ends[WRITE], seen, 1));
    FAILS_WITH(EBADF, write(ends[READ], "x", 1));
    FAILS_WITH(ENOTSOCK, send(ends[WRITE], "x", 1, MSG_NOSIGNAL));
    CHECK_EQ(MUST(write(ends[WRITE], "last", 4)), 4);
    MUST(close(ends[WRITE]));
    CHECK_EQ(MUST(read(ends[READ], seen, 16)), 4);
    CHECK_EQ(MUST(read(ends[READ], seen, 16)), 0);
    CHECK_EQ(MUST(read(ends[READ], seen, 16)), 0);
}

CASE_BODY(pipes_in_parts)
{
    int ends[2];
    char a[3], b[8];
    struct iovec out[3] = { { (char *)"abc", 3 }, { NULL, 0 }, { (char *)"defg", 4 } }, in[2] = { { a, 3 }, { b, 8 } };

    MUST(pipe(ends));
    CHECK_EQ(MUST(writev(ends[WRITE], out, 3)), 7);
    CHECK_EQ(MUST(readv(ends[READ], in, 2)), 7);
    CHECK_BYTES(a, "abc", 3);
    CHECK_BYTES(b, "defg", 4);
    /* The first part is full, and nothing is there for the second. */
    CHECK_EQ(MUST(write(ends[WRITE], "abc", 3)), 3);
    CHECK_EQ(MUST(readv(ends[READ], in, 2)), 3);
}

CASE_BODY(pipes_without_a_reader)
{
    int ends[2];

    MUST(pipe(ends));
    MUST(close(ends[READ]));
    FAILS_WITH(EPIPE, write(ends[WRITE], "x", 1));
    FAILS_WITH(EPIPE, writev(ends[WRITE], &(struct iovec) { (char *)"x", 1 }, 1));
    MUST(fcntl(ends[WRITE], F_SETFL, O_NONBLOCK));
    FAILS_WITH(EPIPE, write(ends[WRITE], "x", 1));
}

static void check_nonblocking_pipe(const int ends[2])
{
    enum { PIECE = 4096, MOST = 1 << 20 };
    char *piece = calloc(1, 3 * PIECE);
    long long written = 0, count;

    CHECK(piece != NULL);
    FAILS_WITH(EAGAIN, read(ends[READ], piece, 1));
    FAILS_WITH(EAGAIN, readv(ends[READ], &(struct iovec) { piece, 1 }, 1));
    while ((count = write(ends[WRITE], piece, PIECE)) > 0) {
        written += count;
        CHECK(written < MOST);
    }
    CHECK_EQ(errno, EAGAIN);
    CHECK_EQ(written, 65536);
    FAILS_WITH(EAGAIN, write(ends[WRITE], piece, 3 * PIECE));
    /* Room for a part of it. */
    CHECK_EQ(MUST(read(ends[READ], piece, PIECE)), PIECE);
    CHECK_EQ(MUST(write(ends[WRITE], piece, 3 * PIECE)), PIECE);
    while ((count = read(ends[READ], piece, 3 * PIECE)) > 0)
        written -= count;
    CHECK_EQ(errno, EAGAIN);
    CHECK_EQ(written, 0);
    free(piece);
}

CASE_BODY(pipes_that_do_not_block)
{
    int ends[2], count = 1;

    MUST(pipe2(ends, O_NONBLOCK));
    CHECK(is_nonblocking(ends[READ]) && is_nonblocking(ends[WRITE]));
    check_nonblocking_pipe(ends);
    close_all(ends, 2);
    MUST(pipe(ends));
    CHECK(!is_nonblocking(ends[READ]) && !is_nonblocking(ends[WRITE]));
    set_nonblocking(ends[READ], true);
    CHECK(is_nonblocking(ends[READ]) && !is_nonblocking(ends[WRITE]));
    MUST(ioctl(ends[WRITE], FIONBIO, &count));
    CHECK(is_nonblocking(ends[WRITE]));
    /* A duplicate is the same end. */
    CHECK(is_nonblocking((int)MUST(dup(ends[WRITE]))));
    check_nonblocking_pipe(ends);
    set_nonblocking(ends[READ], false);
    CHECK(!is_nonblocking(ends[READ]));
}

CASE_BODY(pipes_flags)
{
    int ends[2];

    MUST(pipe2(ends, 0));
    CHECK_EQ(MUST(fcntl(ends[READ], F_GETFL)) & (O_ACCMODE | O_NONBLOCK), O_RDONLY);
    CHECK_EQ(MUST(fcntl(ends[WRITE], F_GETFL)) & (O_ACCMODE | O_NONBLOCK), O_WRONLY);
    CHECK_EQ(MUST(fcntl(ends[READ], F_GETFD)), 0);
    MUST(fcntl(ends[READ], F_SETFD, FD_CLOEXEC));
    CHECK_EQ(MUST(fcntl(ends[READ], F_GETFD)), FD_CLOEXEC);
    CHECK_EQ(MUST(fcntl(ends[WRITE], F_GETFD)), 0);
    CHECK_EQ(MUST(fcntl((int)MUST(fcntl(ends[READ], F_DUPFD, 30)), F_GETFD)), 0);
    CHECK_EQ(MUST(fcntl(30, F_GETFL)) & O_ACCMODE, O_RDONLY);
    CHECK_EQ(MUST(fcntl((int)MUST(fcntl(ends[READ], F_DUPFD_CLOEXEC, 30)), F_GETFD)), FD_CLOEXEC);
    MUST(ioctl(ends[READ], FIONCLEX));
    CHECK_EQ(MUST(fcntl(ends[READ], F_GETFD)), 0);
    MUST(ioctl(ends[READ], FIOCLEX));
    CHECK_EQ(MUST(fcntl(ends[READ], F_GETFD)), FD_CLOEXEC);
    MUST(pipe2(ends, O_CLOEXEC));
    CHECK_EQ(MUST(fcntl(ends[READ], F_GETFD)), FD_CLOEXEC);
    CHECK_EQ(MUST(fcntl(ends[WRITE], F_GETFD)), FD_CLOEXEC);
    FAILS_WITH(EINVAL, pipe2(ends, 1));
    FAILS_WITH(EFAULT, pipe(null_pointer));
    FAILS_WITH(EFAULT, pipe2(null_pointer, O_CLOEXEC));
    FAILS_WITH(EINVAL, pipe2(null_pointer, 1));
}

CASE_BODY(pipes_polled)
{
    int ends[2];
    char byte;

    MUST(pipe(ends));
    CHECK_EQ(poll_one(ends[READ], POLLIN | POLLOUT, 0), 0);
    CHECK_EQ(poll_one(ends[WRITE], POLLIN | POLLOUT, 0), POLLOUT);
    CHECK_EQ(MUST(write(ends[WRITE], "x", 1)), 1);
    CHECK_EQ(poll_one(ends[READ], POLLIN | POLLOUT, 0), POLLIN);
    CHECK_EQ(poll_one(ends[READ], POLLOUT, 0), 0);
    MUST(close(ends[WRITE]));
    CHECK_EQ(poll_one(ends[READ], POLLIN, -1), POLLIN | POLLHUP);
    CHECK_EQ(MUST(read(ends[READ], &byte, 1)), 1);
    CHECK_EQ(poll_one(ends[READ], POLLIN | POLLRDHUP, -1), POLLHUP);
    CHECK_EQ(poll_one(ends[READ], 0, -1), POLLHUP);
    MUST(close(ends[READ]));
    CHECK_EQ(poll_one(ends[READ], POLLIN, -1), POLLNVAL);
    MUST(pipe(ends));
    MUST(close(ends[READ]));
    CHECK_EQ(poll_one(ends[WRITE], POLLOUT, -1), POLLOUT | POLLERR);
    CHECK_EQ(poll_one(ends[WRITE], 0, -1), POLLERR);
}

CASE_BODY(pipes_selected)
{
    int ends[2];
    fd_set in, out, odd;
    struct timeval now = { 0, 0 };

    MUST(pipe(ends));
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_ZERO(&odd);
    FD_SET(ends[READ], &in);
    FD_SET(ends[WRITE], &out);
    FD_SET(ends[READ], &odd);
    CHECK_EQ(MUST(select(ends[WRITE] + 1, &in, &out, &odd, &now)), 1);
    CHECK(FD_ISSET(ends[WRITE], &out) && !FD_ISSET(ends[READ], &in) && !FD_ISSET(ends[READ], &odd));
    MUST(close(ends[WRITE]));
    FD_ZERO(&in);
    FD_SET(ends[READ], &in);
    CHECK_EQ(MUST(select(ends[READ] + 1, &in, NULL, NULL, NULL)), 1);
}

struct waker {
    int pipe, socket;
};

static void wake_by_pipe(void *argument)
{
    struct waker *waker = argument;

    let_it_block();
    CHECK_EQ(MUST(write(waker->pipe, "!", 1)), 1);
}

/* The self-pipe: how a thread, or a signal handler, ends another thread's poll(). */
CASE_BODY(pipes_wake_poll)
{
    int ends[2], pair[2], listener = listening_at(in_case_directory("s"), 1), file, round;
    struct waker waker;
    struct thread *thread;
    char byte;

    MUST(pipe2(ends, O_NONBLOCK | O_CLOEXEC));
    connected_ends(pair);
    file = (int)MUST(open(in_case_directory("file"), O_RDWR | O_CREAT, 0600));
    waker = (struct waker) { ends[WRITE], pair[SERVER] };
    for (round = 0; round < 3; round++) {
        struct pollfd entries[5] = {
            { listener, POLLIN, 0 }, { pair[CLIENT], POLLIN, 0 }, { ends[READ], POLLIN, 0 }, { -1, POLLIN, 77 }, { file, POLLPRI, 0 },
        };

        thread = thread_start(wake_by_pipe, &waker);
        CHECK_EQ(MUST(poll(entries, 5, -1)), 1);
        CHECK_EQ(entries[2].revents, POLLIN);
        CHECK(entries[0].revents == 0 && entries[1].revents == 0 && entries[3].revents == 0 && entries[4].revents == 0);
        CHECK_EQ(MUST(read(ends[READ], &byte, 1)), 1);
        FAILS_WITH(EAGAIN, read(ends[READ], &byte, 1));
        thread_join(thread);
    }
    /* And both at once. */
    CHECK_EQ(MUST(write(ends[WRITE], "!", 1)), 1);
    send_text(pair[SERVER], "x");
    CHECK_EQ(poll_one(pair[CLIENT], POLLIN, -1), POLLIN);
    CHECK_EQ(MUST(poll((struct pollfd[]) { { pair[CLIENT], POLLIN, 0 }, { ends[READ], POLLIN, 0 } }, 2, -1)), 2);
}

struct drinker {
    int fd;
    long long count;
};

static void read_to_the_end(void *argument)
{
    struct drinker *drinker = argument;
    char *bytes = malloc(1 << 20);
    long long count;

    CHECK(bytes != NULL);
    while ((count = MUST(read(drinker->fd, bytes, 1 << 20))) > 0)
        drinker->count += count;
    free(bytes);
}

/* A blocking write of more than fits, to a reader who asks for more than there is. */
CASE_BODY(pipes_larger_than_themselves)
{
    enum { SIZE = 1 << 20 };
    char *bytes = calloc(1, SIZE);
    struct drinker drinker = { 0, 0 };
    struct thread *thread;
    int ends[2];

    CHECK(bytes != NULL);
    MUST(pipe(ends));
    drinker.fd = ends[READ];
    thread = thread_start(read_to_the_end, &drinker);
    let_it_block();
    CHECK_EQ(poll_one(ends[WRITE], POLLOUT, -1), POLLOUT);
    CHECK_EQ(MUST(write(ends[WRITE], bytes, SIZE)), SIZE);
    MUST(close(ends[WRITE]));
    thread_join(thread);
    CHECK_EQ(drinker.count, SIZE);
    free(bytes);
}

CASE_BODY(pipes_share_numbers_with_sockets)
{
    int i;

    for (i = 0; i < 100; i++) {
        int ends[2], fd = unix_socket(), file;

        MUST(pipe(ends));
        CHECK(ends[READ] != fd && ends[WRITE] != fd && ends[READ] != ends[WRITE]);
        MUST(close(fd));
        file = (int)MUST(dup(ends[i % 2]));
        CHECK_EQ(file, fd);
        MUST(close(file));
        close_all(ends, 2);
        FAILS_WITH(EBADF, write(ends[WRITE], "x", 1));
    }
}

/* If the thread comes too late the descriptor isn't the pipe's any more. */
static void read_one(void *end)
{
    char seen;

    if (read(*(int *)end, &seen, 1) != 1)
        note("too late to read");
}

static void replace(void *ends)
{
    CHECK_EQ(MUST(dup2(((int *)ends)[WRITE], ((int *)ends)[READ])), ((int *)ends)[READ]);
}

static void replace_by_socket(void *ends)
{
    int fd = unix_socket();

    CHECK_EQ(MUST(dup2(fd, ((int *)ends)[READ])), ((int *)ends)[READ]);
    MUST(close(fd));
}

/* dup2() onto a pipe that another thread reads waits on Windows for that read, in the C runtime. It had a lock of ours meanwhile, and so
 * every other thread of the program waited with it: also the one that was about to write into the pipe. */
CASE_BODY(pipes_replaced_while_read)
{
    static void (*const ways[])(void *) = { replace, replace_by_socket };
    size_t i;

    for (i = 0; i < 2; i++) {
        int ends[2], pair[2], spare;
        struct thread *reader, *replacer;

        MUST(pipe(ends));
        spare = MUST(dup(ends[READ]));      /* somebody may read, whatever becomes of that end */
        reader = thread_start(read_one, ends);
        let_it_block();
        replacer = thread_start(ways[i], ends);
        let_it_block();
        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        close_all(pair, 2);
        FAILS_WITH(EBADF, close(999));
        CHECK_EQ(MUST(write(ends[WRITE], "x", 1)), 1);
        thread_join(reader);
        thread_join(replacer);
        if (i == 0)
            CHECK_EQ(MUST(fcntl(ends[READ], F_GETFL)) & O_ACCMODE, O_WRONLY);
        else
            CHECK_EQ(MUST(isfdtype(ends[READ], S_IFSOCK)), 1);
        close_all((int[]) { ends[READ], ends[WRITE], spare }, 3);
    }
}
