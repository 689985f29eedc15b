/* getsockopt(), setsockopt(), ioctlsocket() and WSAIoctl(). */
#include "face/plain.h"

#include "peer.h"
#include "thread.h"

#include <stdio.h>
#include <stdlib.h>

static int option(SOCKET s, int name)
{
    int value = -1, size = sizeof value;

    WORKS(getsockopt(s, SOL_SOCKET, name, (char *)&value, &size));
    return value;
}

CASE_BODY(options_of_tcp_are_none)
{
    int on = 1, size = sizeof on;
    SOCKET pair[2];

    connected_pair(pair);
    REFUSES(WSAENOPROTOOPT, setsockopt(pair[0], IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof on));
    REFUSES(WSAENOPROTOOPT, getsockopt(pair[0], IPPROTO_TCP, TCP_NODELAY, (char *)&on, &size));
    REFUSES(WSAENOPROTOOPT, setsockopt(unix_socket(), IPPROTO_IP, 4 /* IP_TTL */, (char *)&on, sizeof on));
    REFUSES(WSAENOPROTOOPT, setsockopt(unix_socket(), SOL_SOCKET, SO_CONDITIONAL_ACCEPT, (char *)&on, sizeof on));
}

CASE_BODY(options_with_bad_pointers)
{
    int value = 0, size = sizeof value;
    SOCKET s = unix_socket();

    REFUSES(WSAEFAULT, getsockopt(s, SOL_SOCKET, SO_TYPE, NULL, &size));
    REFUSES(WSAEFAULT, getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&value, NULL));
    REFUSES(WSAEFAULT, setsockopt(s, SOL_SOCKET, SO_REUSEADDR, NULL, sizeof value));
    REFUSES(WSAEFAULT, setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&value, 1));
    REFUSES(WSAENOTSOCK, getsockopt((SOCKET)0xabcd00, SOL_SOCKET, SO_TYPE, (char *)&value, &size));
}

CASE_BODY(options_of_the_socket)
{
    SOCKET s = unix_socket();
    struct linger set = { 1, 5 }, seen = { 0, 0 };
    int size = sizeof seen, value = 100000, on = 1;

    CHECK_EQ(option(s, SO_TYPE), SOCK_STREAM);
    CHECK_EQ(option(s, SO_ERROR), 0);
    CHECK_EQ(option(s, SO_REUSEADDR), 0);
    WORKS(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&set, sizeof set));
    WORKS(getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&seen, &size));
    CHECK_BYTES(&seen, &set, sizeof set);
    WORKS(setsockopt(s, SOL_SOCKET, SO_SNDBUF, (char *)&value, sizeof value));
    WORKS(setsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&value, sizeof value));
    CHECK(option(s, SO_SNDBUF) >= value);
    CHECK(option(s, SO_RCVBUF) >= value);
    WORKS(setsockopt(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, (char *)&on, sizeof on));
    WORKS(bind_to(s, in_case_directory("s")));
    WORKS(listen(s, 1));
    connected_to(in_case_directory("s"));
    accepted_from(s);
}

CASE_BODY(options_of_time)
{
    SOCKET pair[2];
    DWORD time = 50;
    long long began = now_in_milliseconds();
    char byte;

    connected_pair(pair);
    WORKS(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, (char *)&time, sizeof time));
    CHECK_EQ(option(pair[0], SO_RCVTIMEO), 50);
    began = now_in_milliseconds();
    REFUSES(WSAETIMEDOUT, recv(pair[0], &byte, 1, 0));
    CHECK(now_in_milliseconds() - began >= 45);
}

CASE_BODY(options_update_context)
{
    SOCKET s = unix_socket(), pair[2];

    REFUSES(WSAENOTCONN, setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0));
    connected_pair(pair);
    WORKS(setsockopt(pair[0], SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0));
}

static DWORD peer_of(SOCKET s)
{
    DWORD process = 0, size = 0;

    WORKS(WSAIoctl(s, PEER_PROCESS, NULL, 0, &process, sizeof process, &size, NULL, NULL));
    CHECK_EQ(size, sizeof process);
    return process;
}

HELPER_BODY(server_to_be_known)
{
    SOCKET listener, server;

    CHECK_EQ(count, 1);
    listener = listening_at(arguments[0], 5);
    tell_case("listening");
    server = accepted_from(listener);
    tell_case("%lu", peer_of(server));
    await_case("end");
    return 0;
}

CASE_BODY(peer_process_of_both_ends)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("server_to_be_known", path, NULL);
    SOCKET client;
    char line[LINE_SIZE];

    peer_expect(server, "listening");
    client = connected_to(path);
    CHECK_EQ(peer_of(client), peer_process_id(server));
    CHECK(peer_line(server, line));
    CHECK_EQ(atol(line), GetCurrentProcessId());
    CHECK_EQ(peer_of(client), peer_process_id(server));
    peer_tell(server, "end");
    peer_finish(server);
    expect_end(client);
}

CASE_BODY(peer_process_in_one_process)
{
    SOCKET pair[2];

    connected_pair(pair);
    CHECK_EQ(peer_of(pair[0]), GetCurrentProcessId());
    CHECK_EQ(peer_of(pair[1]), GetCurrentProcessId());
}

CASE_BODY(peer_process_errors)
{
    SOCKET pair[2];
    DWORD process, size;
    int code;

    REFUSES(WSAENOTCONN, WSAIoctl(unix_socket(), PEER_PROCESS, NULL, 0, &process, sizeof process, &size, NULL, NULL));
    REFUSES(WSAENOTCONN, WSAIoctl(listening_at(in_case_directory("s"), 1), PEER_PROCESS, NULL, 0, &process, sizeof process, &size, NULL, NULL));
    connected_pair(pair);
    REFUSES(WSAEFAULT, WSAIoctl(pair[0], PEER_PROCESS, NULL, 0, &process, 2, &size, NULL, NULL));
    REFUSES(WSAEFAULT, WSAIoctl(pair[0], PEER_PROCESS, NULL, 0, NULL, sizeof process, &size, NULL, NULL));
    REFUSES(WSAEFAULT, WSAIoctl(pair[0], PEER_PROCESS, NULL, 0, &process, sizeof process, NULL, NULL, NULL));
    for (code = 1; code <= 2; code++)   /* SETBINDPARENTPATH and SETCONNPARENTPATH: Windows has the numbers, and refuses them */
        REFUSES(WSAEOPNOTSUPP, WSAIoctl(pair[0], 0x98000100 + (unsigned)code, &size, sizeof size, NULL, 0, &size, NULL, NULL));
}

CASE_BODY(control_of_waiting)
{
    SOCKET pair[2], listener = listening_at(in_case_directory("s"), 1);
    u_long on = 1, bytes = 99;
    DWORD size;
    char byte;

    connected_pair(pair);
    WORKS(WSAIoctl(pair[0], FIONBIO, &on, sizeof on, NULL, 0, &size, NULL, NULL));
    REFUSES(WSAEWOULDBLOCK, recv(pair[0], &byte, 1, 0));
    send_text(pair[1], "12345");
    CHECK(is_readable(pair[0], PATIENCE));
    WORKS(WSAIoctl(pair[0], FIONREAD, NULL, 0, &bytes, sizeof bytes, &size, NULL, NULL));
    CHECK_EQ(bytes, 5);
    WORKS(WSAIoctl(listener, FIONBIO, &on, sizeof on, NULL, 0, &size, NULL, NULL));
    REFUSES(WSAEWOULDBLOCK, accept(listener, NULL, NULL));
}
