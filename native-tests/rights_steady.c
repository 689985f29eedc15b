/* A hundred thousand messages with descriptors, and nothing is left behind. */
#include "ancillary.h"
#include "check.h"
#include "host.h"
#include "peer.h"
#include "socket_types.h"
#include "thread.h"

#include <stdlib.h>

/* Some handles are kept for the next one; so many at most. */
enum { MESSAGES = 100 * 1000, SLACK = 16 };

/* A page for each message would be a hundred times as much. */
enum { MEMORY_SLACK = 4 << 20 };

static void pass_one(const int pair[2], int sample, int way)
{
    struct arrival arrival;

    CHECK_EQ(MUST(send_rights(pair[0], "x", 1, &sample, 1)), 1);
    switch (way) {
    case 0: /* without a place for it */
        arrival = receive_arrival(pair[1], 1, 0, 0);
        CHECK_EQ(arrival.count, 0);
        break;
    case 1: /* a copy, and then without */
        arrival = receive_all(pair[1], 1, MSG_PEEK);
        CHECK_EQ(arrival.count, 1);
        drop_rights(&arrival);
        CHECK_EQ(MUST(recv(pair[1], &(char) { 0 }, 1, 0)), 1);
        break;
    default:
        MUST(close(receive_right(pair[1], "x")));
    }
}

static void pass_many(const int pair[2], const int samples[4], int rounds)
{
    int i;

    for (i = 0; i < rounds; i++)
        pass_one(pair, samples[i % 4], i / 4 % 8);
}

CASE_BODY(rights_steady_messages)
{
    int at, pairs[TYPES][2], samples[4], before;
    long long memory;
    volatile char *more;

    MUST(pipe(samples));
    typed_pair(SOCK_STREAM, samples + 2);
    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pairs[at]);
        pass_many(pairs[at], samples, 500);
    }
    before = own_descriptors();
    memory = own_memory();
    for (at = 0; at < TYPES; at++)
        pass_many(pairs[at], samples, MESSAGES / TYPES);
    CHECK(own_descriptors() - before <= SLACK);
    CHECK(own_memory() - memory <= MEMORY_SLACK);
    /* The counters count. */
    more = malloc(2 * MEMORY_SLACK);
    CHECK(more != NULL);
    for (at = 0; at < 2 * MEMORY_SLACK; at += 1024)
        more[at] = 1;
    CHECK(own_memory() - memory > MEMORY_SLACK);
    free((void *)more);
    before = own_descriptors();
    for (at = 0; at <= SLACK; at++)
        MUST(dup(samples[0]));
    CHECK(own_descriptors() - before > SLACK);
}

/* Sockets that are made, passed and dropped, and carriers that end with messages in them. */
CASE_BODY(rights_steady_sockets)
{
    enum { ROUNDS = 3000, WARM_UP = 100 };
    int i, before = 0;

    for (i = 0; i < ROUNDS + WARM_UP; i++) {
        int type = socket_types[i % TYPES], carrier[2], pair[2], fd;

        if (i == WARM_UP)
            before = own_descriptors();
        typed_pair(type, carrier);
        typed_pair(socket_types[i / TYPES % TYPES], pair);
        CHECK_EQ(MUST(send_rights(carrier[0], "x", 1, pair, 2)), 1);
        send_right(carrier[0], "y", pair[1]);
        MUST(close(pair[1]));
        if (i % 2) {
            struct arrival arrival = receive_all(carrier[1], 1, 0);

            drop_rights(&arrival);
            fd = receive_right(carrier[1], "y");
            send_text(pair[0], "z");
            expect_text(fd, "z");
            MUST(close(fd));
        }
        MUST(close(pair[0]));
        close_all(carrier, 2);
    }
    CHECK(own_descriptors() - before <= SLACK);
}

HELPER_BODY(rights_sink)
{
    int listener = typed_listening(SOCK_SEQPACKET, arguments[0], 1), fd, i, before = 0;

    CHECK_EQ(count, 1);
    tell_case("ready");
    fd = accepted_from(listener);
    for (i = 0;; i++) {
        struct arrival arrival = receive_all(fd, 1, 0);

        if (arrival.size == 0)
            break;
        CHECK_EQ(arrival.count, 1);
        drop_rights(&arrival);
        if (i == 100)
            before = own_descriptors();
    }
    CHECK(own_descriptors() - before <= SLACK);
    tell_case("%d", i);
    return 0;
}

/* To another process, as fast as it goes. */
CASE_BODY(rights_steady_between_processes)
{
    enum { ROUNDS = 20 * 1000 };
    const char *path = in_case_directory("s");
    struct peer *sink = peer_start("rights_sink", path, NULL);
    int fd, ends[2], pair[2], i, before = 0;

    peer_expect(sink, "ready");
    fd = typed_connected(SOCK_SEQPACKET, path);
    MUST(pipe(ends));
    typed_pair(SOCK_DGRAM, pair);
    for (i = 0; i < ROUNDS; i++) {
        if (i == 100)
            before = own_descriptors();
        send_right(fd, "x", i % 2 ? ends[1] : pair[1]);
    }
    MUST(close(ends[1]));
    MUST(close(pair[1]));
    CHECK(own_descriptors() - before <= SLACK);
    MUST(close(fd));
    peer_expect(sink, "20000");
    peer_finish(sink);
    /* The other side has none left, either. */
    CHECK_EQ(MUST(read(ends[0], &(char) { 0 }, 1)), 0);
    FAILS_WITH(ECONNREFUSED, send(pair[0], "x", 1, MSG_NOSIGNAL));
}

static void pass_in_thread(void *argument)
{
    int samples[4], pair[2];

    MUST(pipe(samples));
    typed_pair(SOCK_STREAM, samples + 2);
    typed_pair(*(const int *)argument, pair);
    pass_many(pair, samples, 3000);
    close_all(samples, 4);
    close_all(pair, 2);
}

CASE_BODY(rights_steady_threads)
{
    struct thread *threads[2 * TYPES];
    int i, round, before = 0;

    for (round = 0; round < 2; round++) {
        for (i = 0; i < 2 * TYPES; i++)
            threads[i] = thread_start(pass_in_thread, (void *)&socket_types[i % TYPES]);
        for (i = 0; i < 2 * TYPES; i++)
            thread_join(threads[i]);
        if (round == 0)
            before = own_descriptors();
    }
    CHECK(own_descriptors() - before <= SLACK);
}
