/* What must not grow: managed memory, handles, threads. And what must not hang: short threads while the collector runs. */
#include "check.h"
#include "files.h"
#include "kernel_objects.h"
#include "peer.h"
#include "sockets.h"
#include "thread.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* In no header: for these cases alone. */
__declspec(dllimport) long long afunix_debug_allocated(void);
__declspec(dllimport) void afunix_debug_collect(void);

/* The same through messages of several parts, with a name asked for, and through vectors. */
static void exchange_messages(const int ends[2])
{
    char out[3] = "abc", in[4];
    struct iovec sent[2] = { { out, 1 }, { out + 1, 2 } }, seen[2] = { { in, 2 }, { in + 2, 2 } };
    struct sockaddr_un name;
    struct msghdr message = { .msg_iov = sent, .msg_iovlen = 2 };
    struct mmsghdr many = { { .msg_iov = seen, .msg_iovlen = 2, .msg_name = &name, .msg_namelen = sizeof name }, 0 };

    CHECK_EQ(MUST(sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL)), 3);
    CHECK_EQ(MUST(recvmmsg(ends[SERVER], &many, 1, MSG_WAITFORONE, NULL)), 1);
    CHECK_EQ(MUST(writev(ends[SERVER], sent, 2)), 3);
    CHECK_EQ(MUST(recv(ends[CLIENT], in, 2, MSG_PEEK)), 2);
    CHECK_EQ(MUST(readv(ends[CLIENT], seen, 2)), 3);
    message.msg_iov = seen;
    FAILS_WITH(EAGAIN, recvmsg(ends[CLIENT], &message, MSG_DONTWAIT));
}

static void exchange(const int ends[2])
{
    char byte = 'x';
    fd_set in;

    CHECK_EQ(MUST(send(ends[CLIENT], &byte, 1, MSG_NOSIGNAL)), 1);
    CHECK_EQ(poll_one(ends[SERVER], POLLIN, -1), POLLIN);
    CHECK_EQ(MUST(recv(ends[SERVER], &byte, 1, 0)), 1);
    CHECK_EQ(MUST(write(ends[SERVER], &byte, 1)), 1);
    FD_ZERO(&in);
    FD_SET(ends[CLIENT], &in);
    CHECK_EQ(MUST(select(ends[CLIENT] + 1, &in, NULL, NULL, NULL)), 1);
    CHECK_EQ(MUST(read(ends[CLIENT], &byte, 1)), 1);
    expect_nothing(ends[CLIENT]);
    exchange_messages(ends);
}

CASE_BODY(steady_data_allocates_nothing)
{
    enum { ROUNDS = 5000, WARM_UP = 200 };
    int ends[2], i;
    long long before;

    connected_ends(ends);
    for (i = 0; i < WARM_UP; i++)
        exchange(ends);
    before = afunix_debug_allocated();
    CHECK(before > 0);
    for (i = 0; i < ROUNDS; i++)
        exchange(ends);
    CHECK_EQ(afunix_debug_allocated() - before, 0);
}

/* Connects so often, one after the other, and waits for the end of each. */
HELPER_BODY(steady_client)
{
    int rounds = atoi(arguments[1]), i;

    CHECK_EQ(count, 2);
    for (i = 0; i < rounds; i++) {
        int fd = connected_to(arguments[0]);

        send_text(fd, "x");
        expect_text(fd, "y");
        expect_end(fd);
        MUST(close(fd));
    }
    tell_case("done");
    return 0;
}

static void accept_and_serve(int listener, int rounds)
{
    int i;

    for (i = 0; i < rounds; i++) {
        int fd = accepted_from(listener);

        expect_text(fd, "x");
        send_text(fd, "y");
        MUST(close(fd));
    }
}

/* A server, whose clients are another process. */
CASE_BODY(steady_accept_allocates_nothing)
{
    enum { WARM_UP = 200, ROUNDS = 200 };
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    struct peer *client = peer_start("steady_client", path, "400", NULL);
    long long before;

    accept_and_serve(listener, WARM_UP);
    before = afunix_debug_allocated();
    accept_and_serve(listener, ROUNDS);
    CHECK_EQ(afunix_debug_allocated() - before, 0);
    peer_expect(client, "done");
    peer_finish(client);
}

static void connect_and_close(int listener, int rounds)
{
    int i;

    for (i = 0; i < rounds; i++) {
        int client = connected_to("s"), server = accepted_from(listener);

        MUST(close(i % 2 ? client : server));
        MUST(close(i % 2 ? server : client));
    }
}

CASE_BODY(steady_connections_leak_no_handle)
{
    /* Some handles are kept for the next connection; these many at most, whatever came before. */
    enum { WARM_UP = 200, ROUNDS = 2000, SLACK = 8 };
    int listener = listening_at("s", 5), before, grown;

    connect_and_close(listener, WARM_UP);
    before = own_handles();
    CHECK(before > 0);
    connect_and_close(listener, ROUNDS);
    grown = own_handles() - before;
    note("%d handles before, %d more after", before, grown);
    CHECK(grown <= SLACK);
    /* The counter counts: two ends of a connection are more. */
    before = own_handles();
    connected_to("s");
    CHECK(own_handles() > before);
}

CASE_BODY(steady_failures_leak_no_handle)
{
    enum { WARM_UP = 20, ROUNDS = 300, SLACK = 4 };
    int before = 0, i;

    MUST(close(listening_at("stale", 1)));
    CHECK(file_write("plain", "text", 4));
    for (i = 0; i < WARM_UP + ROUNDS; i++) {
        int fd = unix_socket();

        if (i == WARM_UP)
            before = own_handles();
        FAILS_WITH(ECONNREFUSED, connect_to(fd, "stale"));
        FAILS_WITH(ECONNREFUSED, connect_to(fd, "plain"));
        FAILS_WITH(ENOENT, connect_to(fd, "missing"));
        FAILS_WITH(EADDRINUSE, bind_to(fd, "plain"));
        FAILS_WITH(ENOENT, bind_to(fd, "missing/s"));
        MUST(close(fd));
    }
    CHECK(own_handles() - before <= SLACK);
}

CASE_BODY(steady_idle_connections_need_no_threads)
{
    enum { PAIRS = 200 };
    int ends[2], i, before;

    connected_ends(ends);
    exchange(ends);
    before = own_threads();
    CHECK(before > 0);
    for (i = 0; i < PAIRS; i++)
        connected_ends(ends);
    exchange(ends);
    CHECK_EQ(own_threads(), before);
}

static atomic_int collecting;

static void collect_always(void *argument)
{
    (void)argument;
    while (atomic_load(&collecting)) {
        afunix_debug_collect();
        thread_yield();
    }
}

static void be_short(void *argument)
{
    const int *ends = argument;
    char byte;
    int fd;

    CHECK_EQ(MUST(send(ends[CLIENT], "x", 1, MSG_NOSIGNAL)), 1);
    CHECK_EQ(MUST(recv(ends[SERVER], &byte, 1, 0)), 1);
    fd = unix_socket();
    MUST(close(fd));
}

/* Threads end while the collector stops the world. Under Wine each of the two takes a lock that the other wants, unless the library
 * takes care. */
CASE_BODY(steady_short_threads_while_collecting)
{
    enum { THREADS = 10000, AT_ONCE = 16 };
    struct thread *threads[AT_ONCE], *collector;
    int ends[2], started, i;

    connected_ends(ends);
    atomic_store(&collecting, 1);
    collector = thread_start(collect_always, NULL);
    for (started = 0; started < THREADS; started += AT_ONCE) {
        for (i = 0; i < AT_ONCE; i++)
            threads[i] = thread_start(be_short, ends);
        for (i = 0; i < AT_ONCE; i++)
            thread_join(threads[i]);
    }
    atomic_store(&collecting, 0);
    thread_join(collector);
    exchange(ends);
}
