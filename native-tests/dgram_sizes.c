/* How large messages of AF_UNIX are: up to what the sender's buffer permits. */
#include "check.h"
#include "socket_types.h"
#include "thread.h"

#include <stdlib.h>

enum { MOST = 4 * 1024 * 1024 };

static unsigned char *buffer_of(size_t size)
{
    unsigned char *bytes = calloc(1, size);

    CHECK(bytes != NULL);
    return bytes;
}

static int send_buffer(int fd)
{
    int size = 0;
    socklen_t length = sizeof size;

    MUST(getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, &length));
    return size;
}

static void pass(const int ends[2], unsigned char *bytes, size_t size, unsigned seed)
{
    fill_pattern(bytes, size, seed, 0);
    CHECK_EQ(MUST(send(ends[CLIENT], bytes, size, MSG_NOSIGNAL)), size);
    memset(bytes, 0, size);
    CHECK_EQ(MUST(recv(ends[SERVER], bytes, MOST, 0)), size);
    check_pattern(bytes, size, seed, 0);
    expect_nothing(ends[SERVER]);
}

CASE_BODY(sizes_of_messages)
{
    static const int sizes[] = { 1, 2, 1023, 1024, 4095, 4096, 4097, 16000, 32768, 65507, 65535, 65536, 65537, 100000, 131072, 200000 };
    unsigned char *bytes = buffer_of(MOST);
    int at, i, ends[2];

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        typed_ends(socket_types[at], ends);
        for (i = 0; i < (int)(sizeof sizes / sizeof sizes[0]); i++)
            pass(ends, bytes, (size_t)sizes[i], (unsigned)i);
    }
    free(bytes);
}

/* SO_SNDBUF, less a little, is the limit; the receiver's buffer is none. */
CASE_BODY(sizes_have_a_limit)
{
    unsigned char *bytes = buffer_of(MOST);
    int at, ends[2], small = 1, wanted = 150 * 1000;

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        int limit;

        typed_ends(socket_types[at], ends);
        MUST(setsockopt(ends[SERVER], SOL_SOCKET, SO_RCVBUF, &small, sizeof small));
        MUST(setsockopt(ends[CLIENT], SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted));
        limit = send_buffer(ends[CLIENT]);
        CHECK_EQ(limit, 2 * wanted);
        pass(ends, bytes, (size_t)limit - 32, 1);
        FAILS_WITH(EMSGSIZE, send(ends[CLIENT], bytes, (size_t)limit, MSG_NOSIGNAL));
        FAILS_WITH(EMSGSIZE, send(ends[CLIENT], bytes, (size_t)limit - 31, MSG_NOSIGNAL));
        FAILS_WITH(EMSGSIZE, send(ends[CLIENT], bytes, MOST, MSG_NOSIGNAL | MSG_DONTWAIT));
        expect_nothing(ends[SERVER]);
        MUST(setsockopt(ends[CLIENT], SOL_SOCKET, SO_SNDBUF, &small, sizeof small));
        limit = send_buffer(ends[CLIENT]);
        CHECK(limit > 1000 && limit < 10 * 1000);
        pass(ends, bytes, (size_t)limit - 32, 2);
        FAILS_WITH(EMSGSIZE, send(ends[CLIENT], bytes, (size_t)limit - 31, MSG_NOSIGNAL));
    }
    free(bytes);
}

/* The length is looked at before the receiver: EMSGSIZE wins over ENOENT, but not over a wrong address. */
CASE_BODY(sizes_and_other_errors)
{
    unsigned char *bytes = buffer_of(MOST);
    struct sockaddr_un nobody = unix_address("nobody");
    int fd = typed_socket(SOCK_DGRAM);

    FAILS_WITH(EMSGSIZE, sendto(fd, bytes, MOST, MSG_NOSIGNAL, (struct sockaddr *)&nobody, unix_length("nobody")));
    FAILS_WITH(EINVAL, sendto(fd, bytes, MOST, MSG_NOSIGNAL, (struct sockaddr *)&nobody, PATH_OFFSET));
    nobody.sun_family = AF_INET;
    FAILS_WITH(EINVAL, sendto(fd, bytes, MOST, MSG_NOSIGNAL, (struct sockaddr *)&nobody, unix_length("nobody")));
    free(bytes);
}

struct sender {
    int fd;
    int rounds;
};

static void send_large(void *argument)
{
    struct sender *sender = argument;
    unsigned char *bytes = buffer_of(MOST);
    int i;

    for (i = 0; i < sender->rounds; i++) {
        size_t size = (size_t)(i * 7919 % 180000);

        fill_pattern(bytes, size, (unsigned)i, 0);
        CHECK_EQ(MUST(send(sender->fd, bytes, size, MSG_NOSIGNAL)), size);
    }
    free(bytes);
}

/* The sender is faster than the receiver all the time: what doesn't fit waits, and nothing is lost or torn. */
CASE_BODY(sizes_of_many_messages)
{
    enum { ROUNDS = 300 };
    unsigned char *bytes = buffer_of(MOST);
    int at, i, ends[2];

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        struct sender sender = { 0, ROUNDS };
        struct thread *thread;

        typed_ends(socket_types[at], ends);
        sender.fd = ends[CLIENT];
        thread = thread_start(send_large, &sender);
        for (i = 0; i < ROUNDS; i++) {
            size_t size = (size_t)(i * 7919 % 180000);

            CHECK_EQ(MUST(recv(ends[SERVER], bytes, MOST, 0)), size);
            check_pattern(bytes, size, (unsigned)i, 0);
        }
        thread_join(thread);
        expect_nothing(ends[SERVER]);
    }
    free(bytes);
}
