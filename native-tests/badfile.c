/* connect() to files that are no sockets, whatever is in them: refused, and not changed. */
#include "check.h"
#include "files.h"
#include "sockets.h"

#include <stdio.h>
#include <stdlib.h>

static void check_refused(const char *path, const void *content, size_t size)
{
    char *seen = malloc(size + 16);
    int fd = unix_socket();

    CHECK(seen != NULL);
    FAILS_WITH(ECONNREFUSED, connect_to(fd, path));
    CHECK_EQ(file_read(path, seen, size + 16), size);
    CHECK_BYTES(seen, content, size);
    FAILS_WITH(EADDRINUSE, bind_to(fd, path));
    CHECK_EQ(file_read(path, seen, size + 16), size);
    MUST(close(fd));
    free(seen);
}

static void check_content(const void *content, size_t size)
{
    const char *path = "file";

    CHECK(file_write(path, content, size));
    check_refused(path, content, size);
    CHECK(file_remove(path));
}

static void check_line(const char *line)
{
    check_content(line, strlen(line));
    check_content(line, strlen(line) + 1);
}

/* Such files may be made by anybody; some look nearly like the socket files of this library and of others. */
CASE_BODY(badfile_garbage)
{
    char noise[4096];
    unsigned state = 1;
    size_t size, i;

    check_content("", 0);
    check_line("!<socket >");
    check_line("!<socket >\n");
    check_line("!<socket >1 s");
    check_line("!<socket >0 s 00000000-00000000-00000000-00000000");
    check_line("!<socket >65536 s 11111111-22222222-33333333-44444444");
    check_line("!<socket >-1 s 11111111-22222222-33333333-44444444");
    check_line("!<socket >99999999999999999999 s 11111111-22222222-33333333-44444444");
    check_line("!<socket >1 q 11111111-22222222-33333333-44444444");
    check_line("!<socket >1 s 1111111-22222222-33333333-44444444");
    check_line("!<socket >1 s 11111111-22222222-33333333");
    check_line("!<socket >1 s 1111111G-22222222-33333333-44444444");
    check_line("!<socket >1 s 11111111 22222222 33333333 44444444");
    check_line("!<socket >1  s 11111111-22222222-33333333-44444444");
    check_line("!<socket >1 11111111-22222222-33333333-44444444");
    check_line("!<symlink>target");
    check_line("1\n0123456789abcdef");
    check_line("!<SOCKET >1 s 11111111-22222222-33333333-44444444");
    for (size = 1; size <= sizeof noise; size *= 2) {
        for (i = 0; i < size; i++)
            noise[i] = (char)((state = state * 1103515245 + 12345) >> 16);
        check_content(noise, size);
        memset(noise, '!', size);
        check_content(noise, size);
        memset(noise, 0, size);
        check_content(noise, size);
    }
}

CASE_BODY(badfile_of_four_gigabytes)
{
    const char *path = in_case_directory("large");

    if (!file_make_sparse(path, (4LL << 30) + 1))
        SKIP("this file system has no sparse files");
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
    FAILS_WITH(EADDRINUSE, bind_to(unix_socket(), path));
    CHECK(path_exists(path));
}

/* The file of a listener that was overwritten by somebody: it is a plain file then, or a socket whose words are wrong. Nobody gets in
 * by it, and the listener doesn't mind. */
CASE_BODY(badfile_in_place_of_a_socket)
{
    const char *path = in_case_directory("s"), *moved = in_case_directory("moved");
    int listener = listening_at(path, 5);

    CHECK(file_rename(path, moved));
    CHECK(file_write(path, "!<socket >1 s 11111111-22222222-33333333-44444444", 50));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
    send_text(connected_to(moved), "x");
    expect_text(accepted_from(listener), "x");
}

CASE_BODY(badfile_directories)
{
    CHECK(directory_make("d"));
    CHECK(directory_make("d/e"));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "d"));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "d/"));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "d/e/.."));
    FAILS_WITH(EADDRINUSE, bind_to(unix_socket(), "d/e"));
    FAILS_WITH(EADDRINUSE, bind_to(unix_socket(), ".."));
    CHECK(path_exists("d/e"));
}
