/* <sys/ioctl.h>: ioctl(2), of which sockets know two requests. Both take an int *. */
#ifndef AFUNIX_SYS_IOCTL_H
#define AFUNIX_SYS_IOCTL_H

#include "../afunix/base.h"

#ifndef AFUNIX_NO_BSD_NAMES

#define FIONREAD 0x4004667fUL /* how many bytes can be read now */
#define FIONBIO 0x8004667eUL  /* non-blocking: 1 on, 0 off */

AFUNIX_BEGIN
AFUNIX_API int ioctl(int fd, unsigned long request, ...);
AFUNIX_END

#endif
#endif
