#include "sockets.h"

#include "check.h"
#include "files.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef _WIN32
#define SEPARATOR "\\"
#else
#define SEPARATOR "/"
#endif

void *volatile null_pointer;
volatile int minus_one = -1;

const char *in_case_directory(const char *name)
{
    char directory[1024];
    char *path;
    size_t size;

    directory_current(directory, sizeof directory);
    size = strlen(directory) + strlen(name) + 2;
    path = malloc(size);
    CHECK(path != NULL);
    snprintf(path, size, "%s" SEPARATOR "%s", directory, name);
    return path;
}

struct sockaddr_un unix_address(const char *path)
{
    struct sockaddr_un address;

    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    if (strlen(path) > MOST_PATH)
        FAIL("%s is too long for an address", path);
    strcpy(address.sun_path, path);
    return address;
}

socklen_t unix_length(const char *path)
{
    return (socklen_t)(PATH_OFFSET + strlen(path) + 1);
}

int unix_socket(void)
{
    return (int)MUST(socket(AF_UNIX, SOCK_STREAM, 0));
}

int bind_to(int fd, const char *path)
{
    struct sockaddr_un address = unix_address(path);

    return bind(fd, (struct sockaddr *)&address, unix_length(path));
}

int connect_to(int fd, const char *path)
{
    struct sockaddr_un address = unix_address(path);

    return connect(fd, (struct sockaddr *)&address, unix_length(path));
}

int bound_at(const char *path)
{
    int fd = unix_socket();

    MUST(bind_to(fd, path));
    return fd;
}

int listening_at(const char *path, int backlog)
{
    int fd = bound_at(path);

    MUST(listen(fd, backlog));
    return fd;
}

int connected_to(const char *path)
{
    int fd = unix_socket();

    MUST(connect_to(fd, path));
    return fd;
}

int accepted_from(int listener)
{
    return (int)MUST(accept(listener, NULL, NULL));
}

void connected_ends(int ends[2])
{
    static int count;
    char name[32];
    const char *path;
    int listener;

    snprintf(name, sizeof name, "ends%d", count++);
    path = in_case_directory(name);
    listener = listening_at(path, 1);
    ends[CLIENT] = connected_to(path);
    ends[SERVER] = accepted_from(listener);
    MUST(close(listener));
    CHECK(file_remove(path));
}

int internet_socket(int type)
{
    return (int)MUST(socket(AF_INET, type, 0));
}

struct sockaddr_in bound_to_loopback(int fd)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    MUST(bind(fd, (struct sockaddr *)&address, sizeof address));
    MUST(getsockname(fd, (struct sockaddr *)&address, &length));
    return address;
}

void internet_ends(int ends[2])
{
    int listener = internet_socket(SOCK_STREAM);
    struct sockaddr_in address = bound_to_loopback(listener);

    MUST(listen(listener, 1));
    ends[CLIENT] = internet_socket(SOCK_STREAM);
    MUST(connect(ends[CLIENT], (struct sockaddr *)&address, sizeof address));
    ends[SERVER] = accepted_from(listener);
    MUST(close(listener));
}

struct msghdr message_of(struct iovec *parts, size_t count)
{
    struct msghdr message;

    memset(&message, 0, sizeof message);
    message.msg_iov = parts;
    message.msg_iovlen = count;
    message.msg_flags = 0x55;
    return message;
}

void send_bytes(int fd, const void *bytes, size_t size)
{
    const char *next = bytes;

    while (size > 0) {
        long long count = MUST(send(fd, next, size, MSG_NOSIGNAL));

        CHECK(count > 0 && (size_t)count <= size);
        next += count;
        size -= (size_t)count;
    }
}

void send_text(int fd, const char *text)
{
    send_bytes(fd, text, strlen(text));
}

void receive_bytes(int fd, void *bytes, size_t size)
{
    char *next = bytes;

    while (size > 0) {
        long long count = MUST(recv(fd, next, size, 0));

        if (count == 0)
            FAIL("the stream ended %zu bytes too early", size);
        CHECK((size_t)count <= size);
        next += count;
        size -= (size_t)count;
    }
}

void expect_text(int fd, const char *text)
{
    char seen[1024];
    size_t size = strlen(text);

    CHECK(size < sizeof seen);
    receive_bytes(fd, seen, size);
    seen[size] = '\0';
    CHECK_TEXT(seen, text);
}

void expect_end(int fd)
{
    char byte;

    CHECK_EQ(MUST(recv(fd, &byte, 1, 0)), 0);
}

void expect_nothing(int fd)
{
    char byte;

    FAILS_WITH(EAGAIN, recv(fd, &byte, 1, MSG_DONTWAIT));
}

void close_all(const int fds[], size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        MUST(close(fds[i]));
}

void set_nonblocking(int fd, bool nonblocking)
{
    int flags = (int)MUST(fcntl(fd, F_GETFL));

    MUST(fcntl(fd, F_SETFL, nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK));
}

bool is_nonblocking(int fd)
{
    return (MUST(fcntl(fd, F_GETFL)) & O_NONBLOCK) != 0;
}

short poll_one(int fd, short events, int milliseconds)
{
    struct pollfd entry = { .fd = fd, .events = events, .revents = 0x7ff };
    long long ready = MUST(poll(&entry, 1, milliseconds));

    CHECK_EQ(ready, entry.revents != 0);
    return entry.revents;
}

static unsigned char pattern_byte(unsigned seed, size_t offset)
{
    unsigned long long mixed = (offset + 1) * 0x9e3779b97f4a7c15ULL + seed * 0xbf58476d1ce4e5b9ULL;

    return (unsigned char)((mixed ^ (mixed >> 29)) >> 24);
}

void fill_pattern(unsigned char *bytes, size_t size, unsigned seed, size_t offset)
{
    size_t i;

    for (i = 0; i < size; i++)
        bytes[i] = pattern_byte(seed, offset + i);
}

void check_pattern(const unsigned char *bytes, size_t size, unsigned seed, size_t offset)
{
    size_t i;

    for (i = 0; i < size; i++)
        if (bytes[i] != pattern_byte(seed, offset + i))
            FAIL("byte %zu of the stream is 0x%02x, expected 0x%02x", offset + i, bytes[i], pattern_byte(seed, offset + i));
}

void send_pattern(int fd, size_t size, size_t piece, unsigned seed)
{
    unsigned char *bytes = malloc(piece);
    size_t done, now;

    CHECK(bytes != NULL);
    for (done = 0; done < size; done += now) {
        now = size - done < piece ? size - done : piece;
        fill_pattern(bytes, now, seed, done);
        send_bytes(fd, bytes, now);
    }
    free(bytes);
}

void receive_pattern(int fd, size_t size, size_t piece, unsigned seed)
{
    unsigned char *bytes = malloc(piece);
    size_t done = 0;

    CHECK(bytes != NULL);
    while (done < size) {
        size_t most = size - done < piece ? size - done : piece;
        long long count = MUST(recv(fd, bytes, most, 0));

        if (count == 0)
            FAIL("the stream ended after %zu of %zu bytes", done, size);
        check_pattern(bytes, (size_t)count, seed, done);
        done += (size_t)count;
    }
    free(bytes);
}
