/* What goes beside the bytes of a message. */
#include "check.h"
#include "sockets.h"

/* Ancillary data of kinds that nobody knows. */
CASE_BODY(message_control_data)
{
    int ends[2];
    union {
        struct cmsghdr header;
        char room[256];
    } control;
    struct iovec part = { (char *)"x", 1 };
    struct msghdr message = message_of(&part, 1);
    struct cmsghdr *first = &control.header;

    connected_ends(ends);
    memset(&control, 0, sizeof control);
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(sizeof(int));
    *first = (struct cmsghdr) { .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = 0x4711 };
    FAILS_WITH(EINVAL, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    /* Of another level: passed over. */
    first->cmsg_level = 0x777;
    CHECK_EQ(MUST(sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL)), 1);
    first->cmsg_len = sizeof *first - 1;
    FAILS_WITH(EINVAL, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    first->cmsg_len = message.msg_controllen + 1;
    FAILS_WITH(EINVAL, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    message.msg_controllen = sizeof *first - 1;
    CHECK_EQ(MUST(sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL)), 1);
    message.msg_controllen = 0x80000000u;
    FAILS_WITH(ENOBUFS, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    message.msg_controllen = CMSG_SPACE(sizeof(int));
    message.msg_control = null_pointer;
    FAILS_WITH(EFAULT, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    /* None comes either. */
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    part.iov_base = &(char[2]) { 0 };
    CHECK_EQ(MUST(recvmsg(ends[SERVER], &message, 0)), 1);
    CHECK_EQ(message.msg_controllen, 0);
    CHECK_EQ(message.msg_flags, 0);
    CHECK(CMSG_FIRSTHDR(&message) == NULL);
    message.msg_controllen = sizeof control;
    CHECK_EQ(MUST(recvmsg(ends[SERVER], &message, MSG_CMSG_CLOEXEC)), 1);
    CHECK_EQ(message.msg_flags, MSG_CMSG_CLOEXEC);
}

CASE_BODY(message_control_macros)
{
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(5) + CMSG_SPACE(16)];
    struct msghdr message = message_of(NULL, 0);
    struct cmsghdr *first, *second;

    CHECK_EQ(CMSG_LEN(5), 21);
    CHECK_EQ(CMSG_SPACE(5), 24);
    CHECK_EQ(CMSG_SPACE(8), 24);
    memset(room, 0, sizeof room);
    message.msg_control = room;
    message.msg_controllen = sizeof room;
    first = CMSG_FIRSTHDR(&message);
    CHECK((void *)first == room);
    CHECK((char *)CMSG_DATA(first) == room + 16);
    first->cmsg_len = CMSG_LEN(5);
    second = CMSG_NXTHDR(&message, first);
    CHECK((char *)second == room + 24);
    second->cmsg_len = CMSG_LEN(16);
    CHECK(CMSG_NXTHDR(&message, second) == NULL);
    message.msg_controllen = CMSG_SPACE(5) + 15;
    CHECK(CMSG_NXTHDR(&message, first) == NULL);
    message.msg_controllen = 15;
    CHECK(CMSG_FIRSTHDR(&message) == NULL);
}
