/* What can be passed by SCM_RIGHTS, and what it is at the other end. */
#include "face/passing.h"

#include "files.h"
#include "peer.h"

#include <stdio.h>

static HANDLE through(HANDLE handle)
{
    SOCKET pair[2];
    HANDLE taken;

    connected_pair(pair);
    pass(pair[0], "one", &handle, 1);
    take(pair[1], "one", &taken, 1);
    WORKS(closesocket(pair[0]));
    WORKS(closesocket(pair[1]));
    return taken;
}

static SOCKET socket_through(SOCKET s)
{
    SOCKET taken = (SOCKET)through((HANDLE)s);

    CHECK(taken != s);
    WORKS(closesocket(s));
    return taken;
}

static HANDLE open_file(const char *path)
{
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, 0, NULL);

    CHECK(file != INVALID_HANDLE_VALUE);
    return file;
}

CASE_BODY(passed_file)
{
    HANDLE file = open_file(in_case_directory("file")), taken;
    char bytes[8];
    DWORD count;

    HOLDS(WriteFile(file, "abcdef", 6, &count, NULL));
    CHECK_EQ(SetFilePointer(file, 2, NULL, FILE_BEGIN), 2);
    taken = through(file);
    HOLDS(CloseHandle(file));
    HOLDS(ReadFile(taken, bytes, sizeof bytes, &count, NULL));
    CHECK_EQ(count, 4);
    CHECK_BYTES(bytes, "cdef", 4);
    HOLDS(CloseHandle(taken));
}

CASE_BODY(passed_connection)
{
    SOCKET pair[2], taken;
    struct unix_name name;
    int size = sizeof name;

    connected_pair(pair);
    taken = socket_through(pair[1]);
    send_text(pair[0], "to the copy");
    expect_text(taken, "to the copy");
    send_pattern(taken, 5000, 3);
    receive_pattern(pair[0], 5000, 3);
    WORKS(getpeername(pair[0], (struct sockaddr *)&name, &size));
    CHECK_EQ(name.family, FAMILY);
    WORKS(closesocket(taken));
    expect_end(pair[0]);
}

CASE_BODY(passed_listener)
{
    const char *path = in_case_directory("s");
    SOCKET taken = socket_through(listening_at(path, 5)), client = connected_to(path), server;

    server = accepted_from(taken);
    send_text(client, "served");
    expect_text(server, "served");
}

/* One that can still become anything. */
CASE_BODY(passed_before_use)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = socket_through(unix_socket()), other = socket_through(bound_at(in_case_directory("b")));

    WORKS(connect_to(client, path));
    send_text(client, "fresh");
    expect_text(accepted_from(listener), "fresh");
    WORKS(listen(other, 5));
    client = connected_to(in_case_directory("b"));
    send_text(client, "bound");
    expect_text(accepted_from(other), "bound");
}

CASE_BODY(passed_socket_of_the_internet)
{
    SOCKET pair[2], taken;

    internet_pair(pair);
    taken = socket_through(pair[1]);
    send_text(pair[0], "internet");
    expect_text(taken, "internet");
    send_text(taken, "back");
    expect_text(pair[0], "back");
    WORKS(closesocket(taken));
    expect_end(pair[0]);
}

/* Waits, or not, as before. */
CASE_BODY(passed_with_its_way_to_wait)
{
    SOCKET pair[2], taken;
    char byte;

    connected_pair(pair);
    set_nonblocking(pair[1], true);
    taken = socket_through(pair[1]);
    REFUSES(WSAEWOULDBLOCK, recv(taken, &byte, 1, 0));
}

CASE_BODY(passed_and_never_taken)
{
    SOCKET pair[2];
    HANDLE ends[2];

    connected_pair(pair);
    pipe_ends(ends);
    pass(pair[0], "x", &ends[1], 1);
    HOLDS(CloseHandle(ends[1]));
    WORKS(closesocket(pair[1]));
    expect_pipe_end(ends[0]);
}

static SOCKET peeked_at(SOCKET s)
{
    struct passing it;
    HANDLE copy;
    DWORD count;

    passing_for(&it, 1);
    it.message.dwFlags = MSG_PEEK;
    WORKS(receive_message_of(s)(s, &it.message, &count, NULL, NULL));
    passed(&it, &copy, 1);
    return (SOCKET)copy;
}

/* Each copy is a SOCKET of its own, and the last one ends the connection. */
CASE_BODY(passed_and_peeked_at)
{
    SOCKET pair[2], inner[2], copy, other;
    HANDLE taken;

    connected_pair(pair);
    connected_pair(inner);
    pass(pair[0], "x", (HANDLE *)&inner[1], 1);
    WORKS(closesocket(inner[1]));
    copy = peeked_at(pair[1]);
    other = peeked_at(pair[1]);
    take(pair[1], "x", &taken, 1);
    send_text(inner[0], "abc");
    expect_text(copy, "abc");
    WORKS(closesocket(copy));
    send_text((SOCKET)taken, "def");
    expect_text(inner[0], "def");
    WORKS(closesocket((SOCKET)taken));
    send_text(inner[0], "ghi");
    expect_text(other, "ghi");
    WORKS(closesocket(other));
    expect_end(inner[0]);
}

/* A message that only its own socket could receive keeps nothing. */
CASE_BODY(passed_over_itself)
{
    SOCKET pair[2];

    connected_pair(pair);
    pass(pair[0], "x", (HANDLE *)&pair[1], 1);
    WORKS(closesocket(pair[1]));
    expect_end(pair[0]);
}

/* The queue of a listener goes along, and what was asked of the SOCKET that was passed goes on. */
CASE_BODY(passed_while_in_use)
{
    const char *path = in_case_directory("s");
    SOCKET pair[2], inner[2], listener = listening_at(path, 5), client = connected_to(path);
    struct passing it;
    OVERLAPPED overlapped = { .hEvent = new_event() };
    HANDLE sent[2], taken[2];

    connected_pair(pair);
    connected_pair(inner);
    passing_for(&it, 1);
    REFUSES(WSA_IO_PENDING, receive_message_of(inner[1])(inner[1], &it.message, NULL, &overlapped, NULL));
    sent[0] = (HANDLE)listener;
    sent[1] = (HANDLE)inner[1];
    pass(pair[0], "both", sent, 2);
    take(pair[1], "both", taken, 2);
    send_text(inner[0], "first");
    await_event(overlapped.hEvent);
    CHECK_BYTES(it.bytes, "first", 5);
    passing_for(&it, 1);
    REFUSES(WSA_IO_PENDING, receive_message_of(inner[1])(inner[1], &it.message, NULL, &overlapped, NULL));
    WORKS(closesocket(inner[1]));
    await_event(overlapped.hEvent);
    send_text(inner[0], "second");
    expect_text((SOCKET)taken[1], "second");
    WORKS(closesocket(listener));
    send_text(client, "queued");
    expect_text(accepted_from((SOCKET)taken[0]), "queued");
}

/* Takes handles until it is told to end: writes to pipes, answers on sockets. */
HELPER_BODY(taker_of_handles)
{
    SOCKET s;
    HANDLE taken[3];

    CHECK_EQ(count, 1);
    s = connected_to(arguments[0]);
    tell_case("connected");
    await_case("take");
    take(s, "three", taken, 3);
    write_to_pipe(taken[0], "pipe");
    expect_text((SOCKET)taken[1], "question");
    send_text((SOCKET)taken[1], "unix");
    send_text((SOCKET)taken[2], "internet");
    tell_case("done");
    await_case("end");
    return 0;
}

CASE_BODY(passed_to_another_process)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), s, pair[2], internet[2];
    struct peer *peer = peer_start("taker_of_handles", path, NULL);
    HANDLE ends[2], sent[3];

    s = accepted_from(listener);
    peer_expect(peer, "connected");
    connected_pair(pair);
    internet_pair(internet);
    pipe_ends(ends);
    sent[0] = ends[1];
    sent[1] = (HANDLE)pair[1];
    sent[2] = (HANDLE)internet[1];
    pass(s, "three", sent, 3);
    HOLDS(CloseHandle(ends[1]));
    WORKS(closesocket(pair[1]));
    WORKS(closesocket(internet[1]));
    send_text(pair[0], "question");
    peer_tell(peer, "take");
    peer_expect(peer, "done");
    expect_pipe_text(ends[0], "pipe");
    expect_text(pair[0], "unix");
    expect_text(internet[0], "internet");
    peer_tell(peer, "end");
    peer_finish(peer);
    expect_end(pair[0]);
    expect_pipe_end(ends[0]);
}

HELPER_BODY(giver_of_handles)
{
    SOCKET s, pair[2];
    HANDLE ends[2], sent[2];

    CHECK_EQ(count, 1);
    s = connected_to(arguments[0]);
    connected_pair(pair);
    pipe_ends(ends);
    sent[0] = ends[0];
    sent[1] = (HANDLE)pair[1];
    write_to_pipe(ends[1], "inheritance");
    send_text(pair[0], "bequest");
    pass(s, "all", sent, 2);
    tell_case("given");
    await_case("never");
    return 0;
}

CASE_BODY(passed_by_one_that_was_killed)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), s;
    struct peer *peer = peer_start("giver_of_handles", path, NULL);
    HANDLE taken[2];

    s = accepted_from(listener);
    peer_expect(peer, "given");
    peer_kill(peer);
    take(s, "all", taken, 2);
    expect_pipe_text(taken[0], "inheritance");
    expect_text((SOCKET)taken[1], "bequest");
}
