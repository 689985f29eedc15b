/* bind() and listen(). */
#include "face/plain.h"

#include "files.h"

#include <stdio.h>

CASE_BODY(bind_makes_a_file)
{
    const char *path = in_case_directory("s");
    SOCKET s = bound_at(path);

    CHECK(path_exists(path));
    WORKS(closesocket(s));
    CHECK(path_exists(path));
}

CASE_BODY(bind_existing_file)
{
    const char *path = in_case_directory("s"), *other = in_case_directory("plain");
    SOCKET s;

    CHECK(file_write(other, "x", 1));
    REFUSES(WSAEADDRINUSE, bind_to(unix_socket(), other));
    s = bound_at(path);
    REFUSES(WSAEADDRINUSE, bind_to(unix_socket(), path));
    WORKS(closesocket(s));
    REFUSES(WSAEADDRINUSE, bind_to(unix_socket(), path));
    CHECK(file_remove(path));
    bound_at(path);
}

/* Windows' own AF_UNIX lets the file go while it is bound. */
CASE_BODY(bind_and_remove)
{
    const char *path = in_case_directory("s");

    listening_at(path, 1);
    CHECK(file_remove(path));
    listening_at(path, 1);
    connected_to(path);
}

CASE_BODY(bind_twice)
{
    SOCKET s = bound_at(in_case_directory("s"));

    REFUSES(WSAEINVAL, bind_to(s, in_case_directory("t")));
    CHECK(!path_exists(in_case_directory("t")));
}

CASE_BODY(bind_bad_addresses)
{
    SOCKET s = unix_socket();
    struct unix_name name = name_of(in_case_directory("s"));
    struct sockaddr_in other = { .sin_family = AF_INET };

    REFUSES(WSAEFAULT, bind(s, NULL, sizeof name));
    REFUSES(WSAEFAULT, bind(s, (struct sockaddr *)(size_t)16, sizeof name));
    REFUSES(WSAEFAULT, bind(s, (struct sockaddr *)&name, 0));
    REFUSES(WSAEFAULT, bind(s, (struct sockaddr *)&name, 1));
    REFUSES(WSAEFAULT, bind(s, (struct sockaddr *)&name, -1));
    REFUSES(WSAEAFNOSUPPORT, bind(s, (struct sockaddr *)&other, sizeof other));
    WORKS(bind(s, (struct sockaddr *)&name, length_of(name.path)));
}

CASE_BODY(bind_where_there_is_no_folder)
{
    const char *file = in_case_directory("plain");

    CHECK(file_write(file, "x", 1));
    REFUSES(WSAEADDRNOTAVAIL, bind_to(unix_socket(), in_case_directory("none\\s")));
    REFUSES(WSAEADDRNOTAVAIL, bind_to(unix_socket(), in_case_directory("plain\\s")));
}

/* 108 bytes hold a path and its NUL; one that fills them all has none, and is taken whole. */
CASE_BODY(bind_long_paths)
{
    char path[109];
    struct unix_name name, seen;
    int length, size;

    for (length = 107; length <= 108; length++) {
        SOCKET s = unix_socket();

        memset(path, 'n', sizeof path);
        memcpy(path, ".\\", 2);
        path[length] = '\0';
        memset(&name, 0, sizeof name);
        name.family = FAMILY;
        memcpy(name.path, path, (size_t)length);
        WORKS(bind(s, (struct sockaddr *)&name, sizeof name));
        CHECK(path_exists(path));
        size = sizeof seen;
        WORKS(getsockname(s, (struct sockaddr *)&seen, &size));
        CHECK_EQ(size, WHOLE);
        CHECK_BYTES(&seen, &name, sizeof name);
    }
}

CASE_BODY(bind_relative_path)
{
    struct unix_name seen;
    int size = sizeof seen;
    SOCKET listener = listening_at("relative", 1), client = connected_to(in_case_directory("relative"));

    CHECK(path_exists(in_case_directory("relative")));
    WORKS(getsockname(listener, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, "relative");
    accepted_from(listener);
    WORKS(closesocket(client));
}

/* Paths are UTF-8, whatever the system's code page is. */
CASE_BODY(bind_path_in_utf8)
{
    const char *path = in_case_directory("\xc3\xa9\xe2\x82\xac");
    SOCKET listener = listening_at(path, 1);

    CHECK(path_exists(path));
    connected_to(path);
    accepted_from(listener);
}

/* A server may set it before, as it does for TCP; Windows' own AF_UNIX makes bind() fail then. */
CASE_BODY(bind_with_reuseaddr)
{
    const char *path = in_case_directory("s");
    BOOL on = TRUE;
    int seen = 0, size = sizeof seen;
    SOCKET s = unix_socket();

    WORKS(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof on));
    WORKS(getsockopt(s, SOL_SOCKET, SO_REUSEADDR, (char *)&seen, &size));
    CHECK(seen != 0);
    WORKS(bind_to(s, path));
    WORKS(listen(s, 1));
    REFUSES(WSAEADDRINUSE, bind_to(unix_socket(), path));
    connected_to(path);
    accepted_from(s);
}

CASE_BODY(bind_without_listen)
{
    const char *path = in_case_directory("s");
    SOCKET s = bound_at(path), client = unix_socket();

    REFUSES(WSAECONNREFUSED, connect_to(client, path));
    WORKS(listen(s, 1));
    WORKS(connect_to(client, path));
    accepted_from(s);
}

CASE_BODY(listen_states)
{
    SOCKET pair[2], s;

    REFUSES(WSAEINVAL, listen(unix_socket(), 1));
    REFUSES(WSAENOTSOCK, listen((SOCKET)0xabcd00, 1));
    connected_pair(pair);
    REFUSES(WSAEISCONN, listen(pair[0], 1));
    REFUSES(WSAEISCONN, listen(pair[1], 1));
    s = listening_at(in_case_directory("s"), 1);
    WORKS(listen(s, 5));
    WORKS(listen(s, SOMAXCONN));
    WORKS(listen(s, -200));     /* SOMAXCONN_HINT(200) */
    WORKS(listen(s, 0));
}

CASE_BODY(listening_says_so)
{
    BOOL seen = TRUE;
    int size = sizeof seen;
    SOCKET s = bound_at(in_case_directory("s"));

    WORKS(getsockopt(s, SOL_SOCKET, SO_ACCEPTCONN, (char *)&seen, &size));
    CHECK_EQ(seen, FALSE);
    WORKS(listen(s, 1));
    WORKS(getsockopt(s, SOL_SOCKET, SO_ACCEPTCONN, (char *)&seen, &size));
    CHECK_EQ(seen, TRUE);
}
