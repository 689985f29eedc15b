/* getsockname() and getpeername(), as Windows' own AF_UNIX gives names: one that was bound has its own length, any other is a whole
 * address, filled up with zeros. */
#include "face/plain.h"

static void expect_name(SOCKET s, int (WSAAPI *ask)(SOCKET, struct sockaddr *, int *), const char *path, int length)
{
    struct unix_name seen;
    int size = sizeof seen, i;

    memset(&seen, 0xff, sizeof seen);
    WORKS(ask(s, (struct sockaddr *)&seen, &size));
    CHECK_EQ(seen.family, FAMILY);
    CHECK_TEXT(seen.path, path);
    CHECK_EQ(size, length);
    for (i = PATH_AT + (int)strlen(path); i < length; i++)
        CHECK_EQ(((char *)&seen)[i], 0);
}

CASE_BODY(names_of_a_server)
{
    const char *path = in_case_directory("s");
    SOCKET s = unix_socket();

    expect_name(s, getsockname, "", WHOLE);
    WORKS(bind_to(s, path));
    expect_name(s, getsockname, path, length_of(path));
    WORKS(listen(s, 1));
    expect_name(s, getsockname, path, length_of(path));
}

CASE_BODY(names_of_a_connection)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 1), client = connected_to(path), server;

    expect_name(client, getsockname, "", WHOLE);
    expect_name(client, getpeername, path, WHOLE);
    server = accepted_from(listener);
    expect_name(server, getsockname, path, length_of(path));
    expect_name(server, getpeername, "", WHOLE);
    WORKS(closesocket(client));
    expect_end(server);
    expect_name(server, getsockname, path, length_of(path));
    expect_name(server, getpeername, "", WHOLE);
}

CASE_BODY(names_of_a_bound_client)
{
    const char *path = in_case_directory("s"), *own = in_case_directory("client");
    SOCKET listener = listening_at(path, 1), client = bound_at(own), server;

    WORKS(connect_to(client, path));
    server = accepted_from(listener);
    expect_name(client, getsockname, own, length_of(own));
    expect_name(server, getpeername, own, WHOLE);
    WORKS(closesocket(listener));
    WORKS(closesocket(server));
    expect_end(client);
    expect_name(client, getpeername, path, WHOLE);
}

CASE_BODY(names_of_no_peer)
{
    struct unix_name seen;
    int size = sizeof seen;

    REFUSES(WSAENOTCONN, getpeername(unix_socket(), (struct sockaddr *)&seen, &size));
    REFUSES(WSAENOTCONN, getpeername(bound_at(in_case_directory("a")), (struct sockaddr *)&seen, &size));
    REFUSES(WSAENOTCONN, getpeername(listening_at(in_case_directory("b"), 1), (struct sockaddr *)&seen, &size));
    REFUSES(WSAENOTSOCK, getpeername((SOCKET)0xabcd00, (struct sockaddr *)&seen, &size));
}

CASE_BODY(names_without_room)
{
    const char *path = in_case_directory("s");
    SOCKET s = listening_at(path, 1), client = connected_to(path);
    struct unix_name seen;
    int size = length_of(path) - 1;

    REFUSES(WSAEFAULT, getsockname(s, (struct sockaddr *)&seen, &size));
    CHECK_EQ(size, length_of(path));
    WORKS(getsockname(s, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, path);
    size = PATH_AT;
    REFUSES(WSAEFAULT, getpeername(client, (struct sockaddr *)&seen, &size));
    size = length_of(path);
    WORKS(getpeername(client, (struct sockaddr *)&seen, &size));
    CHECK_EQ(size, length_of(path));
    CHECK_TEXT(seen.path, path);
    size = PATH_AT;
    WORKS(getsockname(client, (struct sockaddr *)&seen, &size));
    CHECK_EQ(size, PATH_AT);
    size = 1;
    REFUSES(WSAEFAULT, getsockname(client, (struct sockaddr *)&seen, &size));
    size = -1;
    REFUSES(WSAEFAULT, getsockname(client, (struct sockaddr *)&seen, &size));
    size = sizeof seen;
    REFUSES(WSAEFAULT, getsockname(s, NULL, &size));
    REFUSES(WSAEFAULT, getsockname(s, (struct sockaddr *)&seen, NULL));
    REFUSES(WSAEFAULT, getpeername(client, NULL, &size));
    REFUSES(WSAEFAULT, getpeername(client, (struct sockaddr *)&seen, NULL));
}
