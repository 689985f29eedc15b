/* Who the peer is: SO_PEERCRED, and getpeereid(), which Linux' C library lacks. */
#include "ancillary.h"
#include "check.h"
#include "child.h"
#include "files.h"
#include "host.h"
#include "peer.h"
#include "process.h"
#include "socket_types.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef __linux__
/* As others have it, made of what there is. */
static int getpeereid(int fd, uid_t *user, gid_t *group)
{
    struct ucred peer;
    socklen_t length = sizeof peer;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return -1;
    if (peer.uid == (uid_t)-1)
        return errno = ENOTCONN, -1;
    *user = peer.uid;
    *group = peer.gid;
    return 0;
}
#endif

static struct ucred peer_of(int fd)
{
    struct ucred peer = { 77, 77, 77 };
    socklen_t length = sizeof peer;

    MUST(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length));
    CHECK_EQ(length, sizeof peer);
    return peer;
}

static void expect_peer(int fd, long pid)
{
    struct ucred own = own_credentials(), peer = peer_of(fd);

    CHECK_EQ(peer.pid, pid);
    CHECK_EQ(peer.uid, own.uid);
    CHECK_EQ(peer.gid, own.gid);
}

static void expect_nobody(int fd)
{
    struct ucred peer = peer_of(fd);

    CHECK_EQ(peer.pid, 0);
    CHECK(peer.uid == (uid_t)-1 && peer.gid == (gid_t)-1);
}

CASE_BODY(credentials_of_pairs_and_connections)
{
    int at, pair[2], ends[2];

    for (at = 0; at < TYPES; at++) {
        typed_pair(socket_types[at], pair);
        expect_peer(pair[0], own_process_id());
        expect_peer(pair[1], own_process_id());
        typed_ends(socket_types[at], ends);
        /* Of datagram sockets only a pair knows. */
        if (socket_types[at] == SOCK_DGRAM) {
            expect_nobody(ends[CLIENT]);
            expect_nobody(ends[SERVER]);
            continue;
        }
        expect_peer(ends[CLIENT], own_process_id());
        expect_peer(ends[SERVER], own_process_id());
        /* It outlives the peer. */
        MUST(close(ends[CLIENT]));
        expect_end(ends[SERVER]);
        expect_peer(ends[SERVER], own_process_id());
    }
}

/* Whoever becomes the peer of a datagram socket: it keeps what it was made with. */
CASE_BODY(credentials_of_a_pair_that_is_led_away)
{
    struct sockaddr_un nobody = { .sun_family = AF_UNSPEC };
    uid_t user = (uid_t)-2;
    gid_t group = (gid_t)-2;
    int pair[2];

    typed_bound(SOCK_DGRAM, "other");
    typed_pair(SOCK_DGRAM, pair);
    MUST(connect_to(pair[0], "other"));
    expect_peer(pair[0], own_process_id());
    MUST(connect(pair[0], (struct sockaddr *)&nobody, sizeof nobody.sun_family));
    expect_peer(pair[0], own_process_id());
    expect_peer(pair[1], own_process_id());
    MUST(getpeereid(pair[0], &user, &group));
    CHECK(user == getuid() && group == getgid());
    FAILS_WITH(ENOTCONN, getpeereid(typed_socket(SOCK_DGRAM), &user, &group));
}

CASE_BODY(credentials_without_a_peer)
{
    int at;

    for (at = 0; at < CONNECTED_TYPES; at++) {
        const char *name = at ? "s1" : "s0";
        int fd = typed_socket(socket_types[at]), client;

        expect_nobody(fd);
        MUST(bind_to(fd, name));
        expect_nobody(fd);
        /* A listener's is its own: of who called listen(). */
        MUST(listen(fd, 1));
        expect_peer(fd, own_process_id());
        /* Before anybody has accepted. */
        client = typed_connected(socket_types[at], name);
        expect_peer(client, own_process_id());
    }
    if (TYPES > CONNECTED_TYPES) {
        expect_nobody(typed_socket(SOCK_DGRAM));
        expect_nobody(typed_bound(SOCK_DGRAM, "dgram"));
    }
}

CASE_BODY(credentials_of_wrong_arguments)
{
    int pair[2];
    struct ucred peer = { 77, 77, 77 };
    socklen_t length;
    char large[40];

    typed_pair(SOCK_STREAM, pair);
    /* Cut to fit; and told how long it is when there is more room. */
    length = sizeof peer.pid;
    MUST(getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &peer, &length));
    CHECK_EQ(length, sizeof peer.pid);
    CHECK_EQ(peer.pid, own_process_id());
    CHECK(peer.uid == 77 && peer.gid == 77);
    length = sizeof large;
    MUST(getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, large, &length));
    CHECK_EQ(length, sizeof peer);
    length = (socklen_t)-1;
    FAILS_WITH(EINVAL, getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &peer, &length));
    FAILS_WITH(EFAULT, getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &peer, null_pointer));
    FAILS_WITH(ENOPROTOOPT, setsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &peer, sizeof peer));
    /* Other families have none, and say so in these words. */
    expect_nobody(internet_socket(SOCK_STREAM));
}

CASE_BODY(credentials_getpeereid)
{
    int ends[2];
    uid_t user = (uid_t)-2;
    gid_t group = (gid_t)-2;

    connected_ends(ends);
    MUST(getpeereid(ends[CLIENT], &user, &group));
    CHECK_EQ(user, getuid());
    CHECK_EQ(group, getgid());
    user = (uid_t)-2;
    MUST(getpeereid(ends[SERVER], &user, &group));
    CHECK_EQ(user, getuid());
    FAILS_WITH(ENOTCONN, getpeereid(unix_socket(), &user, &group));
    FAILS_WITH(EBADF, getpeereid(minus_one, &user, &group));
}

/* Connects, and then listens at another name for one client. */
HELPER_BODY(credentials_peer)
{
    int type = atoi(arguments[2]), client = typed_connected(type, arguments[0]), listener = typed_listening(type, arguments[1], 1), server;
    struct ucred seen = peer_of(client);

    CHECK_EQ(count, 3);
    tell_case("peer %ld", (long)seen.pid);
    server = accepted_from(listener);
    tell_case("client %ld", (long)peer_of(server).pid);
    await_case("end");
    return 0;
}

CASE_BODY(credentials_of_other_processes)
{
    int at;

    for (at = 0; at < CONNECTED_TYPES; at++) {
        int type = socket_types[at], listener = typed_listening(type, "s", 1), server, client;
        const char *path = in_case_directory("s"), *back = in_case_directory("back");
        struct peer *peer = peer_start("credentials_peer", path, back, text_of(type), NULL);
        char line[LINE_SIZE], text[LINE_SIZE];

        snprintf(text, sizeof text, "peer %ld", own_process_id());
        CHECK(peer_line(peer, line));
        CHECK_TEXT(line, text);
        client = typed_connected(type, back);
        snprintf(text, sizeof text, "client %ld", own_process_id());
        CHECK(peer_line(peer, line));
        CHECK_TEXT(line, text);
        server = accepted_from(listener);
        expect_peer(server, peer_process_id(peer));
        expect_peer(client, peer_process_id(peer));
        /* Whoever has the socket now: the number was taken when it connected. */
        {
            long pid = peer_process_id(peer);

            peer_kill(peer);
            expect_peer(server, pid);
            expect_peer(client, pid);
        }
        close_all((int[]) { listener, server, client }, 3);
        CHECK(file_remove("s") && file_remove("back"));
    }
}

HELPER_BODY(credentials_child)
{
    int fd = atoi(arguments[0]);
    struct ucred peer = peer_of(fd);

    CHECK_EQ(count, 2);
    /* Those of the process that made the pair, not of who has it. */
    CHECK_EQ(peer.pid, atoi(arguments[1]));
    CHECK(peer.pid != own_process_id());
    send_text(fd, "done");
    return 0;
}

CASE_BODY(credentials_are_inherited)
{
    int at, pair[2];

    for (at = 0; at < TYPES; at++) {
        struct process *child;

        typed_pair(socket_types[at], pair);
        MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
        child = child_start("credentials_child", (const char *[]) { text_of(pair[1]), text_of((int)own_process_id()), NULL });
        MUST(close(pair[1]));
        expect_text(pair[0], "done");
        expect_peer(pair[0], own_process_id());
        child_finish(child);
        MUST(close(pair[0]));
    }
}
