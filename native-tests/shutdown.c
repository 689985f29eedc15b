/* shutdown(), in all directions and with other threads waiting. */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <stdlib.h>

CASE_BODY(shutdown_writing)
{
    int ends[2];

    connected_ends(ends);
    send_text(ends[CLIENT], "request");
    MUST(shutdown(ends[CLIENT], SHUT_WR));
    FAILS_WITH(EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    expect_text(ends[SERVER], "request");
    expect_end(ends[SERVER]);
    /* The other direction is open. */
    send_text(ends[SERVER], "answer");
    expect_text(ends[CLIENT], "answer");
    MUST(close(ends[SERVER]));
    expect_end(ends[CLIENT]);
}

CASE_BODY(shutdown_reading)
{
    int ends[2];

    connected_ends(ends);
    send_text(ends[SERVER], "already here");
    CHECK_EQ(poll_one(ends[CLIENT], POLLIN, -1), POLLIN);
    MUST(shutdown(ends[CLIENT], SHUT_RD));
    /* What had come is still read; the peer can't send any more. */
    FAILS_WITH(EPIPE, send(ends[SERVER], "x", 1, MSG_NOSIGNAL));
    expect_text(ends[CLIENT], "already here");
    expect_end(ends[CLIENT]);
    send_text(ends[CLIENT], "still open");
    expect_text(ends[SERVER], "still open");
}

CASE_BODY(shutdown_both)
{
    int ends[2];

    connected_ends(ends);
    send_text(ends[CLIENT], "x");
    MUST(shutdown(ends[CLIENT], SHUT_RDWR));
    FAILS_WITH(EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(EPIPE, send(ends[SERVER], "x", 1, MSG_NOSIGNAL));
    expect_end(ends[CLIENT]);
    expect_text(ends[SERVER], "x");
    expect_end(ends[SERVER]);
}

CASE_BODY(shutdown_again_and_again)
{
    int ends[2], i;

    connected_ends(ends);
    for (i = 0; i < 3; i++)
        MUST(shutdown(ends[CLIENT], SHUT_WR));
    MUST(shutdown(ends[CLIENT], SHUT_RD));
    MUST(shutdown(ends[CLIENT], SHUT_RDWR));
    expect_end(ends[SERVER]);
    MUST(shutdown(ends[SERVER], SHUT_RDWR));
    MUST(close(ends[CLIENT]));
    MUST(shutdown(ends[SERVER], SHUT_WR));
}

CASE_BODY(shutdown_errors)
{
    int ends[2];

    connected_ends(ends);
    FAILS_WITH(EINVAL, shutdown(ends[CLIENT], 3));
    FAILS_WITH(EINVAL, shutdown(ends[CLIENT], -1));
    send_text(ends[CLIENT], "unharmed");
    expect_text(ends[SERVER], "unharmed");
}

/* Linux doesn't ask whether there is a connection, and remembers it. */
CASE_BODY(shutdown_before_connect)
{
    int fd = unix_socket();
    char byte;

    MUST(shutdown(fd, SHUT_WR));
    FAILS_WITH(EINVAL, recv(fd, &byte, 1, 0));
    MUST(close(fd));
}

struct waiter {
    int fd;
    long long result;
    int error;
};

static void wait_in_recv(void *argument)
{
    struct waiter *waiter = argument;
    char byte;

    waiter->result = recv(waiter->fd, &byte, 1, 0);
    waiter->error = errno;
}

static void wait_in_accept(void *argument)
{
    struct waiter *waiter = argument;

    waiter->result = accept(waiter->fd, NULL, NULL);
    waiter->error = errno;
}

static void wait_in_peek(void *argument)
{
    struct waiter *waiter = argument;
    char bytes[8];
    struct iovec parts[2] = { { bytes, 4 }, { bytes + 4, 4 } };
    struct msghdr message = message_of(parts, 2);

    waiter->result = recvmsg(waiter->fd, &message, MSG_PEEK);
    waiter->error = errno;
}

static void wait_in_send(void *argument)
{
    struct waiter *waiter = argument;
    static char bytes[1 << 20];

    do
        waiter->result = send(waiter->fd, bytes, sizeof bytes, MSG_NOSIGNAL);
    while (waiter->result > 0);
    waiter->error = errno;
}

static struct waiter woken_by(int fd, void (*wait)(void *), int other, int how)
{
    struct waiter waiter = { .fd = fd };
    struct thread *thread = thread_start(wait, &waiter);

    let_it_block();
    MUST(shutdown(other, how));
    thread_join(thread);
    return waiter;
}

CASE_BODY(shutdown_wakes_recv)
{
    static const int hows[] = { SHUT_RD, SHUT_RDWR };
    int ends[2], i;

    for (i = 0; i < 2; i++) {
        connected_ends(ends);
        CHECK_EQ(woken_by(ends[CLIENT], wait_in_recv, ends[CLIENT], hows[i]).result, 0);
    }
    connected_ends(ends);
    CHECK_EQ(woken_by(ends[CLIENT], wait_in_recv, ends[SERVER], SHUT_WR).result, 0);
}

CASE_BODY(shutdown_wakes_recvmsg)
{
    static const int hows[] = { SHUT_RD, SHUT_RDWR };
    int ends[2], i;

    for (i = 0; i < 2; i++) {
        connected_ends(ends);
        CHECK_EQ(woken_by(ends[CLIENT], wait_in_peek, ends[CLIENT], hows[i]).result, 0);
    }
    connected_ends(ends);
    CHECK_EQ(woken_by(ends[CLIENT], wait_in_peek, ends[SERVER], SHUT_WR).result, 0);
}

CASE_BODY(shutdown_wakes_accept)
{
    static const int hows[] = { SHUT_RD, SHUT_RDWR };
    int i;

    for (i = 0; i < 2; i++) {
        const char *path = in_case_directory("s");
        int listener = listening_at(path, 5);
        struct waiter waiter = woken_by(listener, wait_in_accept, listener, hows[i]);

        CHECK_EQ(waiter.result, -1);
        CHECK_EQ(waiter.error, EINVAL);
        FAILS_WITH(EINVAL, accept(listener, NULL, NULL));
        /* And nobody gets in any more. */
        FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
        MUST(close(listener));
        CHECK(file_remove(path));
    }
}

CASE_BODY(shutdown_wakes_send)
{
    int ends[2];
    struct waiter waiter;

    connected_ends(ends);
    waiter = woken_by(ends[CLIENT], wait_in_send, ends[CLIENT], SHUT_WR);
    CHECK_EQ(waiter.result, -1);
    CHECK_EQ(waiter.error, EPIPE);
    connected_ends(ends);
    waiter = woken_by(ends[CLIENT], wait_in_send, ends[SERVER], SHUT_RD);
    CHECK_EQ(waiter.result, -1);
    CHECK_EQ(waiter.error, EPIPE);
}

static void do_close(void *argument)
{
    let_it_block();
    MUST(close(*(int *)argument));
}

CASE_BODY(shutdown_by_closing_wakes_the_peer)
{
    int ends[2];
    struct waiter waiter;
    struct thread *thread;

    connected_ends(ends);
    waiter.fd = ends[SERVER];
    thread = thread_start(do_close, &ends[CLIENT]);
    wait_in_recv(&waiter);
    CHECK_EQ(waiter.result, 0);
    thread_join(thread);
    /* A sender too. What it had sent before is in nobody's hands: a reset, told by send() as a broken pipe. */
    connected_ends(ends);
    waiter.fd = ends[SERVER];
    thread = thread_start(do_close, &ends[CLIENT]);
    wait_in_send(&waiter);
    CHECK_EQ(waiter.error, EPIPE);
    thread_join(thread);
}
