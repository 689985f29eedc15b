/* stat, lstat and fstat. They ask the C runtime, but for sockets, which they know themselves. Not for programs: include <sys/stat.h>. */
#ifndef AFUNIX_STAT_H
#define AFUNIX_STAT_H

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base.h"

#ifndef S_IFMT
#define S_IFMT _S_IFMT
#define S_IFDIR _S_IFDIR
#define S_IFCHR _S_IFCHR
#define S_IFREG _S_IFREG
#endif
#ifndef S_IFIFO
#define S_IFIFO _S_IFIFO
#endif
#ifndef S_IFBLK
#define S_IFBLK 0x3000
#endif
/* Linux' numbers; Windows has none. */
#undef S_IFLNK
#define S_IFLNK 0xa000
#undef S_IFSOCK
#define S_IFSOCK 0xc000

#ifndef S_ISREG
#define S_ISDIR(mode) (((mode) & S_IFMT) == S_IFDIR)
#define S_ISCHR(mode) (((mode) & S_IFMT) == S_IFCHR)
#define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)
#define S_ISFIFO(mode) (((mode) & S_IFMT) == S_IFIFO)
#define S_ISBLK(mode) (((mode) & S_IFMT) == S_IFBLK)
#endif
#undef S_ISLNK
#define S_ISLNK(mode) (((mode) & S_IFMT) == S_IFLNK)
#undef S_ISSOCK
#define S_ISSOCK(mode) (((mode) & S_IFMT) == S_IFSOCK)

#ifndef S_IRUSR
#define S_IRWXU 0700
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IXUSR 0100
#endif
#ifndef S_IRGRP
#define S_IRGRP 0040
#define S_IWGRP 0020
#define S_IXGRP 0010
#define S_IROTH 0004
#define S_IWOTH 0002
#define S_IXOTH 0001
#endif
#ifndef S_IRWXG
#define S_IRWXG 0070
#endif
#ifndef S_IRWXO
#define S_IRWXO 0007
#endif

/* Field by field that of the compiler: with mingw st_size has 64 bits if _FILE_OFFSET_BITS says so. */
struct stat {
    _dev_t st_dev;
    _ino_t st_ino;
    unsigned short st_mode;
    short st_nlink;
    short st_uid;
    short st_gid;
    _dev_t st_rdev;
    off_t st_size;
    time_t st_atime;
    time_t st_mtime;
    time_t st_ctime;
};

AFUNIX_BEGIN

extern AFUNIX_API int afunix_isfdtype(int fd, int type);
extern AFUNIX_API int afunix_stat_socket(const char *path, int *mode, long long times[3]);

/* These are static in C++, too: files with another off_t may be in the same program. */

static __inline int afunix_stat_kept(const struct _stat64 *whole, struct stat *status)
{
    status->st_dev = whole->st_dev;
    status->st_ino = whole->st_ino;
    status->st_mode = whole->st_mode;
    status->st_nlink = whole->st_nlink;
    status->st_uid = whole->st_uid;
    status->st_gid = whole->st_gid;
    status->st_rdev = whole->st_rdev;
    status->st_size = (off_t)whole->st_size;
    status->st_atime = whole->st_atime;
    status->st_mtime = whole->st_mtime;
    status->st_ctime = whole->st_ctime;
    if (status->st_size == whole->st_size)
        return 0;
    errno = EOVERFLOW;
    return -1;
}

/* The C runtime's; msvcrt.dll knows no directory by a name with a slash behind it. */
static __inline int afunix_stat_file(const char *path, struct _stat64 *whole)
{
    char shorter[260];
    size_t length = strlen(path);

    if (_stat64(path, whole) == 0)
        return 0;
    if (errno != ENOENT || length < 2 || length > sizeof shorter || (path[length - 1] != '/' && path[length - 1] != '\\'))
        return -1;
    memcpy(shorter, path, length - 1);
    shorter[length - 1] = 0;
    if (_stat64(shorter, whole) != 0)
        return -1;
    if (S_ISDIR(whole->st_mode))
        return 0;
    errno = ENOTDIR;
    return -1;
}

static __inline void afunix_stat_filled(struct stat *status, int mode, const long long times[3])
{
    memset(status, 0, sizeof *status);
    status->st_mode = (unsigned short)mode;
    status->st_nlink = 1;
    status->st_atime = (time_t)times[0];
    status->st_mtime = (time_t)times[1];
    status->st_ctime = (time_t)times[2];
}

static __inline int stat(const char *path, struct stat *status)
{
    struct _stat64 whole;
    long long times[3];
    int mode, is_socket = afunix_stat_socket(path, &mode, times);

    if (is_socket > 0)
        afunix_stat_filled(status, mode, times);
    if (is_socket != 0)
        return is_socket < 0 ? -1 : 0;
    return afunix_stat_file(path, &whole) == 0 ? afunix_stat_kept(&whole, status) : -1;
}

/* As stat(): symbolic links are followed. */
static __inline int lstat(const char *path, struct stat *status)
{
    return stat(path, status);
}

static __inline int fstat(int fd, struct stat *status)
{
    struct _stat64 whole;
    long long never[3] = { 0, 0, 0 };
    int is_socket = afunix_isfdtype(fd, S_IFSOCK);

    if (is_socket > 0)
        afunix_stat_filled(status, S_IFSOCK | 0777, never);
    if (is_socket != 0)
        return is_socket < 0 ? -1 : 0;
    return _fstat64(fd, &whole) == 0 ? afunix_stat_kept(&whole, status) : -1;
}

AFUNIX_END

#endif
