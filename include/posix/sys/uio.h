/* <sys/uio.h>: readv(2) and writev(2). */
#ifndef AFUNIX_SYS_UIO_H
#define AFUNIX_SYS_UIO_H

#include "../afunix/base.h"

#ifndef AFUNIX_NO_BSD_NAMES

#ifndef IOV_MAX
#define IOV_MAX 1024
#endif

struct iovec {
    void *iov_base;
    size_t iov_len;
};

AFUNIX_BEGIN
AFUNIX_API ssize_t readv(int fd, const struct iovec *parts, int count);
AFUNIX_API ssize_t writev(int fd, const struct iovec *parts, int count);
AFUNIX_END

#endif
#endif
