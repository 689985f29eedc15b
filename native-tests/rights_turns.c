/* Descriptors where several processes or threads send and receive at the same time. */
#include "ancillary.h"
#include "check.h"
#include "child.h"
#include "process.h"
#include "socket_types.h"
#include "thread.h"

#include <stdlib.h>

enum { CROSSINGS = 1000 };

struct crossing {
    int via[2], other;
};

static void cross(void *argument)
{
    struct crossing *crossing = argument;
    int i;

    for (i = 0; i < CROSSINGS; i++) {
        send_right(crossing->via[0], "x", crossing->other);
        MUST(close(receive_right(crossing->via[1], "x")));
    }
}

/* Each of two sockets receives the other one, at the same time. */
CASE_BODY(rights_that_cross)
{
    int at;

    for (at = 0; at < TYPES; at++) {
        struct crossing one, two;
        struct thread *thread;

        typed_pair(socket_types[at], one.via);
        typed_pair(socket_types[at], two.via);
        one.other = two.via[1];
        two.other = one.via[1];
        thread = thread_start(cross, &one);
        cross(&two);
        thread_join(thread);
        close_all(one.via, 2);
        close_all(two.via, 2);
    }
}

enum { MUCH = 8 << 20 };

/* Sends more than there is room for, if nobody reads; then waits. */
HELPER_BODY(rights_flooder)
{
    int fd = atoi(arguments[0]), told = atoi(arguments[1]);
    char *bytes = calloc(1, MUCH);

    CHECK_EQ(count, 2);
    CHECK(bytes != NULL);
    send_text(told, "now");
    send_bytes(fd, bytes, MUCH);
    send_text(told, "done");
    expect_end(told);
    return 0;
}

static struct process *flooder(int fd, int told[2])
{
    struct process *child;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, told));
    MUST(fcntl(told[0], F_SETFD, FD_CLOEXEC));
    child = child_start("rights_flooder", (const char *[]) { text_of(fd), text_of(told[1]), NULL });
    MUST(close(told[1]));
    expect_text(told[0], "now");
    return child;
}

/* Receives until a descriptor comes, which must be with an 'x': all else is nought. */
static long long bytes_before_a_right(int fd)
{
    long long before = 0;
    struct arrival arrival;

    do {
        arrival = receive_all(fd, sizeof arrival.bytes, 0);
        CHECK(arrival.size > 0);
        before += arrival.size;
    } while (arrival.count == 0);
    CHECK_EQ(arrival.count, 1);
    CHECK_EQ(arrival.bytes[arrival.size - 1], 'x');
    drop_rights(&arrival);
    return before - 1;
}

static void send_one(void *argument)
{
    send_right(*(int *)argument, "x", *(int *)argument);
}

/* Another process stands in the middle of a send. What it has sent of it is before the descriptor. */
CASE_BODY(rights_beside_a_blocked_sender)
{
    int pair[2], told[2], round;
    struct process *child;
    struct thread *thread;
    long long before, left;

    typed_pair(SOCK_STREAM, pair);
    MUST(fcntl(pair[1], F_SETFD, FD_CLOEXEC));
    child = flooder(pair[0], told);
    CHECK_EQ(poll_one(pair[1], POLLIN, -1), POLLIN);
    thread = thread_start(send_one, &pair[0]);
    for (round = 0; round < 20; round++)
        let_it_block();
    before = bytes_before_a_right(pair[1]);
    thread_join(thread);
    CHECK(before > 0);
    for (left = MUCH - before; left > 0; left -= before)
        before = MUST(recv(pair[1], (char[4096]) { 0 }, 4096, 0));
    CHECK_EQ(left, 0);
    expect_text(told[0], "done");
    MUST(close(told[0]));
    child_finish(child);
}

/* One that was killed there is in nobody's way: for those that must not wait, the descriptor had never gone again. */
CASE_BODY(rights_after_a_killed_sender)
{
    int pair[2], told[2];
    struct process *child;
    ssize_t got;

    typed_pair(SOCK_STREAM, pair);
    MUST(fcntl(pair[1], F_SETFD, FD_CLOEXEC));
    child = flooder(pair[0], told);
    CHECK_EQ(poll_one(pair[1], POLLIN, -1), POLLIN);
    let_it_block();
    process_kill(child);
    process_free(child);
    do {
        got = recv(pair[1], (char[4096]) { 0 }, 4096, MSG_DONTWAIT);
    } while (got > 0);
    set_nonblocking(pair[0], true);
    send_right(pair[0], "x", told[0]);
    bytes_before_a_right(pair[1]);
    send_right(pair[0], "x", told[0]);
    CHECK_EQ(bytes_before_a_right(pair[1]), 0);
}

enum { WORKERS = 3, PIPES = 5, EACH = 100 };

/* Writes each byte into the pipe that came with it; until one comes alone. Stays there until all is read: a descriptor may be on its way through it. */
HELPER_BODY(rights_sorter)
{
    int fd = atoi(arguments[0]);
    struct arrival arrival;

    CHECK_EQ(count, 2);
    for (;;) {
        arrival = receive_all(fd, 1, 0);
        CHECK_EQ(arrival.size, 1);
        CHECK_EQ(arrival.flags, 0);
        if (arrival.bytes[0] == 'E')
            break;
        CHECK_EQ(arrival.count, 1);
        CHECK_EQ(MUST(write(arrival.fds[0], arrival.bytes, 1)), 1);
        drop_rights(&arrival);
    }
    CHECK_EQ(arrival.count, 0);
    expect_end(atoi(arguments[1]));
    return 0;
}

/* Several processes receive from one socket: each descriptor goes to who has its byte. */
CASE_BODY(rights_for_several_readers)
{
    int at, i, control[2], told[2], pipes[PIPES][2];
    struct process *children[WORKERS];
    char byte;

    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], control);
        typed_pair(SOCK_STREAM, told);
        MUST(fcntl(control[0], F_SETFD, FD_CLOEXEC));
        MUST(fcntl(told[0], F_SETFD, FD_CLOEXEC));
        for (i = 0; i < WORKERS; i++)
            children[i] = child_start("rights_sorter", (const char *[]) { text_of(control[1]), text_of(told[1]), NULL });
        close_all((int[]) { control[1], told[1] }, 2);
        for (i = 0; i < PIPES; i++)
            MUST(pipe2(pipes[i], O_CLOEXEC));
        for (i = 0; i < PIPES * EACH; i++) {
            byte = (char)('0' + i % PIPES);
            CHECK_EQ(MUST(send_rights(control[0], &byte, 1, &pipes[i % PIPES][1], 1)), 1);
        }
        for (i = 0; i < PIPES * EACH; i++) {
            CHECK_EQ(MUST(read(pipes[i % PIPES][0], &byte, 1)), 1);
            CHECK_EQ(byte, '0' + i % PIPES);
        }
        for (i = 0; i < WORKERS; i++)
            send_text(control[0], "E");
        MUST(close(told[0]));
        for (i = 0; i < WORKERS; i++)
            child_finish(children[i]);
        MUST(close(control[0]));
        for (i = 0; i < PIPES; i++)
            close_all(pipes[i], 2);
    }
}
