/* <netinet/tcp.h>: options of TCP sockets. */
#ifndef AFUNIX_NETINET_TCP_H
#define AFUNIX_NETINET_TCP_H

#include "../afunix/base.h"

#ifndef AFUNIX_NO_BSD_NAMES

#define TCP_NODELAY 1

#endif
#endif
