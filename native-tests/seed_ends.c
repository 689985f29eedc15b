/* The rows of the handshake's table from S11 on: names, families, files, threads, and all styles of clients at once. */
#include "check.h"
#include "files.h"
#include "peer.h"
#include "sockets.h"
#include "thread.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

static void check_name(int (*call)(int, struct sockaddr *, socklen_t *), int fd, const char *path)
{
    struct sockaddr_un address;
    socklen_t length = sizeof address;

    MUST(call(fd, (struct sockaddr *)&address, &length));
    CHECK_EQ(address.sun_family, AF_UNIX);
    CHECK_EQ(length, path ? unix_length(path) : (socklen_t)PATH_OFFSET);
    if (path)
        CHECK_TEXT(address.sun_path, path);
}

static int own_name(int fd, struct sockaddr *address, socklen_t *length)
{
    return getsockname(fd, address, length);
}

static int peer_name(int fd, struct sockaddr *address, socklen_t *length)
{
    return getpeername(fd, address, length);
}

HELPER_BODY(named_client)
{
    int fd = count == 2 ? bound_at(arguments[1]) : unix_socket();

    MUST(connect_to(fd, arguments[0]));
    check_name(peer_name, fd, arguments[0]);
    check_name(own_name, fd, count == 2 ? arguments[1] : NULL);
    tell_case("connected");
    await_case("end");
    return 0;
}

/* S11. UNIX names on both ends, between processes. */
CASE_BODY(s11_names_on_both_ends)
{
    const char *path = in_case_directory("s"), *name = in_case_directory("client");
    int listener = listening_at(path, 5), round;

    for (round = 0; round < 2; round++) {
        struct peer *client = peer_start("named_client", path, round ? name : NULL, NULL);
        int server;

        peer_expect(client, "connected");
        server = accepted_from(listener);
        check_name(own_name, server, path);
        check_name(peer_name, server, round ? name : NULL);
        peer_tell(client, "end");
        peer_finish(client);
        expect_end(server);
        check_name(peer_name, server, round ? name : NULL);
    }
}

/* S12. A socket of one family doesn't bind or connect to an address of another. */
CASE_BODY(s12_families_do_not_mix)
{
    const char *path = in_case_directory("s");
    struct sockaddr_un local = unix_address(path);
    struct sockaddr_in internet;
    int unix_fd = unix_socket(), internet_fd = (int)MUST(socket(AF_INET, SOCK_STREAM, 0));

    memset(&internet, 0, sizeof internet);
    internet.sin_family = AF_INET;
    internet.sin_port = htons(1);
    internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listening_at(path, 1);
    FAILS_WITH(EINVAL, bind(unix_fd, (struct sockaddr *)&internet, sizeof internet));
    FAILS_WITH(EINVAL, connect(unix_fd, (struct sockaddr *)&internet, sizeof internet));
    FAILS_WITH(EAFNOSUPPORT, bind(internet_fd, (struct sockaddr *)&local, sizeof local));
    FAILS_WITH(EAFNOSUPPORT, connect(internet_fd, (struct sockaddr *)&local, sizeof local));
    MUST(connect_to(unix_fd, path));
}

/* S13. What isn't a socket file is refused, and never changed. */
CASE_BODY(s13_only_socket_files)
{
    static const char text[] = "!<socket >4711 s 01234567-89ABCDEF-01234567-89ABCDEF";
    char seen[sizeof text + 8];
    int fd = unix_socket();

    CHECK(file_write("file", text, sizeof text));
    CHECK(directory_make("directory"));
    FAILS_WITH(ECONNREFUSED, connect_to(fd, "file"));
    FAILS_WITH(ECONNREFUSED, connect_to(fd, "directory"));
    FAILS_WITH(EADDRINUSE, bind_to(fd, "file"));
    FAILS_WITH(EADDRINUSE, bind_to(fd, "directory"));
    CHECK_EQ(file_read("file", seen, sizeof seen), sizeof text);
    CHECK_BYTES(seen, text, sizeof text);
    MUST(bind_to(fd, "s"));
}

struct user {
    const char *path;
    int number;
};

static void use_in_thread(void *argument)
{
    struct user *user = argument;
    int round;

    for (round = 0; round < 10; round++) {
        int fd = connected_to(user->path), sent = user->number * 100 + round, seen;

        send_bytes(fd, &sent, sizeof sent);
        receive_bytes(fd, &seen, sizeof seen);
        CHECK_EQ(seen, -sent);
        MUST(close(fd));
    }
}

static void echo_negative(int fd)
{
    int value;

    receive_bytes(fd, &value, sizeof value);
    value = -value;
    send_bytes(fd, &value, sizeof value);
    expect_end(fd);
    MUST(close(fd));
}

static void serve_in_thread(void *argument)
{
    int round;

    for (round = 0; round < 40; round++)
        echo_negative(accepted_from(*(int *)argument));
}

/* S14. The proposal's known issue: it was not safe with threads. */
CASE_BODY(s14_threads)
{
    enum { CLIENTS = 16, SERVERS = 4 };
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 4), i;
    struct user users[CLIENTS];
    struct thread *clients[CLIENTS], *servers[SERVERS];

    for (i = 0; i < SERVERS; i++)
        servers[i] = thread_start(serve_in_thread, &listener);
    for (i = 0; i < CLIENTS; i++) {
        users[i] = (struct user) { path, i + 1 };
        clients[i] = thread_start(use_in_thread, &users[i]);
    }
    for (i = 0; i < CLIENTS; i++)
        thread_join(clients[i]);
    for (i = 0; i < SERVERS; i++)
        thread_join(servers[i]);
}

/* One request in the style that is named by the helper's second argument. */
static void ask(const char *path, const char *style, int number)
{
    bool waits = strcmp(style, "blocking") == 0;
    int fd = unix_socket(), seen;
    struct user user = { path, number };
    fd_set in;

    if (strcmp(style, "threaded") == 0) {
        MUST(close(fd));
        thread_join(thread_start(use_in_thread, &user));
        return;
    }
    set_nonblocking(fd, !waits);
    while (connect_to(fd, path) == -1) {
        /* The backlog is full: a program with a non-blocking socket has to come again. */
        CHECK_EQ(errno, EAGAIN);
        thread_yield();
    }
    send_bytes(fd, &number, sizeof number);
    if (strcmp(style, "nonblocking") == 0) {
        while (recv(fd, &seen, sizeof seen, MSG_PEEK) == -1) {
            CHECK_EQ(errno, EAGAIN);
            thread_yield();
        }
    } else if (strcmp(style, "polling") == 0) {
        CHECK_EQ(poll_one(fd, POLLIN, -1), POLLIN);
    } else if (strcmp(style, "selecting") == 0) {
        FD_ZERO(&in);
        FD_SET(fd, &in);
        CHECK_EQ(MUST(select(fd + 1, &in, NULL, NULL, NULL)), 1);
    }
    receive_bytes(fd, &seen, sizeof seen);
    CHECK_EQ(seen, -number);
    MUST(close(fd));
}

HELPER_BODY(styled_client)
{
    int requests = atoi(arguments[2]), i;

    CHECK_EQ(count, 3);
    for (i = 0; i < requests; i++)
        ask(arguments[0], arguments[1], i + 1);
    tell_case("done");
    return 0;
}

/* S15. Blocking, non-blocking, polling, select and a threaded client: five programs at once, one server. */
CASE_BODY(s15_every_style)
{
    static const char *const styles[] = { "blocking", "nonblocking", "polling", "selecting", "threaded" };
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 3), i;
    struct peer *clients[5];

    for (i = 0; i < 5; i++)
        /* The threaded one asks ten times for each request. */
        clients[i] = peer_start("styled_client", path, styles[i], i == 4 ? "2" : "20", NULL);
    for (i = 0; i < 5 * 20; i++)
        echo_negative(accepted_from(listener));
    for (i = 0; i < 5; i++) {
        peer_expect(clients[i], "done");
        peer_finish(clients[i]);
    }
    set_nonblocking(listener, true);
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
}
