/* inet_pton(), inet_ntop() and their older kin. */
#include "check.h"
#include "sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

#define COUNT(table) (sizeof (table) / sizeof *(table))

CASE_BODY(inet_pton_of_ipv4)
{
    static const struct {
        const char *text;
        const char *bytes; /* NULL: no address */
    } table[] = {
        { "127.0.0.1", "\x7f\0\0\x01" }, { "0.0.0.0", "\0\0\0\0" }, { "255.255.255.255", "\xff\xff\xff\xff" }, { "1.2.3.4", "\1\2\3\4" },
        { "", NULL }, { "1", NULL }, { "1.2.3", NULL }, { "1.2.3.", NULL }, { "1.2.3.4.", NULL }, { "1.2.3.4.5", NULL }, { ".1.2.3.4", NULL },
        { "1..2.3", NULL }, { "01.2.3.4", NULL }, { "1.2.3.04", NULL }, { "00.0.0.0", NULL }, { "0x1.2.3.4", NULL }, { "256.0.0.1", NULL },
        { "1.2.3.256", NULL }, { "1.2.3.1000", NULL }, { " 1.2.3.4", NULL }, { "1.2.3.4 ", NULL }, { "1.2.3.4x", NULL }, { "1.2.3.-4", NULL },
        { "1.2.3.+4", NULL }, { "::1", NULL }, { "localhost", NULL },
    };
    size_t i;

    for (i = 0; i < COUNT(table); i++) {
        char seen[4] = "ABC";

        note("%s", table[i].text);
        errno = 0;
        CHECK_EQ(inet_pton(AF_INET, table[i].text, seen), table[i].bytes != NULL);
        CHECK_EQ(errno, 0);
        CHECK_BYTES(seen, table[i].bytes ? table[i].bytes : "ABC", sizeof seen);
    }
}

/* What these are is told by how inet_ntop() writes them. */
CASE_BODY(inet_pton_of_ipv6)
{
    static const struct {
        const char *text;
        const char *again; /* NULL: no address */
    } table[] = {
        { "::", "::" }, { "::1", "::1" }, { "1::", "1::" }, { "0:0:0:0:0:0:0:0", "::" }, { "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
        { "FE80::ABCD", "fe80::abcd" }, { "fe80:0000:0000:0000:0000:0000:0000:0001", "fe80::1" }, { "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
        { "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" }, { "1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8" }, { "1:0:0:2:0:0:0:3", "1:0:0:2::3" },
        { "1:0:0:2:0:0:3:4", "1::2:0:0:3:4" }, { "::1.2.3.4", "::1.2.3.4" }, { "::ffff:1.2.3.4", "::ffff:1.2.3.4" },
        { "::ffff:102:304", "::ffff:1.2.3.4" }, { "::fffe:1.2.3.4", "::fffe:102:304" }, { "64:ff9b::1.2.3.4", "64:ff9b::102:304" },
        { "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304" }, { "::0.0.0.1", "::1" }, { "::0.1.0.0", "::0.1.0.0" }, { "::1:0:0", "::1:0:0" },
        { "", NULL }, { ":", NULL }, { ":::", NULL }, { "1", NULL }, { "1:", NULL }, { ":1", NULL }, { "1:2:3:4:5:6:7", NULL },
        { "1:2:3:4:5:6:7:8:9", NULL }, { "1:2:3:4:5:6:7:", NULL }, { "1:2:3:4:5:6:7:8:", NULL }, { "1:2:3:4:5:6:7:8::", NULL },
        { "::1:2:3:4:5:6:7:8", NULL }, { "1::2::3", NULL }, { "1:::2", NULL }, { "12345::", NULL }, { "00001::", NULL }, { "g::", NULL },
        { "::1.2.3", NULL }, { "::1.2.3.4.5", NULL }, { "::01.2.3.4", NULL }, { "::256.2.3.4", NULL }, { "::1.2.3.4:5", NULL },
        { "1.2.3.4::", NULL }, { "1:2:3:4:5:6:7:1.2.3.4", NULL }, { "1:2:3:4:5::1.2.3.4", "1:2:3:4:5:0:102:304" },
        { "1:2:3:4:5:6::1.2.3.4", NULL }, { "::1 ", NULL }, { " ::1", NULL }, { "::1%1", NULL }, { "[::1]", NULL }, { "1.2.3.4", NULL },
        { "::-1", NULL }, { "::0x1", NULL },
    };
    size_t i;

    for (i = 0; i < COUNT(table); i++) {
        unsigned char address[16] = "kept as it was";
        char seen[INET6_ADDRSTRLEN];

        note("%s", table[i].text);
        errno = 0;
        CHECK_EQ(inet_pton(AF_INET6, table[i].text, address), table[i].again != NULL);
        CHECK_EQ(errno, 0);
        if (table[i].again)
            CHECK_TEXT(inet_ntop(AF_INET6, address, seen, sizeof seen), table[i].again);
        else
            CHECK_BYTES(address, "kept as it was", 15);
    }
}

CASE_BODY(inet_ntop_sizes)
{
    static const unsigned char six[16] = { 0xfe, 0x80, [15] = 1 }, longest[16] = { 0x11, 0x11, 0x22, 0x22, 0x33, 0x33, 0x44, 0x44,
                                                                                  0x55, 0x55, 0x66, 0x66, 0x77, 0x77, 0x88, 0x88 };
    char text[INET6_ADDRSTRLEN];
    socklen_t size;

    CHECK_TEXT(inet_ntop(AF_INET, "\xff\xfe\x0a\0", text, sizeof text), "255.254.10.0");
    CHECK_TEXT(inet_ntop(AF_INET6, longest, text, sizeof text), "1111:2222:3333:4444:5555:6666:7777:8888");
    for (size = 0; size < 8; size++) {
        memset(text, 'x', sizeof text);
        errno = 0;
        CHECK(inet_ntop(AF_INET6, six, text, size) == NULL);
        CHECK_EQ(errno, ENOSPC);
        CHECK_EQ(text[size], 'x');
        errno = 0;
        CHECK(inet_ntop(AF_INET, "\1\2\3\4", text, size) == NULL);
        CHECK_EQ(errno, ENOSPC);
    }
    CHECK(inet_ntop(AF_INET6, six, text, 8) == text);
    CHECK_TEXT(text, "fe80::1");
    CHECK(inet_ntop(AF_INET, "\1\2\3\4", text, 8) == text);
}

CASE_BODY(inet_unknown_families)
{
    static const int families[] = { AF_UNIX, AF_UNSPEC, -1, 999 };
    char address[16] = { 0 }, text[64];
    size_t i;

    for (i = 0; i < COUNT(families); i++) {
        FAILS_WITH(EAFNOSUPPORT, inet_pton(families[i], "127.0.0.1", address));
        errno = 0;
        CHECK(inet_ntop(families[i], address, text, sizeof text) == NULL);
        CHECK_EQ(errno, EAFNOSUPPORT);
        /* It comes before the size. */
        errno = 0;
        CHECK(inet_ntop(families[i], address, text, 0) == NULL);
        CHECK_EQ(errno, EAFNOSUPPORT);
    }
}

CASE_BODY(inet_aton_forms)
{
    static const struct {
        const char *text;
        long long address; /* host order; -1: none */
    } table[] = {
        { "127.0.0.1", 0x7f000001 }, { "127.1", 0x7f000001 }, { "127.0.1", 0x7f000001 }, { "1.2.65535", 0x0102ffff }, { "1.16777215", 0x01ffffff },
        { "2130706433", 0x7f000001 }, { "0x7f000001", 0x7f000001 }, { "017700000001", 0x7f000001 }, { "0x7f.1", 0x7f000001 },
        { "0177.0.0.01", 0x7f000001 }, { "0XfF.0xFf.0xff.0xff", 0xffffffff }, { "4294967295", 0xffffffff }, { "0", 0 }, { "1.2.3.4 ", 0x01020304 },
        { "1.2.3.4\t", 0x01020304 }, { "1.2.3.4\nx", 0x01020304 }, { "1.2.3.4 and more", 0x01020304 }, { "00000000000001.2.3.4", 0x01020304 },
        { "0x00000000001.2.3.4", 0x01020304 }, { "1.2.3.4\v", 0x01020304 }, { "1.2.3.4\r", 0x01020304 },
        { "", -1 }, { " 1.2.3.4", -1 }, { "1.2.3.4x", -1 }, { "1.2.3.256", -1 }, { "1.2.65536", -1 }, { "1.16777216", -1 }, { "4294967296", -1 },
        { "256.1", -1 }, { "1.256.1", -1 }, { "1.2.256.1", -1 }, { "1.2.3.4.5", -1 }, { "1.2.3.4.", -1 }, { "1.", -1 }, { "1.2.", -1 }, { ".1", -1 },
        { "1..2", -1 }, { "0x", -1 }, { "0x.1", -1 }, { "08", -1 }, { "1.2.3.08", -1 }, { "-1", -1 }, { "+1", -1 }, { "x", -1 },
        { "1.2.3.4\b", -1 }, { "99999999999999999999", -1 }, { "0x1ffffffff", -1 }, { "a.b.c.d", -1 }, { "1 .2.3.4", 1 },
    };
    size_t i;

    for (i = 0; i < COUNT(table); i++) {
        struct in_addr seen = { htonl(0x0a0b0c0d) };
        bool good = table[i].address >= 0;

        note("%s", table[i].text);
        CHECK_EQ(inet_aton(table[i].text, &seen), good);
        CHECK_EQ(ntohl(seen.s_addr), good ? table[i].address : 0x0a0b0c0d);
        CHECK_EQ(ntohl(inet_addr(table[i].text)), good ? table[i].address : 0xffffffff);
        CHECK_EQ(inet_aton(table[i].text, NULL), good);
    }
}

CASE_BODY(inet_ntoa_is_rewritten)
{
    struct in_addr one = { htonl(0x01020304) }, other = { htonl(0xfffefdfc) };
    char *first = inet_ntoa(one);

    CHECK_TEXT(first, "1.2.3.4");
    CHECK(inet_ntoa(other) == first);
    CHECK_TEXT(first, "255.254.253.252");
}

static const struct in6_addr *six(const char *text)
{
    static struct in6_addr address;

    CHECK_EQ(inet_pton(AF_INET6, text, &address), 1);
    return &address;
}

CASE_BODY(inet_kinds_of_addresses)
{
    struct in6_addr copy = in6addr_loopback;

    CHECK(IN6_IS_ADDR_UNSPECIFIED(six("::")) && !IN6_IS_ADDR_UNSPECIFIED(six("::1")) && !IN6_IS_ADDR_UNSPECIFIED(six("1::")));
    CHECK(IN6_IS_ADDR_LOOPBACK(six("::1")) && !IN6_IS_ADDR_LOOPBACK(six("::")) && !IN6_IS_ADDR_LOOPBACK(six("::2")));
    CHECK(IN6_IS_ADDR_MULTICAST(six("ff02::1")) && !IN6_IS_ADDR_MULTICAST(six("fe80::1")));
    CHECK(IN6_IS_ADDR_LINKLOCAL(six("fe80::1")) && IN6_IS_ADDR_LINKLOCAL(six("febf::1")) && !IN6_IS_ADDR_LINKLOCAL(six("fec0::1")));
    CHECK(IN6_IS_ADDR_SITELOCAL(six("fec0::1")) && !IN6_IS_ADDR_SITELOCAL(six("fe80::1")));
    CHECK(IN6_IS_ADDR_V4MAPPED(six("::ffff:1.2.3.4")) && !IN6_IS_ADDR_V4MAPPED(six("::1.2.3.4")) && !IN6_IS_ADDR_V4MAPPED(six("::fffe:1.2.3.4")));
    CHECK(IN6_IS_ADDR_V4COMPAT(six("::1.2.3.4")) && !IN6_IS_ADDR_V4COMPAT(six("::1")) && !IN6_IS_ADDR_V4COMPAT(six("::")) &&
          !IN6_IS_ADDR_V4COMPAT(six("::ffff:1.2.3.4")) && IN6_IS_ADDR_V4COMPAT(six("::2")));
    CHECK(IN6_IS_ADDR_MC_NODELOCAL(six("ff01::1")) && IN6_IS_ADDR_MC_LINKLOCAL(six("ff12::1")) && IN6_IS_ADDR_MC_SITELOCAL(six("ff05::1")));
    CHECK(IN6_IS_ADDR_MC_ORGLOCAL(six("ff08::1")) && IN6_IS_ADDR_MC_GLOBAL(six("ff0e::1")) && !IN6_IS_ADDR_MC_GLOBAL(six("fe0e::1")));
    CHECK(IN6_ARE_ADDR_EQUAL(&copy, six("::1")) && !IN6_ARE_ADDR_EQUAL(&copy, six("::2")));
    CHECK(IN_MULTICAST(0xe0000001) && IN_MULTICAST(INADDR_MAX_LOCAL_GROUP) && !IN_MULTICAST(INADDR_LOOPBACK) && !IN_MULTICAST(0xf0000000));
    CHECK(IN_CLASSA(INADDR_LOOPBACK) && IN_CLASSB(0xac100001) && IN_CLASSC(0xc0a80001) && IN_CLASSD(INADDR_ALLHOSTS_GROUP));
}
