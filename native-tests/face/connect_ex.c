/* ConnectEx. Winsock wants a bound socket for it; Windows' own AF_UNIX takes a bind() without a path for that, we need none. */
#include "face/plain.h"

struct connecting {
    SOCKET listener, client;
    struct unix_name name;
    OVERLAPPED overlapped;
};

static void begin(struct connecting *it)
{
    memset(it, 0, sizeof *it);
    it->name = name_of(in_case_directory("s"));
    it->listener = listening_at(it->name.path, 5);
    it->client = unix_socket();
}

static BOOL connect_ex(struct connecting *it, const char *data, DWORD *sent)
{
    BOOL done = connect_ex_of(it->client)(it->client, (struct sockaddr *)&it->name, sizeof it->name, (void *)data, data ? (DWORD)strlen(data) : 0, sent,
                                          &it->overlapped);

    if (!done && WSAGetLastError() == WSA_IO_PENDING)
        return TRUE;
    return done;
}

CASE_BODY(connect_ex_and_port)
{
    struct connecting it;
    HANDLE port;
    OVERLAPPED *finished;
    ULONG_PTR key;
    DWORD bytes = 99, sent = 0;

    begin(&it);
    port = CreateIoCompletionPort((HANDLE)it.client, NULL, 4711, 0);
    CHECK(port != NULL);
    HOLDS(connect_ex(&it, "hello", &sent));
    HOLDS(GetQueuedCompletionStatus(port, &bytes, &key, &finished, PATIENCE));
    CHECK_EQ(key, 4711);
    CHECK_EQ(finished, &it.overlapped);
    CHECK_EQ(bytes, 5);
    WORKS(setsockopt(it.client, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0));
    expect_text(accepted_from(it.listener), "hello");
}

CASE_BODY(connect_ex_and_event)
{
    struct connecting it;
    struct unix_name seen;
    DWORD bytes = 99, flags;
    int size = sizeof seen;

    begin(&it);
    it.overlapped.hEvent = new_event();
    HOLDS(connect_ex(&it, NULL, NULL));
    await_event(it.overlapped.hEvent);
    HOLDS(WSAGetOverlappedResult(it.client, &it.overlapped, &bytes, FALSE, &flags));
    CHECK_EQ(bytes, 0);
    WORKS(setsockopt(it.client, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0));
    WORKS(getpeername(it.client, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, it.name.path);
    send_text(it.client, "x");
    expect_text(accepted_from(it.listener), "x");
    WORKS(shutdown(it.client, SD_BOTH));
}

CASE_BODY(connect_ex_of_a_bound_socket)
{
    struct connecting it;
    struct unix_name seen;
    const char *own = in_case_directory("client");
    int size = sizeof seen;

    begin(&it);
    WORKS(bind_to(it.client, own));
    it.overlapped.hEvent = new_event();
    HOLDS(connect_ex(&it, NULL, NULL));
    await_event(it.overlapped.hEvent);
    WORKS(accept(it.listener, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, own);
}

CASE_BODY(connect_ex_to_nobody)
{
    struct connecting it;
    HANDLE port;
    OVERLAPPED *finished;
    ULONG_PTR key;
    DWORD bytes;

    begin(&it);
    WORKS(closesocket(it.listener));
    port = CreateIoCompletionPort((HANDLE)it.client, NULL, 1, 0);
    CHECK(port != NULL);
    if (connect_ex(&it, "hello", NULL)) {
        CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &finished, PATIENCE));
        CHECK_EQ(finished, &it.overlapped);
        CHECK_EQ(GetLastError(), ERROR_CONNECTION_REFUSED);
    } else {
        CHECK_EQ(WSAGetLastError(), WSAECONNREFUSED);
        CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &finished, 0));
        CHECK(finished == NULL);
    }
    it.listener = listening_at(in_case_directory("t"), 1);
    WORKS(connect_to(it.client, in_case_directory("t")));
}

CASE_BODY(connect_ex_wrong_arguments)
{
    struct connecting it;
    LPFN_CONNECTEX function;

    begin(&it);
    function = connect_ex_of(it.client);
    DENIES(ERROR_INVALID_PARAMETER, function(it.client, (struct sockaddr *)&it.name, sizeof it.name, NULL, 0, NULL, NULL));
    DENIES(WSAEFAULT, function(it.client, NULL, sizeof it.name, NULL, 0, NULL, &it.overlapped));
    it.overlapped.hEvent = new_event();
    HOLDS(connect_ex(&it, NULL, NULL));
    await_event(it.overlapped.hEvent);
    DENIES(WSAEISCONN, function(it.client, (struct sockaddr *)&it.name, sizeof it.name, NULL, 0, NULL, &it.overlapped));
}

/* ConnectEx never waits: one thread may be client and server. To a full queue it waited for an accept() that this thread would have come to next. */
CASE_BODY(connect_ex_to_a_full_queue)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 0), client = connected_to(path), other = unix_socket();
    struct unix_name name = name_of(path);
    OVERLAPPED overlapped = { .hEvent = new_event() };
    DWORD sent;

    DENIES(WSAECONNREFUSED, connect_ex_of(other)(other, (struct sockaddr *)&name, sizeof name, NULL, 0, &sent, &overlapped));
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
    connect_ex_of(other)(other, (struct sockaddr *)&name, sizeof name, NULL, 0, &sent, &overlapped);
    await_event(overlapped.hEvent);
    send_text(other, "y");
    expect_text(accepted_from(listener), "y");
}
