/* Calls that work on sockets and files alike: close, read, write, dup, dup2, dup3, isatty, unlink, pipe, pipe2 and fcntl. A
 * descriptor that is not one of ours goes to the C runtime. Not for programs: include <unistd.h> or <fcntl.h>. */
#ifndef AFUNIX_DESCRIPTORS_H
#define AFUNIX_DESCRIPTORS_H

#include "base.h"

#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define F_DUPFD_CLOEXEC 1030
#define FD_CLOEXEC 1

/* A bit that the C runtime gives no meaning, so that open() may be given it, too. */
#undef O_NONBLOCK
#define O_NONBLOCK 0x0800
#undef O_NDELAY
#define O_NDELAY O_NONBLOCK
/* The C runtime's _O_NOINHERIT. */
#ifndef O_CLOEXEC
#define O_CLOEXEC 0x0080
#endif

#ifndef AFUNIX_NO_BSD_NAMES

/* The C runtime's io.h declares read and write with int and unsigned, deprecates the names (MSVC) or makes read an inline
 * function around its own _read (mingw, fortified). So it is included here, once, with these names out of its way. MSVC's
 * stdio.h has unlink, too; where it came first, its declaration stays. */
#if !defined(_IO_H_) && !defined(_INC_IO)

#if !defined(_MSC_VER) || !defined(_INC_STDIO) || defined(AFUNIX_STDIO_H)
#define AFUNIX_DECLARES_UNLINK
#endif

#pragma push_macro("close")
#pragma push_macro("read")
#pragma push_macro("write")
#pragma push_macro("dup")
#pragma push_macro("dup2")
#pragma push_macro("isatty")
#pragma push_macro("unlink")
#undef close
#undef read
#undef write
#undef dup
#undef dup2
#undef isatty
#undef unlink
#define close afunix_hidden_close
#define read afunix_hidden_read
#define write afunix_hidden_write
#define dup afunix_hidden_dup
#define dup2 afunix_hidden_dup2
#define isatty afunix_hidden_isatty
#define unlink afunix_hidden_unlink
#include <io.h>
#ifdef _MSC_VER
#include <stdio.h>
#endif
#undef close
#undef read
#undef write
#undef dup
#undef dup2
#undef isatty
#undef unlink
#pragma pop_macro("unlink")
#pragma pop_macro("isatty")
#pragma pop_macro("dup2")
#pragma pop_macro("dup")
#pragma pop_macro("write")
#pragma pop_macro("read")
#pragma pop_macro("close")

AFUNIX_BEGIN
AFUNIX_API int close(int fd);
AFUNIX_API ssize_t read(int fd, void *buffer, size_t size);
AFUNIX_API ssize_t write(int fd, const void *buffer, size_t size);
AFUNIX_API int dup(int fd);
AFUNIX_API int dup2(int fd, int new_fd);
AFUNIX_API int isatty(int fd);
#ifdef AFUNIX_DECLARES_UNLINK
AFUNIX_API int unlink(const char *path);
#endif
AFUNIX_END

#elif defined(__MINGW_FORTIFY_LEVEL) && __MINGW_FORTIFY_LEVEL > 0
#error "_FORTIFY_SOURCE has made read() a function of the C runtime: include afunix.h before io.h, fcntl.h and unistd.h, or put include/posix on the include path"
#endif /* else io.h came first: the linker gives its names to our functions, which serve its prototypes as well */

AFUNIX_BEGIN
AFUNIX_API int fcntl(int fd, int command, ...);
AFUNIX_API int dup3(int fd, int new_fd, int flags);
AFUNIX_API int pipe(int ends[2]);
AFUNIX_API int pipe2(int ends[2], int flags);
AFUNIX_END

#endif
#endif
