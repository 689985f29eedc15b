/* <netdb.h>: the names of hosts and services, with Windows' own numbers and layouts. What each function does is written in afunix.h. */
#ifndef AFUNIX_NETDB_H
#define AFUNIX_NETDB_H

#include "afunix/base.h"

/* What Winsock lacks: both flavours have it. */
#define EAI_SYSTEM 11901 /* errno tells */
#define EAI_OVERFLOW 11902
#define EAI_ADDRFAMILY 11903

#ifndef AFUNIX_NO_BSD_NAMES

#include <string.h>

#include "netinet/in.h"
#include "sys/socket.h"

#define AI_PASSIVE 0x0001
#define AI_CANONNAME 0x0002
#define AI_NUMERICHOST 0x0004
#define AI_NUMERICSERV 0x0008
#define AI_ALL 0x0100
#define AI_ADDRCONFIG 0x0400
#define AI_V4MAPPED 0x0800

#define NI_NOFQDN 0x01
#define NI_NUMERICHOST 0x02
#define NI_NAMEREQD 0x04
#define NI_NUMERICSERV 0x08
#define NI_DGRAM 0x10
#define NI_MAXHOST 1025
#define NI_MAXSERV 32

#define EAI_MEMORY 8
#define EAI_BADFLAGS 10022
#define EAI_SOCKTYPE 10044
#define EAI_FAMILY 10047
#define EAI_SERVICE 10109
#define EAI_NONAME 11001
#define EAI_AGAIN 11002
#define EAI_FAIL 11003
#define EAI_NODATA 11004

/* The values of h_errno. */
#define HOST_NOT_FOUND 11001
#define TRY_AGAIN 11002
#define NO_RECOVERY 11003
#define NO_DATA 11004
#define NO_ADDRESS NO_DATA
#define NETDB_SUCCESS 0
#define NETDB_INTERNAL (-1)

/* Windows has a size_t for ai_addrlen: the same number, since what follows is zero. */
struct addrinfo {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    socklen_t ai_addrlen;
    char *ai_canonname; /* in the first entry, with AI_CANONNAME; else NULL */
    struct sockaddr *ai_addr;
    struct addrinfo *ai_next;
};

struct hostent {
    char *h_name;
    char **h_aliases; /* always empty */
    short h_addrtype;
    short h_length;
    char **h_addr_list; /* in network byte order, ended by NULL */
};

#define h_addr h_addr_list[0]

struct servent {
    char *s_name;
    char **s_aliases;
    char *s_proto;
    int s_port; /* network byte order */
};

struct protoent {
    char *p_name;
    char **p_aliases;
    int p_proto;
};

AFUNIX_BEGIN

AFUNIX_API int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **list);
AFUNIX_API void freeaddrinfo(struct addrinfo *list);
AFUNIX_API const char *gai_strerror(int error);
AFUNIX_API int getnameinfo(const struct sockaddr *address, socklen_t size, char *host, socklen_t host_size, char *service,
                           socklen_t service_size, int flags);
AFUNIX_API struct hostent *gethostbyname(const char *name);
AFUNIX_API struct hostent *gethostbyaddr(const void *address, socklen_t size, int family);
AFUNIX_API struct servent *getservbyname(const char *name, const char *protocol);
AFUNIX_API struct servent *getservbyport(int port, const char *protocol);
AFUNIX_API struct protoent *getprotobyname(const char *name);
AFUNIX_API struct protoent *getprotobynumber(int number);

/* This thread's. */
extern AFUNIX_API int *afunix_h_errno(void);
#define h_errno (*afunix_h_errno())

AFUNIX_INLINE const char *hstrerror(int error)
{
    return error == NETDB_SUCCESS ? "No error" : gai_strerror(error);
}

extern AFUNIX_API ssize_t afunix_write(int fd, const void *buffer, size_t size);

/* To descriptor 2, which is where stderr writes. */
AFUNIX_INLINE void herror(const char *before)
{
    const char *text = hstrerror(h_errno);

    if (before && *before) {
        afunix_write(2, before, strlen(before));
        afunix_write(2, ": ", 2);
    }
    afunix_write(2, text, strlen(text));
    afunix_write(2, "\n", 1);
}

AFUNIX_END

#endif
#endif
