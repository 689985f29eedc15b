/* getnameinfo(), gethostname(), and the calls that are older. No name server is asked: hosts are numbers or localhost. */
#include "check.h"
#include "sockets.h"
#include "thread.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>

static struct sockaddr *four(unsigned address, int port)
{
    static struct sockaddr_in in4;

    in4.sin_family = AF_INET;
    in4.sin_addr.s_addr = htonl(address);
    in4.sin_port = htons((unsigned short)port);
    return (struct sockaddr *)&in4;
}

enum { FOUR = sizeof(struct sockaddr_in), SIX = sizeof(struct sockaddr_in6), NUMBERS = NI_NUMERICHOST | NI_NUMERICSERV };

CASE_BODY(netdb_name_of_numbers)
{
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(8080), .sin6_addr = in6addr_loopback };
    char host[NI_MAXHOST], service[NI_MAXSERV];

    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 65535), FOUR, host, sizeof host, service, sizeof service, NUMBERS), 0);
    CHECK_TEXT(host, "127.0.0.1");
    CHECK_TEXT(service, "65535");
    CHECK_EQ(getnameinfo((struct sockaddr *)&in6, SIX, host, sizeof host, service, sizeof service, NUMBERS), 0);
    CHECK_TEXT(host, "::1");
    CHECK_TEXT(service, "8080");
    in6.sin6_scope_id = 5;
    CHECK_EQ(getnameinfo((struct sockaddr *)&in6, SIX, host, sizeof host, NULL, 0, NUMBERS), 0);
    CHECK_TEXT(host, "::1%5");
    /* More than the address may be there. */
    CHECK_EQ(getnameinfo(four(0x01020304, 0), FOUR + 4, host, sizeof host, service, sizeof service, NUMBERS), 0);
    CHECK_TEXT(host, "1.2.3.4");
    CHECK_TEXT(service, "0");
}

CASE_BODY(netdb_name_of_services)
{
    char service[NI_MAXSERV];

    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 80), FOUR, NULL, 0, service, sizeof service, 0), 0);
    CHECK_TEXT(service, "http");
    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 53), FOUR, NULL, 0, service, sizeof service, NI_DGRAM), 0);
    CHECK_TEXT(service, "domain");
    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 1), FOUR, NULL, 0, service, sizeof service, NI_DGRAM), 0);
    CHECK_TEXT(service, "1");
}

CASE_BODY(netdb_name_of_this_machine)
{
    char host[NI_MAXHOST];

    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 80), FOUR, host, sizeof host, NULL, 0, NI_NAMEREQD), 0);
    CHECK(host[0] != 0);
    CHECK(inet_addr(host) == INADDR_NONE);
}

CASE_BODY(netdb_name_sizes)
{
    char host[16], service[8];
    socklen_t size;

    for (size = 1; size < 10; size++) {
        CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 80), FOUR, host, size, NULL, 0, NUMBERS), EAI_OVERFLOW);
        CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 1), FOUR, host, size, service, sizeof service, NUMBERS), EAI_OVERFLOW);
    }
    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 80), FOUR, host, 10, NULL, 0, NUMBERS), 0);
    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 80), FOUR, NULL, 0, service, 2, NUMBERS), EAI_OVERFLOW);
    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 80), FOUR, NULL, 0, service, 3, NUMBERS), 0);
    /* No room means that nobody asks. */
    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 80), FOUR, host, 0, service, 0, NUMBERS), 0);
    CHECK_EQ(getnameinfo(four(INADDR_LOOPBACK, 80), FOUR, NULL, 99, NULL, 99, NUMBERS), 0);
}

CASE_BODY(netdb_name_errors)
{
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
    struct sockaddr unknown = { .sa_family = 99 };
    char host[NI_MAXHOST];

    CHECK_EQ(getnameinfo(four(1, 1), FOUR, host, sizeof host, NULL, 0, 0x10000), EAI_BADFLAGS);
    CHECK_EQ(getnameinfo(four(1, 1), FOUR - 1, host, sizeof host, NULL, 0, NUMBERS), EAI_FAMILY);
    CHECK_EQ(getnameinfo(four(1, 1), 1, host, sizeof host, NULL, 0, NUMBERS), EAI_FAMILY);
    CHECK_EQ(getnameinfo(four(1, 1), 0, host, sizeof host, NULL, 0, NUMBERS), EAI_FAMILY);
    CHECK_EQ(getnameinfo((struct sockaddr *)&in6, SIX - 1, host, sizeof host, NULL, 0, NUMBERS), EAI_FAMILY);
    CHECK_EQ(getnameinfo(&unknown, sizeof unknown, host, sizeof host, NULL, 0, NUMBERS), EAI_FAMILY);
    CHECK_EQ(getnameinfo(null_pointer, FOUR, host, sizeof host, NULL, 0, NUMBERS), EAI_FAMILY);
    CHECK_EQ(getnameinfo(four(1, 1), FOUR, NULL, 0, NULL, 0, NI_NAMEREQD), EAI_NONAME);
    /* Two are wrong: which one is told. */
    CHECK_EQ(getnameinfo(&unknown, 1, NULL, 0, NULL, 0, 0x10000), EAI_BADFLAGS);
    CHECK_EQ(getnameinfo(&unknown, sizeof unknown, NULL, 0, NULL, 0, NI_NAMEREQD), EAI_NONAME);
    CHECK_EQ(getnameinfo(&unknown, 1, NULL, 0, NULL, 0, NI_NAMEREQD), EAI_FAMILY);
}

CASE_BODY(netdb_name_of_unix_sockets)
{
    struct sockaddr_un address = unix_address("some/path");
    char host[NI_MAXHOST], service[NI_MAXHOST], own[NI_MAXHOST];

    MUST(gethostname(own, sizeof own));
    CHECK_EQ(getnameinfo((struct sockaddr *)&address, sizeof address, host, sizeof host, service, sizeof service, 0), 0);
    CHECK_TEXT(host, own);
    CHECK_TEXT(service, "some/path");
    CHECK_EQ(getnameinfo((struct sockaddr *)&address, sizeof address, host, sizeof host, NULL, 0, NI_NUMERICHOST), 0);
    CHECK_TEXT(host, "localhost");
    CHECK_EQ(getnameinfo((struct sockaddr *)&address, sizeof address, host, sizeof host, NULL, 0, NI_NUMERICHOST | NI_NAMEREQD), EAI_NONAME);
    CHECK_EQ(getnameinfo((struct sockaddr *)&address, sizeof address, NULL, 0, service, 9, 0), EAI_OVERFLOW);
    CHECK_EQ(getnameinfo((struct sockaddr *)&address, sizeof address, NULL, 0, service, 10, 0), 0);
}

CASE_BODY(netdb_own_name)
{
    char whole[256], part[256] = "xxxx";
    size_t length;

    MUST(gethostname(whole, sizeof whole));
    length = strlen(whole);
    CHECK(length > 0);
    MUST(gethostname(part, length + 1));
    CHECK_TEXT(part, whole);
    memset(part, 'x', sizeof part);
    FAILS_WITH(ENAMETOOLONG, gethostname(part, length));
    CHECK_BYTES(part, whole, length);
    CHECK_EQ(part[length], 'x');
    FAILS_WITH(ENAMETOOLONG, gethostname(part, 0));
}

CASE_BODY(netdb_host_by_name)
{
    struct hostent *host = gethostbyname("127.1");
    struct in_addr address;

    CHECK(host != NULL);
    CHECK_TEXT(host->h_name, "127.1");
    CHECK_EQ(host->h_addrtype, AF_INET);
    CHECK_EQ(host->h_length, sizeof address);
    CHECK(host->h_aliases[0] == NULL);
    memcpy(&address, host->h_addr, sizeof address);
    CHECK_EQ(ntohl(address.s_addr), INADDR_LOOPBACK);
    CHECK(host->h_addr_list[1] == NULL);
    host = gethostbyname("localhost");
    CHECK(host != NULL);
    memcpy(&address, host->h_addr_list[0], sizeof address);
    CHECK_EQ(ntohl(address.s_addr), INADDR_LOOPBACK);
    /* An IPv6 number is no host of AF_INET. */
    h_errno = 0;
    CHECK(gethostbyname("::1") == NULL);
    CHECK_EQ(h_errno, HOST_NOT_FOUND);
}

CASE_BODY(netdb_host_by_address)
{
    struct in_addr address = { htonl(INADDR_LOOPBACK) };
    struct hostent *host = gethostbyaddr(&address, sizeof address, AF_INET);

    CHECK(host != NULL);
    CHECK(host->h_name[0] != 0);
    CHECK_EQ(host->h_addrtype, AF_INET);
    CHECK_EQ(host->h_length, sizeof address);
    CHECK_BYTES(host->h_addr, &address, sizeof address);
    CHECK(gethostbyaddr(&address, 3, AF_INET) == NULL);
    CHECK(gethostbyaddr(&address, sizeof address, AF_INET6) == NULL);
    CHECK(gethostbyaddr(&address, sizeof address, AF_UNIX) == NULL);
}

CASE_BODY(netdb_services_by_name_and_port)
{
    struct servent *service = getservbyname("http", "tcp");

    CHECK(service != NULL);
    CHECK_TEXT(service->s_name, "http");
    CHECK_TEXT(service->s_proto, "tcp");
    CHECK_EQ(service->s_port, htons(80));
    CHECK(service->s_aliases != NULL);
    CHECK(getservbyname("http", "udp") == NULL);
    CHECK(getservbyname("domain", NULL) != NULL);
    CHECK(getservbyname("nosuchservice", "tcp") == NULL);
    CHECK(getservbyname("http", "nosuchprotocol") == NULL);
    service = getservbyport(htons(53), "udp");
    CHECK(service != NULL);
    CHECK_TEXT(service->s_name, "domain");
    CHECK_TEXT(service->s_proto, "udp");
    CHECK(getservbyport(htons(1), "udp") == NULL);
    CHECK(getservbyport(-1, "tcp") == NULL);
    CHECK(getservbyport(0x10000 + htons(80), "tcp") == NULL);
}

CASE_BODY(netdb_protocols)
{
    struct protoent *protocol = getprotobyname("tcp");

    CHECK(protocol != NULL);
    CHECK_TEXT(protocol->p_name, "tcp");
    CHECK_EQ(protocol->p_proto, IPPROTO_TCP);
    CHECK(protocol->p_aliases != NULL);
    protocol = getprotobynumber(IPPROTO_UDP);
    CHECK(protocol != NULL);
    CHECK_TEXT(protocol->p_name, "udp");
    CHECK(getprotobyname("nosuchprotocol") == NULL);
    CHECK(getprotobynumber(-1) == NULL);
    CHECK(getprotobynumber(255) == NULL);
}

static void set_host_error(void *seen)
{
    *(int *)seen = h_errno;
    h_errno = TRY_AGAIN;
}

CASE_BODY(netdb_h_errno_is_the_threads)
{
    int seen = -1;

    h_errno = NO_RECOVERY;
    thread_join(thread_start(set_host_error, &seen));
    CHECK_EQ(seen, 0);
    CHECK_EQ(h_errno, NO_RECOVERY);
    CHECK(strcmp(hstrerror(HOST_NOT_FOUND), hstrerror(TRY_AGAIN)) != 0);
}
