/* WSARecvMsg and WSASendMsg that are asked for and told of later. */
#include "face/accepting.h"
#include "face/passing.h"

#include "thread.h"

static void begin(SOCKET s, struct passing *it, OVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE told)
{
    passing_for(it, 4);
    REFUSES(WSA_IO_PENDING, receive_message_of(s)(s, &it->message, NULL, overlapped, told));
}

static void check_told(struct passing *it, const char *text, HANDLE pipe[2])
{
    HANDLE taken;

    CHECK_BYTES(it->bytes, text, strlen(text));
    CHECK_EQ(it->message.dwFlags, 0);
    passed(it, &taken, 1);
    HOLDS(CloseHandle(pipe[1]));
    write_to_pipe(taken, text);
    expect_pipe_text(pipe[0], text);
    HOLDS(CloseHandle(taken));
    expect_pipe_end(pipe[0]);
}

CASE_BODY(messages_and_event)
{
    SOCKET pair[2];
    HANDLE pipe[2];
    struct passing it;
    OVERLAPPED overlapped = { .hEvent = new_event() };
    DWORD count, flags;

    connected_pair(pair);
    pipe_ends(pipe);
    begin(pair[1], &it, &overlapped, NULL);
    CHECK_EQ(WaitForSingleObject(overlapped.hEvent, 0), WAIT_TIMEOUT);
    pass(pair[0], "event", &pipe[1], 1);
    await_event(overlapped.hEvent);
    HOLDS(WSAGetOverlappedResult(pair[1], &overlapped, &count, FALSE, &flags));
    CHECK_EQ(count, 5);
    check_told(&it, "event", pipe);
}

CASE_BODY(messages_and_port)
{
    SOCKET pair[2];
    HANDLE pipe[2], port;
    struct passing it, sent;
    OVERLAPPED overlapped = { .hEvent = NULL }, sending = { .hEvent = NULL }, *finished;
    ULONG_PTR key;
    DWORD count;
    int i;

    connected_pair(pair);
    pipe_ends(pipe);
    port = port_for(pair[1], 21);
    CHECK(CreateIoCompletionPort((HANDLE)pair[0], port, 22, 0) == port);
    begin(pair[1], &it, &overlapped, NULL);
    passing_of(&sent, "port", &pipe[1], 1);
    if (WSASendMsg(pair[0], &sent.message, 0, NULL, &sending, NULL) != 0)
        CHECK_EQ(WSAGetLastError(), WSA_IO_PENDING);
    for (i = 0; i < 2; i++) {
        HOLDS(GetQueuedCompletionStatus(port, &count, &key, &finished, PATIENCE));
        CHECK_EQ(count, 4);
        CHECK_EQ(key, finished == &overlapped ? 21 : 22);
    }
    CHECK(!GetQueuedCompletionStatus(port, &count, &key, &finished, 0));
    check_told(&it, "port", pipe);
}

static OVERLAPPED *routine_told_of;
static DWORD routine_bytes;

static void CALLBACK routine(DWORD error, DWORD bytes, WSAOVERLAPPED *overlapped, DWORD flags)
{
    (void)flags;
    CHECK_EQ(error, 0);
    routine_told_of = overlapped;
    routine_bytes = bytes;
}

CASE_BODY(messages_and_routine)
{
    SOCKET pair[2];
    HANDLE pipe[2];
    struct passing it;
    OVERLAPPED overlapped = { .hEvent = (HANDLE)(ULONG_PTR)0x1235 };     /* the program's, with a routine */
    DWORD bytes, flags;

    connected_pair(pair);
    pipe_ends(pipe);
    begin(pair[1], &it, &overlapped, routine);
    DENIES(WSA_IO_INCOMPLETE, WSAGetOverlappedResult(pair[1], &overlapped, &bytes, FALSE, &flags));
    CHECK_EQ(SleepEx(0, TRUE), 0);
    pass(pair[0], "routine", &pipe[1], 1);
    while (routine_told_of == NULL)
        CHECK_EQ(SleepEx(PATIENCE, TRUE), WAIT_IO_COMPLETION);
    CHECK(routine_told_of == &overlapped);
    CHECK_EQ(routine_bytes, 7);
    CHECK(overlapped.hEvent == (HANDLE)(ULONG_PTR)0x1235);
    check_told(&it, "routine", pipe);
}

/* The first that was asked for gets the first message. */
CASE_BODY(messages_in_order)
{
    SOCKET pair[2];
    HANDLE first[2], second[2];
    struct passing one, two;
    OVERLAPPED overlapped[2] = { { .hEvent = new_event() }, { .hEvent = new_event() } };

    connected_pair(pair);
    pipe_ends(first);
    pipe_ends(second);
    begin(pair[1], &one, &overlapped[0], NULL);
    begin(pair[1], &two, &overlapped[1], NULL);
    pass(pair[0], "first", &first[1], 1);
    await_event(overlapped[0].hEvent);
    pass(pair[0], "second", &second[1], 1);
    await_event(overlapped[1].hEvent);
    check_told(&one, "first", first);
    check_told(&two, "second", second);
}

/* So it is when all messages come at once. */
CASE_BODY(messages_in_order_at_once)
{
    enum { MOST = 8 };
    SOCKET pair[2];
    HANDLE pipes[MOST][2];
    struct passing its[MOST];
    OVERLAPPED overlapped[MOST];
    int i, j;

    connected_pair(pair);
    for (i = 0; i < 50; i++) {
        for (j = 0; j < MOST; j++) {
            pipe_ends(pipes[j]);
            passing_for(&its[j], 4);
            its[j].part.len = 1;
            memset(&overlapped[j], 0, sizeof overlapped[j]);
            overlapped[j].hEvent = new_event();
            REFUSES(WSA_IO_PENDING, receive_message_of(pair[1])(pair[1], &its[j].message, NULL, &overlapped[j], NULL));
        }
        for (j = 0; j < MOST; j++)
            pass(pair[0], "x", &pipes[j][1], 1);
        for (j = 0; j < MOST; j++) {
            await_event(overlapped[j].hEvent);
            HOLDS(CloseHandle(overlapped[j].hEvent));
            check_told(&its[j], "x", pipes[j]);
            HOLDS(CloseHandle(pipes[j][0]));
        }
    }
}

struct short_lived {
    SOCKET s;
    struct passing it[2];
    OVERLAPPED overlapped[2];
};

static void asks_and_ends(void *argument)
{
    struct short_lived *its = argument;

    begin(its->s, &its->it[0], &its->overlapped[0], NULL);
    begin(its->s, &its->it[1], &its->overlapped[1], NULL);
}

/* What is told to a port does not end with the thread that asked for it, as in the system. */
CASE_BODY(messages_outlive_a_thread)
{
    SOCKET pair[2];
    HANDLE pipe[2], other[2], port;
    struct short_lived its = { .s = INVALID_SOCKET };
    OVERLAPPED *finished;
    ULONG_PTR key;
    DWORD count;

    connected_pair(pair);
    pipe_ends(pipe);
    pipe_ends(other);
    port = port_for(pair[1], 21);
    its.s = pair[1];
    thread_join(thread_start(asks_and_ends, &its));
    pass(pair[0], "one", &pipe[1], 1);
    HOLDS(GetQueuedCompletionStatus(port, &count, &key, &finished, PATIENCE));
    CHECK(finished == &its.overlapped[0]);
    check_told(&its.it[0], "one", pipe);
    pass(pair[0], "two", &other[1], 1);
    HOLDS(GetQueuedCompletionStatus(port, &count, &key, &finished, PATIENCE));
    CHECK(finished == &its.overlapped[1]);
    check_told(&its.it[1], "two", other);

    /* It ends as ever. */
    thread_join(thread_start(asks_and_ends, &its));
    HOLDS(CancelIoEx((HANDLE)pair[1], &its.overlapped[0]));
    DENIES(ERROR_OPERATION_ABORTED, GetQueuedCompletionStatus(port, &count, &key, &finished, PATIENCE));
    CHECK(finished == &its.overlapped[0]);
    WORKS(closesocket(pair[1]));
    DENIES(ERROR_OPERATION_ABORTED, GetQueuedCompletionStatus(port, &count, &key, &finished, PATIENCE));
    CHECK(finished == &its.overlapped[1]);

    /* With nobody to hear of it but an event it does. */
    connected_pair(pair);
    its.s = pair[1];
    its.overlapped[0].hEvent = new_event();
    its.overlapped[1].hEvent = new_event();
    thread_join(thread_start(asks_and_ends, &its));
    await_event(its.overlapped[0].hEvent);
    DENIES(WSA_OPERATION_ABORTED, WSAGetOverlappedResult(pair[1], &its.overlapped[0], &count, FALSE, &count));
}

CASE_BODY(messages_cancelled)
{
    SOCKET pair[2];
    HANDLE pipe[2], taken;
    struct passing it;
    OVERLAPPED overlapped = { .hEvent = new_event() }, plain = { .hEvent = new_event() };
    WSABUF part = { 1, (char[1]){ 0 } };
    DWORD count, flags = 0;

    connected_pair(pair);
    pipe_ends(pipe);
    begin(pair[1], &it, &overlapped, NULL);
    HOLDS(CancelIoEx((HANDLE)pair[1], &overlapped));
    await_event(overlapped.hEvent);
    DENIES(WSA_OPERATION_ABORTED, WSAGetOverlappedResult(pair[1], &overlapped, &count, FALSE, &flags));
    CHECK(!CancelIoEx((HANDLE)pair[1], &overlapped));
    CHECK_EQ(GetLastError(), ERROR_NOT_FOUND);

    /* All of a handle: ours, and the system's. */
    flags = 0;
    begin(pair[1], &it, &overlapped, NULL);
    REFUSES(WSA_IO_PENDING, WSARecv(pair[1], &part, 1, NULL, &flags, &plain, NULL));
    HOLDS(CancelIoEx((HANDLE)pair[1], NULL));
    await_event(overlapped.hEvent);
    await_event(plain.hEvent);
    DENIES(WSA_OPERATION_ABORTED, WSAGetOverlappedResult(pair[1], &plain, &count, FALSE, &flags));
    pass(pair[0], "later", &pipe[1], 1);
    take(pair[1], "later", &taken, 1);
    HOLDS(CloseHandle(taken));
}

CASE_BODY(messages_end_with_closesocket)
{
    SOCKET pair[2];
    struct passing it, more;
    OVERLAPPED overlapped = { .hEvent = new_event() }, *finished;
    HANDLE port;
    ULONG_PTR key;
    DWORD count, flags;

    connected_pair(pair);
    begin(pair[1], &it, &overlapped, NULL);
    WORKS(closesocket(pair[1]));
    await_event(overlapped.hEvent);
    CHECK_EQ((int)overlapped.Internal, (int)0xC0000120); /* STATUS_CANCELLED */
    expect_end(pair[0]);

    /* CloseHandle, which nobody sees. */
    connected_pair(pair);
    port = port_for(pair[1], 21);
    begin(pair[1], &it, &overlapped, NULL);
    HOLDS(CloseHandle((HANDLE)pair[1]));
    CHECK(!GetQueuedCompletionStatus(port, &count, &key, &finished, PATIENCE));
    CHECK(finished == &overlapped);

    /* The other end's: no bytes, and no error. */
    connected_pair(pair);
    begin(pair[1], &more, &overlapped, NULL);
    WORKS(closesocket(pair[0]));
    await_event(overlapped.hEvent);
    HOLDS(WSAGetOverlappedResult(pair[1], &overlapped, &count, FALSE, &flags));
    CHECK_EQ(count, 0);
    passed(&more, NULL, 0);
}
