/* Abstract names: they begin with a NUL, every byte counts, there is no file, and they go with the last socket. */
#include "check.h"
#include "files.h"
#include "host.h"
#include "peer.h"
#include "socket_types.h"

#include <stdio.h>
#include <stdlib.h>

static int abstract_bound(int type, const struct abstract_name *name)
{
    int fd = typed_socket(type);

    MUST(bind_abstract(fd, name));
    return fd;
}

static int abstract_listening(int type, const struct abstract_name *name)
{
    int fd = abstract_bound(type, name);

    MUST(listen(fd, 5));
    return fd;
}

static void expect_name(const struct sockaddr_un *seen, socklen_t length, const struct abstract_name *expected)
{
    CHECK_EQ(length, expected->length);
    CHECK_EQ(seen->sun_family, AF_UNIX);
    CHECK_BYTES(seen->sun_path, expected->address.sun_path, length - PATH_OFFSET);
}

CASE_BODY(abstract_connections)
{
    int at;

    for (at = 0; at < CONNECTED_TYPES; at++) {
        struct abstract_name name = abstract_name(at ? "one" : "zero", at ? 3 : 4), own = abstract_name("client", 6);
        int type = socket_types[at], listener = abstract_listening(type, &name), client = abstract_bound(type, &own), server;
        struct sockaddr_un seen;
        socklen_t length = sizeof seen;

        MUST(connect_abstract(client, &name));
        server = (int)MUST(accept(listener, (struct sockaddr *)&seen, &length));
        expect_name(&seen, length, &own);
        send_text(client, "there");
        expect_text(server, "there");
        length = sizeof seen;
        MUST(getsockname(listener, (struct sockaddr *)&seen, &length));
        expect_name(&seen, length, &name);
        length = sizeof seen;
        MUST(getpeername(client, (struct sockaddr *)&seen, &length));
        expect_name(&seen, length, &name);
        length = sizeof seen;
        MUST(getsockname(server, (struct sockaddr *)&seen, &length));
        expect_name(&seen, length, &name);
        length = sizeof seen;
        MUST(getpeername(server, (struct sockaddr *)&seen, &length));
        expect_name(&seen, length, &own);
        close_all((int[]) { listener, client, server }, 3);
    }
    /* Nothing was made in this directory. */
    CHECK(!path_exists("afunix-tests") && !path_exists(""));
}

CASE_BODY(abstract_datagrams)
{
    struct abstract_name name = abstract_name("to", 2), own = abstract_name("from", 4);
    int to = abstract_bound(SOCK_DGRAM, &name), from = abstract_bound(SOCK_DGRAM, &own), fresh = typed_socket(SOCK_DGRAM);
    struct sockaddr_un seen;
    socklen_t length = sizeof seen;
    char text[8];

    CHECK_EQ(MUST(sendto(from, "one", 3, 0, (struct sockaddr *)&name.address, name.length)), 3);
    CHECK_EQ(MUST(sendto(fresh, "two", 3, 0, (struct sockaddr *)&name.address, name.length)), 3);
    CHECK_EQ(MUST(recvfrom(to, text, sizeof text, 0, (struct sockaddr *)&seen, &length)), 3);
    expect_name(&seen, length, &own);
    /* An answer to what was seen, in the length that was told. */
    CHECK_EQ(MUST(sendto(to, "back", 4, 0, (struct sockaddr *)&seen, length)), 4);
    expect_message(from, "back");
    expect_message_from(to, "two", NULL);
    MUST(connect_abstract(fresh, &name));
    send_text(fresh, "three");
    expect_message_from(to, "three", NULL);
    MUST(close(to));
    FAILS_WITH(ECONNREFUSED, send(fresh, "x", 1, 0));
    FAILS_WITH(ECONNREFUSED, sendto(from, "x", 1, 0, (struct sockaddr *)&name.address, name.length));
}

/* A NUL more is another name, and so is one byte less. */
CASE_BODY(abstract_names_are_exact)
{
    struct abstract_name names[5], unknown[3];
    int fds[5], i;

    names[0] = abstract_name("a", 1);
    names[1] = abstract_name("a\0", 2);
    names[2] = abstract_name("a\0b", 3);
    names[3] = abstract_name("a\0c", 3);
    names[4] = abstract_name("A", 1);
    unknown[0] = abstract_name("", 0);
    unknown[1] = abstract_name("a\0\0", 3);
    unknown[2] = abstract_name("a\0bb", 4);
    for (i = 0; i < 5; i++)
        fds[i] = abstract_listening(SOCK_STREAM, &names[i]);
    for (i = 0; i < 5; i++) {
        int client = unix_socket();

        MUST(connect_abstract(client, &names[i]));
        MUST(close(accepted_from(fds[i])));
        expect_end(client);
        set_nonblocking(fds[i], true);
        FAILS_WITH(EAGAIN, accept(fds[i], NULL, NULL));
        FAILS_WITH(EADDRINUSE, bind_abstract(unix_socket(), &names[i]));
    }
    for (i = 0; i < 3; i++)
        FAILS_WITH(ECONNREFUSED, connect_abstract(unix_socket(), &unknown[i]));
    /* What only looks like a path is none: no case of letters, no separators, no encoding. */
    names[0] = abstract_name("/../nul:\\*?\xff\xfe.", 13);
    fds[0] = abstract_listening(SOCK_STREAM, &names[0]);
    i = unix_socket();
    MUST(connect_abstract(i, &names[0]));
}

CASE_BODY(abstract_names_of_every_length)
{
    struct abstract_name name = abstract_name("", 0);
    int length, fd, client;

    /* Filled up to the end of the address: 108 bytes with the leading NUL. */
    for (length = (int)name.length; length <= (int)sizeof name.address; length++) {
        struct sockaddr_un seen;
        socklen_t seen_length = sizeof seen;

        name.length = (socklen_t)length;
        memset((char *)&name.address + sizeof name.address - 40, 'x', 40);
        fd = abstract_listening(SOCK_STREAM, &name);
        client = unix_socket();
        MUST(connect_abstract(client, &name));
        MUST(getpeername(client, (struct sockaddr *)&seen, &seen_length));
        expect_name(&seen, seen_length, &name);
        close_all((int[]) { fd, client }, 2);
        name = abstract_name("", 0);
    }
    /* Only a NUL: the shortest. Somebody else may have it. */
    name.length = PATH_OFFSET + 1;
    fd = unix_socket();
    if (bind_abstract(fd, &name) == 0) {
        struct sockaddr_un seen;
        socklen_t seen_length = sizeof seen;

        FAILS_WITH(EADDRINUSE, bind_abstract(unix_socket(), &name));
        MUST(getsockname(fd, (struct sockaddr *)&seen, &seen_length));
        CHECK_EQ(seen_length, PATH_OFFSET + 1);
    } else
        CHECK_EQ(errno, EADDRINUSE);
}

/* The last descriptor, not the first; and no connection that was made through it. */
CASE_BODY(abstract_names_go_with_their_socket)
{
    struct abstract_name name = abstract_name("s", 1);
    int listener = abstract_listening(SOCK_STREAM, &name), copy = (int)MUST(dup(listener)), client = unix_socket(), server;

    MUST(connect_abstract(client, &name));
    server = accepted_from(listener);
    MUST(close(listener));
    FAILS_WITH(EADDRINUSE, bind_abstract(unix_socket(), &name));
    MUST(connect_abstract(unix_socket(), &name));
    MUST(close(copy));
    FAILS_WITH(ECONNREFUSED, connect_abstract(unix_socket(), &name));
    /* At once, and without anything to unlink. */
    listener = abstract_listening(SOCK_STREAM, &name);
    MUST(connect_abstract(unix_socket(), &name));
    /* The connection has the name, and doesn't keep it. */
    send_text(client, "still there");
    expect_text(server, "still there");
    MUST(close(listener));
    MUST(bind_abstract(listener = unix_socket(), &name));
    FAILS_WITH(ECONNREFUSED, connect_abstract(unix_socket(), &name));
    FAILS_WITH(EINVAL, bind_abstract(listener, &name));
}

/* Each type has its own names. */
CASE_BODY(abstract_names_of_each_type)
{
    struct abstract_name name = abstract_name("s", 1);
    int at;

    for (at = 0; at < TYPES; at++) {
        FAILS_WITH(ECONNREFUSED, connect_abstract(typed_socket(socket_types[at]), &name));
        if (socket_types[at] == SOCK_DGRAM)
            abstract_bound(SOCK_DGRAM, &name);
        else
            abstract_listening(socket_types[at], &name);
        FAILS_WITH(EADDRINUSE, bind_abstract(typed_socket(socket_types[at]), &name));
    }
    for (at = 0; at < TYPES; at++)
        MUST(connect_abstract(typed_socket(socket_types[at]), &name));
}

HELPER_BODY(abstract_holder)
{
    struct abstract_name name;
    int fd;

    CHECK_EQ(count, 1);
    memset(&name, 0, sizeof name);
    name.address.sun_family = AF_UNIX;
    snprintf(name.address.sun_path + 1, MOST_PATH, "%s", arguments[0]);
    name.length = (socklen_t)(PATH_OFFSET + 1 + strlen(arguments[0]));
    fd = abstract_listening(SOCK_STREAM, &name);
    tell_case("ready");
    for (;;) {
        int client = accepted_from(fd);

        send_text(client, "hello");
        tell_case("served");
        expect_end(client);
    }
}

/* It is known to every process, and free as soon as its holder is dead. */
CASE_BODY(abstract_names_of_other_processes)
{
    struct abstract_name name = abstract_name("other", 5);
    struct peer *peer = peer_start("abstract_holder", name.address.sun_path + 1, NULL);
    int client = unix_socket();

    peer_expect(peer, "ready");
    FAILS_WITH(EADDRINUSE, bind_abstract(unix_socket(), &name));
    MUST(connect_abstract(client, &name));
    expect_text(client, "hello");
    peer_expect(peer, "served"); /* under Wine a process that is killed in send() leaves its socket open */
    peer_kill(peer);
    expect_end(client);
    FAILS_WITH(ECONNREFUSED, connect_abstract(unix_socket(), &name));
    abstract_listening(SOCK_STREAM, &name);
    MUST(connect_abstract(unix_socket(), &name));
}

/* A file and an abstract name are two things. */
CASE_BODY(abstract_names_are_no_files)
{
    struct abstract_name name = abstract_name("x", 1);
    int file = typed_bound(SOCK_DGRAM, name.address.sun_path + 1), fd = abstract_bound(SOCK_DGRAM, &name);

    CHECK(path_exists(name.address.sun_path + 1));
    CHECK(file_remove(name.address.sun_path + 1));
    CHECK_EQ(MUST(sendto(file, "x", 1, 0, (struct sockaddr *)&name.address, name.length)), 1);
    expect_message_from(fd, "x", name.address.sun_path + 1);
    expect_nothing(file);
}
