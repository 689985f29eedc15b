/* Sockets of other families, which are none of our business: every call gives what Winsock itself gives. */
#include "face/accepting.h"

#include "peer.h"

#include <ws2tcpip.h>
#include <stdio.h>

static void tell(const char *what, long long result)
{
    tell_case("%s %d %d", what, result < 0 ? -1 : 0, result < 0 ? WSAGetLastError() : 0);
}

#define TELL(call) tell(#call, (WSASetLastError(0), (long long)(call)))

static SOCKET new_one(int type, struct sockaddr_in *address)
{
    SOCKET s = socket(AF_INET, type, 0);
    int size = sizeof *address;

    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    TELL(bind(s, (struct sockaddr *)address, sizeof *address));
    TELL(getsockname(s, (struct sockaddr *)address, &size));
    return s;
}

static void tell_of_streams(void)
{
    struct sockaddr_in address, seen;
    SOCKET listener = new_one(SOCK_STREAM, &address), client, server;
    int size = sizeof seen, on = 1;
    u_long one = 1, bytes = 0;
    char text[8];

    TELL(bind(listener, (struct sockaddr *)&address, sizeof address));
    TELL(accept(listener, NULL, NULL));
    TELL(listen(listener, 2));
    TELL(setsockopt(listener, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, (char *)&on, sizeof on));
    client = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    TELL(setsockopt(client, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof on));
    TELL(setsockopt(client, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof on));
    TELL(getpeername(client, (struct sockaddr *)&seen, &size));
    TELL(shutdown(client, SD_SEND));
    TELL(connect(client, (struct sockaddr *)&address, 3));
    TELL(connect(client, (struct sockaddr *)&address, sizeof address));
    TELL(connect(client, (struct sockaddr *)&address, sizeof address));
    size = sizeof seen;
    server = accept(listener, (struct sockaddr *)&seen, &size);
    TELL(server);
    TELL(size == sizeof seen && seen.sin_family == AF_INET ? 0 : -1);
    TELL(ioctlsocket(listener, (long)FIONBIO, &one));
    TELL(accept(listener, NULL, NULL));
    TELL(WSAAccept(listener, NULL, NULL, NULL, 0));
    TELL(send(client, "x", 1, 0));
    TELL(recv(server, text, sizeof text, 0));
    TELL(WSASendDisconnect(client, NULL));
    TELL(send(client, "x", 1, 0));
    TELL(ioctlsocket(server, FIONREAD, &bytes));
    TELL(WSAIoctl(server, PEER_PROCESS, NULL, 0, text, sizeof text, &bytes, NULL, NULL));
    TELL(closesocket(server));
    TELL(closesocket(server));
    TELL(closesocket(client));
    TELL(closesocket(listener));
}

static void tell_of_datagrams(void)
{
    struct sockaddr_in address, seen;
    SOCKET one = new_one(SOCK_DGRAM, &address), other;
    WSAPROTOCOL_INFOW info;
    int size = sizeof seen, info_size = sizeof info;
    char text[8];

    other = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    TELL(other);
    TELL(listen(other, 1));
    TELL(sendto(other, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
    TELL(recvfrom(one, text, sizeof text, 0, (struct sockaddr *)&seen, &size));
    TELL(getsockopt(one, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &info_size));
    TELL(info.iProtocol == IPPROTO_UDP ? 0 : -1);
    TELL(WSADuplicateSocketW(one, GetCurrentProcessId(), &info));
    TELL(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, 0));
    TELL(connect(other, (struct sockaddr *)&address, sizeof address));
    TELL(getpeername(other, (struct sockaddr *)&seen, &size));
    TELL(closesocket(one));
    TELL(closesocket(other));
}

static void tell_of_no_sockets(void)
{
    HANDLE event = new_event();
    struct sockaddr_in address = { .sin_family = AF_INET };
    int size = sizeof address;

    TELL(socket(AF_INET, 99, 0));
    TELL(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
    TELL(socket(99, SOCK_STREAM, 0));
    TELL(bind((SOCKET)event, (struct sockaddr *)&address, sizeof address));
    TELL(getsockname((SOCKET)event, (struct sockaddr *)&address, &size));
    TELL(closesocket((SOCKET)event));
    TELL(closesocket(INVALID_SOCKET));
    TELL(accept(INVALID_SOCKET, NULL, NULL));
    TELL(CancelIoEx(event, NULL) ? 0 : -1);
    TELL(CancelIo(INVALID_HANDLE_VALUE) ? 0 : -1);
}

/* Says what each call gave: the tests compare what it says with the face and without. */
HELPER_BODY(calls_of_other_families)
{
    WSADATA data;

    (void)count;
    (void)arguments;
    TELL(socket(AF_INET, SOCK_STREAM, 0));
    TELL(-WSACleanup());
    TELL(-WSAStartup(MAKEWORD(2, 2), &data));
    tell_of_streams();
    tell_of_datagrams();
    tell_of_no_sockets();
    TELL(-WSACleanup());
    TELL(socket(AF_INET, SOCK_STREAM, 0));
    return 0;
}

/* A program may close a SOCKET as any other handle; its number then comes back as another socket's. */
CASE_BODY(internet_socket_of_a_number_that_was_ours)
{
    enum { COUNT = 16 };
    struct sockaddr_in address, seen;
    SOCKET ours[COUNT], tcp;
    int i, k, size, met = 0;

    for (i = 0; i < COUNT; i++)
        ours[i] = bound_at(in_case_directory((char[]) { (char)('a' + i), '\0' }));
    for (i = 0; i < COUNT; i++)
        HOLDS(CloseHandle((HANDLE)ours[i]));
    for (i = 0; i < COUNT; i++) {
        memset(&address, 0, sizeof address);
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        tcp = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
        for (k = 0; k < COUNT; k++)
            met += ours[k] == tcp;
        WORKS(bind(tcp, (struct sockaddr *)&address, sizeof address));
        WORKS(listen(tcp, 1));
        size = sizeof seen;
        WORKS(getsockname(tcp, (struct sockaddr *)&seen, &size));
        CHECK_EQ(size, sizeof seen);
        CHECK_EQ(seen.sin_family, AF_INET);
        CHECK(seen.sin_port != 0);
    }
    CHECK(met > 0);
}

/* And one that was theirs comes back as ours. */
CASE_BODY(internet_number_that_becomes_ours)
{
    SOCKET tcp, listener = listening_at(in_case_directory("s"), 5), client;

    tcp = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
    WORKS(closesocket(tcp));
    client = connected_to(in_case_directory("s"));
    CHECK_EQ(client, tcp);
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
    HOLDS(CloseHandle((HANDLE)client));
    client = connected_to(in_case_directory("s"));
    CHECK_EQ(client, tcp);
    send_text(client, "y");
    expect_text(accepted_from(listener), "y");
}
