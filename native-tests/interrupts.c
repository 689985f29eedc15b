/* Waits that are ended from outside: by a signal on POSIX, by Ctrl+C on Windows, in a program that handles it. */
#include "check.h"
#include "files.h"
#include "host.h"
#include "sockets.h"
#include "thread.h"

#include <stdatomic.h>

static atomic_int done;

/* No event tells that the other thread waits by now, so it is interrupted until it says that it was. */
static void interrupt_always(void *argument)
{
    (void)argument;
    while (!atomic_load(&done)) {
        let_it_block();
        interrupt_own_process();
    }
}

/* As programs do: first of all. */
static void begin_handling(void)
{
    if (!interrupts_handle())
        SKIP("this process can't have a console");
}

static struct thread *start_interrupting(void)
{
    return thread_start(interrupt_always, NULL);
}

static void stop_interrupting(struct thread *thread)
{
    atomic_store(&done, 1);
    thread_join(thread);
}

CASE_BODY(interrupts_recv)
{
    int ends[2];
    struct thread *thread;
    char byte;

    begin_handling();
    connected_ends(ends);
    thread = start_interrupting();
    FAILS_WITH(EINTR, recv(ends[CLIENT], &byte, 1, 0));
    stop_interrupting(thread);
    send_text(ends[SERVER], "x");
    expect_text(ends[CLIENT], "x");
}

/* Of several parts, of a look, of all that was asked for, and of datagrams. */
CASE_BODY(interrupts_messages)
{
    int ends[2], datagrams = internet_socket(SOCK_DGRAM);
    struct thread *thread;
    char bytes[2][4];
    struct iovec parts[2] = { { bytes[0], 4 }, { bytes[1], 4 } };
    struct msghdr message = message_of(parts, 2);

    begin_handling();
    connected_ends(ends);
    bound_to_loopback(datagrams);
    thread = start_interrupting();
    FAILS_WITH(EINTR, recvmsg(ends[CLIENT], &message, 0));
    FAILS_WITH(EINTR, recvmsg(ends[CLIENT], &message, MSG_PEEK));
    FAILS_WITH(EINTR, readv(ends[CLIENT], parts, 2));
    FAILS_WITH(EINTR, recvmmsg(ends[CLIENT], &(struct mmsghdr) { message, 0 }, 1, 0, NULL));
    FAILS_WITH(EINTR, recvmsg(datagrams, &message, 0));
    send_text(ends[SERVER], "three");
    /* What has come by then isn't lost. */
    CHECK_EQ(MUST(recvmsg(ends[CLIENT], &message, MSG_WAITALL)), 5);
    stop_interrupting(thread);
    CHECK_BYTES(bytes, "three", 5);
}

CASE_BODY(interrupts_accept)
{
    int listener;
    struct thread *thread;

    begin_handling();
    listener = listening_at("s", 5);
    thread = start_interrupting();
    FAILS_WITH(EINTR, accept(listener, NULL, NULL));
    stop_interrupting(thread);
    send_text(connected_to("s"), "x");
    expect_text(accepted_from(listener), "x");
}

CASE_BODY(interrupts_connect)
{
    int client;
    struct thread *thread;

    begin_handling();
    client = unix_socket();
    listening_at("s", 0);
    connected_to("s");
    thread = start_interrupting();
    FAILS_WITH(EINTR, connect_to(client, "s"));
    stop_interrupting(thread);
}

CASE_BODY(interrupts_poll_and_select)
{
    int ends[2];
    struct pollfd entry = { .events = POLLIN };
    struct thread *thread;
    fd_set in;

    begin_handling();
    connected_ends(ends);
    entry.fd = ends[CLIENT];
    FD_ZERO(&in);
    FD_SET(ends[CLIENT], &in);
    thread = start_interrupting();
    FAILS_WITH(EINTR, poll(&entry, 1, -1));
    FAILS_WITH(EINTR, select(ends[CLIENT] + 1, &in, NULL, NULL, NULL));
    stop_interrupting(thread);
}

CASE_BODY(interrupts_send)
{
    static char bytes[1 << 20];
    int ends[2];
    struct thread *thread;
    long long count;

    begin_handling();
    connected_ends(ends);
    thread = start_interrupting();
    /* A call that has moved something says so; the next one is interrupted. */
    do
        count = send(ends[CLIENT], bytes, sizeof bytes, MSG_NOSIGNAL);
    while (count > 0);
    CHECK_EQ(count, -1);
    CHECK_EQ(errno, EINTR);
    stop_interrupting(thread);
}
