/* What ends an AcceptEx besides a client: the program, and who has not read the socket file never does. */
#include "face/accepting.h"

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
