/* <poll.h>: poll(2). The bits are Windows' own. */
#ifndef AFUNIX_POLL_H
#define AFUNIX_POLL_H

#include "afunix/base.h"
#include "afunix/timespec.h"

/* The peer has shut its writing side down. Windows has no such bit. */
#ifndef POLLRDHUP
#define POLLRDHUP 0x2000
#endif

typedef unsigned long nfds_t;

#ifndef AFUNIX_NO_BSD_NAMES

#define POLLERR 0x0001
#define POLLHUP 0x0002
#define POLLNVAL 0x0004
#define POLLWRNORM 0x0010
#define POLLWRBAND 0x0020
#define POLLOUT POLLWRNORM
#define POLLRDNORM 0x0100
#define POLLRDBAND 0x0200
#define POLLIN (POLLRDNORM | POLLRDBAND)
#define POLLPRI 0x0400

struct pollfd {
    int fd; /* an entry with a negative one is passed over */
    short events;
    short revents;
};

AFUNIX_BEGIN
AFUNIX_API int poll(struct pollfd *entries, nfds_t count, int timeout_ms);
AFUNIX_API int ppoll(struct pollfd *entries, nfds_t count, const struct timespec *timeout, const sigset_t *mask);
AFUNIX_END

#endif
#endif
