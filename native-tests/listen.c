/* listen() and its backlog. */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <stdatomic.h>
#include <sys/time.h>

CASE_BODY(listen_unbound)
{
    int fd = unix_socket();

    FAILS_WITH(EINVAL, listen(fd, 5));
    MUST(bind_to(fd, in_case_directory("s")));
    MUST(listen(fd, 5));
}

CASE_BODY(listen_again)
{
    const char *path = in_case_directory("s");
    int fd = listening_at(path, 1), first, second;

    first = connected_to(path);
    /* Only the backlog changes; who waits goes on waiting. */
    MUST(listen(fd, 10));
    second = connected_to(path);
    send_text(first, "1");
    send_text(second, "2");
    expect_text(accepted_from(fd), "1");
    expect_text(accepted_from(fd), "2");
}

CASE_BODY(listen_connected)
{
    int ends[2];

    connected_ends(ends);
    FAILS_WITH(EINVAL, listen(ends[CLIENT], 5));
    FAILS_WITH(EINVAL, listen(ends[SERVER], 5));
}

CASE_BODY(listen_any_backlog)
{
    static const int backlogs[] = { 0, -1, 1, 1 << 30, SOMAXCONN };
    size_t i;

    for (i = 0; i < sizeof backlogs / sizeof backlogs[0]; i++) {
        const char *path = in_case_directory("s");
        int fd = listening_at(path, backlogs[i]), client = connected_to(path);

        send_text(client, "x");
        expect_text(accepted_from(fd), "x");
        MUST(close(fd));
        CHECK(file_remove(path));
    }
}

CASE_BODY(listen_takes_as_many_as_it_says)
{
    const char *path = in_case_directory("s");
    int fd = listening_at(path, 30), clients[30], i;

    for (i = 0; i < 30; i++)
        clients[i] = connected_to(path);
    for (i = 0; i < 30; i++)
        send_text(clients[i], "x");
    for (i = 0; i < 30; i++)
        expect_text(accepted_from(fd), "x");
}

/* Linux lets one more than the backlog wait, then tells a non-blocking client to come back. */
CASE_BODY(listen_full_backlog_nonblocking)
{
    const char *path = in_case_directory("s");
    int fd = listening_at(path, 1), first = connected_to(path), second = connected_to(path);
    int third = (int)MUST(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));

    FAILS_WITH(EAGAIN, connect_to(third, path));
    FAILS_WITH(EAGAIN, connect_to(third, path));
    MUST(close(accepted_from(fd)));
    MUST(connect_to(third, path));
    send_text(second, "second");
    send_text(third, "third");
    expect_text(accepted_from(fd), "second");
    expect_text(accepted_from(fd), "third");
    expect_end(first);
}

struct late {
    const char *path;
    atomic_int connected;
};

static void connect_late(void *argument)
{
    struct late *late = argument;
    int fd = connected_to(late->path);

    atomic_store(&late->connected, 1);
    send_text(fd, "late");
    expect_end(fd);
    MUST(close(fd));
}

/* A blocking client waits for its place, as long as it takes. */
CASE_BODY(listen_full_backlog_blocking)
{
    struct late late = { .path = in_case_directory("s") };
    int fd = listening_at(late.path, 0), first = connected_to(late.path), server;
    struct thread *thread = thread_start(connect_late, &late);

    let_it_block();
    CHECK_EQ(atomic_load(&late.connected), 0);
    send_text(first, "first");
    server = accepted_from(fd);
    expect_text(server, "first");
    server = accepted_from(fd);
    expect_text(server, "late");
    MUST(close(server));
    thread_join(thread);
    CHECK_EQ(atomic_load(&late.connected), 1);
}

/* Nor for ever, when a time was set. */
CASE_BODY(listen_full_backlog_timeout)
{
    const char *path = in_case_directory("s");
    int client = unix_socket();
    struct timeval limit = { 0, 60 * 1000 };
    long long began;

    listening_at(path, 0);
    connected_to(path);
    MUST(setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit));
    began = now_in_milliseconds();
    FAILS_WITH(EAGAIN, connect_to(client, path));
    CHECK(now_in_milliseconds() - began >= 55);
}

static void be_refused(void *argument)
{
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), argument));
}

/* Who waits for room in the queue is told when the listener goes. */
CASE_BODY(listen_closed_while_a_client_waits)
{
    char *path = (char *)in_case_directory("s");
    int fd = listening_at(path, 0);
    struct thread *thread;

    connected_to(path);
    thread = thread_start(be_refused, path);
    let_it_block();
    MUST(close(fd));
    thread_join(thread);
}
