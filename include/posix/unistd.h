/* <unistd.h>: the compiler's own where it has one (mingw), else what the C runtime offers of it (MSVC); with close, read, write,
 * dup, dup2, isatty and unlink for files and sockets alike, gethostname, and who we are and the peer is. */
#if defined(_MSC_VER) && !defined(_CRT_NONSTDC_NO_DEPRECATE)
#define _CRT_NONSTDC_NO_DEPRECATE
#endif

#include "afunix/descriptors.h"

#ifdef __MINGW32__
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <unistd.h>
#else
#include <direct.h>
#include <io.h>
#include <process.h>
#include <sys/types.h>

#ifndef STDIN_FILENO
#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2
#endif

/* For access(). The C runtime has no X_OK. */
#ifndef F_OK
#define F_OK 0
#define W_OK 2
#define R_OK 4
#endif
#endif

#if !defined(AFUNIX_UNISTD_H) && !defined(AFUNIX_NO_BSD_NAMES)
#define AFUNIX_UNISTD_H

AFUNIX_BEGIN
AFUNIX_API int gethostname(char *name, size_t size);
AFUNIX_API int getpeereid(int fd, unsigned *uid, unsigned *gid);
AFUNIX_API unsigned getuid(void);
AFUNIX_API unsigned geteuid(void);
AFUNIX_API unsigned getgid(void);
AFUNIX_API unsigned getegid(void);
AFUNIX_END

#endif
