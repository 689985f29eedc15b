/* Where in a stream descriptors are: with the first byte of what they were sent with. A receive never reads on past the message that had some. */
#include "ancillary.h"
#include "check.h"
#include "socket_types.h"
#include "thread.h"

static int pair[2], sample;

static void begin(void)
{
    int ends[2];

    typed_pair(SOCK_STREAM, pair);
    MUST(pipe(ends));
    sample = ends[0];
}

/* A text with this many descriptors. */
static void put(const char *text, int count)
{
    int fds[4] = { sample, sample, sample, sample };

    CHECK_EQ(MUST(send_rights(pair[0], text, strlen(text), fds, (size_t)count)), strlen(text));
}

static void take(size_t most, int flags, const char *text, int count)
{
    struct arrival arrival = receive_all(pair[1], most, flags);

    CHECK_EQ(arrival.size, strlen(text));
    CHECK_BYTES(arrival.bytes, text, strlen(text));
    CHECK_EQ(arrival.count, count);
    CHECK_EQ(arrival.flags, 0);
    drop_rights(&arrival);
}

CASE_BODY(stream_rights_stop_a_receive)
{
    begin();
    put("aa", 0);
    put("bb", 1);
    put("cc", 0);
    put("dd", 0);
    put("ee", 2);
    put("ff", 3);
    /* What came before is read with it; what follows is not. */
    take(100, 0, "aabb", 1);
    take(100, 0, "ccddee", 2);
    take(100, 0, "ff", 3);
    expect_nothing(pair[1]);
}

CASE_BODY(stream_rights_in_pieces)
{
    begin();
    put("aa", 0);
    put("bcd", 1);
    put("ef", 0);
    take(1, 0, "a", 0);
    /* The first byte brings them, the others have none and stop nothing. */
    take(2, 0, "ab", 1);
    take(1, 0, "c", 0);
    take(100, 0, "def", 0);
    put("gh", 1);
    put("ij", 1);
    take(1, 0, "g", 1);
    take(100, 0, "hij", 1);
    expect_nothing(pair[1]);
}

/* Not even one that wants all. */
CASE_BODY(stream_rights_and_waitall)
{
    begin();
    put("aa", 0);
    put("bb", 1);
    put("cc", 0);
    take(6, MSG_WAITALL, "aabb", 1);
    take(2, MSG_WAITALL, "cc", 0);
    expect_nothing(pair[1]);
}

/* Who reads without a place for them loses them, and is stopped all the same. */
CASE_BODY(stream_rights_and_plain_reads)
{
    char seen[16];
    int before;

    begin();
    put("aa", 0);
    put("bb", 1);
    put("cc", 1);
    put("dd", 0);
    before = (int)MUST(dup(sample));
    MUST(close(before));
    CHECK_EQ(MUST(recv(pair[1], seen, sizeof seen, 0)), 4);
    CHECK_EQ(MUST(read(pair[1], seen, sizeof seen)), 2);
    CHECK_BYTES(seen, "cc", 2);
    CHECK_EQ(MUST(read(pair[1], seen, sizeof seen)), 2);
    CHECK_BYTES(seen, "dd", 2);
    /* No descriptor was made of them. */
    CHECK_EQ(MUST(dup(sample)), before);
}

CASE_BODY(stream_rights_are_peeked)
{
    struct arrival arrival;
    int i;

    begin();
    put("aa", 0);
    put("bb", 1);
    put("cc", 0);
    put("dd", 2);
    for (i = 0; i < 2; i++) {
        /* A copy each time. */
        take(100, MSG_PEEK, "aabb", 1);
        take(3, MSG_PEEK, "aab", 1);
    }
    take(3, 0, "aab", 1);
    /* They have been taken; the rest of their bytes stops nobody. */
    take(100, MSG_PEEK, "bccdd", 2);
    take(100, 0, "bccdd", 2);
    put("x", 1);
    arrival = receive_all(pair[1], 1, MSG_PEEK);
    CHECK_EQ(arrival.count, 1);
    i = receive_right(pair[1], "x");
    CHECK(i != arrival.fds[0]);
    close_all((int[]) { i, arrival.fds[0] }, 2);
    expect_nothing(pair[1]);
}

CASE_BODY(stream_rights_are_no_bytes)
{
    begin();
    /* Without a byte to go with they go nowhere. */
    CHECK_EQ(MUST(send_rights(pair[0], "", 0, &sample, 1)), 0);
    expect_nothing(pair[1]);
    CHECK_EQ(poll_one(pair[1], POLLIN, 0), 0);
    put("aa", 2);
    put("bb", 0);
    CHECK_EQ(bytes_to_read(pair[1]), 4);
    CHECK_EQ(poll_one(pair[1], POLLIN | POLLPRI, 0), POLLIN);
    take(100, 0, "aa", 2);
    take(100, 0, "bb", 0);
}

/* Who asks for no bytes gets what is with the next one all the same. */
CASE_BODY(stream_rights_without_their_bytes)
{
    begin();
    put("aa", 2);
    put("bb", 1);
    take(0, 0, "", 2);
    take(100, 0, "aabb", 1);
}

static void put_late(void *argument)
{
    (void)argument;
    put("bb", 1);
    put("cc", 0);
}

CASE_BODY(stream_rights_wake_a_receive)
{
    struct thread *thread;

    begin();
    thread = thread_start(put_late, NULL);
    take(2, MSG_WAITALL, "bb", 1);
    take(2, MSG_WAITALL, "cc", 0);
    thread_join(thread);
}

static void put_much(void *argument)
{
    enum { SIZE = 1000 * 1000 };
    static unsigned char bytes[SIZE];

    (void)argument;
    fill_pattern(bytes, SIZE, 3, 0);
    CHECK_EQ(MUST(send_rights(pair[0], bytes, SIZE, (int[]) { sample, sample }, 2)), SIZE);
    put("after", 1);
}

/* More than any buffer takes: they come with the first byte, and once. */
CASE_BODY(stream_rights_with_much_data)
{
    enum { SIZE = 1000 * 1000 };
    struct arrival arrival;
    struct thread *thread;

    begin();
    thread = thread_start(put_much, NULL);
    arrival = receive_all(pair[1], 1, 0);
    CHECK_EQ(arrival.count, 2);
    drop_rights(&arrival);
    {
        static unsigned char bytes[SIZE];
        size_t got = 1;

        while (got < SIZE) {
            arrival = receive_all(pair[1], SIZE - got < 256 ? SIZE - got : 256, 0);
            CHECK(arrival.size > 0);
            CHECK_EQ(arrival.count, 0);
            memcpy(bytes + got, arrival.bytes, (size_t)arrival.size);
            got += (size_t)arrival.size;
        }
        check_pattern(bytes + 1, SIZE - 1, 3, 1);
    }
    take(100, 0, "after", 1);
    thread_join(thread);
}

/* A non-blocking sender whose peer is full takes nothing along. */
CASE_BODY(stream_rights_when_full)
{
    int ends[2], sent, fd;
    char byte;

    begin();
    MUST(pipe(ends));
    sent = send_until_full(pair[0], NULL);
    set_nonblocking(pair[0], true);
    FAILS_WITH(EAGAIN, send_rights(pair[0], "y", 1, &ends[1], 1));
    MUST(close(ends[1]));
    CHECK_EQ(MUST(read(ends[0], &byte, 1)), 0);
    CHECK_EQ(receive_until_empty(pair[1]), sent);
    put("z", 1);
    fd = receive_right(pair[1], "z");
    MUST(close(fd));
}

/* The same with messages: each has its own, and its own end. */
CASE_BODY(message_rights_are_of_their_message)
{
    int at;

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        struct arrival arrival;

        begin();
        typed_pair(socket_types[at], pair);
        put("aa", 0);
        put("bb", 1);
        put("", 2);
        put("dd", 3);
        put("ee", 1);
        take(100, 0, "aa", 0);
        take(100, MSG_PEEK, "bb", 1);
        take(100, 0, "bb", 1);
        /* A message without bytes has them, too. */
        CHECK_EQ(poll_one(pair[1], POLLIN, 0), POLLIN);
        take(100, 0, "", 2);
        /* One that is cut keeps them. */
        arrival = receive_all(pair[1], 1, 0);
        CHECK_EQ(arrival.size, 1);
        CHECK_EQ(arrival.flags, MSG_TRUNC);
        CHECK_EQ(arrival.count, 3);
        drop_rights(&arrival);
        take(100, 0, "ee", 1);
        expect_nothing(pair[1]);
    }
}
