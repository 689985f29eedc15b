/* What has no counterpart on Linux: Windows' ways of writing paths, and waits that close() ends. */
#include "ancillary.h"
#include "check.h"
#include "files.h"
#include "socket_types.h"
#include "thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void check_same(const char *path, const char *other)
{
    int listener = listening_at(path, 5), client = connected_to(other), server = accepted_from(listener);
    struct sockaddr_un address;
    socklen_t length = sizeof address;

    send_text(client, "x");
    expect_text(server, "x");
    /* The name is the one that bind() was given. */
    MUST(getpeername(client, (struct sockaddr *)&address, &length));
    CHECK_TEXT(address.sun_path, path);
    close_all((int[]) { client, server, listener }, 3);
    CHECK(file_remove(other));
}

CASE_BODY(windows_separators)
{
    const char *path = in_case_directory("s");
    char slashes[256];
    size_t i;

    CHECK(strchr(path, '\\') != NULL);
    snprintf(slashes, sizeof slashes, "%s", path);
    for (i = 0; slashes[i]; i++)
        if (slashes[i] == '\\')
            slashes[i] = '/';
    check_same(slashes, path);
    check_same(path, slashes);
    CHECK(directory_make("d"));
    check_same("d\\s", "d/s");
    check_same(".\\d/..\\s", "s");
}

CASE_BODY(windows_drives)
{
    const char *path = in_case_directory("s");
    char relative[16], rooted[256], prefixed[256];

    CHECK(path[1] == ':');
    /* C:s is s in the current directory of C:, */
    snprintf(relative, sizeof relative, "%.2ss", path);
    check_same(relative, path);
    check_same("s", relative);
    /* and \dir\s is on the current drive. */
    snprintf(rooted, sizeof rooted, "%s", path + 2);
    check_same(rooted, path);
    snprintf(prefixed, sizeof prefixed, "\\\\?\\%s", path);
    check_same(prefixed, path);
    check_same(path, prefixed);
}

CASE_BODY(windows_case_of_letters)
{
    check_same("MixedCase", "mixedcase");
}

CASE_BODY(windows_devices_and_streams)
{
    static const char *const names[] = { "NUL", "nul", "\\\\.\\NUL", "COM9", "file:stream", "file::$DATA" };
    char content[8];
    size_t i;

    CHECK(file_write("file", "text", 4));
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        int fd = unix_socket();

        /* Whatever the errno: not bound, not connected, and it doesn't hang. */
        CHECK_EQ(bind_to(fd, names[i]), -1);
        CHECK_EQ(connect_to(fd, names[i]), -1);
        MUST(close(fd));
    }
    CHECK_EQ(file_read("file", content, sizeof content), 4);
}

/* A name that isn't UTF-8 can't be made a name of Windows. */
CASE_BODY(windows_names_that_are_not_utf8)
{
    FAILS_WITH(EILSEQ, bind_to(unix_socket(), "bad\377name"));
    FAILS_WITH(EILSEQ, connect_to(unix_socket(), "bad\300\200name"));
    FAILS_WITH(EILSEQ, connect_to(unix_socket(), "half\303"));
}

struct waiter {
    int fd, other;
    long long result;
};

static void wait_in_recv(void *argument)
{
    struct waiter *waiter = argument;
    char byte;

    waiter->result = recv(waiter->fd, &byte, 1, 0);
}

static void wait_in_accept(void *argument)
{
    struct waiter *waiter = argument;

    waiter->result = accept(waiter->fd, NULL, NULL);
}

static void wait_in_poll(void *argument)
{
    struct waiter *waiter = argument;
    struct pollfd entries[2] = { { waiter->fd, POLLIN, 0 }, { waiter->other, POLLIN, 0 } };

    waiter->result = poll(entries, 2, -1);
    CHECK(waiter->result != 1 || entries[0].revents != 0);
}

static long long closed_during(void (*wait)(void *), int fd, int other)
{
    struct waiter waiter = { fd, other, -2 };
    struct thread *thread = thread_start(wait, &waiter);

    let_it_block();
    MUST(close(fd));
    thread_join(thread);
    return waiter.result;
}

/* On Linux such a thread goes on waiting for what can't come any more; here it is told. */
CASE_BODY(windows_close_ends_recv)
{
    int ends[2];

    connected_ends(ends);
    CHECK(closed_during(wait_in_recv, ends[CLIENT], -1) <= 0);
    expect_end(ends[SERVER]);
}

CASE_BODY(windows_close_ends_accept)
{
    CHECK_EQ(closed_during(wait_in_accept, listening_at("s", 5), -1), -1);
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "s"));
}

CASE_BODY(windows_close_ends_poll)
{
    int ends[2], idle[2];

    connected_ends(ends);
    connected_ends(idle);
    CHECK(closed_during(wait_in_poll, ends[CLIENT], idle[CLIENT]) != 0);
    send_text(idle[CLIENT], "still well");
    expect_text(idle[SERVER], "still well");
}

/* Such a socket is several of Winsock's, which the poll() holds; the name must be free all the same. */
CASE_BODY(windows_close_ends_poll_of_datagrams)
{
    int idle[2];

    connected_ends(idle);
    CHECK(closed_during(wait_in_poll, typed_bound(SOCK_DGRAM, "s"), idle[CLIENT]) != 0);
    CHECK(closed_during(wait_in_poll, typed_socket(SOCK_DGRAM), idle[CLIENT]) != 0);
    FAILS_WITH(ECONNREFUSED, send_to(typed_socket(SOCK_DGRAM), "x", "s"));
}

static void wait_for_a_place(void *argument)
{
    struct waiter *waiter = argument;

    waiter->result = send_rights(waiter->fd, "x", 1, &waiter->other, 1);
}

/* There is room for the message, and none for its descriptors. */
CASE_BODY(windows_close_ends_a_send_of_descriptors)
{
    int at, ends[2], passed = unix_socket();

    for (at = 0; at < TYPES; at++) {
        typed_ends(socket_types[at], ends);
        set_nonblocking(ends[0], true);
        while (send_rights(ends[0], "x", 1, &passed, 1) == 1)
            continue;
        set_nonblocking(ends[0], false);
        CHECK_EQ(closed_during(wait_for_a_place, ends[0], passed), -1);
        MUST(close(ends[1]));
    }
}

/* errno is the C runtime's own, in each thread its own. */
static void fail_in_thread(void *argument)
{
    int *seen = argument;

    errno = 0;
    close(-1);
    *seen = errno;
}

CASE_BODY(windows_errno_is_the_threads)
{
    int seen = 0;

    FAILS_WITH(ENOENT, connect_to(unix_socket(), "missing"));
    errno = ENOENT;
    thread_join(thread_start(fail_in_thread, &seen));
    CHECK_EQ(seen, EBADF);
    CHECK_EQ(errno, ENOENT);
    /* A call that works leaves it alone. */
    MUST(close(unix_socket()));
    errno = ERANGE;
    close(socket(AF_UNIX, SOCK_STREAM, 0));
    CHECK_EQ(errno, ERANGE);
}

/* Without _FILE_OFFSET_BITS mingw's off_t has 32 bits. */
CASE_BODY(windows_stat_of_too_large_a_file)
{
    struct stat status;
    int fd;

    CHECK_EQ(sizeof status.st_size, 4);
    CHECK_EQ(sizeof status, sizeof(struct _stat64i32));
    if (!file_make_sparse("large", (5LL << 30) + 1))
        SKIP("no sparse files here");
    FAILS_WITH(EOVERFLOW, stat("large", &status));
    fd = (int)MUST(open("large", O_RDONLY));
    FAILS_WITH(EOVERFLOW, fstat(fd, &status));
}
