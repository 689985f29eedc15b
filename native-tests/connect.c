/* connect(): to servers that are there, to what only looks like one, and in the wrong state. */
#include "check.h"
#include "files.h"
#include "sockets.h"

CASE_BODY(connect_then_accept_in_one_thread)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    int client = connected_to(path);
    int server;

    /* Nobody has called accept() yet. */
    send_text(client, "before");
    server = accepted_from(listener);
    expect_text(server, "before");
    send_text(server, "after");
    expect_text(client, "after");
    MUST(close(client));
    expect_end(server);
}

CASE_BODY(connect_to_missing_path)
{
    int fd = unix_socket();

    FAILS_WITH(ENOENT, connect_to(fd, in_case_directory("s")));
    FAILS_WITH(ENOENT, connect_to(fd, in_case_directory("missing/s")));
    CHECK(!path_exists(in_case_directory("s")));
}

CASE_BODY(connect_under_a_file)
{
    CHECK(file_write(in_case_directory("file"), "x", 1));
    FAILS_WITH(ENOTDIR, connect_to(unix_socket(), in_case_directory("file/s")));
}

CASE_BODY(connect_to_plain_file)
{
    const char *path = in_case_directory("file");
    char content[32];

    CHECK(file_write(path, "precious", 8));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
    CHECK_EQ(file_read(path, content, sizeof content), 8);
    CHECK_BYTES(content, "precious", 8);
}

CASE_BODY(connect_to_directory)
{
    CHECK(directory_make(in_case_directory("d")));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), in_case_directory("d")));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "."));
}

CASE_BODY(connect_to_bound_only)
{
    const char *path = in_case_directory("s");
    int server = bound_at(path), client = unix_socket();

    FAILS_WITH(ECONNREFUSED, connect_to(client, path));
    /* A refused socket can try again. */
    MUST(listen(server, 1));
    MUST(connect_to(client, path));
    send_text(client, "x");
    expect_text(accepted_from(server), "x");
}

CASE_BODY(connect_to_closed_listener)
{
    const char *path = in_case_directory("s");

    MUST(close(listening_at(path, 1)));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
    CHECK(path_exists(path));
}

CASE_BODY(connect_to_removed_name)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 2), client = connected_to(path);

    CHECK(file_remove(path));
    FAILS_WITH(ENOENT, connect_to(unix_socket(), path));
    /* Who is connected stays so. */
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}

CASE_BODY(connect_to_renamed_socket)
{
    const char *old_path = in_case_directory("old"), *new_path = in_case_directory("new");
    int listener = listening_at(old_path, 2);

    CHECK(file_rename(old_path, new_path));
    FAILS_WITH(ENOENT, connect_to(unix_socket(), old_path));
    send_text(connected_to(new_path), "x");
    expect_text(accepted_from(listener), "x");
}

/* A name that was connected to before is looked at anew each time, however long it has stayed the same: a client that remembered what it read once would
 * go on talking to the old listener. What is remembered here is remembered of files that are some seconds old only. */
CASE_BODY(connect_to_a_name_that_changed_hands)
{
    enum { OLD_ENOUGH = 3500 };  /* milliseconds */
    int first = listening_at("s", 5), second, i;

    send_text(connected_to("s"), "1");
    expect_text(accepted_from(first), "1");
    MUST(poll(NULL, 0, OLD_ENOUGH));
    for (i = 0; i < 3; i++) {
        send_text(connected_to("s"), "2");
        expect_text(accepted_from(first), "2");
    }
    CHECK(file_rename(in_case_directory("s"), in_case_directory("old")));
    FAILS_WITH(ENOENT, connect_to(unix_socket(), "s"));
    second = listening_at("s", 5);
    send_text(connected_to("s"), "3");
    expect_text(accepted_from(second), "3");
    send_text(connected_to("old"), "4");
    expect_text(accepted_from(first), "4");
    CHECK(file_remove(in_case_directory("s")));
    FAILS_WITH(ENOENT, connect_to(unix_socket(), "s"));
}

CASE_BODY(connect_twice)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client = connected_to(path), server;

    FAILS_WITH(EISCONN, connect_to(client, path));
    server = accepted_from(listener);
    FAILS_WITH(EISCONN, connect_to(client, path));
    FAILS_WITH(EISCONN, connect_to(server, path));
    send_text(client, "x");
    expect_text(server, "x");
}

CASE_BODY(connect_a_listener)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), other = listening_at(in_case_directory("other"), 5);

    FAILS_WITH(EINVAL, connect_to(listener, path));
    FAILS_WITH(EINVAL, connect_to(other, path));
}

CASE_BODY(connect_wrong_addresses)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), fd = unix_socket();
    struct sockaddr_un address = unix_address(path);

    FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)&address, 0));
    FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)&address, 1));
    FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)&address, PATH_OFFSET));
    FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)&address, sizeof address + 1));
    FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)&address, (socklen_t)-1));
    FAILS_WITH(EFAULT, connect(fd, NULL, sizeof address));
    FAILS_WITH(EINVAL, connect(fd, NULL, 0));
    address.sun_family = AF_INET;
    FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)&address, unix_length(path)));
    MUST(connect_to(fd, path));
    MUST(close(accepted_from(listener)));
}

/* A server that is itself a client of itself, many times over: order is kept. */
CASE_BODY(connect_order_is_accept_order)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 32), clients[20], i;

    for (i = 0; i < 20; i++) {
        unsigned char number = (unsigned char)i;

        clients[i] = connected_to(path);
        send_bytes(clients[i], &number, 1);
    }
    for (i = 0; i < 20; i++) {
        int server = accepted_from(listener);
        unsigned char number;

        receive_bytes(server, &number, 1);
        CHECK_EQ(number, i);
        send_text(server, "served");
        expect_text(clients[i], "served");
        MUST(close(server));
    }
}

/* A name that begins with a NUL is in no directory. Nobody has bound this one. */
CASE_BODY(connect_to_abstract_name_of_nobody)
{
    struct sockaddr_un address;

    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    memcpy(address.sun_path, "\0nobody's name", 14);
    FAILS_WITH(ECONNREFUSED, connect(unix_socket(), (struct sockaddr *)&address, PATH_OFFSET + 14));
    CHECK(!path_exists("nobody's name"));
}

/* What follows the NUL of a name isn't a part of it. */
CASE_BODY(connect_ignores_what_follows_the_name)
{
    struct sockaddr_un address = unix_address(in_case_directory("s"));
    size_t used = strlen(address.sun_path) + 1;
    int listener = listening_at(in_case_directory("s"), 5), client = unix_socket();

    memset(address.sun_path + used, 'x', sizeof address.sun_path - used);
    MUST(connect(client, (struct sockaddr *)&address, sizeof address));
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}
