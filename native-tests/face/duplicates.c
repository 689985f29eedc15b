/* WSADuplicateSocket(), for this process itself and for one that takes a connection over. */
#include "face/plain.h"

#include "files.h"
#include "peer.h"

static SOCKET opened(WSAPROTOCOL_INFOW *info)
{
    return (SOCKET)WORKS(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, info, 0, WSA_FLAG_OVERLAPPED));
}

CASE_BODY(duplicate_for_oneself)
{
    SOCKET pair[2], again;
    WSAPROTOCOL_INFOW info;
    struct unix_name seen;
    int size = sizeof seen;

    connected_pair(pair);
    WORKS(WSADuplicateSocketW(pair[1], GetCurrentProcessId(), &info));
    CHECK_EQ(info.iAddressFamily, FAMILY);
    again = opened(&info);
    CHECK(again != pair[1]);
    WORKS(closesocket(pair[1]));
    send_text(pair[0], "goes on");
    expect_text(again, "goes on");
    send_text(again, "answer");
    expect_text(pair[0], "answer");
    WORKS(getsockname(again, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, in_case_directory("pair"));
    WORKS(closesocket(again));
    expect_end(pair[0]);
}

CASE_BODY(duplicate_in_bytes)
{
    SOCKET pair[2], again;
    WSAPROTOCOL_INFOA info;

    connected_pair(pair);
    WORKS(WSADuplicateSocketA(pair[1], GetCurrentProcessId(), &info));
    CHECK_EQ(info.iAddressFamily, FAMILY);
    again = (SOCKET)WORKS(WSASocketA(info.iAddressFamily, info.iSocketType, info.iProtocol, &info, 0, WSA_FLAG_OVERLAPPED));
    send_text(pair[0], "x");
    expect_text(again, "x");
}

/* What was given is taken once. */
CASE_BODY(duplicate_taken_twice)
{
    SOCKET pair[2], again;
    WSAPROTOCOL_INFOW info;

    connected_pair(pair);
    WORKS(WSADuplicateSocketW(pair[1], GetCurrentProcessId(), &info));
    again = opened(&info);
    REFUSES(WSAEINVAL, WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED));
    send_text(again, "x");
    expect_text(pair[0], "x");
}

CASE_BODY(duplicate_errors)
{
    WSAPROTOCOL_INFOW info;

    REFUSES(WSAEINVAL, WSADuplicateSocketW(unix_socket(), 0xfffffff0, &info));
    REFUSES(WSAEFAULT, WSADuplicateSocketW(unix_socket(), GetCurrentProcessId(), NULL));
    REFUSES(WSAENOTSOCK, WSADuplicateSocketW((SOCKET)0xabcd00, GetCurrentProcessId(), &info));
}

/* In each state that a socket can be in. */
CASE_BODY(duplicate_before_use)
{
    const char *path = in_case_directory("s"), *own = in_case_directory("t");
    SOCKET s = unix_socket(), again, listener = bound_at(path), server;
    WSAPROTOCOL_INFOW info;

    WORKS(WSADuplicateSocketW(listener, GetCurrentProcessId(), &info));
    again = opened(&info);
    WORKS(closesocket(listener));
    WORKS(listen(again, 5));
    WORKS(WSADuplicateSocketW(s, GetCurrentProcessId(), &info));
    WORKS(closesocket(s));
    s = opened(&info);
    WORKS(bind_to(s, own));
    WORKS(connect_to(s, path));
    server = accepted_from(again);
    send_text(server, "x");
    expect_text(s, "x");
}

CASE_BODY(duplicate_of_a_listener)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), again, server;
    WSAPROTOCOL_INFOW info;
    int i;

    WORKS(WSADuplicateSocketW(listener, GetCurrentProcessId(), &info));
    again = opened(&info);
    for (i = 0; i < 4; i++) {
        SOCKET client = connected_to(path);

        send_text(client, "x");
        server = accepted_from(i % 2 ? again : listener);
        expect_text(server, "x");
    }
    WORKS(closesocket(listener));
    connected_to(path);
    accepted_from(again);
    WORKS(closesocket(again));
    REFUSES(WSAECONNREFUSED, connect_to(unix_socket(), path));
}

/* A bound client, given to another process before it connects: the port of its name was moved to the socket itself, which then had no other to connect from. */
CASE_BODY(duplicate_of_a_bound_client)
{
    const char *path = in_case_directory("s"), *own = in_case_directory("client");
    SOCKET listener = listening_at(path, 5), client = bound_at(own), again, server;
    WSAPROTOCOL_INFOW info;
    struct unix_name seen;
    int size = sizeof seen;

    WORKS(WSADuplicateSocketW(client, GetCurrentProcessId(), &info));
    again = opened(&info);
    WORKS(connect_to(client, path));
    server = (SOCKET)WORKS(accept(listener, (struct sockaddr *)&seen, &size));
    CHECK_TEXT(seen.path, own);
    send_text(client, "x");
    expect_text(server, "x");
    WORKS(closesocket(again));
    WORKS(closesocket(client));
    expect_end(server);
    /* The same by the other one. */
    client = bound_at(in_case_directory("another"));
    WORKS(WSADuplicateSocketW(client, GetCurrentProcessId(), &info));
    again = opened(&info);
    WORKS(connect_to(again, path));
    send_text(again, "y");
    expect_text(accepted_from(listener), "y");
}
