/* getsockname() and getpeername(), in every state. */
#include "check.h"
#include "files.h"
#include "sockets.h"

#include <stdio.h>

typedef int name_call(int fd, struct sockaddr *address, socklen_t *length);

static int own_name(int fd, struct sockaddr *address, socklen_t *length)
{
    return getsockname(fd, address, length);
}

static int peer_name(int fd, struct sockaddr *address, socklen_t *length)
{
    return getpeername(fd, address, length);
}

/* `path` NULL: the socket has no name. */
static void check_name(name_call *call, int fd, const char *path)
{
    struct sockaddr_un address;
    socklen_t length = sizeof address;

    memset(&address, 0x5a, sizeof address);
    MUST(call(fd, (struct sockaddr *)&address, &length));
    CHECK_EQ(address.sun_family, AF_UNIX);
    if (path) {
        CHECK_EQ(length, unix_length(path));
        CHECK_TEXT(address.sun_path, path);
    } else {
        CHECK_EQ(length, PATH_OFFSET);
        CHECK_EQ((unsigned char)address.sun_path[0], 0x5a);
    }
}

static void check_no_peer(int fd)
{
    struct sockaddr_un address;
    socklen_t length = sizeof address;

    FAILS_WITH(ENOTCONN, getpeername(fd, (struct sockaddr *)&address, &length));
}

CASE_BODY(names_before_a_connection)
{
    int fd = unix_socket();

    check_name(own_name, fd, NULL);
    check_no_peer(fd);
    MUST(bind_to(fd, in_case_directory("s")));
    check_name(own_name, fd, in_case_directory("s"));
    check_no_peer(fd);
    MUST(listen(fd, 1));
    check_name(own_name, fd, in_case_directory("s"));
    check_no_peer(fd);
}

CASE_BODY(names_of_a_connection)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client = connected_to(path), server;

    /* Before accept() too. */
    check_name(own_name, client, NULL);
    check_name(peer_name, client, path);
    server = accepted_from(listener);
    check_name(own_name, client, NULL);
    check_name(peer_name, client, path);
    check_name(own_name, server, path);
    check_name(peer_name, server, NULL);
    check_no_peer(listener);
}

CASE_BODY(names_of_a_bound_client)
{
    const char *path = in_case_directory("s"), *name = in_case_directory("client");
    int listener = listening_at(path, 5), client = bound_at(name), server;

    MUST(connect_to(client, path));
    server = accepted_from(listener);
    check_name(own_name, client, name);
    check_name(peer_name, client, path);
    check_name(own_name, server, path);
    check_name(peer_name, server, name);
}

CASE_BODY(names_are_kept_as_given)
{
    int listener, client, server;

    CHECK(directory_make(in_case_directory("d")));
    listener = listening_at("./d/../s", 5);
    client = bound_at("d/client");
    MUST(connect_to(client, "s"));
    server = accepted_from(listener);
    check_name(own_name, listener, "./d/../s");
    check_name(peer_name, client, "./d/../s");
    check_name(own_name, server, "./d/../s");
    check_name(peer_name, server, "d/client");
}

CASE_BODY(names_outlive_the_file)
{
    const char *path = in_case_directory("s"), *name = in_case_directory("client");
    int listener = listening_at(path, 5), client = bound_at(name), server;

    CHECK(file_remove(name));
    MUST(connect_to(client, path));
    CHECK(file_remove(path));
    server = accepted_from(listener);
    check_name(peer_name, client, path);
    check_name(peer_name, server, name);
}

CASE_BODY(names_outlive_the_peer)
{
    const char *path = in_case_directory("s"), *name = in_case_directory("client");
    int listener = listening_at(path, 5), client = bound_at(name), server;

    MUST(connect_to(client, path));
    server = accepted_from(listener);
    MUST(close(listener));
    MUST(close(client));
    expect_end(server);
    check_name(peer_name, server, name);
    check_name(own_name, server, path);
}

CASE_BODY(names_after_shutdown)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client = connected_to(path), server = accepted_from(listener);

    MUST(shutdown(client, SHUT_RDWR));
    check_name(peer_name, client, path);
    check_name(peer_name, server, NULL);
    check_name(own_name, server, path);
}

CASE_BODY(names_after_failed_connect)
{
    int fd = unix_socket();

    FAILS_WITH(ENOENT, connect_to(fd, in_case_directory("missing")));
    check_no_peer(fd);
    check_name(own_name, fd, NULL);
}

static void check_buffers(name_call *call, int fd, const char *path)
{
    struct sockaddr_un whole = unix_address(path);
    unsigned char seen[sizeof whole + 16];
    socklen_t room, length;

    for (room = 0; room <= (socklen_t)sizeof seen; room++) {
        socklen_t most = room < unix_length(path) ? room : unix_length(path);

        memset(seen, 0x5a, sizeof seen);
        length = room;
        MUST(call(fd, (struct sockaddr *)seen, &length));
        CHECK_EQ(length, unix_length(path));
        CHECK_BYTES(seen, &whole, (size_t)most);
        if ((size_t)most < sizeof seen)
            CHECK_EQ(seen[most], 0x5a);
    }
    length = (socklen_t)-1;
    FAILS_WITH(EINVAL, call(fd, (struct sockaddr *)seen, &length));
    FAILS_WITH(EFAULT, call(fd, (struct sockaddr *)seen, NULL));
    length = sizeof whole;
    FAILS_WITH(EFAULT, call(fd, NULL, &length));
}

CASE_BODY(names_in_buffers_of_every_size)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client = connected_to(path), server = accepted_from(listener);

    check_buffers(own_name, listener, path);
    check_buffers(own_name, server, path);
    check_buffers(peer_name, client, path);
}

/* Linux stores a name without a NUL with one, and counts it. */
CASE_BODY(names_bound_without_nul)
{
    struct sockaddr_un address = unix_address("abcXYZ");
    int fd = unix_socket();

    MUST(bind(fd, (struct sockaddr *)&address, PATH_OFFSET + 3));
    check_name(own_name, fd, "abc");
}
