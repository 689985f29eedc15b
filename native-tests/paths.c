/* The names of sockets: how long, how odd, how relative they may be. */
#include "check.h"
#include "files.h"
#include "sockets.h"

#include <stdio.h>

/* A server at `path`, a client by `other`, which names the same file. */
static void check_talk(const char *path, const char *other)
{
    int listener = listening_at(path, 5), client = connected_to(other), server = accepted_from(listener);

    send_text(client, "x");
    expect_text(server, "x");
    close_all((int[]) { client, server, listener }, 3);
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), other));
    CHECK(file_remove(other));
}

CASE_BODY(paths_relative)
{
    CHECK(directory_make("d"));
    check_talk("s", "s");
    check_talk("s", in_case_directory("s"));
    check_talk("./s", "d/../s");
    check_talk("d/s", in_case_directory("d/s"));
}

/* A relative name means what it meant to bind(). */
CASE_BODY(paths_after_change_of_directory)
{
    const char *path = in_case_directory("s");
    int listener = listening_at("s", 5), client;

    CHECK(directory_make("d"));
    CHECK(directory_change("d"));
    FAILS_WITH(ENOENT, connect_to(unix_socket(), "s"));
    client = connected_to("../s");
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
    MUST(close(connected_to(path)));
}

CASE_BODY(paths_not_ascii)
{
    static const char *const names[] = {
        "gr\303\274\303\237e",                                              /* Latin */
        "\321\201\320\276\320\272\320\265\321\202",                         /* Cyrillic */
        "\343\202\275\343\202\261\343\203\203\343\203\210",                 /* Katakana */
        "\360\237\224\214 plug",                                            /* outside the first plane */
        "with space and.dots.and-signs_@+=,;!()",
    };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = in_case_directory(names[i]);
        struct sockaddr_un address;
        socklen_t length = sizeof address;
        int fd;

        check_talk(path, names[i]);
        fd = bound_at(path);
        CHECK(path_exists(path));
        MUST(getsockname(fd, (struct sockaddr *)&address, &length));
        CHECK_TEXT(address.sun_path, path);
    }
}

/* A relative name of exactly this many bytes. */
static void name_of_length(char *name, size_t length)
{
    memset(name, 'n', length);
    memcpy(name, "./", 2);
    name[length] = '\0';
}

CASE_BODY(paths_of_107_bytes)
{
    char name[MOST_PATH + 1];
    struct sockaddr_un address;
    socklen_t length = sizeof address;
    int listener, client;

    name_of_length(name, MOST_PATH);
    check_talk(name, name + 2);
    listener = listening_at(name, 5);
    client = connected_to(name);
    CHECK_EQ(unix_length(name), sizeof address);
    MUST(getsockname(listener, (struct sockaddr *)&address, &length));
    CHECK_EQ(length, sizeof address);
    CHECK_TEXT(address.sun_path, name);
    length = sizeof address;
    MUST(getpeername(client, (struct sockaddr *)&address, &length));
    CHECK_EQ(length, sizeof address);
    CHECK_TEXT(address.sun_path, name);
}

/* All of sun_path, without a NUL: Linux stores one behind it, and counts it in the length. */
CASE_BODY(paths_of_108_bytes)
{
    char name[MOST_PATH + 2];
    struct sockaddr_un address, seen;
    struct {
        struct sockaddr_un address;
        char more[8];
    } large;
    socklen_t length = sizeof seen;
    int listener = unix_socket(), client = unix_socket();

    name_of_length(name, MOST_PATH + 1);
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    memcpy(address.sun_path, name, MOST_PATH + 1);
    MUST(bind(listener, (struct sockaddr *)&address, sizeof address));
    MUST(listen(listener, 5));
    CHECK(path_exists(in_case_directory(name + 2)));
    MUST(connect(client, (struct sockaddr *)&address, sizeof address));
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
    MUST(getpeername(client, (struct sockaddr *)&seen, &length));
    CHECK_EQ(length, sizeof seen + 1);
    CHECK_BYTES(seen.sun_path, name, MOST_PATH + 1);
    length = sizeof large;
    memset(&large, 0x5a, sizeof large);
    MUST(getsockname(listener, (struct sockaddr *)&large, &length));
    CHECK_EQ(length, sizeof seen + 1);
    CHECK_EQ(large.more[0], 0);
    CHECK_EQ(large.more[1], 0x5a);
    /* One byte more isn't an address. */
    FAILS_WITH(EINVAL, bind(unix_socket(), (struct sockaddr *)&large, sizeof address + 1));
    FAILS_WITH(EINVAL, connect(unix_socket(), (struct sockaddr *)&large, sizeof address + 1));
}

/* In a directory whose own absolute name is far longer than an address. */
CASE_BODY(paths_in_a_deep_directory)
{
    static const char *const part = "a-directory-with-quite-a-long-name-of-its-own";
    int i;

    for (i = 0; i < 4; i++) {
        CHECK(directory_make(part));
        CHECK(directory_change(part));
    }
    check_talk("s", "./s");
}

CASE_BODY(paths_of_impossible_names)
{
    char name[MOST_PATH + 1];

    FAILS_WITH(ENOENT, connect_to(unix_socket(), "missing/"));
    CHECK(file_write("file", "x", 1));
    FAILS_WITH(ENOTDIR, connect_to(unix_socket(), "file/"));
    FAILS_WITH(ENOENT, bind_to(unix_socket(), "missing/d/s"));
    /* Every part may have 255 bytes, so nothing that fits into an address is too long for a name. */
    memset(name, 'x', MOST_PATH);
    name[MOST_PATH] = '\0';
    FAILS_WITH(ENOENT, connect_to(unix_socket(), name));
}
