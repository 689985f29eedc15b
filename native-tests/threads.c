/* Many threads at the same time. */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { CROWD = 64, SHARERS = 8 };

struct member {
    const char *path;
    int number;
};

static void talk_alone(void *argument)
{
    struct member *member = argument;
    int fd = connected_to(member->path), round;
    unsigned char number = (unsigned char)member->number, seen;

    for (round = 0; round < 20; round++) {
        send_bytes(fd, &number, 1);
        receive_bytes(fd, &seen, 1);
        CHECK_EQ(seen, (unsigned char)(number ^ 0xff));
    }
    MUST(close(fd));
}

static void serve_one(void *argument)
{
    int fd = accepted_from(*(int *)argument), first = -1;
    unsigned char seen;

    while (MUST(recv(fd, &seen, 1, 0)) == 1) {
        if (first == -1)
            first = seen;
        /* One connection, one client. */
        CHECK_EQ(seen, first);
        seen ^= 0xff;
        send_bytes(fd, &seen, 1);
    }
    MUST(close(fd));
}

CASE_BODY(threads_each_with_a_connection)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, CROWD), i;
    struct member members[CROWD];
    struct thread *clients[CROWD], *servers[CROWD];

    for (i = 0; i < CROWD; i++) {
        members[i] = (struct member) { path, i };
        servers[i] = thread_start(serve_one, &listener);
        clients[i] = thread_start(talk_alone, &members[i]);
    }
    for (i = 0; i < CROWD; i++) {
        thread_join(clients[i]);
        thread_join(servers[i]);
    }
}

struct sharer {
    int fd;
    unsigned seed;
    unsigned long long sum, count;
};

static void send_shared(void *argument)
{
    struct sharer *sharer = argument;
    unsigned char bytes[100];
    int i;
    size_t k;

    for (i = 0; i < 200; i++) {
        fill_pattern(bytes, sizeof bytes, sharer->seed, (size_t)i * sizeof bytes);
        for (k = 0; k < sizeof bytes; k++)
            sharer->sum += bytes[k];
        send_bytes(sharer->fd, bytes, sizeof bytes);
        sharer->count += sizeof bytes;
    }
}

static void receive_shared(void *argument)
{
    struct sharer *sharer = argument;
    unsigned char bytes[333];
    long long count, k;

    while ((count = MUST(recv(sharer->fd, bytes, sizeof bytes, 0))) > 0) {
        for (k = 0; k < count; k++)
            sharer->sum += bytes[k];
        sharer->count += (unsigned long long)count;
    }
}

/* Eight send on one end, eight receive on the other. Who gets what is open; nothing comes twice or not at all. */
CASE_BODY(threads_sharing_a_socket)
{
    int ends[2], i;
    struct sharer senders[SHARERS], receivers[SHARERS];
    struct thread *sending[SHARERS], *receiving[SHARERS];
    unsigned long long sent = 0, received = 0, sent_sum = 0, received_sum = 0;

    connected_ends(ends);
    for (i = 0; i < SHARERS; i++) {
        senders[i] = (struct sharer) { .fd = ends[CLIENT], .seed = (unsigned)i };
        receivers[i] = (struct sharer) { .fd = ends[SERVER] };
        receiving[i] = thread_start(receive_shared, &receivers[i]);
        sending[i] = thread_start(send_shared, &senders[i]);
    }
    for (i = 0; i < SHARERS; i++) {
        thread_join(sending[i]);
        sent += senders[i].count;
        sent_sum += senders[i].sum;
    }
    MUST(shutdown(ends[CLIENT], SHUT_WR));
    for (i = 0; i < SHARERS; i++) {
        thread_join(receiving[i]);
        received += receivers[i].count;
        received_sum += receivers[i].sum;
    }
    CHECK_EQ(received, sent);
    CHECK_EQ(received_sum, sent_sum);
}

static atomic_int stop;
static atomic_int shared_fd;

/* What another thread may do to the number in between: it is no descriptor, or another socket. */
static void check_harmless(long long result)
{
    if (result == -1 && errno != EBADF && errno != EAGAIN && errno != EPIPE && errno != ENOTCONN && errno != ECONNRESET && errno != EINVAL)
        FAIL("a call on a socket that others close failed with %s", errno_name(errno));
}

static void use_number(void *argument)
{
    unsigned long state = (unsigned long)(size_t)argument;

    while (!atomic_load(&stop)) {
        int fd = atomic_load(&shared_fd);
        struct sockaddr_un address;
        socklen_t length = sizeof address;
        struct pollfd entry = { fd, POLLIN, 0 };
        char bytes[16];

        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        switch (state >> 20 & 7) {
        case 0: check_harmless(send(fd, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT)); break;
        case 1: check_harmless(recv(fd, bytes, sizeof bytes, MSG_DONTWAIT)); break;
        case 2: check_harmless(getsockname(fd, (struct sockaddr *)&address, &length)); break;
        case 3: check_harmless(getpeername(fd, (struct sockaddr *)&address, &length)); break;
        case 4: check_harmless(poll(&entry, 1, 0)); break;
        case 5: check_harmless(fcntl(fd, F_GETFL)); break;
        case 6: check_harmless(shutdown(fd, SHUT_WR)); break;
        default: check_harmless(recv(fd, bytes, sizeof bytes, MSG_DONTWAIT | MSG_PEEK)); break;
        }
    }
}

CASE_BODY(threads_closing_what_others_use)
{
    enum { USERS = 4, ROUNDS = 200 };
    struct thread *threads[USERS];
    int i, number = -1, pair[2];

    atomic_store(&shared_fd, -1);
    for (i = 0; i < USERS; i++)
        threads[i] = thread_start(use_number, (void *)(size_t)(i + 1));
    for (i = 0; i < ROUNDS; i++) {
        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        if (number == -1)
            number = pair[0];
        /* The number is given again at once, as POSIX wants it: the others hit the next socket with it. */
        CHECK_EQ(pair[0], number);
        atomic_store(&shared_fd, pair[0]);
        thread_yield();
        MUST(close(pair[0]));
        MUST(close(pair[1]));
    }
    atomic_store(&stop, 1);
    for (i = 0; i < USERS; i++)
        thread_join(threads[i]);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    send_text(pair[0], "still well");
    expect_text(pair[1], "still well");
}

struct storm {
    const char *path;
    int listener, count;
};

static void storm_connect(void *argument)
{
    struct storm *storm = argument;
    int i;

    for (i = 0; i < storm->count; i++) {
        int fd = connected_to(storm->path);
        char seen;

        send_text(fd, "q");
        receive_bytes(fd, &seen, 1);
        CHECK_EQ(seen, 'a');
        MUST(close(fd));
    }
}

static void storm_accept(void *argument)
{
    struct storm *storm = argument;
    int i;

    for (i = 0; i < storm->count; i++) {
        int fd = accepted_from(storm->listener);

        expect_text(fd, "q");
        send_text(fd, "a");
        expect_end(fd);
        MUST(close(fd));
    }
}

CASE_BODY(threads_connect_and_accept)
{
    enum { SIDES = 8, ROUNDS = 40 };
    struct storm storm = { in_case_directory("s"), -1, ROUNDS };
    struct thread *clients[SIDES], *servers[SIDES];
    int i;

    storm.listener = listening_at(storm.path, SIDES);
    for (i = 0; i < SIDES; i++) {
        servers[i] = thread_start(storm_accept, &storm);
        clients[i] = thread_start(storm_connect, &storm);
    }
    for (i = 0; i < SIDES; i++) {
        thread_join(clients[i]);
        thread_join(servers[i]);
    }
    set_nonblocking(storm.listener, true);
    FAILS_WITH(EAGAIN, accept(storm.listener, NULL, NULL));
}
