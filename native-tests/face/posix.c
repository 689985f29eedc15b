/* The other end has the POSIX face, which keeps account of its bytes with the other end; ours moves them past the library, and keeps none. */
#include "face/meeting.h"

#include <stdio.h>

enum { MANY = 10 * 1000 * 1000, SEED = 7 };

static void tell_size(struct meeting *it, const char *word, int size)
{
    char line[64];

    snprintf(line, sizeof line, "%s %d", word, size);
    peer_tell(it->other, line);
}

static void exchange(bool other_serves)
{
    struct meeting it = meet(other_serves);

    tell_size(&it, "receive", MANY);
    send_pattern(it.s, MANY, SEED);
    peer_expect(it.other, "done");
    tell_size(&it, "send", MANY);
    receive_pattern(it.s, MANY, SEED);
    peer_expect(it.other, "done");
    WORKS(closesocket(it.s));
    let(&it, "hangup");
    let(&it, "end");
    let(&it, "close");
    part(&it);
}

CASE_BODY(posix_server_and_data)
{
    exchange(true);
}

CASE_BODY(posix_client_and_data)
{
    exchange(false);
}

static void close_halves(bool other_serves)
{
    struct meeting it = meet(other_serves);

    let(&it, "send 1000");
    let(&it, "shut");
    receive_pattern(it.s, 1000, SEED);
    expect_end(it.s);
    tell_size(&it, "receive", 5000);
    send_pattern(it.s, 5000, SEED);
    peer_expect(it.other, "done");
    WORKS(shutdown(it.s, SD_SEND));
    let(&it, "end");
    let(&it, "close");
    expect_end(it.s);
    part(&it);
}

CASE_BODY(posix_server_and_halves)
{
    close_halves(true);
}

CASE_BODY(posix_client_and_halves)
{
    close_halves(false);
}

CASE_BODY(posix_half_close_is_answered)
{
    struct meeting it = meet(true);

    send_pattern(it.s, 3000, SEED);
    WORKS(shutdown(it.s, SD_SEND));
    let(&it, "receive 3000");
    let(&it, "end");
    let(&it, "send 4000");
    let(&it, "close");
    receive_pattern(it.s, 4000, SEED);
    expect_end(it.s);
    part(&it);
}

CASE_BODY(posix_poll)
{
    struct meeting it = meet(false);

    let(&it, "quiet");
    send_pattern(it.s, 10, SEED);
    let(&it, "readable");
    let(&it, "receive 10");
    let(&it, "quiet");
    WORKS(closesocket(it.s));
    let(&it, "hangup");
    let(&it, "end");
    let(&it, "send-fails");
    part(&it);
}

/* Who closes reads what is there first, so nothing of its own is lost. That bytes were not read is not told: nobody has counted. */
CASE_BODY(posix_unread_at_a_close)
{
    struct meeting it = meet(true);

    let(&it, "send 2000");
    send_pattern(it.s, 3000, SEED);
    CHECK(is_readable(it.s, PATIENCE));
    WORKS(closesocket(it.s));
    let(&it, "receive 3000");
    let(&it, "end");
    let(&it, "send-fails");
    part(&it);
}

CASE_BODY(posix_unread_at_its_close)
{
    struct meeting it = meet(false);

    send_pattern(it.s, 2000, SEED);
    let(&it, "readable");
    let(&it, "send 3000");
    let(&it, "close");
    receive_pattern(it.s, 3000, SEED);
    expect_end(it.s);
    part(&it);
}

CASE_BODY(posix_peer_is_killed)
{
    struct meeting it = meet(true);
    char byte;

    let(&it, "send 100");
    peer_kill(it.other);
    receive_pattern(it.s, 100, SEED);
    CHECK(recv(it.s, &byte, 1, 0) <= 0);
}

HELPER_BODY(client_of_a_posix_server)
{
    SOCKET client;

    CHECK_EQ(count, 1);
    client = connected_to(arguments[0]);
    send_pattern(client, 500, SEED);
    tell_case("sent");
    await_case("never");
    return 0;
}

static struct peer *killed_client(struct meeting *it)
{
    const char *path = in_case_directory("s");
    char line[LINE_SIZE];
    struct peer *client;

    it->other = peer_start_program("face-peer.exe");
    snprintf(line, sizeof line, "serve %s", path);
    let(it, line);
    client = peer_start("client_of_a_posix_server", path, NULL);
    peer_expect(client, "sent");
    return client;
}

/* A killed process says nothing, and an end of which nothing is said may be half of one: so no hangup. With bytes that it has not read TCP resets
 * the connection, at once or after an end. */
CASE_BODY(posix_kills_seen)
{
    struct meeting it;
    struct peer *client = killed_client(&it);

    let(&it, "accept");
    let(&it, "receive 500");
    peer_kill(client);
    let(&it, "readable");
    let(&it, "end");
    let(&it, "send-fails");
    part(&it);
}

CASE_BODY(posix_kills_with_bytes_unread)
{
    struct meeting it;
    struct peer *client = killed_client(&it);

    let(&it, "accept");
    let(&it, "receive 500");
    let(&it, "send 300");
    peer_kill(client);
    let(&it, "gone");
    let(&it, "send-fails");
    part(&it);
}

CASE_BODY(posix_kills_before_accept)
{
    struct meeting it;
    struct peer *client = killed_client(&it);

    peer_kill(client);
    let(&it, "accept");
    let(&it, "receive 500");
    let(&it, "end");
    part(&it);
}

/* close() waits for nobody. */
CASE_BODY(posix_client_closes_before_accept)
{
    const char *path = in_case_directory("s");
    struct meeting it = { .other = peer_start_program("face-peer.exe") };
    SOCKET listener = listening_at(path, 5);
    char line[LINE_SIZE];

    snprintf(line, sizeof line, "connect %s", path);
    let(&it, line);
    let(&it, "send 700");
    let(&it, "close");
    part(&it);
    it.s = accepted_from(listener);
    receive_pattern(it.s, 700, SEED);
    expect_end(it.s);
}
