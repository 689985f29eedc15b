/* The flags of send() and recv() on streams: AF_UNIX' and TCP's. */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/time.h>

static void limit_receiving(int fd, int milliseconds)
{
    struct timeval limit = { milliseconds / 1000, milliseconds % 1000 * 1000 };

    MUST(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
}

/* Until so many bytes are there. */
static void await_bytes(int fd, int count)
{
    int there;

    do {
        MUST(ioctl(fd, FIONREAD, &there));
        thread_yield();
    } while (there < count);
}

CASE_BODY(flags_that_change_nothing)
{
    static const int flags[] = { MSG_NOSIGNAL, MSG_EOR, MSG_CONFIRM, MSG_MORE, MSG_DONTROUTE, MSG_NOSIGNAL | MSG_MORE | MSG_EOR };
    int family, ends[2];
    size_t i;

    for (family = 0; family < 2; family++) {
        if (family == 0)
            connected_ends(ends);
        else
            internet_ends(ends);
        for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
            CHECK_EQ(MUST(send(ends[CLIENT], "text", 4, flags[i] | MSG_NOSIGNAL)), 4);
        /* The last of the bytes that MSG_MORE holds back on Linux. */
        send_text(ends[CLIENT], ".");
        for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
            expect_text(ends[SERVER], "text");
        expect_text(ends[SERVER], ".");
    }
}

CASE_BODY(flags_peek_and_wait_for_all)
{
    int ends[2];
    char seen[8];

    connected_ends(ends);
    send_text(ends[CLIENT], "four");
    /* AF_UNIX doesn't wait for what it only looks at. */
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_PEEK | MSG_WAITALL)), 4);
    send_text(ends[CLIENT], "five!");
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_PEEK)), 8);
    CHECK_BYTES(seen, "fourfive", 8);
    expect_text(ends[SERVER], "fourfive!");
    MUST(close(ends[CLIENT]));
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_PEEK | MSG_WAITALL)), 0);
}

CASE_BODY(flags_wait_for_all_has_one_time)
{
    int family, ends[2];
    char seen[8];
    long long began;

    for (family = 0; family < 2; family++) {
        if (family == 0)
            connected_ends(ends);
        else
            internet_ends(ends);
        limit_receiving(ends[SERVER], 60);
        send_text(ends[CLIENT], "abc");
        await_bytes(ends[SERVER], 3);
        began = now_in_milliseconds();
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_WAITALL)), 3);
        CHECK(now_in_milliseconds() - began >= 55);
        FAILS_WITH(EAGAIN, recv(ends[SERVER], seen, 8, MSG_WAITALL));
        /* Who must not wait takes what is there. */
        send_text(ends[CLIENT], "de");
        await_bytes(ends[SERVER], 2);
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_WAITALL | MSG_DONTWAIT)), 2);
        limit_receiving(ends[SERVER], 0);
        send_text(ends[CLIENT], "f");
        MUST(close(ends[CLIENT]));
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_WAITALL)), 1);
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_WAITALL)), 0);
    }
}

static void send_the_rest(void *argument)
{
    let_it_block();
    send_text(*(int *)argument, "5678");
}

CASE_BODY(flags_peek_waits_on_tcp)
{
    int ends[2];
    char seen[8];
    struct thread *thread;

    internet_ends(ends);
    send_text(ends[CLIENT], "1234");
    thread = thread_start(send_the_rest, &ends[CLIENT]);
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_PEEK | MSG_WAITALL)), 8);
    CHECK_BYTES(seen, "12345678", 8);
    thread_join(thread);
    expect_text(ends[SERVER], "12345678");
    /* The time is over. */
    limit_receiving(ends[CLIENT], 30);
    send_text(ends[SERVER], "ab");
    await_bytes(ends[CLIENT], 2);
    CHECK_EQ(MUST(recv(ends[CLIENT], seen, 8, MSG_PEEK | MSG_WAITALL)), 2);
}

CASE_BODY(flags_truncating_a_stream)
{
    int ends[2];
    char seen[8] = "-------";

    /* AF_UNIX takes no notice. */
    connected_ends(ends);
    send_text(ends[CLIENT], "hello");
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 3, MSG_TRUNC)), 3);
    CHECK_BYTES(seen, "hel-", 4);
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_TRUNC)), 2);
    CHECK_BYTES(seen, "lol-", 4);
    /* TCP throws the bytes away. */
    internet_ends(ends);
    send_text(ends[CLIENT], "hello");
    await_bytes(ends[SERVER], 5);
    CHECK_EQ(MUST(recv(ends[SERVER], seen, 3, MSG_TRUNC)), 3);
    CHECK_BYTES(seen, "lol-", 4);
    CHECK_EQ(MUST(recv(ends[SERVER], null_pointer, 1, MSG_TRUNC)), 1);
    expect_text(ends[SERVER], "o");
}

CASE_BODY(flags_least_to_receive)
{
    int family, ends[2], least = 4;
    char seen[8];

    for (family = 0; family < 2; family++) {
        if (family == 0)
            connected_ends(ends);
        else
            internet_ends(ends);
        MUST(setsockopt(ends[SERVER], SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least));
        limit_receiving(ends[SERVER], 60);
        send_text(ends[CLIENT], "abc");
        await_bytes(ends[SERVER], 3);
        /* Less than that only when less was asked for, or the time is over. */
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 1, 0)), 1);
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, 0)), 2);
        send_text(ends[CLIENT], "defg");
        await_bytes(ends[SERVER], 4);
        limit_receiving(ends[SERVER], 0);
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, 0)), 4);
        send_text(ends[CLIENT], "h");
        await_bytes(ends[SERVER], 1);
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 8, MSG_DONTWAIT)), 1);
    }
}

CASE_BODY(flags_out_of_band_on_tcp)
{
    int ends[2], mark = -1;
    char byte = 0;

    internet_ends(ends);
    MUST(ioctl(ends[SERVER], SIOCATMARK, &mark));
    CHECK_EQ(mark, 0);
    send_text(ends[CLIENT], "a");
    CHECK_EQ(MUST(send(ends[CLIENT], "!", 1, MSG_OOB | MSG_NOSIGNAL)), 1);
    CHECK_EQ(poll_one(ends[SERVER], POLLPRI, -1), POLLPRI);
    expect_text(ends[SERVER], "a");
    MUST(ioctl(ends[SERVER], SIOCATMARK, &mark));
    CHECK_EQ(mark, 1);
    CHECK_EQ(MUST(recv(ends[SERVER], &byte, 1, MSG_OOB)), 1);
    CHECK_EQ(byte, '!');
    FAILS_WITH(EINVAL, recv(ends[SERVER], &byte, 1, MSG_OOB));
}

CASE_BODY(flags_nagle_is_the_programs)
{
    int ends[2], value = -1;
    socklen_t size = sizeof value;

    internet_ends(ends);
    send_text(ends[CLIENT], "x");
    MUST(getsockopt(ends[CLIENT], IPPROTO_TCP, TCP_NODELAY, &value, &size));
    CHECK_EQ(value, 0);
    CHECK_EQ(size, sizeof value);
    value = 1;
    MUST(setsockopt(ends[CLIENT], IPPROTO_TCP, TCP_NODELAY, &value, sizeof value));
    value = -1;
    MUST(getsockopt(ends[CLIENT], IPPROTO_TCP, TCP_NODELAY, &value, &size));
    CHECK_EQ(value, 1);
}

/* The wait for more sees why there is no more, so the next call does not. */
CASE_BODY(flags_wait_for_all_takes_the_reset)
{
    int ends[2];
    char seen[8];

    connected_ends(ends);
    send_text(ends[CLIENT], "unread");
    send_text(ends[SERVER], "abc");
    MUST(close(ends[SERVER]));
    CHECK_EQ(MUST(recv(ends[CLIENT], seen, sizeof seen, MSG_WAITALL)), 3);
    CHECK_EQ(MUST(recv(ends[CLIENT], seen, sizeof seen, 0)), 0);
    MUST(close(ends[CLIENT]));
}
