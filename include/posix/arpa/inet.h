/* <arpa/inet.h>: byte order. */
#ifndef AFUNIX_ARPA_INET_H
#define AFUNIX_ARPA_INET_H

#include "../afunix/base.h"

#ifndef AFUNIX_NO_BSD_NAMES

#include <stdint.h>

typedef uint16_t in_port_t;
typedef uint32_t in_addr_t;

struct in_addr {
    in_addr_t s_addr; /* network byte order */
};

/* The Windows SDK's inaddr.h takes this name for its guard. */
#define s_addr s_addr

AFUNIX_BEGIN

AFUNIX_INLINE uint16_t htons(uint16_t host)
{
    return (uint16_t)(host << 8 | host >> 8);
}

AFUNIX_INLINE uint32_t htonl(uint32_t host)
{
    return host << 24 | (host & 0x0000ff00) << 8 | (host >> 8 & 0x0000ff00) | host >> 24;
}

AFUNIX_INLINE uint16_t ntohs(uint16_t network)
{
    return htons(network);
}

AFUNIX_INLINE uint32_t ntohl(uint32_t network)
{
    return htonl(network);
}

AFUNIX_END

#endif
#endif
