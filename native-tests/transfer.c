/* Much data, and none of it lost. */
#include "check.h"
#include "files.h"
#include "peer.h"
#include "sockets.h"
#include "thread.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEBIBYTE = 1024 * 1024 };

struct flow {
    int fd;
    size_t size, piece;
    unsigned seed;
};

static void flow_out(void *argument)
{
    struct flow *flow = argument;

    send_pattern(flow->fd, flow->size, flow->piece, flow->seed);
    MUST(shutdown(flow->fd, SHUT_WR));
}

static void flow_in(void *argument)
{
    struct flow *flow = argument;

    receive_pattern(flow->fd, flow->size, flow->piece, flow->seed);
    expect_end(flow->fd);
}

CASE_BODY(transfer_both_ways_at_once)
{
    enum { SIZE = 8 * MEBIBYTE };
    int ends[2], i;
    struct flow flows[4];
    struct thread *threads[4];

    connected_ends(ends);
    flows[0] = (struct flow) { ends[CLIENT], SIZE, 65536, 1 };
    flows[1] = (struct flow) { ends[SERVER], SIZE, 10007, 1 };
    flows[2] = (struct flow) { ends[SERVER], SIZE, 65536, 2 };
    flows[3] = (struct flow) { ends[CLIENT], SIZE, 10007, 2 };
    for (i = 0; i < 4; i++)
        threads[i] = thread_start(i % 2 ? flow_in : flow_out, &flows[i]);
    for (i = 0; i < 4; i++)
        thread_join(threads[i]);
}

CASE_BODY(transfer_in_one_call)
{
    enum { SIZE = 3 * MEBIBYTE };
    unsigned char *bytes = malloc(SIZE);
    int ends[2];
    struct flow flow;
    struct thread *thread;

    CHECK(bytes != NULL);
    fill_pattern(bytes, SIZE, 3, 0);
    connected_ends(ends);
    flow = (struct flow) { ends[SERVER], SIZE, 4096, 3 };
    thread = thread_start(flow_in, &flow);
    /* A blocking call takes all of it. */
    CHECK_EQ(MUST(send(ends[CLIENT], bytes, SIZE, MSG_NOSIGNAL)), SIZE);
    MUST(close(ends[CLIENT]));
    thread_join(thread);
    free(bytes);
}

CASE_BODY(transfer_received_in_one_call)
{
    enum { SIZE = 3 * MEBIBYTE };
    unsigned char *bytes = malloc(SIZE);
    int ends[2];
    struct flow flow;
    struct thread *thread;

    CHECK(bytes != NULL);
    connected_ends(ends);
    flow = (struct flow) { ends[CLIENT], SIZE, 30000, 4 };
    thread = thread_start(flow_out, &flow);
    CHECK_EQ(MUST(recv(ends[SERVER], bytes, SIZE, MSG_WAITALL)), SIZE);
    check_pattern(bytes, SIZE, 4, 0);
    thread_join(thread);
    free(bytes);
}

CASE_BODY(transfer_byte_by_byte)
{
    enum { SIZE = 150 };   /* Linux has room for some 280 such pieces */
    int ends[2], i;

    connected_ends(ends);
    for (i = 0; i < SIZE; i++)
        send_pattern(ends[CLIENT], 1, 1, (unsigned)i);
    for (i = 0; i < SIZE; i++)
        receive_pattern(ends[SERVER], 1, 1, (unsigned)i);
    expect_nothing(ends[SERVER]);
}

CASE_BODY(transfer_ping_pong)
{
    int ends[2], i;
    char byte;

    connected_ends(ends);
    for (i = 0; i < 1000; i++) {
        send_bytes(ends[CLIENT], &(char) { (char)i }, 1);
        receive_bytes(ends[SERVER], &byte, 1);
        CHECK_EQ(byte, (char)i);
        send_bytes(ends[SERVER], &byte, 1);
        receive_bytes(ends[CLIENT], &byte, 1);
        CHECK_EQ(byte, (char)i);
    }
}

/* Connects, sends, closes and exits; nobody waits for it in between. */
HELPER_BODY(send_close_exit)
{
    int fd = connected_to(arguments[0]);

    CHECK_EQ(count, 2);
    send_pattern(fd, (size_t)atol(arguments[1]), 65536, 5);
    MUST(close(fd));
    tell_case("closed");
    return 0;
}

/* As above, but leaves even the close to the system. */
HELPER_BODY(send_exit)
{
    int fd = connected_to(arguments[0]);

    CHECK_EQ(count, 2);
    send_pattern(fd, (size_t)atol(arguments[1]), 65536, 5);
    tell_case("sent");
    return 0;
}

static void check_delivery(const char *helper, const char *said, long size, bool early)
{
    static int round;
    char name[16], number[16];
    const char *path;
    int listener, server = -1;
    struct peer *peer;

    snprintf(name, sizeof name, "s%d", round++);
    snprintf(number, sizeof number, "%ld", size);
    path = in_case_directory(name);
    listener = listening_at(path, 5);
    peer = peer_start(helper, path, number, NULL);
    if (early)
        server = accepted_from(listener);
    if (early)
        receive_pattern(server, (size_t)size, 30000, 5);
    peer_expect(peer, said);
    peer_finish(peer);
    if (!early) {
        server = accepted_from(listener);
        receive_pattern(server, (size_t)size, 30000, 5);
    }
    expect_end(server);
    close_all((int[]) { server, listener }, 2);
}

CASE_BODY(transfer_close_loses_nothing)
{
    check_delivery("send_close_exit", "closed", MEBIBYTE, true);
    check_delivery("send_exit", "sent", MEBIBYTE, true);
}

/* All before accept(): as much as fits into an unread socket. */
CASE_BODY(transfer_close_before_accept_loses_nothing)
{
    check_delivery("send_close_exit", "closed", 100 * 1000, false);
    check_delivery("send_exit", "sent", 100 * 1000, false);
    check_delivery("send_close_exit", "closed", 1, false);
    check_delivery("send_exit", "sent", 0, false);
}

CASE_BODY(transfer_close_is_delivered_every_time)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), i;

    for (i = 0; i < 100; i++) {
        int client = connected_to(path), server = accepted_from(listener);

        send_pattern(client, 40000, 40000, (unsigned)i);
        MUST(close(client));
        receive_pattern(server, 40000, 40000, (unsigned)i);
        expect_end(server);
        MUST(close(server));
    }
}
