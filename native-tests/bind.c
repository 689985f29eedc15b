/* bind(): where it makes a socket file, and where it doesn't. */
#include "check.h"
#include "files.h"
#include "sockets.h"

#include <stdio.h>

CASE_BODY(bind_makes_a_file)
{
    const char *path = in_case_directory("s");
    int fd;

    CHECK(!path_exists(path));
    fd = bound_at(path);
    CHECK(path_exists(path));
    /* The name outlives the socket, until somebody removes it. */
    MUST(close(fd));
    CHECK(path_exists(path));
    CHECK(file_remove(path));
    CHECK(!path_exists(path));
}

CASE_BODY(bind_twice)
{
    int fd = bound_at(in_case_directory("first"));

    FAILS_WITH(EINVAL, bind_to(fd, in_case_directory("second")));
    CHECK(!path_exists(in_case_directory("second")));
    /* Linux makes the name before it looks at the state of the socket. */
    FAILS_WITH(EADDRINUSE, bind_to(fd, in_case_directory("first")));
}

CASE_BODY(bind_existing_socket)
{
    const char *path = in_case_directory("s");
    int first = bound_at(path), second = unix_socket();

    FAILS_WITH(EADDRINUSE, bind_to(second, path));
    /* A failed bind leaves the socket as it was. */
    MUST(bind_to(second, in_case_directory("other")));
    MUST(listen(first, 1));
    MUST(close(connected_to(path)));
}

CASE_BODY(bind_stale_socket)
{
    const char *path = in_case_directory("s");
    int fd = listening_at(path, 1);

    MUST(close(fd));
    fd = unix_socket();
    FAILS_WITH(EADDRINUSE, bind_to(fd, path));
    CHECK(file_remove(path));
    MUST(bind_to(fd, path));
}

CASE_BODY(bind_existing_file)
{
    const char *path = in_case_directory("file");
    char content[32];
    int fd = unix_socket();

    CHECK(file_write(path, "precious", 8));
    FAILS_WITH(EADDRINUSE, bind_to(fd, path));
    CHECK_EQ(file_read(path, content, sizeof content), 8);
    CHECK_BYTES(content, "precious", 8);
}

CASE_BODY(bind_existing_directory)
{
    const char *path = in_case_directory("d");
    int fd = unix_socket();

    CHECK(directory_make(path));
    FAILS_WITH(EADDRINUSE, bind_to(fd, path));
    FAILS_WITH(EADDRINUSE, bind_to(fd, "."));
    MUST(bind_to(fd, in_case_directory("d/s")));
    CHECK(path_exists(in_case_directory("d/s")));
}

CASE_BODY(bind_in_missing_directory)
{
    int fd = unix_socket();

    FAILS_WITH(ENOENT, bind_to(fd, in_case_directory("missing/s")));
    CHECK(!path_exists(in_case_directory("missing")));
    MUST(bind_to(fd, in_case_directory("s")));
}

CASE_BODY(bind_under_a_file)
{
    CHECK(file_write(in_case_directory("file"), "x", 1));
    FAILS_WITH(ENOTDIR, bind_to(unix_socket(), in_case_directory("file/s")));
}

/* The length decides where the name ends, with or without a NUL in it. */
CASE_BODY(bind_lengths)
{
    struct sockaddr_un address = unix_address("short-and-long");
    int fd = unix_socket();

    FAILS_WITH(EINVAL, bind(fd, (struct sockaddr *)&address, 0));
    FAILS_WITH(EINVAL, bind(fd, (struct sockaddr *)&address, 1));
    FAILS_WITH(EINVAL, bind(fd, (struct sockaddr *)&address, (socklen_t)-1));
    FAILS_WITH(EINVAL, bind(fd, (struct sockaddr *)&address, sizeof address + 1));
    MUST(bind(fd, (struct sockaddr *)&address, PATH_OFFSET + 5));
    CHECK(path_exists(in_case_directory("short")));
    CHECK(!path_exists(in_case_directory("short-and-long")));
    fd = unix_socket();
    MUST(bind(fd, (struct sockaddr *)&address, sizeof address));
    CHECK(path_exists(in_case_directory("short-and-long")));
}

CASE_BODY(bind_wrong_family)
{
    struct sockaddr_un address = unix_address("s");
    int fd = unix_socket();

    address.sun_family = AF_INET;
    FAILS_WITH(EINVAL, bind(fd, (struct sockaddr *)&address, unix_length("s")));
    address.sun_family = AF_UNSPEC;
    FAILS_WITH(EINVAL, bind(fd, (struct sockaddr *)&address, unix_length("s")));
    CHECK(!path_exists("s"));
}

CASE_BODY(bind_null_address)
{
    int fd = unix_socket();

    FAILS_WITH(EFAULT, bind(fd, NULL, sizeof(struct sockaddr_un)));
    FAILS_WITH(EFAULT, bind(fd, NULL, 3));
    FAILS_WITH(EINVAL, bind(fd, NULL, 0));
}

CASE_BODY(bind_connected_socket)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 1), client = connected_to(path), server = accepted_from(listener);
    struct sockaddr_un name;
    socklen_t length = sizeof name;

    /* An accepted socket has the listener's name already. */
    FAILS_WITH(EINVAL, bind_to(server, in_case_directory("server")));
    /* A client may take one late, and its peer sees it. */
    MUST(bind_to(client, in_case_directory("client")));
    MUST(getpeername(server, (struct sockaddr *)&name, &length));
    CHECK_TEXT(name.sun_path, in_case_directory("client"));
}
