/* Transfers that are asked for and told of later: the socket is TCP's, so the system does them without us. */
#include "face/accepting.h"

static void begin_receive(SOCKET s, OVERLAPPED *overlapped, WSABUF *part, LPWSAOVERLAPPED_COMPLETION_ROUTINE told)
{
    DWORD flags = 0;

    REFUSES(WSA_IO_PENDING, WSARecv(s, part, 1, NULL, &flags, overlapped, told));
}

CASE_BODY(overlapped_and_port)
{
    SOCKET pair[2];
    HANDLE port;
    char bytes[16];
    WSABUF part = { sizeof bytes, bytes }, sent = { 5, "hello" };
    OVERLAPPED receive = { .hEvent = NULL }, sending = { .hEvent = NULL }, *finished;
    ULONG_PTR key;
    DWORD count;

    connected_pair(pair);
    port = port_for(pair[0], 11);
    CHECK(CreateIoCompletionPort((HANDLE)pair[1], port, 12, 0) == port);
    begin_receive(pair[0], &receive, &part, NULL);
    if (WSASend(pair[1], &sent, 1, NULL, 0, &sending, NULL) != 0)
        CHECK_EQ(WSAGetLastError(), WSA_IO_PENDING);
    for (int i = 0; i < 2; i++) {
        HOLDS(GetQueuedCompletionStatus(port, &count, &key, &finished, PATIENCE));
        CHECK_EQ(count, 5);
        CHECK_EQ(key, finished == &receive ? 11 : 12);
    }
    CHECK_BYTES(bytes, "hello", 5);
}

CASE_BODY(overlapped_and_event)
{
    SOCKET pair[2];
    char bytes[16];
    WSABUF part = { sizeof bytes, bytes };
    OVERLAPPED receive = { .hEvent = new_event() };
    DWORD count, flags;

    connected_pair(pair);
    begin_receive(pair[1], &receive, &part, NULL);
    CHECK_EQ(WaitForSingleObject(receive.hEvent, 0), WAIT_TIMEOUT);
    send_text(pair[0], "event");
    await_event(receive.hEvent);
    HOLDS(WSAGetOverlappedResult(pair[1], &receive, &count, FALSE, &flags));
    CHECK_EQ(count, 5);
    ResetEvent(receive.hEvent);
    begin_receive(pair[1], &receive, &part, NULL);
    HOLDS(CancelIoEx((HANDLE)pair[1], &receive));
    await_event(receive.hEvent);
    DENIES(WSA_OPERATION_ABORTED, WSAGetOverlappedResult(pair[1], &receive, &count, FALSE, &flags));
}

static DWORD routine_bytes;

static void CALLBACK routine_told(DWORD error, DWORD bytes, WSAOVERLAPPED *overlapped, DWORD flags)
{
    (void)overlapped;
    (void)flags;
    CHECK_EQ(error, 0);
    routine_bytes = bytes;
}

CASE_BODY(overlapped_and_routine)
{
    SOCKET pair[2];
    char bytes[16];
    WSABUF part = { sizeof bytes, bytes };
    OVERLAPPED receive = { .hEvent = NULL };

    connected_pair(pair);
    begin_receive(pair[1], &receive, &part, routine_told);
    send_text(pair[0], "routine");
    while (routine_bytes == 0)
        CHECK_EQ(SleepEx(PATIENCE, TRUE), WAIT_IO_COMPLETION);
    CHECK_EQ(routine_bytes, 7);
    CHECK_BYTES(bytes, "routine", 7);
}

/* A SOCKET is a file. */
CASE_BODY(overlapped_of_files)
{
    SOCKET pair[2];
    char bytes[16];
    OVERLAPPED reading = { .hEvent = new_event() }, writing = { .hEvent = new_event() };
    DWORD count;

    connected_pair(pair);
    if (!ReadFile((HANDLE)pair[0], bytes, sizeof bytes, NULL, &reading))
        CHECK_EQ(GetLastError(), ERROR_IO_PENDING);
    if (!WriteFile((HANDLE)pair[1], "a file", 6, NULL, &writing))
        CHECK_EQ(GetLastError(), ERROR_IO_PENDING);
    HOLDS(GetOverlappedResult((HANDLE)pair[0], &reading, &count, TRUE));
    CHECK_EQ(count, 6);
    CHECK_BYTES(bytes, "a file", 6);
}

CASE_BODY(overlapped_in_parts)
{
    SOCKET pair[2];
    char one[3], two[8];
    WSABUF parts[2] = { { sizeof one, one }, { sizeof two, two } }, sent[3] = { { 2, "ab" }, { 0, NULL }, { 4, "cdef" } };
    DWORD count = 0, flags = 0;

    connected_pair(pair);
    WORKS(WSASend(pair[0], sent, 3, &count, 0, NULL, NULL));
    CHECK_EQ(count, 6);
    CHECK(is_readable(pair[1], PATIENCE));
    WORKS(WSARecv(pair[1], parts, 2, &count, &flags, NULL, NULL));
    CHECK_EQ(count, 6);
    CHECK_BYTES(one, "abc", 3);
    CHECK_BYTES(two, "def", 3);
}
