/* Sockets that don't wait: connect() and accept() told by select(), WSAPoll(), events and messages. */
#include "face/plain.h"

#include "thread.h"

/* Windows' own AF_UNIX gives 0 or WSAEWOULDBLOCK; ours is there at once. */
static SOCKET connecting_to(const char *path)
{
    SOCKET client = unix_socket();

    set_nonblocking(client, true);
    WORKS(connect_to(client, path));
    return client;
}

CASE_BODY(nonblocking_connect_and_select)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = connecting_to(path);
    int error = -1, size = sizeof error;

    CHECK(is_writable(client, PATIENCE));
    CHECK(!is_readable(client, 0));
    WORKS(getsockopt(client, SOL_SOCKET, SO_ERROR, (char *)&error, &size));
    CHECK_EQ(error, 0);
    REFUSES(WSAEISCONN, connect_to(client, path));
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}

CASE_BODY(nonblocking_connect_and_poll)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = connecting_to(path);
    WSAPOLLFD entries[2] = { { client, POLLIN | POLLOUT, 0 }, { listener, POLLIN, 0 } };

    CHECK_EQ(WORKS(WSAPoll(entries, 2, PATIENCE)), 2);
    CHECK_EQ(entries[0].revents, POLLOUT);
    CHECK_EQ(entries[1].revents & POLLIN, POLLRDNORM);
    WORKS(closesocket(accepted_from(listener)));
    entries[1].events = 0;
    entries[0].events = POLLIN;
    CHECK_EQ(WORKS(WSAPoll(entries, 2, PATIENCE)), 1);
    CHECK((entries[0].revents & (POLLIN | POLLHUP)) != 0);
}

/* The events that a socket reports next; waits for them. */
static long next_events(SOCKET s, HANDLE event, int bit)
{
    WSANETWORKEVENTS seen;

    await_event(event);
    WORKS(WSAEnumNetworkEvents(s, event, &seen));
    if (bit >= 0)
        CHECK_EQ(seen.iErrorCode[bit], 0);
    return seen.lNetworkEvents;
}

CASE_BODY(nonblocking_connect_and_events)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client = unix_socket();
    HANDLE event = new_event();

    WORKS(WSAEventSelect(client, event, FD_CONNECT | FD_WRITE));
    if (connect_to(client, path) != 0)
        CHECK_EQ(WSAGetLastError(), WSAEWOULDBLOCK);
    CHECK_EQ(next_events(client, event, FD_CONNECT_BIT) & FD_CONNECT, FD_CONNECT);
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}

CASE_BODY(nonblocking_connect_to_nobody)
{
    SOCKET client = unix_socket();
    HANDLE event = new_event();

    set_nonblocking(client, true);
    REFUSES(WSAECONNREFUSED, connect_to(client, in_case_directory("none")));
    WORKS(WSAEventSelect(client, event, FD_CONNECT));
    REFUSES(WSAECONNREFUSED, connect_to(client, in_case_directory("none")));
}

CASE_BODY(nonblocking_accept)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client, server;

    set_nonblocking(listener, true);
    REFUSES(WSAEWOULDBLOCK, accept(listener, NULL, NULL));
    CHECK(!is_readable(listener, 0));
    client = connected_to(path);
    CHECK(is_readable(listener, PATIENCE));
    server = accepted_from(listener);
    REFUSES(WSAEWOULDBLOCK, accept(listener, NULL, NULL));
    send_text(client, "x");
    CHECK(is_readable(server, PATIENCE));
    expect_text(server, "x");
    set_nonblocking(listener, false);
    client = connected_to(path);
    accepted_from(listener);
}

CASE_BODY(events_of_a_listener)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), server;
    HANDLE event = new_event();
    int i;

    WORKS(WSAEventSelect(listener, event, FD_ACCEPT));
    REFUSES(WSAEWOULDBLOCK, accept(listener, NULL, NULL));
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    for (i = 0; i < 3; i++) {
        SOCKET client = connected_to(path);

        CHECK_EQ(next_events(listener, event, FD_ACCEPT_BIT), FD_ACCEPT);
        server = accepted_from(listener);
        WORKS(closesocket(server));
        WORKS(closesocket(client));
    }
    REFUSES(WSAEWOULDBLOCK, accept(listener, NULL, NULL));
}

CASE_BODY(events_of_a_connection)
{
    SOCKET pair[2];
    HANDLE event = new_event();

    connected_pair(pair);
    WORKS(WSAEventSelect(pair[1], event, FD_READ | FD_CLOSE));
    send_text(pair[0], "x");
    CHECK_EQ(next_events(pair[1], event, FD_READ_BIT), FD_READ);
    expect_text(pair[1], "x");
    send_text(pair[0], "last");
    CHECK_EQ(next_events(pair[1], event, FD_READ_BIT), FD_READ);
    expect_text(pair[1], "last");
    WORKS(closesocket(pair[0]));
    CHECK_EQ(next_events(pair[1], event, FD_CLOSE_BIT), FD_CLOSE);
    expect_end(pair[1]);
}

/* Messages to a window: the oldest of Winsock's ways. */
CASE_BODY(messages_of_a_listener)
{
    enum { TOLD = WM_USER + 1 };
    const char *path = in_case_directory("s");
    HWND window = CreateWindowExW(0, L"STATIC", L"", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
    SOCKET listener = listening_at(path, 5), client;
    MSG message;

    if (!window)
        SKIP("there are no windows here");
    WORKS(WSAAsyncSelect(listener, window, TOLD, FD_ACCEPT));
    client = connected_to(path);
    CHECK(GetMessageW(&message, window, TOLD, TOLD) > 0);
    CHECK_EQ(message.wParam, listener);
    CHECK_EQ(WSAGETSELECTEVENT(message.lParam), FD_ACCEPT);
    CHECK_EQ(WSAGETSELECTERROR(message.lParam), 0);
    WORKS(closesocket(accepted_from(listener)));
    expect_end(client);
}

CASE_BODY(nonblocking_receive)
{
    SOCKET pair[2];
    u_long bytes = 99;
    char byte;

    connected_pair(pair);
    set_nonblocking(pair[0], true);
    REFUSES(WSAEWOULDBLOCK, recv(pair[0], &byte, 1, 0));
    WORKS(ioctlsocket(pair[0], FIONREAD, &bytes));
    CHECK_EQ(bytes, 0);
    send_text(pair[1], "four");
    CHECK(is_readable(pair[0], PATIENCE));
    WORKS(ioctlsocket(pair[0], FIONREAD, &bytes));
    CHECK_EQ(bytes, 4);
    expect_text(pair[0], "four");
    set_nonblocking(pair[0], false);
}
