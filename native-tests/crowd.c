/* Many clients in many processes. */
#include "check.h"
#include "files.h"
#include "host.h"
#include "peer.h"
#include "sockets.h"
#include "thread.h"

#include <stdio.h>
#include <stdlib.h>

enum { PROCESSES = 8, CLIENTS_EACH = 8, CLIENTS = PROCESSES * CLIENTS_EACH };

struct one {
    const char *path;
    int number;
    struct gate *go;
};

static void be_one(void *argument)
{
    struct one *one = argument;
    int fd, answer;

    gate_wait(one->go);
    fd = connected_to(one->path);
    send_bytes(fd, &one->number, sizeof one->number);
    receive_bytes(fd, &answer, sizeof answer);
    CHECK_EQ(answer, one->number + 1000);
    expect_end(fd);
    MUST(close(fd));
}

HELPER_BODY(crowd)
{
    int first = atoi(arguments[1]), i;
    struct one ones[CLIENTS_EACH];
    struct thread *threads[CLIENTS_EACH];
    struct gate *go = gate_new();

    CHECK_EQ(count, 2);
    for (i = 0; i < CLIENTS_EACH; i++) {
        ones[i] = (struct one) { arguments[0], first + i, go };
        threads[i] = thread_start(be_one, &ones[i]);
    }
    tell_case("ready");
    await_case("go");
    gate_open(go);
    for (i = 0; i < CLIENTS_EACH; i++)
        thread_join(threads[i]);
    tell_case("done");
    return 0;
}

static void serve_crowd(int backlog)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, backlog), i;
    struct peer *peers[PROCESSES];
    bool served[CLIENTS] = { false };

    for (i = 0; i < PROCESSES; i++) {
        char first[16];

        snprintf(first, sizeof first, "%d", i * CLIENTS_EACH);
        peers[i] = peer_start("crowd", path, first, NULL);
    }
    for (i = 0; i < PROCESSES; i++)
        peer_expect(peers[i], "ready");
    for (i = 0; i < PROCESSES; i++)
        peer_tell(peers[i], "go");
    for (i = 0; i < CLIENTS; i++) {
        int fd, number, answer;

        /* Slow, so that all of them wait at some time. */
        thread_pause(3);
        fd = accepted_from(listener);
        receive_bytes(fd, &number, sizeof number);
        CHECK(number >= 0 && number < CLIENTS && !served[number]);
        served[number] = true;
        answer = number + 1000;
        send_bytes(fd, &answer, sizeof answer);
        MUST(close(fd));
    }
    for (i = 0; i < PROCESSES; i++) {
        peer_expect(peers[i], "done");
        peer_finish(peers[i]);
    }
    set_nonblocking(listener, true);
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
}

CASE_BODY(crowd_of_64_and_one_slow_acceptor)
{
    serve_crowd(CLIENTS);
}

/* The queue has room for few of them: the others wait outside. */
CASE_BODY(crowd_of_64_and_a_short_queue)
{
    serve_crowd(4);
}

enum { IDLE = 1000 };

HELPER_BODY(idle_crowd)
{
    static int fds[IDLE];
    int i;
    char byte;

    CHECK_EQ(count, 1);
    descriptors_allow(IDLE + 50);
    for (i = 0; i < IDLE; i++) {
        fds[i] = connected_to(arguments[0]);
        send_bytes(fds[i], &i, sizeof i);
    }
    tell_case("connected");
    await_case("look");
    /* Only the one that was spoken to has something to read. */
    for (i = 0; i < IDLE; i++)
        CHECK_EQ(poll_one(fds[i], POLLIN, i == IDLE / 2 ? -1 : 0), i == IDLE / 2 ? POLLIN : 0);
    receive_bytes(fds[IDLE / 2], &byte, 1);
    tell_case("looked");
    await_case("end");
    return 0;
}

CASE_BODY(crowd_of_1000_idle_connections)
{
    static int fds[IDLE];
    static struct pollfd entries[IDLE];
    const char *path = in_case_directory("s");
    int listener, i;
    struct peer *peer;

    descriptors_allow(IDLE + 50);
    listener = listening_at(path, 100);
    peer = peer_start("idle_crowd", path, NULL);
    for (i = 0; i < IDLE; i++) {
        int seen;

        fds[i] = accepted_from(listener);
        receive_bytes(fds[i], &seen, sizeof seen);
        CHECK_EQ(seen, i);
        entries[i] = (struct pollfd) { fds[i], POLLIN, 0 };
    }
    peer_expect(peer, "connected");
    CHECK_EQ(MUST(poll(entries, IDLE, 0)), 0);
    send_text(fds[IDLE / 2], "x");
    peer_tell(peer, "look");
    peer_expect(peer, "looked");
    peer_tell(peer, "end");
    peer_finish(peer);
    for (i = 0; i < IDLE; i++)
        expect_end(fds[i]);
    close_all(fds, IDLE);
}
