/* Many senders to one receiver, in threads and in processes: every datagram arrives once, whole, and in the order of its sender. */
#include "check.h"
#include "peer.h"
#include "socket_types.h"
#include "thread.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { SENDERS = 6, ROUNDS = 400 };

struct load {
    int sender;
    int number;
    int size;
};

/* The length of a message is its own, too. */
static size_t size_of_load(int sender, int number)
{
    return sizeof(struct load) + (size_t)(number * 131 + sender * 17) % 5000;
}

static void send_load(int fd, int sender, int rounds)
{
    unsigned char *bytes = calloc(1, 8192);
    int i;

    CHECK(bytes != NULL);
    for (i = 0; i < rounds; i++) {
        size_t size = size_of_load(sender, i);
        struct load head = { sender, i, (int)size };

        fill_pattern(bytes, size, (unsigned)sender, (size_t)i);
        memcpy(bytes, &head, sizeof head);
        CHECK_EQ(MUST(send(fd, bytes, size, MSG_NOSIGNAL)), size);
    }
    free(bytes);
}

/* Gives the load's head after a look at the rest. */
static struct load take_load(int fd, unsigned char bytes[8192])
{
    struct load head;
    long long size = MUST(recv(fd, bytes, 8192, 0));

    CHECK(size >= (long long)sizeof head);
    memcpy(&head, bytes, sizeof head);
    CHECK_EQ(size, head.size);
    CHECK(head.sender >= 0 && head.sender < SENDERS);
    CHECK_EQ(size, size_of_load(head.sender, head.number));
    check_pattern(bytes + sizeof head, (size_t)size - sizeof head, (unsigned)head.sender, (size_t)head.number + sizeof head);
    return head;
}

static void receive_loads(int fd, int rounds)
{
    unsigned char *bytes = calloc(1, 8192);
    int next[SENDERS] = { 0 }, i;

    CHECK(bytes != NULL);
    for (i = 0; i < SENDERS * rounds; i++) {
        struct load head = take_load(fd, bytes);

        CHECK_EQ(head.number, next[head.sender]);
        next[head.sender]++;
    }
    expect_nothing(fd);
    free(bytes);
}

struct sending {
    int fd;
    int sender;
};

static void send_in_thread(void *argument)
{
    struct sending *sending = argument;

    send_load(sending->fd, sending->sender, ROUNDS);
}

/* Some have a socket each, two share one. */
CASE_BODY(load_of_threads)
{
    int to = typed_bound(SOCK_DGRAM, "to"), shared = typed_connected(SOCK_DGRAM, "to"), i;
    struct sending sendings[SENDERS];
    struct thread *threads[SENDERS];

    for (i = 0; i < SENDERS; i++) {
        sendings[i] = (struct sending) { i < 2 ? shared : typed_connected(SOCK_DGRAM, "to"), i };
        threads[i] = thread_start(send_in_thread, &sendings[i]);
    }
    receive_loads(to, ROUNDS);
    for (i = 0; i < SENDERS; i++)
        thread_join(threads[i]);
}

HELPER_BODY(load_sender)
{
    int fd = typed_connected(SOCK_DGRAM, arguments[0]);

    CHECK_EQ(count, 2);
    await_case("go");
    send_load(fd, atoi(arguments[1]), ROUNDS);
    /* Ends at once: what was sent stays. */
    return 0;
}

CASE_BODY(load_of_processes)
{
    static const char *const numbers[SENDERS] = { "0", "1", "2", "3", "4", "5" };
    int to = typed_bound(SOCK_DGRAM, "to"), i;
    struct peer *peers[SENDERS];

    for (i = 0; i < SENDERS; i++)
        peers[i] = peer_start("load_sender", in_case_directory("to"), numbers[i], NULL);
    for (i = 0; i < SENDERS; i++)
        peer_tell(peers[i], "go");
    receive_loads(to, ROUNDS);
    for (i = 0; i < SENDERS; i++)
        peer_finish(peers[i]);
}

struct receiving {
    int fd;
    atomic_int *left;
    atomic_int (*seen)[ROUNDS];
};

static void receive_in_thread(void *argument)
{
    struct receiving *receiving = argument;
    unsigned char *bytes = calloc(1, 8192);

    CHECK(bytes != NULL);
    while (atomic_fetch_sub(receiving->left, 1) > 0) {
        struct load head = take_load(receiving->fd, bytes);

        CHECK_EQ(atomic_fetch_add(&receiving->seen[head.sender][head.number], 1), 0);
    }
    free(bytes);
}

/* Several receivers on one socket: each datagram is for one of them. */
CASE_BODY(load_is_shared_by_receivers)
{
    enum { RECEIVERS = 4 };
    static atomic_int seen[SENDERS][ROUNDS];
    atomic_int left = SENDERS * ROUNDS;
    int to = typed_bound(SOCK_DGRAM, "to"), i, k;
    struct receiving receiving = { to, &left, seen };
    struct sending sendings[SENDERS];
    struct thread *threads[SENDERS + RECEIVERS];

    for (i = 0; i < RECEIVERS; i++)
        threads[SENDERS + i] = thread_start(receive_in_thread, &receiving);
    for (i = 0; i < SENDERS; i++) {
        sendings[i] = (struct sending) { typed_connected(SOCK_DGRAM, "to"), i };
        threads[i] = thread_start(send_in_thread, &sendings[i]);
    }
    for (i = 0; i < SENDERS + RECEIVERS; i++)
        thread_join(threads[i]);
    expect_nothing(to);
    for (i = 0; i < SENDERS; i++)
        for (k = 0; k < ROUNDS; k++)
            CHECK_EQ(atomic_load(&seen[i][k]), 1);
}

/* A sender that never waits, and asks poll() instead. */
static void send_when_writable(void *argument)
{
    struct sending *sending = argument;
    int i;

    set_nonblocking(sending->fd, true);
    for (i = 0; i < ROUNDS;) {
        struct load head = { sending->sender, i, sizeof head };

        if (send(sending->fd, &head, sizeof head, MSG_NOSIGNAL) == sizeof head) {
            i++;
            continue;
        }
        CHECK_EQ(errno, EAGAIN);
        CHECK_EQ(poll_one(sending->fd, POLLOUT, -1), POLLOUT);
    }
}

CASE_BODY(load_of_pollers)
{
    int to = typed_bound(SOCK_DGRAM, "to"), next[SENDERS] = { 0 }, i;
    struct sending sendings[SENDERS];
    struct thread *threads[SENDERS];
    struct load head;

    for (i = 0; i < SENDERS; i++) {
        sendings[i] = (struct sending) { typed_connected(SOCK_DGRAM, "to"), i };
        threads[i] = thread_start(send_when_writable, &sendings[i]);
    }
    set_nonblocking(to, true);
    for (i = 0; i < SENDERS * ROUNDS; i++) {
        CHECK_EQ(poll_one(to, POLLIN, -1), POLLIN);
        CHECK_EQ(MUST(recv(to, &head, sizeof head, 0)), sizeof head);
        CHECK_EQ(head.number, next[head.sender]);
        next[head.sender]++;
    }
    for (i = 0; i < SENDERS; i++)
        thread_join(threads[i]);
    expect_nothing(to);
}
