/* <sys/select.h>: select(2). fd_set is POSIX' set of bits, not Winsock's list of handles. */
#ifndef AFUNIX_SYS_SELECT_H
#define AFUNIX_SYS_SELECT_H

#include "../afunix/timespec.h"
#include "../afunix/timeval.h"

#ifndef AFUNIX_NO_BSD_NAMES

/* Descriptors that a set has room for: 0 to FD_SETSIZE - 1. A program may define a larger FD_SETSIZE, a multiple of 64, before
 * its first include; select() itself knows no limit. */
#ifndef FD_SETSIZE
#define FD_SETSIZE 1024
#endif

typedef unsigned long long fd_mask;
#define NFDBITS 64

typedef struct fd_set {
    fd_mask fds_bits[FD_SETSIZE / NFDBITS];
} fd_set;

#define FD_SET(fd, set) afunix_bit_set((fd), (set)->fds_bits)
#define FD_CLR(fd, set) afunix_bit_clear((fd), (set)->fds_bits)
#define FD_ISSET(fd, set) afunix_bit_test((fd), (set)->fds_bits)
#define FD_ZERO(set) afunix_bits_zero((set)->fds_bits, sizeof (set)->fds_bits)

AFUNIX_INLINE void afunix_bit_set(int fd, fd_mask *words)
{
    words[(unsigned)fd / NFDBITS] |= 1ULL << ((unsigned)fd % NFDBITS);
}

AFUNIX_INLINE void afunix_bit_clear(int fd, fd_mask *words)
{
    words[(unsigned)fd / NFDBITS] &= ~(1ULL << ((unsigned)fd % NFDBITS));
}

AFUNIX_INLINE int afunix_bit_test(int fd, const fd_mask *words)
{
    return (int)(words[(unsigned)fd / NFDBITS] >> ((unsigned)fd % NFDBITS) & 1);
}

AFUNIX_INLINE void afunix_bits_zero(fd_mask *words, size_t size)
{
    size_t count = size / sizeof *words;

    while (count > 0)
        words[--count] = 0;
}

AFUNIX_BEGIN
AFUNIX_API int select(int count, fd_set *readable, fd_set *writable, fd_set *exceptional, struct timeval *timeout);
AFUNIX_API int pselect(int count, fd_set *readable, fd_set *writable, fd_set *exceptional, const struct timespec *timeout,
                       const sigset_t *mask);
AFUNIX_END

#endif
#endif
