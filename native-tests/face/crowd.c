/* Many at a time, and for long. */
#include "face/accepting.h"

#include "thread.h"

#include <stdio.h>

enum { THREADS = 8, ROUNDS = 25 };

struct crowd {
    const char *path;
    SOCKET listener;
    volatile LONG served;
};

static void be_client(void *argument)
{
    struct crowd *crowd = argument;
    int i;

    for (i = 0; i < ROUNDS; i++) {
        SOCKET client = connected_to(crowd->path);

        send_text(client, "question");
        expect_text(client, "answer");
        WORKS(closesocket(client));
    }
}

static void be_server(void *argument)
{
    struct crowd *crowd = argument;

    while (InterlockedIncrement(&crowd->served) <= THREADS / 2 * ROUNDS) {
        SOCKET server = accepted_from(crowd->listener);

        expect_text(server, "question");
        send_text(server, "answer");
        expect_end(server);
        WORKS(closesocket(server));
    }
}

CASE_BODY(crowd_of_threads)
{
    struct crowd crowd = { .path = in_case_directory("s") };
    struct thread *threads[THREADS];
    int i;

    crowd.listener = listening_at(crowd.path, THREADS);
    for (i = 0; i < THREADS; i++)
        threads[i] = thread_start(i % 2 ? be_client : be_server, &crowd);
    for (i = 0; i < THREADS; i++)
        thread_join(threads[i]);
}

/* The same with one port and a few threads behind it, as servers for Windows are written. */
static void be_port_server(void *port)
{
    for (;;) {
        OVERLAPPED *finished = NULL;
        ULONG_PTR key;
        DWORD bytes;
        struct accepting *it;
        BOOL done = GetQueuedCompletionStatus(port, &bytes, &key, &finished, PATIENCE);

        if (!finished)
            return;
        it = CONTAINING_RECORD(finished, struct accepting, overlapped);
        CHECK(done && bytes == 8);
        accepting_finish(it);
        CHECK_BYTES(it->buffer, "question", 8);
        send_text(it->into, "answer");
        expect_end(it->into);
        WORKS(closesocket(it->into));
        it->into = unix_socket();
        accepting_begin(it);
    }
}

CASE_BODY(crowd_at_a_port)
{
    struct crowd crowd = { .path = in_case_directory("s") };
    struct thread *servers[3], *clients[THREADS / 2];
    struct accepting its[6];
    HANDLE port;
    int i;

    crowd.listener = listening_at(crowd.path, THREADS);
    port = port_for(crowd.listener, 1);
    for (i = 0; i < 6; i++) {
        accepting_init(&its[i], crowd.listener);
        its[i].receive = 8;
        accepting_begin(&its[i]);
    }
    for (i = 0; i < 3; i++)
        servers[i] = thread_start(be_port_server, port);
    for (i = 0; i < THREADS / 2; i++)
        clients[i] = thread_start(be_client, &crowd);
    for (i = 0; i < THREADS / 2; i++)
        thread_join(clients[i]);
    for (i = 0; i < 3; i++)
        PostQueuedCompletionStatus(port, 0, 0, NULL);
    for (i = 0; i < 3; i++)
        thread_join(servers[i]);
}

static void serve_and_close(SOCKET client, SOCKET server)
{
    send_text(client, "x");
    expect_text(server, "x");
    WORKS(closesocket(client));
    WORKS(closesocket(server));
}

static DWORD own_handles(void)
{
    DWORD count = 0;

    HOLDS(GetProcessHandleCount(GetCurrentProcess(), &count));
    return count;
}

/* In every second round by AcceptEx. The first rounds fill what is kept for later ones. */
CASE_BODY(crowd_leaves_no_handle)
{
    enum { WARM = 50, MANY = 1000 };
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5);
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    DWORD before = 0, bytes;
    int i;

    for (i = 0; i < WARM + MANY; i++) {
        SOCKET client;

        if (i == WARM)
            before = own_handles();
        if (i % 2) {
            client = connected_to(path);
            serve_and_close(client, accepted_from(listener));
        } else {
            accepting_init(&it, listener);
            accepting_begin(&it);
            client = connected_to(path);
            CHECK_EQ(accepting_await(&it, port, &bytes), 0);
            serve_and_close(client, it.into);
        }
    }
    if (own_handles() > before + 10)
        FAIL("%lu handles before, %lu after", (unsigned long)before, (unsigned long)own_handles());
}

/* Sockets that nobody uses, listeners, names and refusals. */
CASE_BODY(crowd_of_failures_leaves_no_handle)
{
    enum { WARM = 20, MANY = 200 };
    const char *none = in_case_directory("none");
    DWORD before = 0;
    char name[32];
    int i;

    for (i = 0; i < WARM + MANY; i++) {
        SOCKET s = unix_socket();

        if (i == WARM)
            before = own_handles();
        REFUSES(WSAECONNREFUSED, connect_to(s, none));
        snprintf(name, sizeof name, "s%d", i);
        WORKS(bind_to(s, in_case_directory(name)));
        if (i % 3 > 0)
            WORKS(listen(s, 5));
        if (i % 3 > 1)
            connected_to(in_case_directory(name));
        WORKS(closesocket(s));
    }
    if (own_handles() > before + 10 + MANY / 3 + 1)     /* the clients were never closed */
        FAIL("%lu handles before, %lu after", (unsigned long)before, (unsigned long)own_handles());
}
