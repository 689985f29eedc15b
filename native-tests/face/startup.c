/* WSAStartup() and WSACleanup(): sockets of the UNIX domain need the one and end with the other, as all sockets do. */
#include "face/plain.h"

CASE_BODY(startup_is_needed)
{
    WSADATA data;

    REFUSES(WSANOTINITIALISED, socket(FAMILY, SOCK_STREAM, 0));
    REFUSES(WSANOTINITIALISED, WSASocketW(FAMILY, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED));
    CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0);
    WORKS(closesocket((SOCKET)WORKS(socket(FAMILY, SOCK_STREAM, 0))));
    WORKS(WSACleanup());
    REFUSES(WSANOTINITIALISED, socket(FAMILY, SOCK_STREAM, 0));
}

CASE_BODY(cleanup_ends_sockets)
{
    WSADATA data;
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = connected_to(path), server = accepted_from(listener);
    struct unix_name name;
    int size = sizeof name;

    WORKS(WSACleanup());
    REFUSES(WSANOTINITIALISED, socket(FAMILY, SOCK_STREAM, 0));
    CHECK_EQ(getsockname(client, (struct sockaddr *)&name, &size), SOCKET_ERROR);
    CHECK_EQ(listen(listener, 1), SOCKET_ERROR);
    CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0);
    CHECK_EQ(send(server, "x", 1, 0), SOCKET_ERROR);
    CHECK_EQ(closesocket(client), SOCKET_ERROR);
    REFUSES(WSAECONNREFUSED, connect_to(unix_socket(), path));
    listener = listening_at(in_case_directory("t"), 5);
    connected_to(in_case_directory("t"));
    accepted_from(listener);
}

/* It counts. */
CASE_BODY(cleanup_of_one_of_two)
{
    WSADATA data;
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client;

    CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0);
    WORKS(WSACleanup());
    client = connected_to(path);
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}
