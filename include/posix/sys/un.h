/* <sys/un.h>: the address of a UNIX-domain socket. See unix(7). */
#ifndef AFUNIX_SYS_UN_H
#define AFUNIX_SYS_UN_H

#include "../afunix/base.h"

/* Level and option of setsockopt(2) that Linux doesn't have: the mode, an int, of the socket file that bind() creates, 0600 by
 * default. Who may write the file may connect: 0020 lets the group connect, 0002 everybody. Before bind(). */
#define SOL_AFUNIX 0x00af
#define AFUNIX_SO_MODE 1

/* Paths that sun_path has no room for: up to so many bytes, with or without a NUL. An extension: the address is longer than a struct
 * sockaddr_un, and its size says so. Of one whose path has 108 bytes or less the size may be no larger than that of a struct sockaddr_un. */
#define AFUNIX_PATH_MAX 216

struct afunix_sockaddr {
    unsigned short sun_family; /* AF_UNIX */
    char sun_path[AFUNIX_PATH_MAX];
};

/* The name of the guard is that of the Windows SDK's afunix.h, which declares the same structure. */
#ifndef _AFUNIX_
#define _AFUNIX_

/* sun_path is UTF-8, in Windows' or POSIX' style, absolute or relative. It may fill all 108 bytes, without a NUL. Or it is an abstract
 * name: it begins with a NUL, and every byte that the size of the address covers is part of it. */
typedef struct sockaddr_un {
    unsigned short sun_family; /* AF_UNIX */
    char sun_path[108];
} SOCKADDR_UN, *PSOCKADDR_UN;

#endif

#ifndef SUN_LEN
#include <string.h>
#define SUN_LEN(address) (offsetof(struct sockaddr_un, sun_path) + strlen((address)->sun_path))
#endif

#endif
