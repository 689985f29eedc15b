/* <netinet/tcp.h>: options of TCP sockets. */
#ifndef AFUNIX_NETINET_TCP_H
#define AFUNIX_NETINET_TCP_H

#include "../afunix/base.h"

#ifndef AFUNIX_NO_BSD_NAMES

#define TCP_NODELAY 1
#define TCP_KEEPIDLE 3 /* seconds, as TCP_KEEPINTVL */
#define TCP_MAXSEG 4
#define TCP_FASTOPEN 15
#define TCP_KEEPCNT 16
#define TCP_KEEPINTVL 17

#endif
#endif
