#include "face/plain.h"

#include "files.h"

#include <stdio.h>
#include <stdlib.h>

long long works(const char *file, int line, const char *text, long long value)
{
    if (value == -1)
        check_failed(file, line, "%s failed with %d", text, WSAGetLastError());
    check_passed(file, line);
    return value;
}

void holds(const char *file, int line, const char *text, long long value)
{
    if (!value)
        check_failed(file, line, "%s failed with %d", text, WSAGetLastError());
    check_passed(file, line);
}

void refuses(const char *file, int line, const char *text, long long value, long long failure, int error)
{
    int seen = WSAGetLastError();

    if (value != failure)
        check_failed(file, line, "%s gave %lld, expected error %d", text, value, error);
    if (seen != error)
        check_failed(file, line, "%s failed with %d, expected %d", text, seen, error);
    check_passed(file, line);
}

void start_winsock(void)
{
    static bool started;
    WSADATA data;

    if (!started)
        CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0);
    started = true;
}

const char *in_case_directory(const char *name)
{
    char directory[1024];
    char *path;
    size_t size;

    directory_current(directory, sizeof directory);
    size = strlen(directory) + strlen(name) + 2;
    path = malloc(size);
    CHECK(path != NULL);
    snprintf(path, size, "%s\\%s", directory, name);
    return path;
}

struct unix_name name_of(const char *path)
{
    struct unix_name name;

    memset(&name, 0, sizeof name);
    name.family = FAMILY;
    if (strlen(path) >= sizeof name.path)
        FAIL("%s is too long for an address", path);
    strcpy(name.path, path);
    return name;
}

int length_of(const char *path)
{
    return PATH_AT + (int)strlen(path) + 1;
}

SOCKET unix_socket(void)
{
    start_winsock();
    return (SOCKET)WORKS(socket(FAMILY, SOCK_STREAM, 0));
}

int bind_to(SOCKET s, const char *path)
{
    struct unix_name name = name_of(path);

    return bind(s, (struct sockaddr *)&name, sizeof name);
}

int connect_to(SOCKET s, const char *path)
{
    struct unix_name name = name_of(path);

    return connect(s, (struct sockaddr *)&name, sizeof name);
}

SOCKET bound_at(const char *path)
{
    SOCKET s = unix_socket();

    WORKS(bind_to(s, path));
    return s;
}

SOCKET listening_at(const char *path, int backlog)
{
    SOCKET s = bound_at(path);

    WORKS(listen(s, backlog));
    return s;
}

SOCKET connected_to(const char *path)
{
    SOCKET s = unix_socket();

    WORKS(connect_to(s, path));
    return s;
}

SOCKET accepted_from(SOCKET listener)
{
    return (SOCKET)WORKS(accept(listener, NULL, NULL));
}

void connected_pair(SOCKET pair[2])
{
    const char *path = in_case_directory("pair");
    SOCKET listener = listening_at(path, 1);

    pair[0] = connected_to(path);
    pair[1] = accepted_from(listener);
    WORKS(closesocket(listener));
    CHECK(file_remove(path));
}

void set_nonblocking(SOCKET s, bool on)
{
    u_long value = on;

    WORKS(ioctlsocket(s, (long)FIONBIO, &value));
}

static bool is_ready(SOCKET s, int milliseconds, bool to_read)
{
    struct timeval limit = { milliseconds / 1000, milliseconds % 1000 * 1000 };
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    return WORKS(select(0, to_read ? &set : NULL, to_read ? NULL : &set, NULL, &limit)) == 1;
}

bool is_readable(SOCKET s, int milliseconds)
{
    return is_ready(s, milliseconds, true);
}

bool is_writable(SOCKET s, int milliseconds)
{
    return is_ready(s, milliseconds, false);
}

void send_text(SOCKET s, const char *text)
{
    CHECK_EQ(WORKS(send(s, text, (int)strlen(text), 0)), strlen(text));
}

void expect_text(SOCKET s, const char *text)
{
    char seen[256];
    int size = (int)strlen(text), used = 0;

    CHECK((size_t)size < sizeof seen);
    while (used < size) {
        int count = (int)WORKS(recv(s, seen + used, size - used, 0));

        if (count == 0)
            FAIL("the end came after %d bytes of \"%s\"", used, text);
        used += count;
    }
    seen[used] = '\0';
    CHECK_TEXT(seen, text);
}

void expect_end(SOCKET s)
{
    char byte;

    CHECK_EQ(WORKS(recv(s, &byte, 1, 0)), 0);
}

static void fill_pattern(unsigned char *bytes, size_t at, size_t size, unsigned seed)
{
    size_t i;

    for (i = 0; i < size; i++)
        bytes[i] = (unsigned char)(((at + i) * 2654435761u + seed) >> 13);
}

enum { PIECE = 64 * 1024 };

void send_pattern(SOCKET s, size_t size, unsigned seed)
{
    unsigned char *bytes = malloc(PIECE);
    size_t at = 0;

    CHECK(bytes != NULL);
    while (at < size) {
        size_t piece = size - at < PIECE ? size - at : PIECE;

        fill_pattern(bytes, at, piece, seed);
        at += (size_t)WORKS(send(s, (char *)bytes, (int)piece, 0));
    }
    free(bytes);
}

void receive_pattern(SOCKET s, size_t size, unsigned seed)
{
    unsigned char *bytes = malloc(PIECE), *expected = malloc(PIECE);
    size_t at = 0;

    CHECK(bytes != NULL && expected != NULL);
    while (at < size) {
        size_t piece = size - at < PIECE ? size - at : PIECE;
        int count = (int)WORKS(recv(s, (char *)bytes, (int)piece, 0));

        CHECK(count > 0);
        fill_pattern(expected, at, (size_t)count, seed);
        CHECK_BYTES(bytes, expected, (size_t)count);
        at += (size_t)count;
    }
    free(bytes);
    free(expected);
}

unsigned port_of(const char *path)
{
    char text[512];
    long size = file_read(path, text, sizeof text - 1);
    unsigned port = 0;

    CHECK(size > 0);
    text[size] = '\0';
    CHECK_EQ(sscanf(text, "!<socket >%u", &port), 1);
    return port;
}

SOCKET stranger_at(const char *path)
{
    struct sockaddr_in address;
    SOCKET s;

    start_winsock();
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((u_short)port_of(path));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
    WORKS(connect(s, (struct sockaddr *)&address, sizeof address));
    return s;
}

void expect_turned_away(SOCKET stranger)
{
    char byte;

    CHECK(is_readable(stranger, PATIENCE));
    CHECK(recv(stranger, &byte, 1, 0) <= 0);
    WORKS(closesocket(stranger));
}

static void *extension_of(SOCKET s, GUID id)
{
    void *function = NULL;
    DWORD size = 0;

    WORKS(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function, &size, NULL, NULL));
    CHECK_EQ(size, sizeof function);
    CHECK(function != NULL);
    return function;
}

LPFN_ACCEPTEX accept_ex_of(SOCKET s)
{
    return (LPFN_ACCEPTEX)extension_of(s, (GUID)WSAID_ACCEPTEX);
}

LPFN_CONNECTEX connect_ex_of(SOCKET s)
{
    return (LPFN_CONNECTEX)extension_of(s, (GUID)WSAID_CONNECTEX);
}

LPFN_GETACCEPTEXSOCKADDRS addresses_of(SOCKET s)
{
    return (LPFN_GETACCEPTEXSOCKADDRS)extension_of(s, (GUID)WSAID_GETACCEPTEXSOCKADDRS);
}

HANDLE new_event(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);

    CHECK(event != NULL);
    return event;
}

void await_event(HANDLE event)
{
    CHECK_EQ(WaitForSingleObject(event, PATIENCE), WAIT_OBJECT_0);
}
