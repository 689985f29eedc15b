/* ppoll() and pselect(); and poll() and select() over more descriptors than FD_SETSIZE. */
#include "check.h"
#include "host.h"
#include "sockets.h"
#include "thread.h"

#include <stdlib.h>
#include <time.h>

CASE_BODY(timed_ppoll)
{
    int ends[2];
    struct timespec none = { 0, 0 }, little = { 0, 30 * 1000 * 1000 }, wrong[3] = { { -1, 0 }, { 0, -1 }, { 0, 1000 * 1000 * 1000 } };
    struct pollfd entry;
    sigset_t mask;
    long long began;
    int i;

    memset(&mask, 0, sizeof mask);
    connected_ends(ends);
    entry = (struct pollfd) { ends[SERVER], POLLIN, 77 };
    CHECK_EQ(MUST(ppoll(&entry, 1, &none, NULL)), 0);
    CHECK_EQ(entry.revents, 0);
    began = now_in_milliseconds();
    CHECK_EQ(MUST(ppoll(&entry, 1, &little, &mask)), 0);
    CHECK(now_in_milliseconds() - began >= 25);
    CHECK_EQ(little.tv_nsec, 30 * 1000 * 1000);
    for (i = 0; i < 3; i++)
        FAILS_WITH(EINVAL, ppoll(&entry, 1, &wrong[i], NULL));
    send_text(ends[CLIENT], "x");
    CHECK_EQ(MUST(ppoll(&entry, 1, NULL, &mask)), 1);
    CHECK_EQ(entry.revents, POLLIN);
    FAILS_WITH(EFAULT, ppoll(null_pointer, 1, &none, NULL));
}

CASE_BODY(timed_pselect)
{
    int ends[2], i;
    struct timespec none = { 0, 0 }, little = { 0, 30 * 1000 * 1000 }, wrong[3] = { { -1, 0 }, { 0, -1 }, { 0, 1000 * 1000 * 1000 } };
    sigset_t mask;
    fd_set in;
    long long began;

    memset(&mask, 0, sizeof mask);
    connected_ends(ends);
    FD_ZERO(&in);
    FD_SET(ends[SERVER], &in);
    CHECK_EQ(MUST(pselect(ends[SERVER] + 1, &in, NULL, NULL, &none, NULL)), 0);
    CHECK(!FD_ISSET(ends[SERVER], &in));
    began = now_in_milliseconds();
    CHECK_EQ(MUST(pselect(0, NULL, NULL, NULL, &little, &mask)), 0);
    CHECK(now_in_milliseconds() - began >= 25);
    CHECK_EQ(little.tv_nsec, 30 * 1000 * 1000);
    for (i = 0; i < 3; i++)
        FAILS_WITH(EINVAL, pselect(0, NULL, NULL, NULL, &wrong[i], NULL));
    FAILS_WITH(EINVAL, pselect(-1, NULL, NULL, NULL, &none, NULL));
    send_text(ends[CLIENT], "x");
    FD_SET(ends[SERVER], &in);
    CHECK_EQ(MUST(pselect(ends[SERVER] + 1, &in, NULL, NULL, NULL, &mask)), 1);
    CHECK(FD_ISSET(ends[SERVER], &in));
}

enum { PAIRS = 700, MOST = 2 * PAIRS + 64 };

/* More than an fd_set holds, which programs allocate themselves: bit n of word n / 64, on both systems. */
struct large_set {
    unsigned long long words[MOST / 64 + 1];
};

static void put(struct large_set *set, int fd)
{
    set->words[fd / 64] |= 1ULL << (fd % 64);
}

static int has(const struct large_set *set, int fd)
{
    return (int)(set->words[fd / 64] >> (fd % 64) & 1);
}

static int select_large(int count, struct large_set *in, struct large_set *out)
{
    struct timeval soon = { 60, 0 };

    return select(count, (fd_set *)(void *)in, (fd_set *)(void *)out, NULL, &soon);
}

static void check_poll_of_all(int pairs[PAIRS][2], int odd)
{
    struct pollfd *entries = calloc(2 * PAIRS, sizeof *entries);
    int i;

    CHECK(entries != NULL);
    for (i = 0; i < 2 * PAIRS; i++)
        entries[i] = (struct pollfd) { pairs[i / 2][i % 2], POLLIN, 0 };
    /* Both ends of one pair have something, and nobody else. */
    CHECK_EQ(MUST(poll(entries, 2 * PAIRS, -1)), 2);
    for (i = 0; i < 2 * PAIRS; i++)
        CHECK_EQ(entries[i].revents, i / 2 == odd ? POLLIN : 0);
    for (i = 0; i < 2 * PAIRS; i++)
        entries[i].events = POLLOUT;
    CHECK_EQ(MUST(poll(entries, 2 * PAIRS, -1)), 2 * PAIRS);
    free(entries);
}

CASE_BODY(timed_more_than_a_thousand_descriptors)
{
    static int pairs[PAIRS][2];
    struct large_set in, out;
    int i, highest = 0, odd;

    descriptors_allow(MOST);
    for (i = 0; i < PAIRS; i++) {
        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]));
        highest = pairs[i][1] > highest ? pairs[i][1] : highest;
    }
    CHECK(highest >= 1024 && highest < MOST);
    for (odd = 0; odd < PAIRS; odd += PAIRS - 1) {
        send_text(pairs[odd][0], "a");
        send_text(pairs[odd][1], "b");
        check_poll_of_all(pairs, odd);
        memset(&in, 0, sizeof in);
        memset(&out, 0, sizeof out);
        for (i = 0; i < PAIRS; i++) {
            put(&in, pairs[i][0]);
            put(&in, pairs[i][1]);
            put(&out, pairs[i][1]);
        }
        CHECK_EQ(MUST(select_large(highest + 1, &in, &out)), 2 + PAIRS);
        CHECK(has(&in, pairs[odd][0]) && has(&in, pairs[odd][1]) && !has(&in, pairs[1][0]) && has(&out, highest));
        expect_text(pairs[odd][1], "a");
        expect_text(pairs[odd][0], "b");
    }
    for (i = 0; i < PAIRS; i++)
        close_all(pairs[i], 2);
}
