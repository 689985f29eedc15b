/* Names that the system chooses: a NUL and five hexadecimal digits. */
#include "ancillary.h"
#include "check.h"
#include "files.h"
#include "socket_types.h"

#include <stdio.h>

enum { AUTO_LENGTH = PATH_OFFSET + 6 };

static int bind_to_any(int fd)
{
    struct sockaddr_un any = { .sun_family = AF_UNIX };

    return bind(fd, (struct sockaddr *)&any, PATH_OFFSET);
}

static struct abstract_name name_of(int fd)
{
    struct abstract_name name = { .length = sizeof name.address };

    memset(&name.address, 0x55, sizeof name.address);
    MUST(getsockname(fd, (struct sockaddr *)&name.address, &name.length));
    return name;
}

static void expect_chosen(const struct abstract_name *name)
{
    int i;

    CHECK_EQ(name->length, AUTO_LENGTH);
    CHECK_EQ(name->address.sun_path[0], 0);
    for (i = 1; i <= 5; i++)
        CHECK(name->address.sun_path[i] != 0 && strchr("0123456789abcdef", name->address.sun_path[i]) != NULL);
    /* Nothing is written behind it. */
    CHECK_EQ(name->address.sun_path[6], 0x55);
}

CASE_BODY(autobind_chooses_a_name)
{
    int at;

    for (at = 0; at < TYPES; at++) {
        int type = socket_types[at], fd = typed_socket(type), client = typed_socket(type);
        struct abstract_name name;

        MUST(bind_to_any(fd));
        name = name_of(fd);
        expect_chosen(&name);
        FAILS_WITH(EADDRINUSE, bind_abstract(typed_socket(type), &name));
        if (type != SOCK_DGRAM)
            MUST(listen(fd, 1));
        MUST(connect_abstract(client, &name));
        send_text(client, "x");
        expect_text(type == SOCK_DGRAM ? fd : accepted_from(fd), "x");
        MUST(close(fd));
        FAILS_WITH(ECONNREFUSED, connect_abstract(typed_socket(type), &name));
    }
}

/* Once more is no error for the same wish, and one for any other. */
CASE_BODY(autobind_again)
{
    int fd = typed_socket(SOCK_STREAM), named = typed_bound(SOCK_STREAM, "s");
    struct abstract_name name, again, other = abstract_name("other", 5);

    MUST(bind_to_any(fd));
    name = name_of(fd);
    MUST(bind_to_any(fd));
    again = name_of(fd);
    CHECK_EQ(again.length, name.length);
    CHECK_BYTES(again.address.sun_path, name.address.sun_path, 6);
    FAILS_WITH(EINVAL, bind_to(fd, "t"));
    FAILS_WITH(EINVAL, bind_abstract(fd, &other));
    CHECK(!path_exists("t"));
    /* A name that it has already will do. */
    MUST(bind_to_any(named));
    again = name_of(named);
    CHECK_EQ(again.length, unix_length("s"));
}

CASE_BODY(autobind_many)
{
    enum { MANY = 300 };
    static struct abstract_name names[MANY];
    int i, k;

    for (i = 0; i < MANY; i++) {
        int fd = typed_socket(SOCK_STREAM);

        MUST(bind_to_any(fd));
        names[i] = name_of(fd);
        for (k = 0; k < i; k++)
            CHECK(memcmp(names[i].address.sun_path, names[k].address.sun_path, 6) != 0);
    }
}

/* Who wants to know who the others are gets a name himself, as soon as somebody could answer. */
CASE_BODY(autobind_by_passcred)
{
    int to = typed_bound(SOCK_DGRAM, "to"), fd = typed_socket(SOCK_DGRAM), pair[2];
    struct abstract_name name;
    struct sockaddr_un from;
    socklen_t length = sizeof from;
    char byte;

    pass_credentials(fd, 1);
    CHECK_EQ(name_of(fd).length, PATH_OFFSET);
    CHECK_EQ(MUST(send_to(fd, "x", "to")), 1);
    name = name_of(fd);
    expect_chosen(&name);
    CHECK_EQ(MUST(recvfrom(to, &byte, 1, 0, (struct sockaddr *)&from, &length)), 1);
    CHECK_EQ(length, AUTO_LENGTH);
    CHECK_BYTES(from.sun_path, name.address.sun_path, 6);
    CHECK_EQ(MUST(sendto(to, "y", 1, 0, (struct sockaddr *)&from, length)), 1);
    expect_message_from(fd, "y", "to");
    /* One that has a name keeps it; and a stream that is connected needs none to send. */
    pass_credentials(to, 1);
    fd = typed_bound(SOCK_DGRAM, "fd");
    CHECK_EQ(MUST(send_to(to, "x", "fd")), 1);
    expect_message_from(fd, "x", "to");
    typed_pair(SOCK_STREAM, pair);
    pass_credentials(pair[0], 1);
    send_text(pair[0], "x");
    CHECK_EQ(name_of(pair[0]).length, PATH_OFFSET);
    typed_pair(SOCK_DGRAM, pair);
    pass_credentials(pair[0], 1);
    send_text(pair[0], "x");
    name = name_of(pair[0]);
    expect_chosen(&name);
}

/* By connect(), too, of any type. */
CASE_BODY(autobind_by_passcred_and_connect)
{
    int at, fd;
    struct abstract_name name;
    struct sockaddr_un from;
    socklen_t length;

    for (at = 0; at < TYPES; at++) {
        const char *path = at == 0 ? "s0" : at == 1 ? "s1" : "to";
        bool listens = at < CONNECTED_TYPES;
        int listener = listens ? typed_listening(socket_types[at], path, 1) : typed_bound(socket_types[at], path);

        fd = typed_socket(socket_types[at]);
        pass_credentials(fd, 1);
        MUST(connect_to(fd, path));
        name = name_of(fd);
        expect_chosen(&name);
        length = sizeof from;
        if (listens) {
            MUST(accept(listener, (struct sockaddr *)&from, &length));
            CHECK_EQ(length, AUTO_LENGTH);
            CHECK_BYTES(from.sun_path, name.address.sun_path, 6);
        }
    }
}
