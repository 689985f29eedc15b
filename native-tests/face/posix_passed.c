/* Handles become descriptors at the other end, and descriptors handles. */
#include "face/meeting.h"
#include "face/passing.h"

static HANDLE taken_of(struct meeting *it, const char *what)
{
    HANDLE taken;

    let(it, what);
    take(it->s, "p", &taken, 1);
    return taken;
}

static void give(struct meeting *it, HANDLE handle, const char *what)
{
    pass(it->s, "p", &handle, 1);
    let(it, what);
}

static void take_each(bool other_serves)
{
    struct meeting it = meet(other_serves);
    SOCKET s;
    struct sockaddr_in address = { .sin_family = AF_INET };

    expect_pipe_text(taken_of(&it, "pass pipe"), "from posix");
    s = (SOCKET)taken_of(&it, "pass connected");
    expect_text(s, "from posix");
    WORKS(closesocket(s));
    s = (SOCKET)taken_of(&it, "pass listening");
    send_text(connected_to(in_case_directory("kept")), "client");
    expect_text(accepted_from(s), "client");
    s = (SOCKET)taken_of(&it, "pass fresh");
    WORKS(bind_to(s, in_case_directory("fresh")));
    WORKS(listen(s, 1));
    send_text(connected_to(in_case_directory("fresh")), "another");
    expect_text(accepted_from(s), "another");
    s = (SOCKET)taken_of(&it, "pass internet");
    WORKS(bind(s, (struct sockaddr *)&address, sizeof address));
    let(&it, "close");
    expect_end(it.s);
    part(&it);
}

CASE_BODY(posix_server_passes)
{
    take_each(true);
}

CASE_BODY(posix_client_passes)
{
    take_each(false);
}

/* Winsock has no SOCKET for such a one. */
CASE_BODY(posix_passes_what_winsock_has_not)
{
    struct meeting it = meet(true);
    struct passing message;
    DWORD count;

    let(&it, "pass packets");
    passing_for(&message, 1);
    WORKS(receive_message_of(it.s)(it.s, &message.message, &count, NULL, NULL));
    CHECK_EQ(count, 1);
    CHECK_EQ(message.message.dwFlags, MSG_CTRUNC);
    passed(&message, NULL, 0);
    part(&it);
}

/* A sendmsg() that gives EAGAIN has passed nothing, even if somebody receives at that moment. */
CASE_BODY(posix_passes_when_full)
{
    static char much[3000];
    struct meeting it = meet(true);
    struct passing message;
    HANDLE taken;
    DWORD count = 1;
    int handles = 0;

    peer_tell(it.other, "pass-when-full 100");
    while (count > 0) {
        passing_for(&message, 4);
        message.part.buf = much;
        message.part.len = sizeof much;
        WORKS(receive_message_of(it.s)(it.s, &message.message, &count, NULL, NULL));
        if (message.message.Control.len > 0) {
            passed(&message, &taken, 1);
            WORKS(closesocket((SOCKET)taken));
            handles++;
        }
    }
    peer_expect(it.other, "done");
    CHECK_EQ(handles, 100);
    part(&it);
}

static void give_each(bool other_serves)
{
    struct meeting it = meet(other_serves);
    SOCKET pair[2], listener, client;
    HANDLE ends[2];

    pipe_ends(ends);
    give(&it, ends[1], "take pipe");
    HOLDS(CloseHandle(ends[1]));
    expect_pipe_text(ends[0], "posix");
    expect_pipe_end(ends[0]);
    connected_pair(pair);
    send_text(pair[0], "question");
    give(&it, (HANDLE)pair[1], "take connected");
    WORKS(closesocket(pair[1]));
    expect_text(pair[0], "posix");
    expect_end(pair[0]);
    give(&it, (HANDLE)unix_socket(), "take fresh");
    listener = listening_at(in_case_directory("l"), 5);
    client = connected_to(in_case_directory("l"));
    give(&it, (HANDLE)listener, "take listening");
    expect_text(client, "posix");
    internet_pair(pair);
    give(&it, (HANDLE)pair[1], "take internet");
    WORKS(closesocket(pair[1]));
    expect_text(pair[0], "posix");
    expect_end(pair[0]);
    part(&it);
}

CASE_BODY(posix_server_takes)
{
    give_each(true);
}

CASE_BODY(posix_client_takes)
{
    give_each(false);
}
