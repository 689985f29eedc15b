/* WSADuplicateSocket() for another process. What it gives goes there by a file. */
#include "face/plain.h"

#include "files.h"
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>

static SOCKET socket_from(const char *file)
{
    WSAPROTOCOL_INFOW info;

    start_winsock();
    CHECK_EQ(file_read(file, &info, sizeof info), sizeof info);
    return (SOCKET)WORKS(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED));
}

static void give(SOCKET s, struct peer *peer, const char *file)
{
    WSAPROTOCOL_INFOW info;

    WORKS(WSADuplicateSocketW(s, (DWORD)peer_process_id(peer), &info));
    CHECK(file_write(file, &info, sizeof info));
    peer_tell(peer, "given");
    peer_expect(peer, "taken");
}

/* Takes a socket, then does one thing for each line. */
HELPER_BODY(owner_of_a_duplicate)
{
    SOCKET s;
    char line[LINE_SIZE];

    CHECK_EQ(count, 1);
    tell_case("ready");
    await_case("given");
    s = socket_from(arguments[0]);
    tell_case("taken");
    for (;;) {
        hear_case(line);
        if (strcmp(line, "answer") == 0) {
            expect_text(s, "question");
            send_text(s, "answer");
        } else if (strcmp(line, "serve") == 0) {
            SOCKET server = accepted_from(s);

            expect_text(server, "question");
            send_text(server, "answer");
            WORKS(closesocket(server));
        } else if (strcmp(line, "close") == 0) {
            WORKS(closesocket(s));
        } else if (strcmp(line, "end") == 0) {
            return 0;
        } else {
            FAIL("what is %s?", line);
        }
        tell_case("done");
    }
}

static struct peer *owner_of(SOCKET s, const char *name)
{
    const char *file = in_case_directory(name);
    struct peer *peer = peer_start("owner_of_a_duplicate", file, NULL);

    peer_expect(peer, "ready");
    give(s, peer, file);
    return peer;
}

static void let_do(struct peer *peer, const char *what)
{
    peer_tell(peer, what);
    peer_expect(peer, "done");
}


CASE_BODY(duplicate_of_a_connection_for_a_child)
{
    SOCKET pair[2];
    struct peer *child;

    connected_pair(pair);
    child = owner_of(pair[1], "info");
    WORKS(closesocket(pair[1]));
    send_text(pair[0], "question");
    let_do(child, "answer");
    expect_text(pair[0], "answer");
    let_do(child, "close");
    expect_end(pair[0]);
    peer_tell(child, "end");
    peer_finish(child);
}

/* The child's closesocket() is not the end: the connection is the parent's, too. */
CASE_BODY(duplicate_closed_by_a_child)
{
    SOCKET pair[2];
    struct peer *child;

    connected_pair(pair);
    child = owner_of(pair[1], "info");
    let_do(child, "close");
    send_text(pair[0], "still");
    expect_text(pair[1], "still");
    peer_tell(child, "end");
    peer_finish(child);
    send_text(pair[1], "here");
    expect_text(pair[0], "here");
    WORKS(closesocket(pair[1]));
    expect_end(pair[0]);
}

CASE_BODY(duplicate_of_a_listener_for_a_child)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client, server;
    struct peer *child = owner_of(listener, "info");

    client = connected_to(path);
    send_text(client, "question");
    let_do(child, "serve");
    expect_text(client, "answer");
    let_do(child, "close");
    client = connected_to(path);
    send_text(client, "mine");
    server = accepted_from(listener);
    expect_text(server, "mine");
    peer_tell(child, "end");
    peer_finish(child);
    connected_to(path);
    accepted_from(listener);
}

CASE_BODY(duplicate_of_a_listener_killed_with_a_child)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;
    struct peer *child = owner_of(listener, "info");

    peer_kill(child);
    client = connected_to(path);
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}

/* A server that gives its listener away and ends. */
HELPER_BODY(giver_of_a_listener)
{
    SOCKET listener;
    WSAPROTOCOL_INFOW info;
    char line[LINE_SIZE];

    CHECK_EQ(count, 2);
    listener = listening_at(arguments[0], 5);
    tell_case("listening");
    hear_case(line);
    WORKS(WSADuplicateSocketW(listener, (DWORD)atol(line), &info));
    CHECK(file_write(arguments[1], &info, sizeof info));
    tell_case("given");
    await_case("never");
    return 0;
}

CASE_BODY(duplicate_outlives_its_giver)
{
    const char *path = in_case_directory("s"), *file = in_case_directory("info");
    struct peer *giver = peer_start("giver_of_a_listener", path, file, NULL), *heir = peer_start("owner_of_a_duplicate", file, NULL);
    SOCKET client, waiting;
    char id[16];

    peer_expect(giver, "listening");
    peer_expect(heir, "ready");
    snprintf(id, sizeof id, "%ld", peer_process_id(heir));
    peer_tell(giver, id);
    peer_expect(giver, "given");
    peer_tell(heir, "given");
    peer_expect(heir, "taken");
    waiting = connected_to(path);
    peer_kill(giver);
    send_text(waiting, "question");
    let_do(heir, "serve");
    expect_text(waiting, "answer");
    client = connected_to(path);
    send_text(client, "question");
    let_do(heir, "serve");
    expect_text(client, "answer");
    peer_tell(heir, "end");
    peer_finish(heir);
    REFUSES(WSAECONNREFUSED, connect_to(unix_socket(), path));
}

/* What was given and never taken is gone with whom it was for. */
CASE_BODY(duplicate_never_taken)
{
    SOCKET pair[2];
    WSAPROTOCOL_INFOW info;
    struct peer *child = peer_start("owner_of_a_duplicate", "none", NULL);

    connected_pair(pair);
    peer_expect(child, "ready");
    WORKS(WSADuplicateSocketW(pair[1], (DWORD)peer_process_id(child), &info));
    peer_kill(child);
    WORKS(closesocket(pair[1]));
    expect_end(pair[0]);
}
