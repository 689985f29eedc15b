/* <sys/ioctl.h>: ioctl(2). All requests but FIOCLEX and FIONCLEX take an int *. */
#ifndef AFUNIX_SYS_IOCTL_H
#define AFUNIX_SYS_IOCTL_H

#include "../afunix/base.h"

/* FD_CLOEXEC on and off. Windows has no such requests; these are BSD's. */
#define FIOCLEX 0x20006601UL
#define FIONCLEX 0x20006602UL

#ifndef AFUNIX_NO_BSD_NAMES

#define SIOCATMARK 0x40047307UL /* TCP: whether the next byte is the urgent one */
#ifndef SIO_AF_UNIX_GETPEERPID
#define SIO_AF_UNIX_GETPEERPID 0x58000100UL /* AF_UNIX: the peer's process, as SO_PEERCRED has it; Windows' number */
#endif
#define FIONREAD 0x4004667fUL /* how many bytes can be read now */
#define FIONBIO 0x8004667eUL  /* non-blocking: 1 on, 0 off */

AFUNIX_BEGIN
AFUNIX_API int ioctl(int fd, unsigned long request, ...);
AFUNIX_END

#endif
#endif
