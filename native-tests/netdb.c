/* getaddrinfo(). No name server is asked: hosts are numbers or localhost. */
#include "check.h"
#include "sockets.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>

#define COUNT(table) (sizeof (table) / sizeof *(table))

/* Not a family, but NULL for the hints. */
enum { NO_HINTS = -100 };

static int ask(const char *node, const char *service, int flags, int family, int type, int protocol, struct addrinfo **list)
{
    struct addrinfo hints = { .ai_flags = flags, .ai_family = family, .ai_socktype = type, .ai_protocol = protocol };

    note("%s %s, flags %x, family %d, type %d, protocol %d", node ? node : "NULL", service ? service : "NULL", flags, family, type, protocol);
    return getaddrinfo(node, service, family == NO_HINTS ? NULL : &hints, list);
}

/* The answers as text, one "family type/protocol address port" after another. */
static const char *answers(const char *node, const char *service, int flags, int family, int type, int protocol)
{
    static char text[1024];
    struct addrinfo *list = NULL, *one;
    int error = ask(node, service, flags, family, type, protocol, &list);
    size_t used = 0;

    text[0] = 0;
    if (error != 0)
        snprintf(text, sizeof text, "error: %s", gai_strerror(error));
    for (one = list; one; one = one->ai_next) {
        char host[INET6_ADDRSTRLEN];
        bool four = one->ai_family == AF_INET;
        struct sockaddr_in *in4 = (struct sockaddr_in *)one->ai_addr;
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)one->ai_addr;

        CHECK(four || one->ai_family == AF_INET6);
        CHECK_EQ(one->ai_addrlen, four ? sizeof *in4 : sizeof *in6);
        CHECK_EQ(one->ai_addr->sa_family, one->ai_family);
        CHECK_EQ(one->ai_flags, family == NO_HINTS ? one->ai_flags : flags);
        inet_ntop(one->ai_family, four ? (void *)&in4->sin_addr : (void *)&in6->sin6_addr, host, sizeof host);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%d %d/%d %s %d", used ? ", " : "", four ? 4 : 6, one->ai_socktype,
                                 one->ai_protocol, host, ntohs(four ? in4->sin_port : in6->sin6_port));
    }
    freeaddrinfo(list);
    return text;
}

CASE_BODY(netdb_numbers)
{
    CHECK_TEXT(answers("127.0.0.1", "80", 0, AF_UNSPEC, SOCK_STREAM, 0), "4 1/6 127.0.0.1 80");
    CHECK_TEXT(answers("127.0.0.1", NULL, 0, AF_INET, SOCK_DGRAM, 0), "4 2/17 127.0.0.1 0");
    CHECK_TEXT(answers("127.0.0.1", "80", 0, AF_UNSPEC, 0, 0), "4 1/6 127.0.0.1 80, 4 2/17 127.0.0.1 80, 4 3/0 127.0.0.1 80");
    CHECK_TEXT(answers("127.0.0.1", "80", 0, NO_HINTS, 0, 0), "4 1/6 127.0.0.1 80, 4 2/17 127.0.0.1 80, 4 3/0 127.0.0.1 80");
    CHECK_TEXT(answers("::1", "80", 0, AF_UNSPEC, SOCK_STREAM, 0), "6 1/6 ::1 80");
    /* The older forms of IPv4. */
    CHECK_TEXT(answers("127.1", NULL, AI_NUMERICHOST, AF_UNSPEC, SOCK_STREAM, 0), "4 1/6 127.0.0.1 0");
    CHECK_TEXT(answers("0x7f.1", NULL, AI_NUMERICHOST, AF_INET, SOCK_STREAM, 0), "4 1/6 127.0.0.1 0");
    CHECK_TEXT(answers("2130706433", NULL, 0, AF_INET, SOCK_STREAM, 0), "4 1/6 127.0.0.1 0");
    /* From one family to the other. */
    CHECK_TEXT(answers("::ffff:1.2.3.4", NULL, 0, AF_INET, SOCK_STREAM, 0), "4 1/6 1.2.3.4 0");
    CHECK_TEXT(answers("::ffff:1.2.3.4", NULL, 0, AF_INET6, SOCK_STREAM, 0), "6 1/6 ::ffff:1.2.3.4 0");
    CHECK_TEXT(answers("1.2.3.4", NULL, AI_V4MAPPED, AF_INET6, SOCK_STREAM, 0), "6 1/6 ::ffff:1.2.3.4 0");
}

CASE_BODY(netdb_kinds_of_sockets)
{
    CHECK_TEXT(answers("127.0.0.1", NULL, 0, AF_UNSPEC, 0, IPPROTO_TCP), "4 1/6 127.0.0.1 0");
    CHECK_TEXT(answers("127.0.0.1", "7", 0, AF_UNSPEC, 0, IPPROTO_UDP), "4 2/17 127.0.0.1 7");
    CHECK_TEXT(answers("127.0.0.1", NULL, 0, AF_UNSPEC, SOCK_RAW, 0), "4 3/0 127.0.0.1 0");
    CHECK_TEXT(answers("127.0.0.1", NULL, 0, AF_UNSPEC, SOCK_RAW, IPPROTO_ICMP), "4 3/1 127.0.0.1 0");
    CHECK_TEXT(answers("127.0.0.1", NULL, 0, AF_UNSPEC, 0, IPPROTO_ICMP), "4 3/1 127.0.0.1 0");
    CHECK_TEXT(answers("127.0.0.1", "7", 0, AF_UNSPEC, SOCK_STREAM, IPPROTO_TCP), "4 1/6 127.0.0.1 7");
}

CASE_BODY(netdb_this_machine)
{
    CHECK_TEXT(answers(NULL, "80", 0, AF_INET, SOCK_STREAM, 0), "4 1/6 127.0.0.1 80");
    CHECK_TEXT(answers(NULL, "80", AI_PASSIVE, AF_INET, SOCK_STREAM, 0), "4 1/6 0.0.0.0 80");
    CHECK_TEXT(answers(NULL, "80", 0, AF_INET6, SOCK_STREAM, 0), "6 1/6 ::1 80");
    CHECK_TEXT(answers(NULL, "80", AI_PASSIVE, AF_INET6, SOCK_STREAM, 0), "6 1/6 :: 80");
    CHECK_TEXT(answers(NULL, "80", AI_PASSIVE, AF_UNSPEC, SOCK_STREAM, 0), "4 1/6 0.0.0.0 80, 6 1/6 :: 80");
    CHECK_TEXT(answers(NULL, "", 0, AF_INET, SOCK_DGRAM, 0), "4 2/17 127.0.0.1 0");
    CHECK_TEXT(answers("*", "80", AI_PASSIVE, AF_INET, SOCK_STREAM, 0), "4 1/6 0.0.0.0 80");
    /* AI_PASSIVE is for no name only. */
    CHECK_TEXT(answers("127.0.0.1", "80", AI_PASSIVE, AF_INET, SOCK_STREAM, 0), "4 1/6 127.0.0.1 80");
}

CASE_BODY(netdb_localhost)
{
    struct addrinfo *list, *one;
    bool seen = false;

    CHECK_TEXT(answers("localhost", "80", 0, AF_INET, SOCK_STREAM, 0), "4 1/6 127.0.0.1 80");
    CHECK_EQ(ask("localhost", "7", AI_CANONNAME, AF_UNSPEC, SOCK_STREAM, 0, &list), 0);
    CHECK(list->ai_canonname != NULL && list->ai_canonname[0] != 0);
    for (one = list; one; one = one->ai_next) {
        struct sockaddr_in *address = (struct sockaddr_in *)one->ai_addr;

        CHECK(one == list || one->ai_canonname == NULL);
        seen = seen || (one->ai_family == AF_INET && address->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    }
    CHECK(seen);
    freeaddrinfo(list);
    /* Without a network this machine still has itself. */
    CHECK_EQ(ask("LocalHost", "7", AI_ADDRCONFIG, AF_UNSPEC, SOCK_STREAM, 0, &list), 0);
    freeaddrinfo(list);
    /* With AI_V4MAPPED there is an answer for IPv6, whatever this machine has. */
    CHECK_EQ(ask("localhost", "7", AI_V4MAPPED, AF_INET6, SOCK_STREAM, 0, &list), 0);
    CHECK_EQ(list->ai_family, AF_INET6);
    freeaddrinfo(list);
}

CASE_BODY(netdb_canonical_names_of_numbers)
{
    static const char *const nodes[] = { "127.1", "::1", "::ffff:1.2.3.4" };
    struct addrinfo *list;
    size_t i;

    for (i = 0; i < COUNT(nodes); i++) {
        CHECK_EQ(ask(nodes[i], "80", AI_CANONNAME | AI_NUMERICHOST, AF_UNSPEC, 0, 0, &list), 0);
        CHECK_TEXT(list->ai_canonname, nodes[i]);
        CHECK(list->ai_next->ai_canonname == NULL);
        freeaddrinfo(list);
    }
    CHECK_EQ(ask("127.0.0.1", NULL, 0, AF_UNSPEC, 0, 0, &list), 0);
    CHECK(list->ai_canonname == NULL);
    freeaddrinfo(list);
}

CASE_BODY(netdb_scopes)
{
    struct addrinfo *list;

    CHECK_EQ(ask("fe80::1%3", NULL, AI_NUMERICHOST | AI_CANONNAME, AF_INET6, SOCK_STREAM, 0, &list), 0);
    CHECK_EQ(((struct sockaddr_in6 *)list->ai_addr)->sin6_scope_id, 3);
    CHECK_TEXT(list->ai_canonname, "fe80::1%3");
    freeaddrinfo(list);
    CHECK_EQ(ask("fe80::1%", NULL, AI_NUMERICHOST, AF_INET6, SOCK_STREAM, 0, &list), EAI_NONAME);
    CHECK_EQ(ask("fe80::1%4294967296", NULL, AI_NUMERICHOST, AF_INET6, SOCK_STREAM, 0, &list), EAI_NONAME);
    CHECK_EQ(ask("fe80::1%no such interface", NULL, AI_NUMERICHOST, AF_INET6, SOCK_STREAM, 0, &list), EAI_NONAME);
    CHECK_EQ(ask("127.0.0.1%3", NULL, AI_NUMERICHOST, AF_UNSPEC, SOCK_STREAM, 0, &list), EAI_NONAME);
}

CASE_BODY(netdb_services)
{
    static const struct {
        const char *service;
        int port; /* -1: EAI_SERVICE */
        bool number; /* to AI_NUMERICSERV */
    } table[] = {
        { "0", 0, true }, { "65535", 65535, true }, { "65536", 0, true }, { "70000", 70000 - 65536, true }, { " 80", 80, true }, { "+80", 80, true },
        { "080", 80, true }, { "", 0, true }, { "*", 0, true }, { "4294967376", 80, true }, { "http", 80, false }, { "-1", -1, true },
        { "99999999999999999999999", -1, true }, { "80 ", -1, false }, { "80x", -1, false }, { "0x50", -1, false }, { "nosuchservice", -1, false },
        { " ", -1, false }, { "-", -1, false },
    };
    size_t i;

    for (i = 0; i < COUNT(table); i++) {
        struct addrinfo *list = NULL;
        int error = ask("127.0.0.1", table[i].service, 0, AF_INET, SOCK_STREAM, 0, &list);

        CHECK_EQ(error, table[i].port < 0 ? EAI_SERVICE : 0);
        if (error == 0)
            CHECK_EQ(ntohs(((struct sockaddr_in *)list->ai_addr)->sin_port), table[i].port);
        freeaddrinfo(list);
        list = NULL;
        error = ask("127.0.0.1", table[i].service, AI_NUMERICSERV, AF_INET, SOCK_STREAM, 0, &list);
        CHECK_EQ(error, !table[i].number ? EAI_NONAME : table[i].port < 0 ? EAI_SERVICE : 0);
        freeaddrinfo(list);
    }
    /* A name is looked up for each kind of socket: http is no service of UDP's, domain is. */
    CHECK_TEXT(answers("127.0.0.1", "domain", 0, AF_INET, 0, 0), "4 1/6 127.0.0.1 53, 4 2/17 127.0.0.1 53");
    CHECK_TEXT(answers("127.0.0.1", "domain", 0, AF_INET, SOCK_DGRAM, 0), "4 2/17 127.0.0.1 53");
}

CASE_BODY(netdb_errors)
{
    static const struct {
        const char *node, *service;
        int flags, family, type, protocol, error;
    } table[] = {
        { NULL, NULL, 0, AF_UNSPEC, 0, 0, EAI_NONAME },
        { "*", "*", 0, AF_UNSPEC, 0, 0, EAI_NONAME },
        { "127.0.0.1", NULL, 0, AF_UNIX, 0, 0, EAI_FAMILY },
        { "127.0.0.1", NULL, 0, 999, 0, 0, EAI_FAMILY },
        { "127.0.0.1", NULL, 0, -1, 0, 0, EAI_FAMILY },
        { "127.0.0.1", NULL, 0x100000, AF_UNSPEC, 0, 0, EAI_BADFLAGS },
        { NULL, "80", AI_CANONNAME, AF_UNSPEC, 0, 0, EAI_BADFLAGS },
        { "127.0.0.1", NULL, 0, AF_UNSPEC, 77, 0, EAI_SOCKTYPE },
        { "127.0.0.1", NULL, 0, AF_UNSPEC, -1, 0, EAI_SOCKTYPE },
        { "127.0.0.1", NULL, 0, AF_UNSPEC, SOCK_STREAM, IPPROTO_UDP, EAI_SOCKTYPE },
        { "127.0.0.1", "80", 0, AF_UNSPEC, SOCK_RAW, 0, EAI_SERVICE },
        { "127.0.0.1", "nosuchservice", 0, AF_UNSPEC, 0, 0, EAI_SERVICE },
        { "127.0.0.1", "http", 0, AF_UNSPEC, SOCK_DGRAM, 0, EAI_SERVICE },
        { "::1", NULL, AI_NUMERICHOST, AF_INET, 0, 0, EAI_ADDRFAMILY },
        { "1.2.3.4", NULL, AI_NUMERICHOST, AF_INET6, 0, 0, EAI_ADDRFAMILY },
        { "localhost", NULL, AI_NUMERICHOST, AF_UNSPEC, 0, 0, EAI_NONAME },
        { "", "80", AI_NUMERICHOST, AF_UNSPEC, 0, 0, EAI_NONAME },
        { "1.2.3.4 ", "80", AI_NUMERICHOST, AF_UNSPEC, 0, 0, EAI_NONAME },
        { "[::1]", "80", AI_NUMERICHOST, AF_UNSPEC, 0, 0, EAI_NONAME },
        { "1.2.3.4.5", "80", AI_NUMERICHOST, AF_UNSPEC, 0, 0, EAI_NONAME },
        /* Two are wrong: which one is told. */
        { NULL, NULL, 0x100000, 999, 0, 0, EAI_NONAME },
        { "127.0.0.1", "x", 0x100000, 999, 77, 0, EAI_BADFLAGS },
        { "127.0.0.1", "x", AI_NUMERICSERV, 999, 77, 0, EAI_FAMILY },
        { "127.0.0.1", "x", AI_NUMERICSERV, AF_UNSPEC, 77, 0, EAI_NONAME },
        { "x", "x", AI_NUMERICHOST, AF_UNSPEC, 77, 0, EAI_SOCKTYPE },
        { "x", "nosuchservice", AI_NUMERICHOST, AF_UNSPEC, SOCK_STREAM, 0, EAI_SERVICE },
        { "::1%x", NULL, AI_NUMERICHOST, AF_INET, 0, 0, EAI_ADDRFAMILY },
    };
    size_t i;

    for (i = 0; i < COUNT(table); i++) {
        struct addrinfo mark, *list = &mark;

        CHECK_EQ(ask(table[i].node, table[i].service, table[i].flags, table[i].family, table[i].type, table[i].protocol, &list), table[i].error);
        CHECK(list == &mark);
    }
}

CASE_BODY(netdb_answers_can_be_used)
{
    struct addrinfo *here, *there;
    struct sockaddr_storage bound;
    socklen_t length = sizeof bound;
    char port[NI_MAXSERV];
    int listener, client;

    CHECK_EQ(ask(NULL, "0", AI_PASSIVE, AF_INET, SOCK_STREAM, 0, &here), 0);
    listener = (int)MUST(socket(here->ai_family, here->ai_socktype, here->ai_protocol));
    MUST(bind(listener, here->ai_addr, here->ai_addrlen));
    MUST(listen(listener, 1));
    freeaddrinfo(here);
    MUST(getsockname(listener, (struct sockaddr *)&bound, &length));
    CHECK_EQ(getnameinfo((struct sockaddr *)&bound, length, NULL, 0, port, sizeof port, NI_NUMERICSERV), 0);
    CHECK_EQ(ask("localhost", port, 0, AF_INET, SOCK_STREAM, 0, &there), 0);
    client = (int)MUST(socket(there->ai_family, there->ai_socktype, there->ai_protocol));
    MUST(connect(client, there->ai_addr, there->ai_addrlen));
    freeaddrinfo(there);
    send_text(client, "found");
    expect_text(accepted_from(listener), "found");
}

CASE_BODY(netdb_parts_of_a_list_are_freed)
{
    struct addrinfo *list, *rest;

    CHECK_EQ(ask("127.0.0.1", "80", AI_CANONNAME, AF_UNSPEC, 0, 0, &list), 0);
    rest = list->ai_next;
    list->ai_next = NULL;
    freeaddrinfo(list);
    CHECK_EQ(rest->ai_socktype, SOCK_DGRAM);
    freeaddrinfo(rest);
}

CASE_BODY(netdb_errors_have_texts)
{
    static const int errors[] = { EAI_AGAIN,   EAI_BADFLAGS, EAI_FAIL,     EAI_FAMILY, EAI_MEMORY,   EAI_NONAME,
                                  EAI_SERVICE, EAI_SOCKTYPE, EAI_OVERFLOW, EAI_SYSTEM, EAI_ADDRFAMILY };
    size_t i, k;

    for (i = 0; i < COUNT(errors); i++)
        for (k = 0; k < COUNT(errors); k++) {
            CHECK(gai_strerror(errors[i])[0] != 0);
            CHECK((strcmp(gai_strerror(errors[i]), gai_strerror(errors[k])) == 0) == (i == k));
        }
    CHECK_TEXT(gai_strerror(4711), gai_strerror(4712));
    /* Programs compare these texts. */
    CHECK_TEXT(gai_strerror(EAI_NONAME), "Name or service not known");
    CHECK_TEXT(gai_strerror(EAI_AGAIN), "Temporary failure in name resolution");
    CHECK_TEXT(gai_strerror(EAI_FAMILY), "ai_family not supported");
    CHECK_TEXT(gai_strerror(EAI_SERVICE), "Servname not supported for ai_socktype");
}
