/* connect(), WSAConnect() and what follows a connect() that did not wait. */
#include "face/plain.h"

#include "files.h"
#include "kernel_objects.h"
#include "peer.h"
#include "stranger.h"
#include "thread.h"

CASE_BODY(connect_before_accept)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = connected_to(path), server;

    send_text(client, "early");
    server = accepted_from(listener);
    expect_text(server, "early");
    send_text(server, "answer");
    expect_text(client, "answer");
}

CASE_BODY(connect_by_WSAConnect)
{
    struct unix_name name = name_of(in_case_directory("s"));
    SOCKET listener = listening_at(name.path, 5), client = unix_socket();

    WORKS(WSAConnect(client, (struct sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL));
    accepted_from(listener);
    REFUSES(WSAEISCONN, WSAConnect(client, (struct sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL));
}

CASE_BODY(connect_to_nobody)
{
    const char *plain = in_case_directory("plain"), *path = in_case_directory("s");

    CHECK(file_write(plain, "no socket", 9));
    REFUSES(WSAECONNREFUSED, connect_to(unix_socket(), in_case_directory("none")));
    REFUSES(WSAECONNREFUSED, connect_to(unix_socket(), in_case_directory("none\\s")));
    REFUSES(WSAECONNREFUSED, connect_to(unix_socket(), plain));
    WORKS(closesocket(listening_at(path, 1)));
    REFUSES(WSAECONNREFUSED, connect_to(unix_socket(), path));
}

HELPER_BODY(server_that_dies)
{
    CHECK_EQ(count, 1);
    listening_at(arguments[0], 5);
    tell_case("listening");
    await_case("never");
    return 0;
}

CASE_BODY(connect_to_a_dead_server)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("server_that_dies", path, NULL);
    SOCKET client;

    peer_expect(server, "listening");
    client = connected_to(path);
    peer_kill(server);
    REFUSES(WSAECONNREFUSED, connect_to(unix_socket(), path));
    CHECK(is_readable(client, PATIENCE));
}

CASE_BODY(connect_bad_addresses)
{
    struct unix_name name = name_of(in_case_directory("s")), none = { FAMILY, { 0 } };
    struct sockaddr_in other = { .sin_family = AF_INET, .sin_port = 99 };
    SOCKET s = unix_socket();

    listening_at(name.path, 5);
    REFUSES(WSAEFAULT, connect(s, NULL, sizeof name));
    REFUSES(WSAEFAULT, connect(s, (struct sockaddr *)&name, 1));
    REFUSES(WSAEFAULT, connect(s, (struct sockaddr *)&name, 0));
    REFUSES(WSAEAFNOSUPPORT, connect(s, (struct sockaddr *)&other, sizeof other));
    REFUSES(WSAEINVAL, connect(s, (struct sockaddr *)&name, 2));
    REFUSES(WSAEINVAL, connect(s, (struct sockaddr *)&none, 4));
    REFUSES(WSAEINVAL, connect(s, (struct sockaddr *)&none, sizeof none));
    WORKS(connect(s, (struct sockaddr *)&name, length_of(name.path)));
}

CASE_BODY(connect_of_the_wrong_sockets)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = connected_to(path), server = accepted_from(listener);

    REFUSES(WSAEISCONN, connect_to(client, path));
    REFUSES(WSAEISCONN, connect_to(server, path));
    REFUSES(WSAEINVAL, connect_to(listener, path));
}

/* The same SOCKET again, as Windows allows; TCP's own would be bound to what the first try bound it to. */
CASE_BODY(connect_again_after_a_refusal)
{
    const char *path = in_case_directory("s");
    SOCKET client = unix_socket(), listener;
    int i;

    for (i = 0; i < 3; i++)
        REFUSES(WSAECONNREFUSED, connect_to(client, path));
    listener = bound_at(path);
    REFUSES(WSAECONNREFUSED, connect_to(client, path));
    WORKS(listen(listener, 1));
    WORKS(connect_to(client, path));
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}

/* A name that was bound is the client's, at the server. */
CASE_BODY(connect_of_a_bound_client)
{
    const char *path = in_case_directory("s"), *own = in_case_directory("client");
    SOCKET listener = listening_at(path, 5), client = bound_at(own), server;
    struct unix_name seen;
    int size = sizeof seen;

    WORKS(connect_to(client, path));
    server = (SOCKET)WORKS(accept(listener, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, own);
    CHECK_EQ(seen.family, FAMILY);
    size = sizeof seen;
    WORKS(getpeername(server, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, own);
    size = sizeof seen;
    WORKS(getsockname(client, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, own);
    CHECK_EQ(size, length_of(own));
    REFUSES(WSAEADDRINUSE, bind_to(unix_socket(), own));
}

static void connect_and_send(void *path)
{
    SOCKET client = connected_to(path);

    send_text(client, "through");
    expect_end(client);
}

/* The queue is full: who waits gets in with the next accept(), who doesn't wait is refused, as by Windows. */
CASE_BODY(connect_to_a_full_queue)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 0), client = unix_socket();
    struct thread *waiting;
    long long began;
    int places = 0;

    set_nonblocking(client, true);
    while (connect_to(client, path) == 0) {
        CHECK(++places < 10);
        client = unix_socket();
        set_nonblocking(client, true);
    }
    CHECK_EQ(WSAGetLastError(), WSAECONNREFUSED);
    CHECK(places >= 1);
    began = now_in_milliseconds();
    REFUSES(WSAECONNREFUSED, connect_to(client, path));
    CHECK_AT_ONCE(began);
    waiting = thread_start(connect_and_send, (void *)path);
    let_it_block();
    while (places-- > 0)
        WORKS(closesocket(accepted_from(listener)));
    client = accepted_from(listener);
    expect_text(client, "through");
    WORKS(closesocket(client));
    thread_join(waiting);
}

struct refused {
    SOCKET client;
    const char *path;
};

static void connect_and_be_refused(void *argument)
{
    struct refused *it = argument;

    REFUSES(WSAECONNREFUSED, connect_to(it->client, it->path));
}

/* The server dies in the middle of a connect(), and a stranger has its port: that connection comes about, on the program's own SOCKET, before we see whose
 * it is. It stayed there: a program that goes by what the system tells of its SOCKET, not by connect(), would have talked to the stranger. */
CASE_BODY(connect_to_a_port_that_was_taken)
{
    enum { FILLERS = 2 };
    struct refused it = { unix_socket(), in_case_directory("s") };
    struct peer *server = peer_start("server_that_dies", it.path, NULL);
    struct thread *connecting;
    stranger listener, visitor[FILLERS + 1], fillers[FILLERS];
    char name[OBJECT_NAME_SIZE], byte;
    void *token;
    int i, visitors = 0;

    peer_expect(server, "listening");
    CHECK_EQ(held_names(peer_process_handle(server), "afunix-server-", &name, 1), 1);
    token = semaphore_keep(name);
    CHECK(token != NULL);
    peer_kill(server);
    /* The queue is full: the client's connection comes about when all is prepared. */
    listener = stranger_listening(port_of(it.path), 0);
    for (i = 0; i < FILLERS; i++)
        fillers[i] = stranger_connecting(port_of(it.path));
    connecting = thread_start(connect_and_be_refused, &it);
    CHECK(await_held_name(own_process(), "afunix-client-", name, PATIENCE));
    let_it_block();
    handle_drop(token);
    for (i = 0; i < FILLERS; i++)
        stranger_close(fillers[i]);
    while (visitors < FILLERS + 1 && (visitor[visitors] = stranger_accepted(listener, 3000)) != NO_STRANGER)
        visitors++;
    thread_join(connecting);
    CHECK_EQ(send(it.client, "secret", 6, 0), SOCKET_ERROR);
    for (i = 0; i < visitors; i++) {
        int heard = stranger_receive(visitor[i], &byte, 1, PATIENCE);

        CHECK(heard == STRANGER_SEES_END || heard == STRANGER_IS_RESET);
    }
}
