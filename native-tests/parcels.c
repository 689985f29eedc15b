/* afunix_pack and afunix_unpack: a socket for a process that is no child. Windows only; on Linux that is SCM_RIGHTS. */
#include "check.h"
#include "files.h"
#include "host.h"
#include "kernel_objects.h"
#include "peer.h"
#include "socket_types.h"
#include "stranger.h"

#include <afunix.h>

/* A private way to the other process, which a file in the case's directory is here. */
static void pack_for(const struct peer *peer, int fd)
{
    afunix_parcel parcel;

    MUST(afunix_pack(fd, (unsigned long)peer_process_id(peer), &parcel));
    CHECK(file_write(in_case_directory("parcel"), &parcel, sizeof parcel));
}

static int unpacked(const char *path)
{
    afunix_parcel parcel;
    int fd;

    CHECK_EQ(file_read(path, &parcel, sizeof parcel), (long)sizeof parcel);
    fd = MUST(afunix_unpack(&parcel));
    FAILS_WITH(EINVAL, afunix_unpack(&parcel));
    return fd;
}

/* Opens the parcel when it is told to, then answers or accepts. */
HELPER_BODY(parcel_reader)
{
    char text[4];
    int fd;

    CHECK_EQ(count, 1);
    tell_case("here");
    await_case("open");
    fd = unpacked(arguments[0]);
    tell_case("opened");
    await_case("go");
    receive_bytes(fd, text, sizeof text);
    CHECK_BYTES(text, "ping", 4);
    send_text(fd, "pong");
    expect_end(fd);
    return 0;
}

HELPER_BODY(parcel_acceptor)
{
    int fd;

    CHECK_EQ(count, 1);
    tell_case("here");
    await_case("open");
    fd = accepted_from(unpacked(arguments[0]));
    expect_text(fd, "ping");
    send_text(fd, "pong");
    expect_end(fd);
    return 0;
}

/* Of any type: what was sent before the parcel, and after it. */
HELPER_BODY(parcel_messages)
{
    int fd;

    CHECK_EQ(count, 1);
    tell_case("here");
    await_case("open");
    fd = unpacked(arguments[0]);
    tell_case("opened");
    expect_message(fd, "before");
    expect_message(fd, "after");
    send_text(fd, "answer");
    return 0;
}

static struct peer *start(const char *helper)
{
    struct peer *peer = peer_start(helper, in_case_directory("parcel"), NULL);

    peer_expect(peer, "here");
    return peer;
}

static void ask(int fd)
{
    send_text(fd, "ping");
    expect_text(fd, "pong");
}

CASE_BODY(parcels_carry_messages)
{
    int at, ends[2];

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        struct peer *peer = start("parcel_messages");

        typed_ends(socket_types[at], ends);
        send_text(ends[CLIENT], "before");
        pack_for(peer, ends[SERVER]);
        peer_tell(peer, "open");
        peer_expect(peer, "opened");
        MUST(close(ends[SERVER]));
        send_text(ends[CLIENT], "after");
        expect_message(ends[CLIENT], "answer");
        peer_finish(peer);
        FAILS_WITH(socket_types[at] == SOCK_DGRAM ? ECONNREFUSED : EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    }
}

CASE_BODY(parcels_carry_a_connection)
{
    struct peer *peer = start("parcel_reader");
    int ends[2];

    connected_ends(ends);
    pack_for(peer, ends[SERVER]);
    MUST(close(ends[SERVER]));          /* nobody has it but the parcel */
    peer_tell(peer, "open");
    peer_expect(peer, "opened");
    peer_tell(peer, "go");
    ask(ends[CLIENT]);
    MUST(close(ends[CLIENT]));
    peer_finish(peer);
}

CASE_BODY(parcels_carry_a_listener)
{
    struct peer *peer = start("parcel_acceptor");
    int listener = listening_at("s", 5), client;

    pack_for(peer, listener);
    MUST(close(listener));
    client = connected_to("s");
    peer_tell(peer, "open");
    ask(client);
    MUST(close(client));
    peer_finish(peer);
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "s"));
}

CASE_BODY(parcels_that_are_never_opened)
{
    struct peer *peer = start("parcel_reader");
    int pair[2];

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    pack_for(peer, pair[1]);
    MUST(close(pair[1]));
    set_nonblocking(pair[0], true);
    expect_nothing(pair[0]);
    set_nonblocking(pair[0], false);
    peer_kill(peer);
    expect_end(pair[0]);
}

CASE_BODY(parcels_within_a_process)
{
    afunix_parcel parcel;
    int pair[2], copy, handles;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(afunix_pack(pair[1], (unsigned long)own_process_id(), &parcel));
    copy = MUST(afunix_unpack(&parcel));
    send_text(copy, "x");
    expect_text(pair[0], "x");
    MUST(close(pair[1]));
    send_text(copy, "y");
    expect_text(pair[0], "y");
    MUST(close(copy));
    expect_end(pair[0]);
    MUST(close(pair[0]));
    /* And nothing is left of it. */
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    handles = own_handles();
    for (copy = 0; copy < 50; copy++) {
        MUST(afunix_pack(pair[1], (unsigned long)own_process_id(), &parcel));
        MUST(close(MUST(afunix_unpack(&parcel))));
    }
    CHECK_EQ(own_handles(), handles);
}

CASE_BODY(parcels_that_lie)
{
    afunix_parcel parcel, changed;
    int fd = unix_socket();
    size_t i;

    memset(&parcel, 0, sizeof parcel);
    FAILS_WITH(EINVAL, afunix_unpack(&parcel));
    FAILS_WITH(EFAULT, afunix_unpack(null_pointer));
    FAILS_WITH(EFAULT, afunix_pack(fd, (unsigned long)own_process_id(), null_pointer));
    FAILS_WITH(EBADF, afunix_pack(-1, (unsigned long)own_process_id(), &parcel));
    FAILS_WITH(ENOTSOCK, afunix_pack(0, (unsigned long)own_process_id(), &parcel));
    FAILS_WITH(ESRCH, afunix_pack(fd, 0x7ffffffcUL, &parcel));
    /* A word that another wrote is no handle to be closed, and no number to be trusted. */
    MUST(afunix_pack(fd, (unsigned long)own_process_id(), &parcel));
    for (i = 2; i < sizeof parcel / sizeof parcel.bytes[0]; i++) {
        int opened;

        changed = parcel;
        changed.bytes[i] = ~changed.bytes[i];
        opened = afunix_unpack(&changed);
        if (opened >= 0)
            MUST(close(opened));
    }
    MUST(bind_to(fd, "s"));
    MUST(listen(fd, 5));
    send_text(connected_to("s"), "x");
    expect_text(accepted_from(fd), "x");
}

/* The place of an inherited socket's handle, which no parcel of afunix_pack() has: here is that of a socket that is somebody else's affair. */
CASE_BODY(parcels_that_name_another_socket)
{
    enum { INHERITED_SOCKET = 88 };
    stranger other = stranger_listening(0, 5);
    int fd = bound_at("s");
    afunix_parcel parcel;

    MUST(afunix_pack(fd, (unsigned long)own_process_id(), &parcel));
    memcpy((char *)&parcel + INHERITED_SOCKET, &other, sizeof other);
    FAILS_WITH(EINVAL, afunix_unpack(&parcel));
    CHECK_EQ(stranger_accepted(other, 0), NO_STRANGER);
    stranger_close(other);
}
