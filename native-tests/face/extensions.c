/* Extension functions may be asked for on any socket, and programs do it on one and use them on another. */
#include "face/accepting.h"

static SOCKET tcp_listener(struct sockaddr_in *address)
{
    SOCKET s;
    int size = sizeof *address;

    start_winsock();
    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
    WORKS(bind(s, (struct sockaddr *)address, sizeof *address));
    WORKS(listen(s, 5));
    WORKS(getsockname(s, (struct sockaddr *)address, &size));
    return s;
}

CASE_BODY(extensions_of_tcp_for_unix)
{
    struct sockaddr_in address;
    SOCKET tcp = tcp_listener(&address), listener = listening_at(in_case_directory("s"), 5), client = unix_socket();
    LPFN_ACCEPTEX accept_ex = accept_ex_of(tcp);
    LPFN_CONNECTEX connect_ex = connect_ex_of(tcp);
    LPFN_GETACCEPTEXSOCKADDRS addresses = addresses_of(tcp);
    HANDLE port = port_for(listener, listener);
    struct unix_name name = name_of(in_case_directory("s")), *own, *other;
    struct accepting it;
    OVERLAPPED connecting = { .hEvent = new_event() };
    DWORD bytes;
    int own_size, other_size;

    accepting_init(&it, listener);
    DENIES(WSA_IO_PENDING, accept_ex(listener, it.into, it.buffer, 0, AREA, AREA, &bytes, &it.overlapped));
    if (!connect_ex(client, (struct sockaddr *)&name, sizeof name, "x", 1, &bytes, &connecting))
        CHECK_EQ(WSAGetLastError(), WSA_IO_PENDING);
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    addresses(it.buffer, 0, AREA, AREA, (struct sockaddr **)&own, &own_size, (struct sockaddr **)&other, &other_size);
    CHECK_TEXT(own->path, name.path);
    expect_text(it.into, "x");
}

CASE_BODY(extensions_of_unix_for_tcp)
{
    struct sockaddr_in address, *own = NULL, *other = NULL;
    SOCKET s = unix_socket(), listener = tcp_listener(&address), client = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
    LPFN_ACCEPTEX accept_ex = accept_ex_of(s);
    LPFN_CONNECTEX connect_ex = connect_ex_of(s);
    LPFN_GETACCEPTEXSOCKADDRS addresses = addresses_of(s);
    HANDLE port = port_for(listener, listener);
    struct sockaddr_in any = { .sin_family = AF_INET };
    struct accepting it;
    OVERLAPPED connecting = { .hEvent = new_event() };
    DWORD bytes;
    int own_size = 0, other_size = 0;

    accepting_init(&it, listener);
    WORKS(closesocket(it.into));
    it.into = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
    DENIES(WSA_IO_PENDING, accept_ex(listener, it.into, it.buffer, 0, AREA, AREA, &bytes, &it.overlapped));
    WORKS(bind(client, (struct sockaddr *)&any, sizeof any));
    if (!connect_ex(client, (struct sockaddr *)&address, sizeof address, NULL, 0, NULL, &connecting))
        CHECK_EQ(WSAGetLastError(), WSA_IO_PENDING);
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    accepting_finish(&it);
    addresses(it.buffer, 0, AREA, AREA, (struct sockaddr **)&own, &own_size, (struct sockaddr **)&other, &other_size);
    CHECK(own != NULL && other != NULL);
    CHECK_EQ(own->sin_family, AF_INET);
    CHECK_EQ(own->sin_port, address.sin_port);
    await_event(connecting.hEvent);
    WORKS(setsockopt(client, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0));
    send_text(client, "tcp");
    expect_text(it.into, "tcp");
}

/* An end as by shutdown(). A second connection of the same socket is refused beforehand: it would need another ledger. */
CASE_BODY(extensions_to_disconnect)
{
    GUID id = WSAID_DISCONNECTEX;
    LPFN_DISCONNECTEX disconnect;
    SOCKET pair[2];
    DWORD size;

    connected_pair(pair);
    WORKS(WSAIoctl(pair[0], SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &disconnect, sizeof disconnect, &size, NULL, NULL));
    DENIES(WSAEOPNOTSUPP, disconnect(pair[0], NULL, TF_REUSE_SOCKET, 0));
    send_text(pair[0], "still there");
    expect_text(pair[1], "still there");
    HOLDS(disconnect(pair[0], NULL, 0, 0));
    expect_end(pair[1]);
}

CASE_BODY(extensions_that_are_none)
{
    GUID id = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };
    void *function;
    DWORD size;
    SOCKET tcp, s = unix_socket();
    int error;

    tcp = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
    CHECK_EQ(WSAIoctl(tcp, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function, &size, NULL, NULL), SOCKET_ERROR);
    error = WSAGetLastError();
    REFUSES(error, WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function, &size, NULL, NULL));
}
