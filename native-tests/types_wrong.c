/* Wrong arguments with sockets of every type; and names that fill their address. */
#include "check.h"
#include "files.h"
#include "socket_types.h"

CASE_BODY(types_wrong_addresses)
{
    int at;

    typed_bound(SOCK_DGRAM, "s");
    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        int fd = typed_socket(socket_types[at]);
        struct sockaddr_un address = unix_address("s");
        struct sockaddr *name = (struct sockaddr *)&address;

        FAILS_WITH(EINVAL, bind(fd, name, 0));
        FAILS_WITH(EINVAL, bind(fd, name, 1));
        FAILS_WITH(EINVAL, bind(fd, name, sizeof address + 1));
        FAILS_WITH(EINVAL, bind(fd, name, (socklen_t)minus_one));
        FAILS_WITH(EFAULT, bind(fd, null_pointer, unix_length("s")));
        FAILS_WITH(EINVAL, connect(fd, name, 0));
        FAILS_WITH(EINVAL, connect(fd, name, 1));
        /* No autobind for the other side. */
        FAILS_WITH(EINVAL, connect(fd, name, PATH_OFFSET));
        FAILS_WITH(EINVAL, connect(fd, name, sizeof address + 1));
        FAILS_WITH(EFAULT, connect(fd, null_pointer, unix_length("s")));
        address.sun_family = AF_INET;
        FAILS_WITH(EINVAL, bind(fd, name, unix_length("s")));
        FAILS_WITH(EINVAL, connect(fd, name, unix_length("s")));
        address.sun_family = AF_UNSPEC;
        FAILS_WITH(EINVAL, bind(fd, name, unix_length("s")));
    }
}

CASE_BODY(types_wrong_sendto)
{
    int fd = typed_socket(SOCK_DGRAM), to = typed_bound(SOCK_DGRAM, "s");
    struct sockaddr_un address = unix_address("s");
    struct sockaddr *name = (struct sockaddr *)&address;
    struct iovec part = { (char *)"x", 1 };
    struct msghdr message = message_of(&part, 1);

    FAILS_WITH(EINVAL, sendto(fd, "x", 1, 0, name, 1));
    FAILS_WITH(EINVAL, sendto(fd, "x", 1, 0, name, PATH_OFFSET));
    FAILS_WITH(EINVAL, sendto(fd, "x", 1, 0, name, sizeof address + 1));
    FAILS_WITH(EINVAL, sendto(fd, "x", 1, 0, name, (socklen_t)minus_one));
    FAILS_WITH(EFAULT, sendto(fd, "x", 1, 0, (struct sockaddr *)(void *)16, unix_length("s")));
    FAILS_WITH(EOPNOTSUPP, sendto(fd, "x", 1, MSG_OOB, name, unix_length("s")));
    /* No name, or a length of 0: to the peer, of which there is none. */
    FAILS_WITH(ENOTCONN, sendto(fd, "x", 1, 0, NULL, unix_length("s")));
    FAILS_WITH(ENOTCONN, sendto(fd, "x", 1, 0, name, 0));
    message.msg_name = &address;
    message.msg_namelen = 0;
    FAILS_WITH(ENOTCONN, sendmsg(fd, &message, 0));
    MUST(connect_to(fd, "s"));
    CHECK_EQ(MUST(sendmsg(fd, &message, 0)), 1);
    expect_message(to, "x");
    message.msg_namelen = minus_one;
    FAILS_WITH(EINVAL, sendmsg(fd, &message, 0));
    address.sun_family = AF_UNSPEC;
    FAILS_WITH(EINVAL, sendto(fd, "x", 1, 0, name, unix_length("s")));
    address.sun_family = AF_INET;
    FAILS_WITH(EINVAL, sendto(fd, "x", 1, 0, name, unix_length("s")));
    expect_nothing(to);
}

/* AF_UNSPEC lets a datagram's peer go; two bytes are enough, and more do no harm. Of the others it is wrong. */
CASE_BODY(types_connect_to_no_family)
{
    int at;
    struct sockaddr_un nobody = { .sun_family = AF_UNSPEC };

    for (at = 0; at < TYPES; at++) {
        int fd = typed_socket(socket_types[at]);

        if (socket_types[at] != SOCK_DGRAM) {
            FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)&nobody, sizeof nobody));
            continue;
        }
        typed_bound(SOCK_DGRAM, "s");
        MUST(connect_to(fd, "s"));
        FAILS_WITH(EINVAL, connect(fd, (struct sockaddr *)&nobody, 1));
        send_text(fd, "still");
        MUST(connect(fd, (struct sockaddr *)&nobody, sizeof nobody));
        FAILS_WITH(ENOTCONN, send(fd, "x", 1, 0));
        MUST(connect_to(fd, "s"));
        MUST(connect(fd, (struct sockaddr *)&nobody, sizeof nobody.sun_family));
        FAILS_WITH(ENOTCONN, send(fd, "x", 1, 0));
    }
}

/* 108 bytes without a NUL at the end are a name; it is told with one. */
CASE_BODY(types_names_of_108_bytes)
{
    int at;
    char path[MOST_PATH + 2];

    memset(path, 'n', sizeof path);
    path[sizeof path - 1] = 0;
    for (at = 0; at < TYPES; at++) {
        int type = socket_types[at], fd = typed_socket(type), other = typed_socket(type), from;
        struct {
            struct sockaddr_un name;
            char more[8];
        } full, seen;
        socklen_t length = sizeof seen;

        memset(&full, 0, sizeof full);
        memset(&seen, 0x55, sizeof seen);
        full.name.sun_family = AF_UNIX;
        memcpy(full.name.sun_path, path, sizeof full.name.sun_path);
        MUST(bind(fd, (struct sockaddr *)&full, sizeof full.name));
        CHECK(path_exists(path));
        if (type != SOCK_DGRAM)
            MUST(listen(fd, 1));
        MUST(connect(other, (struct sockaddr *)&full, sizeof full.name));
        MUST(getpeername(other, (struct sockaddr *)&seen, &length));
        CHECK_EQ(length, sizeof full.name + 1);
        CHECK_BYTES(seen.name.sun_path, path, sizeof path);
        /* The sender's name is as long as that, too. */
        from = type == SOCK_DGRAM ? fd : accepted_from(fd);
        if (type == SOCK_DGRAM) {
            MUST(bind_to(other, "other"));
            CHECK_EQ(MUST(send_to(from, "x", "other")), 1);
        } else
            send_text(from, "x");
        length = sizeof seen;
        memset(&seen, 0x55, sizeof seen);
        CHECK_EQ(MUST(recvfrom(other, &(char) { 0 }, 1, 0, (struct sockaddr *)&seen, &length)), 1);
        CHECK_EQ(length, sizeof full.name + 1);
        CHECK_BYTES(seen.name.sun_path, path, sizeof path);
        close_all((int[]) { fd, other }, 2);
        CHECK(file_remove(path));
    }
}

/* What options say of them. */
CASE_BODY(types_options)
{
    int at;

    for (at = FIRST_MESSAGE_TYPE; at < TYPES; at++) {
        int fd = typed_socket(socket_types[at]), value = -1, wanted = 50 * 1000;
        socklen_t length = sizeof value;

        MUST(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &length));
        CHECK_EQ(value, socket_types[at]);
        MUST(getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &length));
        CHECK_EQ(value, 0);
        MUST(getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &value, &length));
        /* 64 KiB fit in a new one. */
        CHECK(value >= 65536 + 32);
        MUST(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted));
        MUST(getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &value, &length));
        CHECK_EQ(value, 2 * wanted);
        FAILS_WITH(EOPNOTSUPP, getsockopt(fd, IPPROTO_TCP, 1, &value, &length));
        FAILS_WITH(ENOPROTOOPT, getsockopt(fd, SOL_SOCKET, 0x4711, &value, &length));
        FAILS_WITH(EPROTONOSUPPORT, socket(AF_UNIX, socket_types[at], 6));
        CHECK(is_nonblocking((int)MUST(socket(AF_UNIX, socket_types[at] | SOCK_NONBLOCK, 0))));
        FAILS_WITH(ENOTTY, ioctl(fd, 0x4711, &value));
    }
}
