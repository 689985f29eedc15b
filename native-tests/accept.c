/* accept() and accept4(). */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <sys/time.h>

CASE_BODY(accept_in_wrong_state)
{
    int ends[2];

    FAILS_WITH(EINVAL, accept(unix_socket(), NULL, NULL));
    FAILS_WITH(EINVAL, accept(bound_at(in_case_directory("s")), NULL, NULL));
    connected_ends(ends);
    FAILS_WITH(EINVAL, accept(ends[CLIENT], NULL, NULL));
    FAILS_WITH(EINVAL, accept(ends[SERVER], NULL, NULL));
}

CASE_BODY(accept_unnamed_client)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    struct sockaddr_un address;
    socklen_t length = sizeof address;

    memset(&address, 0x5a, sizeof address);
    connected_to(path);
    MUST(accept(listener, (struct sockaddr *)&address, &length));
    CHECK_EQ(length, PATH_OFFSET);
    CHECK_EQ(address.sun_family, AF_UNIX);
}

CASE_BODY(accept_named_client)
{
    const char *path = in_case_directory("s"), *name = in_case_directory("client");
    int listener = listening_at(path, 5), client = bound_at(name);
    struct sockaddr_un address;
    socklen_t length = sizeof address;

    memset(&address, 0x5a, sizeof address);
    MUST(connect_to(client, path));
    MUST(accept(listener, (struct sockaddr *)&address, &length));
    CHECK_EQ(length, unix_length(name));
    CHECK_EQ(address.sun_family, AF_UNIX);
    CHECK_TEXT(address.sun_path, name);
}

CASE_BODY(accept_short_buffer)
{
    const char *path = in_case_directory("s"), *name = in_case_directory("client");
    int listener = listening_at(path, 5), client = bound_at(name);
    unsigned char seen[sizeof(struct sockaddr_un)];
    struct sockaddr_un whole = unix_address(name);
    socklen_t length = 7;

    memset(seen, 0x5a, sizeof seen);
    MUST(connect_to(client, path));
    MUST(accept(listener, (struct sockaddr *)seen, &length));
    /* As much as fits, and the length that it would have had. */
    CHECK_EQ(length, unix_length(name));
    CHECK_BYTES(seen, &whole, 7);
    CHECK_EQ(seen[7], 0x5a);
}

CASE_BODY(accept_no_buffer)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    unsigned char untouched = 0x5a;
    socklen_t length = 0;

    connected_to(path);
    MUST(accept(listener, (struct sockaddr *)&untouched, &length));
    CHECK_EQ(untouched, 0x5a);
    CHECK_EQ(length, PATH_OFFSET);
    /* Without a buffer the length isn't looked at. */
    length = 99;
    connected_to(path);
    MUST(accept(listener, NULL, &length));
    CHECK_EQ(length, 99);
}

CASE_BODY(accept_bad_buffer)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    struct sockaddr_un address;
    socklen_t length = (socklen_t)-1;

    connected_to(path);
    FAILS_WITH(EINVAL, accept(listener, (struct sockaddr *)&address, &length));
    connected_to(path);
    FAILS_WITH(EFAULT, accept(listener, (struct sockaddr *)&address, NULL));
}

CASE_BODY(accept4_flags)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), fd;

    connected_to(path);
    fd = (int)MUST(accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));
    CHECK(is_nonblocking(fd));
    CHECK_EQ(MUST(fcntl(fd, F_GETFD)), FD_CLOEXEC);
    expect_nothing(fd);
    connected_to(path);
    fd = (int)MUST(accept4(listener, NULL, NULL, 0));
    CHECK(!is_nonblocking(fd));
    CHECK_EQ(MUST(fcntl(fd, F_GETFD)), 0);
    /* The wrong flags don't cost the client its place. */
    send_text(connected_to(path), "x");
    FAILS_WITH(EINVAL, accept4(listener, NULL, NULL, 1));
    expect_text(accepted_from(listener), "x");
}

CASE_BODY(accept_inherits_nothing)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), fd;

    set_nonblocking(listener, true);
    connected_to(path);
    fd = accepted_from(listener);
    CHECK(!is_nonblocking(fd));
    CHECK(is_nonblocking(listener));
}

CASE_BODY(accept_client_that_is_gone)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client = connected_to(path), server;

    send_text(client, "last words");
    MUST(close(client));
    server = accepted_from(listener);
    expect_text(server, "last words");
    expect_end(server);
    expect_end(server);
}

CASE_BODY(accept_client_that_shut_down)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client = connected_to(path), server;

    send_text(client, "request");
    MUST(shutdown(client, SHUT_WR));
    server = accepted_from(listener);
    expect_text(server, "request");
    expect_end(server);
    send_text(server, "answer");
    expect_text(client, "answer");
}

CASE_BODY(accept_queue_is_lost_with_the_listener)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client = connected_to(path);
    char byte;

    MUST(close(listener));
    FAILS_WITH(ECONNRESET, recv(client, &byte, 1, 0));
    expect_end(client);
    FAILS_WITH(EPIPE, send(client, "x", 1, MSG_NOSIGNAL));
    MUST(close(client));
}

struct taker {
    int listener;
    char seen;
};

static void take_one(void *argument)
{
    struct taker *taker = argument;
    int fd = accepted_from(taker->listener);

    receive_bytes(fd, &taker->seen, 1);
    MUST(close(fd));
}

CASE_BODY(accept_waits_for_a_client)
{
    const char *path = in_case_directory("s");
    struct taker taker = { .listener = listening_at(path, 5) };
    struct thread *thread = thread_start(take_one, &taker);

    let_it_block();
    send_text(connected_to(path), "x");
    thread_join(thread);
    CHECK_EQ(taker.seen, 'x');
}

CASE_BODY(accept_in_many_threads)
{
    enum { THREADS = 16 };
    const char *path = in_case_directory("s");
    int listener = listening_at(path, THREADS), clients[THREADS], i, sum = 0;
    struct taker takers[THREADS];
    struct thread *threads[THREADS];

    for (i = 0; i < THREADS; i++) {
        takers[i].listener = listener;
        threads[i] = thread_start(take_one, &takers[i]);
    }
    for (i = 0; i < THREADS; i++) {
        char number = (char)(i + 1);

        clients[i] = connected_to(path);
        send_bytes(clients[i], &number, 1);
    }
    for (i = 0; i < THREADS; i++) {
        thread_join(threads[i]);
        sum += takers[i].seen;
        expect_end(clients[i]);
    }
    /* Each client was taken once. */
    CHECK_EQ(sum, THREADS * (THREADS + 1) / 2);
}

CASE_BODY(accept_timeout)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    struct timeval limit = { 0, 60 * 1000 };
    long long began;

    MUST(setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
    began = now_in_milliseconds();
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    CHECK(now_in_milliseconds() - began >= 55);
    send_text(connected_to(path), "x");
    expect_text(accepted_from(listener), "x");
}
