/* shutdown() and closesocket(). */
#include "face/plain.h"

#include "peer.h"
#include "thread.h"

CASE_BODY(shutdown_of_sending)
{
    SOCKET pair[2];

    connected_pair(pair);
    send_text(pair[0], "last");
    WORKS(shutdown(pair[0], SD_SEND));
    REFUSES(WSAESHUTDOWN, send(pair[0], "x", 1, 0));
    expect_text(pair[1], "last");
    expect_end(pair[1]);
    send_text(pair[1], "answer");
    expect_text(pair[0], "answer");
    WORKS(shutdown(pair[0], SD_SEND));
    WORKS(closesocket(pair[1]));
    expect_end(pair[0]);
}

CASE_BODY(shutdown_of_receiving)
{
    SOCKET pair[2];
    char byte;

    connected_pair(pair);
    WORKS(shutdown(pair[0], SD_RECEIVE));
    REFUSES(WSAESHUTDOWN, recv(pair[0], &byte, 1, 0));
    send_text(pair[0], "x");
    expect_text(pair[1], "x");
}

CASE_BODY(shutdown_of_both)
{
    SOCKET pair[2];
    char byte;

    connected_pair(pair);
    WORKS(shutdown(pair[0], SD_BOTH));
    REFUSES(WSAESHUTDOWN, send(pair[0], "x", 1, 0));
    REFUSES(WSAESHUTDOWN, recv(pair[0], &byte, 1, 0));
    expect_end(pair[1]);
}

CASE_BODY(shutdown_errors)
{
    SOCKET pair[2];

    REFUSES(WSAENOTCONN, shutdown(unix_socket(), SD_SEND));
    REFUSES(WSAENOTCONN, shutdown(listening_at(in_case_directory("s"), 1), SD_BOTH));
    connected_pair(pair);
    REFUSES(WSAEINVAL, shutdown(pair[0], 3));
    REFUSES(WSAEINVAL, shutdown(pair[0], -1));
    REFUSES(WSAENOTSOCK, shutdown((SOCKET)0xabcd00, SD_SEND));
}

CASE_BODY(shutdown_by_disconnect)
{
    SOCKET pair[2];
    char byte;

    connected_pair(pair);
    WORKS(WSASendDisconnect(pair[0], NULL));
    expect_end(pair[1]);
    send_text(pair[1], "still");
    expect_text(pair[0], "still");
    WORKS(WSARecvDisconnect(pair[0], NULL));
    REFUSES(WSAESHUTDOWN, recv(pair[0], &byte, 1, 0));
}

/* TCP would throw away the answer with the question that nobody read. */
CASE_BODY(close_with_unread_data)
{
    SOCKET pair[2];
    int i;

    for (i = 0; i < 5; i++) {
        connected_pair(pair);
        send_pattern(pair[1], 10000, 3);
        send_pattern(pair[0], 20000, 4);
        WORKS(closesocket(pair[0]));
        receive_pattern(pair[1], 20000, 4);
        WORKS(closesocket(pair[1]));
    }
}

CASE_BODY(close_with_linger_of_no_time)
{
    SOCKET pair[2];
    struct linger linger = { 1, 0 };

    connected_pair(pair);
    WORKS(setsockopt(pair[0], SOL_SOCKET, SO_LINGER, (char *)&linger, sizeof linger));
    send_text(pair[0], "all the same");
    WORKS(closesocket(pair[0]));
    expect_text(pair[1], "all the same");
    expect_end(pair[1]);
}

/* A client that wrote and went, before anybody accepted it. */
CASE_BODY(close_before_accept)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 1), client = connected_to(path), server;

    send_pattern(client, 50000, 1);
    WORKS(closesocket(client));
    server = accepted_from(listener);
    receive_pattern(server, 50000, 1);
    expect_end(server);
}

CASE_BODY(close_of_a_listener)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), accepted_client = connected_to(path), server = accepted_from(listener), waiting = connected_to(path);
    char byte;

    WORKS(closesocket(listener));
    CHECK(is_readable(waiting, PATIENCE));
    CHECK(recv(waiting, &byte, 1, 0) <= 0);
    send_text(accepted_client, "goes on");
    expect_text(server, "goes on");
    REFUSES(WSAECONNREFUSED, connect_to(unix_socket(), path));
}

static void receive_until_closed(void *s)
{
    char byte;

    CHECK_EQ(recv(*(SOCKET *)s, &byte, 1, 0), SOCKET_ERROR);
}

CASE_BODY(close_ends_a_receive)
{
    SOCKET pair[2];
    struct thread *waiting;

    connected_pair(pair);
    waiting = thread_start(receive_until_closed, &pair[0]);
    let_it_block();
    WORKS(closesocket(pair[0]));
    thread_join(waiting);
    expect_end(pair[1]);
}

CASE_BODY(close_by_CloseHandle)
{
    SOCKET pair[2];

    connected_pair(pair);
    send_text(pair[0], "last");
    HOLDS(CloseHandle((HANDLE)pair[0]));
    expect_text(pair[1], "last");
    expect_end(pair[1]);
}

HELPER_BODY(client_that_ends)
{
    SOCKET client;

    CHECK_EQ(count, 1);
    client = connected_to(arguments[0]);
    send_text(client, "without a close");
    tell_case("sent");
    await_case("end");
    return 0;
}

CASE_BODY(close_by_the_end_of_a_process)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), server;
    struct peer *client = peer_start("client_that_ends", path, NULL);
    char byte;

    peer_expect(client, "sent");
    server = accepted_from(listener);
    peer_tell(client, "end");
    peer_finish(client);
    expect_text(server, "without a close");
    CHECK(recv(server, &byte, 1, 0) <= 0);
    client = peer_start("client_that_ends", path, NULL);
    peer_expect(client, "sent");
    peer_kill(client);
    expect_text(accepted_from(listener), "without a close");
}

static void send_until_it_fails(void *s)
{
    static char data[65536];

    while (send(*(SOCKET *)s, data, sizeof data, 0) > 0)
        ;
}

/* closesocket() reads away what has come, so that nothing of its own is lost. From a peer that does not stop it read on and on: for seconds, or as long as the
 * peer was the faster one. The senders are not waited for: Wine does not end all of several sends that wait on a connection when it is reset. */
CASE_BODY(close_while_the_peer_sends)
{
    enum { ROUNDS = 6, SENDERS = 4 };
    SOCKET pairs[ROUNDS][2];
    long long began;
    int i, round;

    for (round = 0; round < ROUNDS; round++) {
        connected_pair(pairs[round]);
        for (i = 0; i < SENDERS; i++)
            thread_start(send_until_it_fails, &pairs[round][1]);
        let_it_block();
        began = now_in_milliseconds();
        WORKS(closesocket(pairs[round][0]));
        CHECK_AT_ONCE(began);
    }
}
