/* <netinet/in.h>: addresses of the Internet families, as Windows lays them out. */
#ifndef AFUNIX_NETINET_IN_H
#define AFUNIX_NETINET_IN_H

#include "../afunix/base.h"

#ifndef AFUNIX_NO_BSD_NAMES

#include <stdint.h>

#include "../arpa/inet.h"
#include "../sys/socket.h"

#define IPPROTO_IP 0
#define IPPROTO_ICMP 1
#define IPPROTO_IGMP 2
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_IPV6 41
#define IPPROTO_ROUTING 43
#define IPPROTO_FRAGMENT 44
#define IPPROTO_ESP 50
#define IPPROTO_AH 51
#define IPPROTO_ICMPV6 58
#define IPPROTO_NONE 59
#define IPPROTO_DSTOPTS 60
#define IPPROTO_SCTP 132
#define IPPROTO_RAW 255

/* Options of the level IPPROTO_IP. */
#define IP_OPTIONS 1
#define IP_HDRINCL 2
#define IP_TOS 3
#define IP_TTL 4
#define IP_MULTICAST_IF 9
#define IP_MULTICAST_TTL 10
#define IP_MULTICAST_LOOP 11
#define IP_ADD_MEMBERSHIP 12
#define IP_DROP_MEMBERSHIP 13
#define IP_ADD_SOURCE_MEMBERSHIP 15
#define IP_DROP_SOURCE_MEMBERSHIP 16
#define IP_BLOCK_SOURCE 17
#define IP_UNBLOCK_SOURCE 18
#define IP_PKTINFO 19

/* Options of the level IPPROTO_IPV6. */
#define IPV6_UNICAST_HOPS 4
#define IPV6_MULTICAST_IF 9
#define IPV6_MULTICAST_HOPS 10
#define IPV6_MULTICAST_LOOP 11
#define IPV6_JOIN_GROUP 12
#define IPV6_LEAVE_GROUP 13
#define IPV6_ADD_MEMBERSHIP IPV6_JOIN_GROUP
#define IPV6_DROP_MEMBERSHIP IPV6_LEAVE_GROUP
#define IPV6_PKTINFO 19
#define IPV6_HOPLIMIT 21
#define IPV6_V6ONLY 27
#define IPV6_TCLASS 39

#define IPPORT_RESERVED 1024

#define INADDR_ANY ((in_addr_t)0x00000000)
#define INADDR_LOOPBACK ((in_addr_t)0x7f000001)
#define INADDR_BROADCAST ((in_addr_t)0xffffffff)
#define INADDR_NONE ((in_addr_t)0xffffffff)
#define INADDR_UNSPEC_GROUP ((in_addr_t)0xe0000000)
#define INADDR_ALLHOSTS_GROUP ((in_addr_t)0xe0000001)
#define INADDR_MAX_LOCAL_GROUP ((in_addr_t)0xe00000ff)

/* Of an address in host byte order. */
#define IN_CLASSA(address) (((in_addr_t)(address) & 0x80000000) == 0)
#define IN_CLASSB(address) (((in_addr_t)(address) & 0xc0000000) == 0x80000000)
#define IN_CLASSC(address) (((in_addr_t)(address) & 0xe0000000) == 0xc0000000)
#define IN_CLASSD(address) (((in_addr_t)(address) & 0xf0000000) == 0xe0000000)
#define IN_MULTICAST(address) IN_CLASSD(address)
#define IN_LOOPBACKNET 127

struct sockaddr_in {
    sa_family_t sin_family; /* AF_INET */
    in_port_t sin_port;     /* network byte order, as sin_addr */
    struct in_addr sin_addr;
    unsigned char sin_zero[8];
};

struct in6_addr {
    uint8_t s6_addr[16];
};

struct sockaddr_in6 {
    sa_family_t sin6_family; /* AF_INET6 */
    in_port_t sin6_port;
    uint32_t sin6_flowinfo;
    struct in6_addr sin6_addr;
    uint32_t sin6_scope_id;
};

/* For IP_ADD_MEMBERSHIP and the like. */
struct ip_mreq {
    struct in_addr imr_multiaddr;
    struct in_addr imr_interface;
};

struct ip_mreq_source {
    struct in_addr imr_multiaddr;
    struct in_addr imr_sourceaddr;
    struct in_addr imr_interface;
};

struct ipv6_mreq {
    struct in6_addr ipv6mr_multiaddr;
    unsigned int ipv6mr_interface; /* an index */
};

#define IN6ADDR_ANY_INIT { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } }
#define IN6ADDR_LOOPBACK_INIT { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } }

static const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
static const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

AFUNIX_BEGIN

/* Whether the first bytes of an address are zero. */
AFUNIX_INLINE int afunix_in6_zeros(const struct in6_addr *address, int count)
{
    while (count > 0)
        if (address->s6_addr[--count] != 0)
            return 0;
    return 1;
}

AFUNIX_INLINE int afunix_in6_equal(const struct in6_addr *one, const struct in6_addr *other)
{
    int i;

    for (i = 0; i < 16; i++)
        if (one->s6_addr[i] != other->s6_addr[i])
            return 0;
    return 1;
}

AFUNIX_END

#define IN6_IS_ADDR_UNSPECIFIED(address) afunix_in6_zeros((address), 16)
#define IN6_IS_ADDR_LOOPBACK(address) afunix_in6_equal((address), &in6addr_loopback)
#define IN6_IS_ADDR_MULTICAST(address) ((address)->s6_addr[0] == 0xff)
#define IN6_IS_ADDR_LINKLOCAL(address) ((address)->s6_addr[0] == 0xfe && ((address)->s6_addr[1] & 0xc0) == 0x80)
#define IN6_IS_ADDR_SITELOCAL(address) ((address)->s6_addr[0] == 0xfe && ((address)->s6_addr[1] & 0xc0) == 0xc0)
#define IN6_IS_ADDR_V4MAPPED(address) \
    (afunix_in6_zeros((address), 10) && (address)->s6_addr[10] == 0xff && (address)->s6_addr[11] == 0xff)
#define IN6_IS_ADDR_V4COMPAT(address) \
    (afunix_in6_zeros((address), 12) && !afunix_in6_zeros((address), 16) && !IN6_IS_ADDR_LOOPBACK(address))
#define IN6_IS_ADDR_MC_NODELOCAL(address) (IN6_IS_ADDR_MULTICAST(address) && ((address)->s6_addr[1] & 0x0f) == 0x01)
#define IN6_IS_ADDR_MC_LINKLOCAL(address) (IN6_IS_ADDR_MULTICAST(address) && ((address)->s6_addr[1] & 0x0f) == 0x02)
#define IN6_IS_ADDR_MC_SITELOCAL(address) (IN6_IS_ADDR_MULTICAST(address) && ((address)->s6_addr[1] & 0x0f) == 0x05)
#define IN6_IS_ADDR_MC_ORGLOCAL(address) (IN6_IS_ADDR_MULTICAST(address) && ((address)->s6_addr[1] & 0x0f) == 0x08)
#define IN6_IS_ADDR_MC_GLOBAL(address) (IN6_IS_ADDR_MULTICAST(address) && ((address)->s6_addr[1] & 0x0f) == 0x0e)
#define IN6_ARE_ADDR_EQUAL(one, other) afunix_in6_equal((one), (other))

/* The Windows SDK's in6addr.h takes this name for its guard. */
#define s6_addr s6_addr

#endif
#endif
