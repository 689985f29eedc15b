/* <arpa/inet.h>: byte order, and addresses as text. */
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

#define INET_ADDRSTRLEN 16
#define INET6_ADDRSTRLEN 46

AFUNIX_BEGIN

AFUNIX_API int inet_pton(int family, const char *text, void *address);
AFUNIX_API const char *inet_ntop(int family, const void *address, char *text, socklen_t size);
AFUNIX_API int inet_aton(const char *text, struct in_addr *address);
AFUNIX_API in_addr_t inet_addr(const char *text);
AFUNIX_API char *inet_ntoa(struct in_addr address);

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

/* As everywhere: programs include this one for INADDR_NONE and AF_INET, too. */
#include "../netinet/in.h"

#endif
#endif
