/* poll(). */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

enum { EVERYTHING = POLLIN | POLLOUT | POLLPRI | POLLRDHUP };

CASE_BODY(poll_states)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client, server;

    CHECK_EQ(poll_one(listener, EVERYTHING, 0), 0);
    client = connected_to(path);
    CHECK_EQ(poll_one(client, EVERYTHING, 0), POLLOUT);
    CHECK_EQ(poll_one(listener, POLLIN, -1), POLLIN);
    CHECK_EQ(poll_one(listener, EVERYTHING, 0), POLLIN);
    server = accepted_from(listener);
    CHECK_EQ(poll_one(listener, EVERYTHING, 0), 0);
    CHECK_EQ(poll_one(server, EVERYTHING, 0), POLLOUT);
    send_text(client, "x");
    CHECK_EQ(poll_one(server, POLLIN, -1), POLLIN);
    CHECK_EQ(poll_one(server, EVERYTHING, 0), POLLIN | POLLOUT);
    /* Only what was asked for. */
    CHECK_EQ(poll_one(server, POLLOUT, 0), POLLOUT);
    CHECK_EQ(poll_one(server, 0, 0), 0);
    expect_text(server, "x");
    CHECK_EQ(poll_one(server, EVERYTHING, 0), POLLOUT);
}

CASE_BODY(poll_unconnected)
{
    int fd = unix_socket();

    CHECK_EQ(poll_one(fd, POLLIN | POLLOUT, 0), POLLOUT | POLLHUP);
    CHECK_EQ(poll_one(fd, 0, 0), POLLHUP);
    MUST(bind_to(fd, in_case_directory("s")));
    CHECK_EQ(poll_one(fd, POLLIN | POLLOUT, 0), POLLOUT | POLLHUP);
    MUST(listen(fd, 1));
    CHECK_EQ(poll_one(fd, POLLIN | POLLOUT, 0), 0);
}

CASE_BODY(poll_peer_shut_down_writing)
{
    int ends[2];

    connected_ends(ends);
    MUST(shutdown(ends[CLIENT], SHUT_WR));
    CHECK_EQ(poll_one(ends[SERVER], POLLIN, -1), POLLIN);
    CHECK_EQ(poll_one(ends[SERVER], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP);
    CHECK_EQ(poll_one(ends[SERVER], POLLRDHUP, 0), POLLRDHUP);
    CHECK_EQ(poll_one(ends[SERVER], 0, 0), 0);
    expect_end(ends[SERVER]);
    CHECK_EQ(poll_one(ends[SERVER], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP);
    CHECK_EQ(poll_one(ends[CLIENT], EVERYTHING, 0), POLLOUT);
    /* Both directions shut: hung up, on both sides. */
    MUST(shutdown(ends[SERVER], SHUT_WR));
    CHECK_EQ(poll_one(ends[CLIENT], POLLIN, -1), POLLIN | POLLHUP);
    CHECK_EQ(poll_one(ends[CLIENT], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    CHECK_EQ(poll_one(ends[SERVER], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
}

CASE_BODY(poll_peer_closed)
{
    int ends[2];

    connected_ends(ends);
    send_text(ends[CLIENT], "x");
    MUST(close(ends[CLIENT]));
    CHECK_EQ(poll_one(ends[SERVER], 0, -1), POLLHUP);
    CHECK_EQ(poll_one(ends[SERVER], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    expect_text(ends[SERVER], "x");
    CHECK_EQ(poll_one(ends[SERVER], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    CHECK_EQ(poll_one(ends[SERVER], 0, 0), POLLHUP);
}

CASE_BODY(poll_peer_closed_with_unread_data)
{
    int ends[2];
    char byte;

    connected_ends(ends);
    send_text(ends[CLIENT], "never read");
    MUST(close(ends[SERVER]));
    CHECK_EQ(poll_one(ends[CLIENT], 0, -1), POLLHUP | POLLERR);
    CHECK_EQ(poll_one(ends[CLIENT], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP | POLLERR);
    FAILS_WITH(ECONNRESET, recv(ends[CLIENT], &byte, 1, 0));
    CHECK_EQ(poll_one(ends[CLIENT], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
}

CASE_BODY(poll_own_shutdown)
{
    int ends[2];

    connected_ends(ends);
    MUST(shutdown(ends[CLIENT], SHUT_RD));
    CHECK_EQ(poll_one(ends[CLIENT], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP);
    MUST(shutdown(ends[CLIENT], SHUT_WR));
    CHECK_EQ(poll_one(ends[CLIENT], EVERYTHING, 0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
}

CASE_BODY(poll_bad_descriptors)
{
    int ends[2], closed = unix_socket();
    struct pollfd entries[4];

    connected_ends(ends);
    MUST(close(closed));
    entries[0] = (struct pollfd) { -1, POLLIN | POLLOUT, 0x7ff };
    entries[1] = (struct pollfd) { closed, POLLIN | POLLOUT, 0 };
    entries[2] = (struct pollfd) { ends[CLIENT], POLLOUT, 0 };
    entries[3] = (struct pollfd) { 1 << 20, 0, 0 };
    CHECK_EQ(MUST(poll(entries, 4, -1)), 3);
    CHECK_EQ(entries[0].revents, 0);
    CHECK_EQ(entries[1].revents, POLLNVAL);
    CHECK_EQ(entries[2].revents, POLLOUT);
    CHECK_EQ(entries[3].revents, POLLNVAL);
    FAILS_WITH(EFAULT, poll(null_pointer, 1, 0));
}

CASE_BODY(poll_same_socket_twice)
{
    int ends[2];
    struct pollfd entries[2];

    connected_ends(ends);
    send_text(ends[SERVER], "x");
    CHECK_EQ(poll_one(ends[CLIENT], POLLIN, -1), POLLIN);
    entries[0] = (struct pollfd) { ends[CLIENT], POLLIN, 0 };
    entries[1] = (struct pollfd) { ends[CLIENT], POLLOUT, 0 };
    CHECK_EQ(MUST(poll(entries, 2, -1)), 2);
    CHECK_EQ(entries[0].revents, POLLIN);
    CHECK_EQ(entries[1].revents, POLLOUT);
}

CASE_BODY(poll_timeout)
{
    int ends[2];
    long long began;

    connected_ends(ends);
    began = now_in_milliseconds();
    CHECK_EQ(poll_one(ends[CLIENT], POLLIN, 50), 0);
    CHECK(now_in_milliseconds() - began >= 45);
    began = now_in_milliseconds();
    CHECK_EQ(MUST(poll(NULL, 0, 50)), 0);
    CHECK(now_in_milliseconds() - began >= 45);
    CHECK_EQ(MUST(poll(NULL, 0, 0)), 0);
    /* Something ready ends the wait: the watchdog is the measure. */
    CHECK_EQ(poll_one(ends[CLIENT], POLLOUT, 1000 * 1000), POLLOUT);
}

CASE_BODY(poll_many)
{
    enum { PAIRS = 200 };
    struct pollfd entries[2 * PAIRS];
    int pairs[PAIRS][2], i, ready = 0;

    for (i = 0; i < PAIRS; i++) {
        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]));
        entries[2 * i] = (struct pollfd) { pairs[i][0], POLLIN, 0 };
        entries[2 * i + 1] = (struct pollfd) { pairs[i][1], POLLIN, 0 };
    }
    CHECK_EQ(MUST(poll(entries, 2 * PAIRS, 0)), 0);
    for (i = 0; i < PAIRS; i += 7)
        send_text(pairs[i][1], "x");
    while (ready < (PAIRS + 6) / 7)
        ready = (int)MUST(poll(entries, 2 * PAIRS, -1));
    for (i = 0; i < PAIRS; i++) {
        CHECK_EQ(entries[2 * i].revents, i % 7 == 0 ? POLLIN : 0);
        CHECK_EQ(entries[2 * i + 1].revents, 0);
    }
}

struct late {
    int fd;
    enum { SEND, CLOSE, SHUT } action;
};

static void act_late(void *argument)
{
    struct late *late = argument;

    let_it_block();
    if (late->action == SEND)
        send_text(late->fd, "x");
    else if (late->action == CLOSE)
        MUST(close(late->fd));
    else
        MUST(shutdown(late->fd, SHUT_RDWR));
}

static short poll_during(int fd, int other, int action)
{
    struct late late = { other, action };
    struct thread *thread = thread_start(act_late, &late);
    short seen = poll_one(fd, POLLIN, -1);

    thread_join(thread);
    return seen;
}

CASE_BODY(poll_is_woken)
{
    int ends[2];

    connected_ends(ends);
    CHECK_EQ(poll_during(ends[SERVER], ends[CLIENT], SEND), POLLIN);
    expect_text(ends[SERVER], "x");
    CHECK_EQ(poll_during(ends[SERVER], ends[CLIENT], CLOSE), POLLIN | POLLHUP);
    connected_ends(ends);
    /* By the peer's shutdown, and by one's own in another thread. */
    CHECK_EQ(poll_during(ends[SERVER], ends[CLIENT], SHUT), POLLIN | POLLHUP);
    connected_ends(ends);
    CHECK_EQ(poll_during(ends[SERVER], ends[SERVER], SHUT), POLLIN | POLLHUP);
}

static void connect_late(void *argument)
{
    let_it_block();
    send_text(connected_to(argument), "x");
}

CASE_BODY(poll_is_woken_by_a_client)
{
    char *path = (char *)in_case_directory("s");
    int listener = listening_at(path, 5), idle = listening_at(in_case_directory("idle"), 5);
    struct pollfd entries[2] = { { idle, POLLIN, 0 }, { listener, POLLIN, 0 } };
    struct thread *thread = thread_start(connect_late, path);

    CHECK_EQ(MUST(poll(entries, 2, -1)), 1);
    CHECK_EQ(entries[0].revents, 0);
    CHECK_EQ(entries[1].revents, POLLIN);
    expect_text(accepted_from(listener), "x");
    thread_join(thread);
}

CASE_BODY(poll_normal_and_band)
{
    int ends[2];

    connected_ends(ends);
    CHECK_EQ(poll_one(ends[SERVER], POLLRDNORM, 0), 0);
    CHECK_EQ(poll_one(ends[SERVER], POLLWRNORM, 0), POLLWRNORM);
    send_text(ends[CLIENT], "x");
    CHECK_EQ(poll_one(ends[SERVER], POLLRDNORM, -1), POLLRDNORM);
    CHECK_EQ(poll_one(ends[SERVER], POLLRDNORM | POLLWRNORM, 0), POLLRDNORM | POLLWRNORM);
    /* Nothing is ever urgent here. */
    CHECK_EQ(poll_one(ends[SERVER], POLLRDBAND, 0), 0);
    CHECK_EQ(poll_one(ends[SERVER], POLLPRI, 0), 0);
}
