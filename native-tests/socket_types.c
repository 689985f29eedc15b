#include "socket_types.h"

#include "check.h"
#include "files.h"
#include "host.h"

#include <stdio.h>

const int socket_types[TYPES] = { SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM };

int typed_socket(int type)
{
    return (int)MUST(socket(AF_UNIX, type, 0));
}

int typed_bound(int type, const char *path)
{
    int fd = typed_socket(type);

    MUST(bind_to(fd, path));
    return fd;
}

int typed_listening(int type, const char *path, int backlog)
{
    int fd = typed_bound(type, path);

    MUST(listen(fd, backlog));
    return fd;
}

int typed_connected(int type, const char *path)
{
    int fd = typed_socket(type);

    MUST(connect_to(fd, path));
    return fd;
}

void typed_pair(int type, int pair[2])
{
    MUST(socketpair(AF_UNIX, type, 0, pair));
}

void typed_ends(int type, int ends[2])
{
    static int count;
    char names[2][32];
    int listener;

    snprintf(names[CLIENT], sizeof names[CLIENT], "client%d", count);
    snprintf(names[SERVER], sizeof names[SERVER], "server%d", count++);
    if (type == SOCK_DGRAM) {
        ends[CLIENT] = typed_bound(type, names[CLIENT]);
        ends[SERVER] = typed_bound(type, names[SERVER]);
        MUST(connect_to(ends[CLIENT], names[SERVER]));
        MUST(connect_to(ends[SERVER], names[CLIENT]));
        return;
    }
    listener = typed_listening(type, names[SERVER], 1);
    ends[CLIENT] = typed_connected(type, names[SERVER]);
    ends[SERVER] = accepted_from(listener);
    MUST(close(listener));
    CHECK(file_remove(names[SERVER]));
}

ssize_t send_to(int fd, const char *text, const char *path)
{
    struct sockaddr_un address = unix_address(path);

    return sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&address, unix_length(path));
}

void expect_message(int fd, const char *text)
{
    char seen[1024];
    size_t size = strlen(text);

    CHECK(size < sizeof seen);
    CHECK_EQ(MUST(recv(fd, seen, sizeof seen, MSG_TRUNC)), size);
    seen[size] = '\0';
    CHECK_TEXT(seen, text);
}

void expect_message_from(int fd, const char *text, const char *path)
{
    struct sockaddr_un from;
    socklen_t length = sizeof from;
    char seen[1024];
    size_t size = strlen(text);

    memset(&from, 0x55, sizeof from);
    CHECK(size < sizeof seen);
    CHECK_EQ(MUST(recvfrom(fd, seen, sizeof seen, MSG_TRUNC, (struct sockaddr *)&from, &length)), size);
    seen[size] = '\0';
    CHECK_TEXT(seen, text);
    CHECK_EQ(length, path ? unix_length(path) : 0);
    if (path) {
        CHECK_EQ(from.sun_family, AF_UNIX);
        CHECK_TEXT(from.sun_path, path);
    }
}

int send_until_full(int fd, const char *path)
{
    struct sockaddr_un address = unix_address(path ? path : "");
    int sent = 0, type;
    socklen_t length = sizeof type;

    /* A stream holds more bytes than anybody has the patience for. */
    MUST(getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length));
    if (type == SOCK_STREAM) {
        static char bytes[65536];
        ssize_t size;

        while ((size = send(fd, bytes, sizeof bytes, MSG_DONTWAIT | MSG_NOSIGNAL)) > 0)
            sent += (int)size;
        CHECK_EQ(errno, EAGAIN);
    }
    for (;; sent++) {
        ssize_t size = path ? sendto(fd, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&address, unix_length(path))
                            : send(fd, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (size != 1) {
            CHECK_EQ(errno, EAGAIN);
            return sent;
        }
        CHECK(sent < 1000 * 1000);
    }
}

int fill_receiver(const char *path)
{
    int sent = 0, more;

    do {
        int fd = typed_socket(SOCK_DGRAM);

        sent += more = send_until_full(fd, path);
        MUST(close(fd));
    } while (more > 0);
    return sent;
}

int receive_until_empty(int fd)
{
    static char bytes[65536];
    int count = 0, type;
    socklen_t length = sizeof type;
    ssize_t size;

    MUST(getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length));
    while ((size = recv(fd, bytes, type == SOCK_STREAM ? sizeof bytes : 1, MSG_DONTWAIT)) >= 0)
        count += type == SOCK_STREAM ? (int)size : 1;
    CHECK_EQ(errno, EAGAIN);
    return count;
}

int bytes_to_read(int fd)
{
    int count = -1;

    MUST(ioctl(fd, FIONREAD, &count));
    return count;
}

struct abstract_name abstract_name(const char *suffix, size_t size)
{
    struct abstract_name name;
    int used;

    memset(&name, 0, sizeof name);
    name.address.sun_family = AF_UNIX;
    used = 1 + snprintf(name.address.sun_path + 1, MOST_PATH, "afunix-tests-%ld-", own_process_id());
    CHECK(used + size <= sizeof name.address.sun_path);
    memcpy(name.address.sun_path + used, suffix, size);
    name.length = (socklen_t)(PATH_OFFSET + (size_t)used + size);
    return name;
}

int bind_abstract(int fd, const struct abstract_name *name)
{
    return bind(fd, (const struct sockaddr *)&name->address, name->length);
}

int connect_abstract(int fd, const struct abstract_name *name)
{
    return connect(fd, (const struct sockaddr *)&name->address, name->length);
}
