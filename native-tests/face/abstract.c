/* Names that begin with a NUL: no file, every byte counts, and gone with the last socket. */
#include "face/meeting.h"
#include "face/accepting.h"

#include <stdio.h>

/* Of this process and case: others may run at the same time. */
static struct unix_name abstract_name(const char *text, int *length)
{
    struct unix_name name;

    memset(&name, 0, sizeof name);
    name.family = FAMILY;
    *length = PATH_AT + 1 + snprintf(name.path + 1, sizeof name.path - 1, "afunix-face-%lu-%s", GetCurrentProcessId(), text);
    return name;
}

static void expect_name(int (WSAAPI *ask)(SOCKET, struct sockaddr *, int *), SOCKET s, const struct unix_name *name, int length)
{
    struct unix_name seen;
    int size = sizeof seen;

    WORKS(ask(s, (struct sockaddr *)&seen, &size));
    CHECK_EQ(size, length);
    CHECK_BYTES((const char *)&seen, (const char *)name, (size_t)length);
}

static SOCKET listening_at_name(const struct unix_name *name, int length)
{
    SOCKET s = unix_socket();

    WORKS(bind(s, (const struct sockaddr *)name, length));
    WORKS(listen(s, 5));
    return s;
}

CASE_BODY(abstract_names_and_bytes)
{
    int length, other_length;
    struct unix_name name = abstract_name("server", &length), own = abstract_name("client", &other_length);
    SOCKET listener = listening_at_name(&name, length), client = unix_socket(), server;

    expect_name(getsockname, listener, &name, length);
    REFUSES(WSAEADDRINUSE, bind(unix_socket(), (struct sockaddr *)&name, length));
    REFUSES(WSAECONNREFUSED, connect(client, (struct sockaddr *)&name, length + 1));
    WORKS(bind(client, (struct sockaddr *)&own, other_length));
    WORKS(connect(client, (struct sockaddr *)&name, length));
    server = accepted_from(listener);
    expect_name(getpeername, client, &name, length);
    expect_name(getpeername, server, &own, other_length);
    send_text(client, "abstract");
    expect_text(server, "abstract");
    WORKS(closesocket(listener));
    REFUSES(WSAECONNREFUSED, connect(unix_socket(), (struct sockaddr *)&name, length));
    WORKS(closesocket(server));
    WORKS(closesocket(client));
    WORKS(closesocket(listening_at_name(&name, length)));
}

CASE_BODY(abstract_name_that_is_chosen)
{
    struct unix_name name = { FAMILY, { 0 } };
    SOCKET listener = unix_socket(), client = unix_socket();
    int length = sizeof name, i;

    WORKS(bind(listener, (struct sockaddr *)&name, PATH_AT));
    WORKS(listen(listener, 5));
    WORKS(getsockname(listener, (struct sockaddr *)&name, &length));
    CHECK_EQ(length, PATH_AT + 6);
    CHECK_EQ(name.path[0], 0);
    for (i = 1; i < 6; i++)
        CHECK(strchr("0123456789abcdef", name.path[i]) != NULL);
    WORKS(connect(client, (struct sockaddr *)&name, length));
    send_text(client, "chosen");
    expect_text(accepted_from(listener), "chosen");
}

CASE_BODY(abstract_names_and_AcceptEx)
{
    int length;
    struct unix_name name = abstract_name("listener", &length), *own, *other;
    SOCKET listener = listening_at_name(&name, length), client = unix_socket();
    HANDLE port = port_for(listener, listener);
    struct accepting it;
    DWORD bytes;
    int own_size, other_size;

    accepting_init(&it, listener);
    accepting_begin(&it);
    WORKS(connect(client, (struct sockaddr *)&name, length));
    CHECK_EQ(accepting_await(&it, port, &bytes), 0);
    addresses_of(listener)(it.buffer, it.receive, AREA, AREA, (struct sockaddr **)&own, &own_size, (struct sockaddr **)&other, &other_size);
    CHECK_EQ(own_size, length);
    CHECK_BYTES((const char *)own, (const char *)&name, (size_t)length);
    CHECK_EQ(other_size, WHOLE);
    send_text(client, "posted");
    expect_text(it.into, "posted");
}

CASE_BODY(abstract_names_and_posix)
{
    int length;
    struct unix_name name = abstract_name("posix", &length);
    struct meeting it = { .other = peer_start_program("face-peer.exe") };
    char line[LINE_SIZE];

    snprintf(line, sizeof line, "serve @%s", name.path + 1);
    let(&it, line);
    it.s = unix_socket();
    WORKS(connect(it.s, (struct sockaddr *)&name, length));
    let(&it, "accept");
    let(&it, "send 100");
    receive_pattern(it.s, 100, 7);
    expect_name(getpeername, it.s, &name, length);
    part(&it);
}
