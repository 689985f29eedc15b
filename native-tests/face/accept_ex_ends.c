/* What ends an AcceptEx besides a client: the program, and who has not read the socket file never does. */
#include "face/accepting.h"

#include "thread.h"

#include <stdio.h>

CASE_BODY(accept_ex_cancelled)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    HANDLE port = port_for(listener, listener);
    struct accepting its[3];
    DWORD bytes;
    int i;

    for (i = 0; i < 3; i++) {
        accepting_init(&its[i], listener);
        accepting_begin(&its[i]);
    }
    HOLDS(CancelIoEx((HANDLE)listener, &its[1].overlapped));
    CHECK_EQ(accepting_await(&its[1], port, &bytes), ERROR_OPERATION_ABORTED);
    DENIES(ERROR_NOT_FOUND, CancelIoEx((HANDLE)listener, &its[1].overlapped));
    HOLDS(CancelIoEx((HANDLE)listener, NULL));
    for (i = 0; i < 2; i++) {
        OVERLAPPED *finished;
        ULONG_PTR key;

        DENIES(ERROR_OPERATION_ABORTED, GetQueuedCompletionStatus(port, &bytes, &key, &finished, PATIENCE));
        CHECK(finished == &its[0].overlapped || finished == &its[2].overlapped);
    }
    /* The sockets are as they were. */
    accepting_begin(&its[1]);
    client = connected_to(path);
    CHECK_EQ(accepting_await(&its[1], port, &bytes), 0);
    send_text(client, "x");
    expect_text(its[1].into, "x");
}

CASE_BODY(accept_ex_cancelled_while_it_waits_for_data)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5);
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    OVERLAPPED *finished;
    ULONG_PTR key;
    DWORD bytes;

    accepting_init(&it, listener);
    it.receive = MOST_DATA;
    accepting_begin(&it);
    connected_to(path);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &finished, 50));
    HOLDS(CancelIoEx((HANDLE)listener, &it.overlapped));
    CHECK_EQ(accepting_await(&it, port, &bytes), ERROR_OPERATION_ABORTED);
}

/* CancelIo() is for what this thread has asked for. */
CASE_BODY(accept_ex_cancelled_by_its_thread)
{
    SOCKET listener = listening_at(in_case_directory("s"), 5);
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    DWORD bytes;

    accepting_init(&it, listener);
    accepting_begin(&it);
    HOLDS(CancelIo((HANDLE)listener));
    CHECK_EQ(accepting_await(&it, port, &bytes), ERROR_OPERATION_ABORTED);
}

CASE_BODY(accept_ex_ends_with_closesocket)
{
    SOCKET listener = listening_at(in_case_directory("s"), 5);
    HANDLE port = port_for(listener, listener);
    struct accepting it, other;
    DWORD bytes;

    accepting_init(&it, listener);
    accepting_begin(&it);
    WORKS(closesocket(listener));
    CHECK_EQ(accepting_await(&it, port, &bytes), ERROR_OPERATION_ABORTED);
    /* The other socket is free for another listener. */
    listener = listening_at(in_case_directory("t"), 5);
    port = port_for(listener, listener);
    accepting_init(&other, listener);
    WORKS(closesocket(other.into));
    other.into = it.into;
    accepting_begin(&other);
    connected_to(in_case_directory("t"));
    CHECK_EQ(accepting_await(&other, port, &bytes), 0);
}

CASE_BODY(accept_ex_of_a_stranger)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client, stranger;
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    OVERLAPPED *finished;
    ULONG_PTR key;
    DWORD bytes;
    int i;

    for (i = 0; i < 3; i++) {
        accepting_init(&it, listener);
        it.receive = i == 2 ? MOST_DATA : 0;
        accepting_begin(&it);
        stranger = stranger_at(path);
        send(stranger, "let me in", 9, 0);
        CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &finished, 50));
        CHECK(finished == NULL);
        client = connected_to(path);
        send_text(client, "client");
        CHECK_EQ(accepting_await(&it, port, &bytes), 0);
        accepting_finish(&it);
        accepting_check_names(&it, path, "");
        if (i == 2)
            CHECK_BYTES(it.buffer, "client", 6);
        else
            expect_text(it.into, "client");
        expect_turned_away(stranger);
    }
}

CASE_BODY(accept_ex_cancelled_after_a_stranger)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5);
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    OVERLAPPED *finished;
    ULONG_PTR key;
    DWORD bytes;

    accepting_init(&it, listener);
    accepting_begin(&it);
    stranger_at(path);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &finished, 50));
    HOLDS(CancelIoEx((HANDLE)listener, &it.overlapped));
    CHECK_EQ(accepting_await(&it, port, &bytes), ERROR_OPERATION_ABORTED);
}

/* One of these came between the client's connection and the receive for its first data: it was told that it had cancelled, and nothing ended until the
 * client sent, or for ever. So the moments are tried out. */
CASE_BODY(accept_ex_cancelled_as_a_client_comes)
{
    enum { ROUNDS = 60 };
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    DWORD bytes;
    int i, spin;

    for (i = 0; i < ROUNDS; i++) {
        accepting_init(&it, listener);
        it.receive = MOST_DATA;
        accepting_begin(&it);
        client = connected_to(path);
        for (spin = 0; spin < i % 20; spin++)
            thread_yield();
        HOLDS(CancelIoEx((HANDLE)listener, &it.overlapped));
        CHECK_EQ(accepting_await(&it, port, &bytes), ERROR_OPERATION_ABORTED);
        WORKS(closesocket(client));
        WORKS(closesocket(it.into));
        /* Whom TCP had let in before goes with the socket; who is still in the queue, by accept(). */
        set_nonblocking(listener, true);
        client = accept(listener, NULL, NULL);
        if (client != INVALID_SOCKET)
            WORKS(closesocket(client));
        set_nonblocking(listener, false);
    }
}

struct late {
    struct accepting it;
    struct gate *gate;
    LPFN_ACCEPTEX accept_ex;
    volatile LONG begun;
};

static void accept_late(void *argument)
{
    struct late *late = argument;
    DWORD received;

    gate_wait(late->gate);
    InterlockedExchange(&late->begun, 1);
    if (!late->accept_ex(late->it.listener, late->it.into, late->it.buffer, 0, AREA, AREA, &received, &late->it.overlapped)
        && WSAGetLastError() != WSA_IO_PENDING)
        SetEvent(late->it.overlapped.hEvent);
}

/* An AcceptEx that was on its way when the listener was closed was asked for all the same, was never over, and kept the port. */
CASE_BODY(accept_ex_begun_as_its_listener_is_closed)
{
    enum { ROUNDS = 150 };
    struct late late;
    SOCKET into = unix_socket();
    struct thread *other;
    char name[32];
    int i, spin;

    for (i = 0; i < ROUNDS; i++) {
        snprintf(name, sizeof name, "s%d", i);
        memset(&late, 0, sizeof late);
        late.it.listener = listening_at(in_case_directory(name), 5);
        late.it.into = into;
        late.it.overlapped.hEvent = new_event();
        late.accept_ex = accept_ex_of(late.it.listener);
        late.gate = gate_new();
        other = thread_start(accept_late, &late);
        gate_open(late.gate);
        while (!late.begun)
            ;
        for (spin = 0; spin < i % 50 * 2000; spin++)
            InterlockedAdd(&late.begun, 0);
        WORKS(closesocket(late.it.listener));
        await_event(late.it.overlapped.hEvent);
        thread_join(other);
        gate_free(late.gate);
        CloseHandle(late.it.overlapped.hEvent);
    }
}

/* The socket to accept into is closed: the system's AcceptEx is over then (libuv ends its own so). Ours went on, and let the next client into nowhere. */
CASE_BODY(accept_ex_into_a_socket_that_is_closed)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    DWORD bytes;

    accepting_init(&it, listener);
    accepting_begin(&it);
    WORKS(closesocket(it.into));
    CHECK_EQ(accepting_await(&it, port, &bytes), ERROR_OPERATION_ABORTED);
    client = connected_to(path);
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}
