/* AcceptEx: what it gives, and what it refuses. */
#include "face/accepting.h"

CASE_BODY(accept_ex_of_a_client)
{
    const char *path = in_case_directory("s"), *own = in_case_directory("client");
    SOCKET listener = listening_at(path, 5), client = bound_at(own);
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    struct unix_name seen;
    DWORD bytes = 99;
    int size = sizeof seen;

    accepting_init(&it, listener);
    accepting_begin(&it);
    WORKS(connect_to(client, path));
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    CHECK_EQ(bytes, 0);
    accepting_finish(&it);
    accepting_check_names(&it, path, own);
    WORKS(getpeername(it.into, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, own);
    send_text(client, "question");
    expect_text(it.into, "question");
    send_text(it.into, "answer");
    expect_text(client, "answer");
    WORKS(closesocket(it.into));
    expect_end(client);
}

/* A client that is there before. */
CASE_BODY(accept_ex_of_a_waiting_client)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = connected_to(path);
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    DWORD bytes = 99;

    send_text(client, "x");
    accepting_init(&it, listener);
    accepting_begin(&it);
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    CHECK_EQ(bytes, 0);
    accepting_finish(&it);
    accepting_check_names(&it, path, "");
    expect_text(it.into, "x");
}

CASE_BODY(accept_ex_with_data)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    OVERLAPPED *finished = &it.overlapped;
    ULONG_PTR key;
    DWORD bytes = 99;

    accepting_init(&it, listener);
    it.receive = MOST_DATA;
    accepting_begin(&it);
    client = connected_to(path);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &finished, 50));   /* it waits for data, too */
    CHECK(finished == NULL);
    send_text(client, "first words");
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    CHECK_EQ(bytes, 11);
    CHECK_BYTES(it.buffer, "first words", 11);
    accepting_finish(&it);
    accepting_check_names(&it, path, "");
    send_text(client, "more");
    expect_text(it.into, "more");
}

/* The end of the client is data of no bytes. */
CASE_BODY(accept_ex_with_data_that_never_comes)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5);
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    DWORD bytes = 99;

    accepting_init(&it, listener);
    it.receive = MOST_DATA;
    accepting_begin(&it);
    WORKS(closesocket(connected_to(path)));
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    CHECK_EQ(bytes, 0);
    accepting_finish(&it);
    expect_end(it.into);
}

CASE_BODY(accept_ex_several_at_once)
{
    enum { COUNT = 5 };
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, COUNT), clients[COUNT];
    HANDLE port = port_for(listener, 7);
    struct accepting its[COUNT];
    bool seen[COUNT] = { false };
    int i;

    for (i = 0; i < COUNT; i++) {
        accepting_init(&its[i], listener);
        accepting_begin(&its[i]);
    }
    for (i = 0; i < COUNT; i++)
        clients[i] = connected_to(path);
    for (i = 0; i < COUNT; i++) {
        OVERLAPPED *finished;
        ULONG_PTR key;
        DWORD bytes;
        struct accepting *it;

        HOLDS(GetQueuedCompletionStatus(port, &bytes, &key, &finished, PATIENCE));
        it = CONTAINING_RECORD(finished, struct accepting, overlapped);
        CHECK(it >= its && it < its + COUNT && !seen[it - its]);
        seen[it - its] = true;
        accepting_finish(it);
        send_text(it->into, "served");
    }
    for (i = 0; i < COUNT; i++)
        expect_text(clients[i], "served");
}

/* AcceptEx and accept() of one listener, in turn. */
CASE_BODY(accept_ex_and_accept)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    HANDLE port = port_for(listener, listener);
    DWORD bytes;
    int i;

    for (i = 0; i < 3; i++) {
        struct accepting it;

        client = connected_to(path);
        send_text(client, "a");
        expect_text(accepted_from(listener), "a");
        accepting_init(&it, listener);
        accepting_begin(&it);
        client = connected_to(path);
        CHECK_EQ(accepting_await(&it, port, &bytes), 0);
        accepting_finish(&it);
        send_text(client, "b");
        expect_text(it.into, "b");
    }
}

CASE_BODY(accept_ex_wrong_arguments)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), into = unix_socket(), fresh = unix_socket(), bound = bound_at(in_case_directory("t"));
    LPFN_ACCEPTEX function = accept_ex_of(listener);
    char buffer[2 * AREA];
    OVERLAPPED overlapped = { .hEvent = NULL };
    DWORD got;

    DENIES(ERROR_INVALID_PARAMETER, function(listener, into, buffer, 0, AREA, AREA, &got, NULL));
    DENIES(WSAEFAULT, function(listener, into, NULL, 0, AREA, AREA, &got, &overlapped));
    DENIES(WSAEINVAL, function(listener, into, buffer, 0, 0, AREA, &got, &overlapped));
    DENIES(WSAEINVAL, function(listener, into, buffer, 0, AREA, 0, &got, &overlapped));
    DENIES(WSAENOTSOCK, function((SOCKET)0xabcd00, into, buffer, 0, AREA, AREA, &got, &overlapped));
    DENIES(WSAEINVAL, function(fresh, into, buffer, 0, AREA, AREA, &got, &overlapped));
    DENIES(WSAEINVAL, function(bound, into, buffer, 0, AREA, AREA, &got, &overlapped));
    DENIES(WSAEINVAL, function(listener, listener, buffer, 0, AREA, AREA, &got, &overlapped));
    DENIES(WSAEINVAL, function(listener, connected_to(path), buffer, 0, AREA, AREA, &got, &overlapped));
}

/* Two into one socket: the second is refused. */
CASE_BODY(accept_ex_into_one_socket_twice)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5);
    HANDLE port = port_for(listener, listener);
    struct accepting one, two;
    DWORD got;

    accepting_init(&one, listener);
    accepting_init(&two, listener);
    accepting_begin(&one);
    DENIES(WSAEINVAL, accept_ex_of(listener)(listener, one.into, two.buffer, 0, AREA, AREA, &got, &two.overlapped));
    connected_to(path);
    CHECK_EQ(accepting_await(&one, port, &got), 0);
    accepting_begin(&two);
    connected_to(path);
    CHECK_EQ(accepting_await(&two, port, &got), 0);
}

/* By the exports of mswsock.dll, which some programs link with. */
CASE_BODY(accept_ex_of_mswsock)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    struct unix_name *own = NULL, *other = NULL;
    int own_size = 0, other_size = 0;
    DWORD bytes;

    accepting_init(&it, listener);
    DENIES(WSA_IO_PENDING, AcceptEx(listener, it.into, it.buffer, 0, AREA, AREA, &bytes, &it.overlapped));
    client = connected_to(path);
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    GetAcceptExSockaddrs(it.buffer, 0, AREA, AREA, (struct sockaddr **)&own, &own_size, (struct sockaddr **)&other, &other_size);
    CHECK(own != NULL && other != NULL);
    CHECK_TEXT(own->path, path);
    send_text(client, "x");
    expect_text(it.into, "x");
}
