/* accept() and WSAAccept(). */
#include "face/plain.h"

#include "thread.h"

#include <stdio.h>

CASE_BODY(accept_states)
{
    SOCKET pair[2];

    REFUSES(WSAEINVAL, accept(unix_socket(), NULL, NULL));
    REFUSES(WSAEINVAL, accept(bound_at(in_case_directory("s")), NULL, NULL));
    REFUSES(WSAENOTSOCK, accept((SOCKET)0xabcd00, NULL, NULL));
    connected_pair(pair);
    REFUSES(WSAEINVAL, accept(pair[0], NULL, NULL));
}

/* A client without a name: Windows gives a whole address of zeros. */
CASE_BODY(accept_address_of_no_name)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5);
    struct unix_name seen, none = { FAMILY, { 0 } };
    int size = sizeof seen;

    connected_to(path);
    memset(&seen, 0xff, sizeof seen);
    WORKS(accept(listener, (struct sockaddr *)&seen, &size));
    CHECK_EQ(size, WHOLE);
    CHECK_BYTES(&seen, &none, sizeof none);
}

/* What has no room is an error, and the client is there for the next call. */
CASE_BODY(accept_address_sizes)
{
    const char *path = in_case_directory("s"), *own = in_case_directory("client");
    SOCKET listener = listening_at(path, 5), client = bound_at(own), server;
    struct unix_name seen;
    int size;

    WORKS(connect_to(client, path));
    send_text(client, "still here");
    for (size = 0; size < length_of(own); size += length_of(own) / 4) {
        int given = size;

        REFUSES(WSAEFAULT, accept(listener, (struct sockaddr *)&seen, &given));
    }
    REFUSES(WSAEFAULT, accept(listener, (struct sockaddr *)&seen, NULL));
    size = length_of(own);
    server = (SOCKET)WORKS(accept(listener, (struct sockaddr *)&seen, &size));
    CHECK_EQ(size, length_of(own));
    CHECK_TEXT(seen.path, own);
    expect_text(server, "still here");
    connected_to(path);
    size = 1000;
    WORKS(accept(listener, (struct sockaddr *)&seen, &size));
    CHECK_EQ(size, WHOLE);
    connected_to(path);
    size = -1;
    WORKS(accept(listener, NULL, &size));
}

static void accept_until_closed(void *listener)
{
    SOCKET accepted = accept(*(SOCKET *)listener, NULL, NULL);
    int error = WSAGetLastError();

    CHECK_EQ((long long)accepted, -1);
    if (error != WSAEINTR && error != WSAENOTSOCK && error != WSA_OPERATION_ABORTED) /* the system's own word, whichever it is */
        FAIL("accept() ended with %d", error);
}

CASE_BODY(accept_ends_with_closesocket)
{
    SOCKET listener = listening_at(in_case_directory("s"), 5);
    struct thread *waiting = thread_start(accept_until_closed, &listener);
    long long began;

    let_it_block();
    began = now_in_milliseconds();
    WORKS(closesocket(listener));
    thread_join(waiting);
    CHECK_AT_ONCE(began);
}

static void accept_one(void *listener)
{
    SOCKET server = accepted_from(*(SOCKET *)listener);

    send_text(server, "hello");
    WORKS(closesocket(server));
}

CASE_BODY(accept_waits)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5);
    struct thread *waiting[3];
    int i;

    for (i = 0; i < 3; i++)
        waiting[i] = thread_start(accept_one, &listener);
    let_it_block();
    for (i = 0; i < 3; i++) {
        SOCKET client = connected_to(path);

        expect_text(client, "hello");
        expect_end(client);
    }
    for (i = 0; i < 3; i++)
        thread_join(waiting[i]);
}

struct question {
    int answer;
    int asked;
    struct unix_name caller, callee;
};

static int CALLBACK decide(WSABUF *caller, WSABUF *caller_data, QOS *sqos, QOS *gqos, WSABUF *callee, WSABUF *callee_data, GROUP *group, DWORD_PTR context)
{
    struct question *question = (struct question *)context;

    (void)sqos;
    (void)gqos;
    (void)callee_data;
    (void)group;
    CHECK(caller_data == NULL || caller_data->len == 0);
    CHECK(caller->len >= PATH_AT && caller->len <= WHOLE);
    CHECK(callee->len >= PATH_AT && callee->len <= WHOLE);
    memcpy(&question->caller, caller->buf, caller->len);
    memcpy(&question->callee, callee->buf, callee->len);
    question->asked++;
    return question->answer;
}

CASE_BODY(accept_on_a_condition)
{
    const char *path = in_case_directory("s"), *own = in_case_directory("client");
    SOCKET listener = listening_at(path, 5), client = bound_at(own), server;
    struct question question = { .answer = CF_ACCEPT };
    struct unix_name seen;
    int size = sizeof seen;

    WORKS(connect_to(client, path));
    server = (SOCKET)WORKS(WSAAccept(listener, (struct sockaddr *)&seen, &size, decide, (DWORD_PTR)&question));
    CHECK_EQ(question.asked, 1);
    CHECK_TEXT(question.caller.path, own);
    CHECK_TEXT(question.callee.path, path);
    CHECK_TEXT(seen.path, own);
    send_text(client, "x");
    expect_text(server, "x");
}

CASE_BODY(accept_rejected)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = connected_to(path);
    struct question question = { .answer = CF_REJECT };
    char byte;

    REFUSES(WSAECONNREFUSED, WSAAccept(listener, NULL, NULL, decide, (DWORD_PTR)&question));
    CHECK(is_readable(client, PATIENCE));
    CHECK(recv(client, &byte, 1, 0) <= 0);
    set_nonblocking(listener, true);
    REFUSES(WSAEWOULDBLOCK, WSAAccept(listener, NULL, NULL, decide, (DWORD_PTR)&question));
    CHECK_EQ(question.asked, 1);
}

CASE_BODY(accept_deferred)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = connected_to(path), server;
    struct question question = { .answer = CF_DEFER };

    send_text(client, "x");
    REFUSES(WSATRY_AGAIN, WSAAccept(listener, NULL, NULL, decide, (DWORD_PTR)&question));
    REFUSES(WSATRY_AGAIN, WSAAccept(listener, NULL, NULL, decide, (DWORD_PTR)&question));
    CHECK_EQ(question.asked, 2);
    server = (SOCKET)WORKS(WSAAccept(listener, NULL, NULL, NULL, 0));
    expect_text(server, "x");
}

/* In the order in which they came, each once. */
CASE_BODY(accept_in_order)
{
    enum { CLIENTS = 20 };
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, CLIENTS);
    char text[8];
    int i;

    for (i = 0; i < CLIENTS; i++) {
        SOCKET client = connected_to(path);

        snprintf(text, sizeof text, "%d", i);
        send_text(client, text);
        WORKS(closesocket(client));
    }
    for (i = 0; i < CLIENTS; i++) {
        SOCKET server = accepted_from(listener);

        snprintf(text, sizeof text, "%d", i);
        expect_text(server, text);
        expect_end(server);
        WORKS(closesocket(server));
    }
}

/* A client that was rejected kept its place in the queue, for good: after so many rejections nobody had room any more, and connect() waited for ever. */
CASE_BODY(accept_rejected_makes_room)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 0), client;
    struct question question = { .answer = CF_REJECT };
    int i;

    for (i = 0; i < 3; i++) {
        client = unix_socket();
        set_nonblocking(client, true);
        WORKS(connect_to(client, path));
        REFUSES(WSAECONNREFUSED, WSAAccept(listener, NULL, NULL, decide, (DWORD_PTR)&question));
        WORKS(closesocket(client));
    }
    CHECK_EQ(question.asked, 3);
}
