/* WSASendMsg and room: for bytes in TCP, and for so many messages with handles. */
#include "face/passing.h"

#include "peer.h"
#include "thread.h"

/* So many are under way, and no more: then one waits, or is told to. */
CASE_BODY(messages_under_way)
{
    SOCKET pair[2];
    HANDLE ends[2], taken;
    struct passing it;
    DWORD count;
    int sent = 0, i;

    connected_pair(pair);
    pipe_ends(ends);
    set_nonblocking(pair[0], true);
    passing_of(&it, "x", &ends[1], 1);
    while (WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL) == 0)
        CHECK(sent++ < 10000);
    CHECK_EQ(WSAGetLastError(), WSAEWOULDBLOCK);
    CHECK(sent >= 32);
    for (i = 0; i < sent; i++) {
        passing_for(&it, 1);
        it.part.len = 1;
        WORKS(receive_message_of(pair[1])(pair[1], &it.message, &count, NULL, NULL));
        passed(&it, &taken, 1);
        HOLDS(CloseHandle(taken));
    }
    HOLDS(CloseHandle(ends[1]));
    expect_pipe_end(ends[0]);
}

/* SO_SNDTIMEO holds for a place, too. */
CASE_BODY(messages_and_time)
{
    SOCKET pair[2];
    HANDLE event = new_event();
    struct passing it;
    DWORD count, time = 50;
    int sent = 0;

    connected_pair(pair);
    WORKS(setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, (char *)&time, sizeof time));
    passing_of(&it, "x", &event, 1);
    while (WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL) == 0)
        CHECK(sent++ < 10000);
    CHECK_EQ(WSAGetLastError(), WSAETIMEDOUT);
}

enum { REPEATED = 100 };

static void passes_again(void *argument)
{
    static char much[64 * 1024];
    SOCKET s = *(SOCKET *)argument;
    struct passing it;
    HANDLE event = new_event();
    DWORD count;
    int i;

    passing_of(&it, "x", &event, 1);
    for (i = 0; i < REPEATED; i++) {
        while (send(s, much, sizeof much, 0) > 0)
            ;
        CHECK_EQ(WSAGetLastError(), WSAEWOULDBLOCK);
        while (WSASendMsg(s, &it.message, 0, &count, NULL, NULL) != 0)
            CHECK_EQ(WSAGetLastError(), WSAEWOULDBLOCK);
    }
    WORKS(closesocket(s));
}

/* A send that would have to wait has passed nothing, even if somebody receives at that moment. */
CASE_BODY(messages_sent_again)
{
    static char much[3000];
    SOCKET pair[2];
    struct passing it;
    struct thread *sender;
    HANDLE taken;
    DWORD count = 1;
    int handles = 0;

    connected_pair(pair);
    set_nonblocking(pair[0], true);
    sender = thread_start(passes_again, &pair[0]);
    while (count > 0) {
        passing_for(&it, 4);
        it.part.buf = much;
        it.part.len = sizeof much;
        WORKS(receive_message_of(pair[1])(pair[1], &it.message, &count, NULL, NULL));
        if (it.message.Control.len > 0) {
            passed(&it, &taken, 1);
            HOLDS(CloseHandle(taken));
            handles++;
        }
    }
    thread_join(sender);
    CHECK_EQ(handles, REPEATED);
}

HELPER_BODY(one_that_takes_no_handles)
{
    char bytes[8];
    SOCKET s;

    CHECK_EQ(count, 2);
    s = connected_to(arguments[0]);
    tell_case("connected");
    while (strcmp(arguments[1], "bytes") == 0)
        WORKS(recv(s, bytes, sizeof bytes, 0));
    await_case("never");
    return 0;
}

static void passes_until_the_end(void *argument)
{
    SOCKET s = *(SOCKET *)argument;
    struct passing it;
    HANDLE event = new_event();
    DWORD count;

    passing_of(&it, "x", &event, 1);
    while (WSASendMsg(s, &it.message, 0, &count, NULL, NULL) == 0)
        ;
}

/* Who waits for a place hears that nobody will make one. */
CASE_BODY(messages_to_one_that_is_killed)
{
    static const char *const takes[] = { "nothing", "bytes" };
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), s;
    int i;

    for (i = 0; i < 2; i++) {
        struct peer *peer = peer_start("one_that_takes_no_handles", path, takes[i], NULL);
        struct thread *sender;

        s = accepted_from(listener);
        peer_expect(peer, "connected");
        sender = thread_start(passes_until_the_end, &s);
        let_it_block();
        peer_kill(peer);
        thread_join(sender);
        WORKS(closesocket(s));
    }
}
