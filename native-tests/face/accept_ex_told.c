/* How an AcceptEx tells that it is over: a port is in the other files. */
#include "face/accepting.h"

#include "thread.h"

CASE_BODY(accept_ex_and_event)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5);
    struct accepting it;
    DWORD bytes = 99, flags;
    int i;

    for (i = 0; i < 2; i++) {
        accepting_init(&it, listener);
        it.overlapped.hEvent = new_event();
        SetEvent(it.overlapped.hEvent); /* of a call before */
        accepting_begin(&it);
        CHECK_EQ(WaitForSingleObject(it.overlapped.hEvent, 0), WAIT_TIMEOUT);
        DENIES(WSA_IO_INCOMPLETE, WSAGetOverlappedResult(listener, &it.overlapped, &bytes, FALSE, &flags));
        CHECK(!HasOverlappedIoCompleted(&it.overlapped));
        connected_to(path);
        HOLDS(WSAGetOverlappedResult(listener, &it.overlapped, &bytes, TRUE, &flags));
        CHECK_EQ(bytes, 0);
        CHECK(HasOverlappedIoCompleted(&it.overlapped));
        HOLDS(GetOverlappedResult((HANDLE)listener, &it.overlapped, &bytes, FALSE));
        accepting_finish(&it);
    }
}

/* Both: an event with a set lowest bit, which means that the port is to hear nothing. */
CASE_BODY(accept_ex_not_told_to_the_port)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5);
    HANDLE port = port_for(listener, listener), event = new_event();
    struct accepting it;
    OVERLAPPED *finished;
    ULONG_PTR key;
    DWORD bytes;

    accepting_init(&it, listener);
    it.overlapped.hEvent = (HANDLE)((ULONG_PTR)event | 1);
    accepting_begin(&it);
    connected_to(path);
    await_event(event);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &finished, 0));
    CHECK(finished == NULL);
    accepting_init(&it, listener);
    it.overlapped.hEvent = event;
    accepting_begin(&it);
    connected_to(path);
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    await_event(event);
}

struct told {
    struct accepting it;
    HANDLE over;
    PTP_IO io;
    ULONG error;
    ULONG_PTR bytes;
    LONG calls;
};

static void CALLBACK pool_told(PTP_CALLBACK_INSTANCE instance, void *context, void *overlapped, ULONG error, ULONG_PTR bytes, PTP_IO io)
{
    struct told *told = context;

    (void)instance;
    CHECK_EQ((size_t)overlapped, (size_t)&told->it.overlapped);
    CHECK_EQ((size_t)io, (size_t)told->io);
    told->error = error;
    told->bytes = bytes;
    InterlockedIncrement(&told->calls);
    SetEvent(told->over);
}

CASE_BODY(accept_ex_and_thread_pool)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    struct told told = { .over = CreateEventW(NULL, FALSE, FALSE, NULL) };
    int i;

    told.io = CreateThreadpoolIo((HANDLE)listener, pool_told, &told, NULL);
    CHECK(told.io != NULL);
    for (i = 1; i <= 3; i++) {
        accepting_init(&told.it, listener);
        told.it.receive = i == 3 ? MOST_DATA : 0;
        StartThreadpoolIo(told.io);
        accepting_begin(&told.it);
        client = connected_to(path);
        send_text(client, "pool");
        await_event(told.over);
        CHECK_EQ(told.calls, i);
        CHECK_EQ(told.error, 0);
        CHECK_EQ(told.bytes, i == 3 ? 4 : 0);
        accepting_finish(&told.it);
        if (i < 3)
            expect_text(told.it.into, "pool");
    }
    accepting_init(&told.it, listener);
    StartThreadpoolIo(told.io);
    accepting_begin(&told.it);
    HOLDS(CancelIoEx((HANDLE)listener, &told.it.overlapped));
    await_event(told.over);
    CHECK_EQ(told.error, ERROR_OPERATION_ABORTED);
    WaitForThreadpoolIoCallbacks(told.io, FALSE);
    CloseThreadpoolIo(told.io);
}

static struct told bound;

static void CALLBACK bound_told(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
    CHECK_EQ((size_t)overlapped, (size_t)&bound.it.overlapped);
    bound.error = error;
    bound.bytes = bytes;
    SetEvent(bound.over);
}

CASE_BODY(accept_ex_and_callback)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;

    bound.over = new_event();
    HOLDS(BindIoCompletionCallback((HANDLE)listener, bound_told, 0));
    accepting_init(&bound.it, listener);
    bound.it.receive = MOST_DATA;
    bound.error = 1;
    accepting_begin(&bound.it);
    client = connected_to(path);
    send_text(client, "callback");
    await_event(bound.over);
    CHECK_EQ(bound.error, 0);
    CHECK_EQ(bound.bytes, 8);
    CHECK_BYTES(bound.it.buffer, "callback", 8);
}

static void begin_and_end(void *it)
{
    accepting_begin(it);
}

/* The system cancels what a thread has asked for when the thread ends; a port's operations stay. */
CASE_BODY(accept_ex_of_a_thread_that_ended)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    DWORD bytes;

    accepting_init(&it, listener);
    thread_join(thread_start(begin_and_end, &it));
    client = connected_to(path);
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    accepting_finish(&it);
    send_text(client, "x");
    expect_text(it.into, "x");
}
