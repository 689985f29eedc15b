/* What files and descriptors are, sockets among them: stat(), fstat(), isfdtype(), isatty(), unlink(). */
#include "check.h"
#include "files.h"
#include "sockets.h"

#include <sys/stat.h>
#include <time.h>

#ifndef O_BINARY
#define O_BINARY 0
#endif

static int opened(const char *path)
{
    return (int)MUST(open(path, O_RDWR | O_CREAT | O_BINARY, 0600));
}

/* Exactly one of the S_IS macros is true. */
static void check_type(mode_t mode, mode_t type)
{
    CHECK_EQ(mode & S_IFMT, type);
    CHECK_EQ(S_ISSOCK(mode) != 0, type == S_IFSOCK);
    CHECK_EQ(S_ISREG(mode) != 0, type == S_IFREG);
    CHECK_EQ(S_ISDIR(mode) != 0, type == S_IFDIR);
    CHECK_EQ(S_ISFIFO(mode) != 0, type == S_IFIFO);
    CHECK_EQ(S_ISCHR(mode) != 0, type == S_IFCHR);
    CHECK(!S_ISLNK(mode) && !S_ISBLK(mode));
}

CASE_BODY(stat_of_sockets)
{
    static const char *const names[] = { "s", "./s", "s\303\266cket" };
    struct stat status;
    size_t i;

    bound_at("s");
    bound_at("s\303\266cket");
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        memset(&status, 0xff, sizeof status);
        MUST(stat(names[i], &status));
        check_type(status.st_mode, S_IFSOCK);
        CHECK_EQ(status.st_size, 0);
        CHECK_EQ(status.st_nlink, 1);
        /* Within a day of now: so the times are there, whatever the file system does to them. */
        CHECK(status.st_mtime > time(NULL) - 86400 && status.st_mtime < time(NULL) + 86400);
        MUST(lstat(names[i], &status));
        check_type(status.st_mode, S_IFSOCK);
    }
    /* The way in which programs clean up after a server that died. */
    MUST(lstat("s", &status));
    CHECK(S_ISSOCK(status.st_mode));
    MUST(unlink("s"));
    FAILS_WITH(ENOENT, stat("s", &status));
    bound_at("s");
    MUST(stat("s", &status));
    CHECK(S_ISSOCK(status.st_mode));
}

CASE_BODY(stat_of_a_socket_says_who_may_connect)
{
    struct stat status;
    int fd = unix_socket();

#ifdef SOL_AFUNIX
    /* Not 0660: Wine keeps no access entry for a group. */
    static const int modes[] = { 0600, 0666 };
    static const char *const names[] = { "a", "b" };
    size_t i;

    for (i = 0; i < sizeof modes / sizeof *modes; i++) {
        fd = unix_socket();
        MUST(setsockopt(fd, SOL_AFUNIX, AFUNIX_SO_MODE, &modes[i], sizeof modes[i]));
        MUST(bind_to(fd, names[i]));
        MUST(stat(names[i], &status));
        CHECK_EQ(status.st_mode, S_IFSOCK | modes[i]);
    }
#else
    umask(0177);
    MUST(bind_to(fd, "s"));
    MUST(stat("s", &status));
    CHECK_EQ(status.st_mode, S_IFSOCK | 0600);
#endif
}

CASE_BODY(stat_of_other_files)
{
    struct stat status;
    int fd = opened("file");

    CHECK_EQ(MUST(write(fd, "!<socket >5", 11)), 11);
    MUST(stat("file", &status));
    check_type(status.st_mode, S_IFREG);
    CHECK_EQ(status.st_size, 11);
    MUST(lstat("file", &status));
    CHECK_EQ(status.st_size, 11);
    MUST(fstat(fd, &status));
    check_type(status.st_mode, S_IFREG);
    CHECK_EQ(status.st_size, 11);
    CHECK(directory_make("directory"));
    MUST(stat("directory", &status));
    check_type(status.st_mode, S_IFDIR);
    MUST(stat("directory/", &status));
    check_type(status.st_mode, S_IFDIR);
    MUST(stat(".", &status));
    check_type(status.st_mode, S_IFDIR);
    CHECK(file_write("empty", "", 0));
    MUST(stat("empty", &status));
    check_type(status.st_mode, S_IFREG);
    CHECK_EQ(status.st_size, 0);
}

CASE_BODY(stat_errors)
{
    struct stat status;

    CHECK(file_write("file", "x", 1));
    FAILS_WITH(ENOENT, stat("missing", &status));
    FAILS_WITH(ENOENT, lstat("missing", &status));
    FAILS_WITH(ENOENT, stat("missing/", &status));
    FAILS_WITH(ENOENT, stat("", &status));
    FAILS_WITH(ENOTDIR, stat("file/", &status));
    FAILS_WITH(EFAULT, stat(null_pointer, &status));
}

CASE_BODY(fstat_of_descriptors)
{
    struct stat status;
    int ends[2], listener = listening_at("s", 1), internet = (int)MUST(socket(AF_INET, SOCK_DGRAM, 0)), copy;

    connected_ends(ends);
    copy = (int)MUST(dup(ends[SERVER]));
    MUST(fstat(listener, &status));
    check_type(status.st_mode, S_IFSOCK);
    CHECK_EQ(status.st_mode & 0777, 0777);
    CHECK_EQ(status.st_size, 0);
    MUST(fstat(ends[CLIENT], &status));
    check_type(status.st_mode, S_IFSOCK);
    MUST(fstat(internet, &status));
    check_type(status.st_mode, S_IFSOCK);
    MUST(fstat(copy, &status));
    check_type(status.st_mode, S_IFSOCK);
    MUST(close(copy));
    FAILS_WITH(EBADF, fstat(copy, &status));
    FAILS_WITH(EBADF, fstat(-1, &status));
    FAILS_WITH(EBADF, fstat(99, &status));
}

CASE_BODY(isfdtype_tells)
{
    int fd = opened("file"), listener = unix_socket();

    CHECK_EQ(isfdtype(listener, S_IFSOCK), 1);
    CHECK_EQ(isfdtype(listener, S_IFREG), 0);
    CHECK_EQ(isfdtype(listener, S_IFIFO), 0);
    CHECK_EQ(isfdtype(fd, S_IFREG), 1);
    CHECK_EQ(isfdtype(fd, S_IFSOCK), 0);
    CHECK_EQ(isfdtype(listener, 0), 0);
    CHECK_EQ(isfdtype(-1, S_IFSOCK), -1);
    MUST(close(listener));
    CHECK_EQ(isfdtype(listener, S_IFSOCK), -1);
}

static void check_no_terminal(int fd, int why)
{
    errno = 0;
    CHECK_EQ(isatty(fd), 0);
    CHECK_EQ(errno, why);
}

CASE_BODY(isatty_of_descriptors)
{
    int fd = opened("file"), ends[2];

    connected_ends(ends);
    check_no_terminal(ends[CLIENT], ENOTTY);
    check_no_terminal(unix_socket(), ENOTTY);
    check_no_terminal(fd, ENOTTY);
    check_no_terminal(-1, EBADF);
    MUST(close(fd));
    check_no_terminal(fd, EBADF);
}

CASE_BODY(unlink_sockets_and_files)
{
    struct stat status;
    int listener;

    listener = listening_at("s\303\266cket", 1);
    MUST(unlink("s\303\266cket"));
    FAILS_WITH(ENOENT, unlink("s\303\266cket"));
    CHECK(!path_exists("s\303\266cket"));
    /* Only the name is gone. */
    MUST(listen(listener, 2));
    bound_at("s\303\266cket");
    CHECK(path_exists("s\303\266cket"));
    CHECK(file_write("file", "x", 1));
    MUST(unlink("file"));
    FAILS_WITH(ENOENT, stat("file", &status));
    FAILS_WITH(ENOENT, unlink("file"));
    FAILS_WITH(ENOENT, unlink(""));
    FAILS_WITH(EFAULT, unlink(null_pointer));
    CHECK(directory_make("directory"));
    CHECK_EQ(unlink("directory"), -1);
    CHECK(path_exists("directory"));
}

/* Programs have these as members, parameters and variables; POSIX' own headers take none of them. */
struct calls {
    int (*stat)(const char *path, struct stat *status);
    int unlink, isatty, err, warn;
};

static int by_pointer(const struct calls *calls, struct stat *stat)
{
    return calls->stat("s", stat) + calls->unlink;
}

CASE_BODY(stat_is_a_function)
{
    struct calls calls = { stat, 0, 0, 0, 0 };
    struct stat status;

    bound_at("s");
    MUST(by_pointer(&calls, &status));
    CHECK(S_ISSOCK(status.st_mode));
    calls.stat = lstat;
    MUST(by_pointer(&calls, &status));
}
