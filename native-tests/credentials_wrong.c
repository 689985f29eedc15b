/* Wrong credentials among other rows of control data. */
#include "ancillary.h"
#include "check.h"
#include "host.h"
#include "socket_types.h"

struct row {
    size_t length;
    int type;
    const void *data;
    size_t size;
};

static int send_rows(int fd, const struct row *rows, int count)
{
    union {
        struct cmsghdr header;
        char room[256];
    } control;
    struct iovec part = { (char *)"x", 1 };
    struct msghdr message = message_of(&part, 1);
    char *at = control.room;

    memset(&control, 0, sizeof control);
    for (; count > 0; count--, rows++) {
        struct cmsghdr *header = (struct cmsghdr *)at;

        *header = (struct cmsghdr) { .cmsg_len = rows->length, .cmsg_level = SOL_SOCKET, .cmsg_type = rows->type };
        memcpy(CMSG_DATA(header), rows->data, rows->size);
        at += CMSG_SPACE(rows->size);
    }
    message.msg_control = &control;
    message.msg_controllen = (size_t)(at - control.room);
    return (int)sendmsg(fd, &message, MSG_NOSIGNAL);
}

/* The first wrong row is what is told; and before all of them, that nobody is connected. */
CASE_BODY(passcred_in_wrong_rows)
{
    struct ucred own, wrong, none;
    const int closed = 999;
    int at, pair[2];

    privileges_drop();
    wrong = none = own = own_credentials();
    wrong.pid = 0;
    none.uid = (uid_t)-1;
    for (at = 0; at < TYPES; at++) {
        struct row right_one = { CMSG_LEN(sizeof own), SCM_CREDENTIALS, &own, sizeof own };
        struct row wrong_one = { CMSG_LEN(sizeof wrong), SCM_CREDENTIALS, &wrong, sizeof wrong };
        struct row closed_one = { CMSG_LEN(sizeof closed), SCM_RIGHTS, &closed, sizeof closed };
        struct row short_one = { 3, SCM_RIGHTS, &closed, sizeof closed };

        typed_pair(socket_types[at], pair);
        FAILS_WITH(EPERM, send_rows(pair[0], (struct row[]) { wrong_one, closed_one }, 2));
        FAILS_WITH(EBADF, send_rows(pair[0], (struct row[]) { closed_one, wrong_one }, 2));
        FAILS_WITH(EBADF, send_rows(pair[0], (struct row[]) { right_one, closed_one, short_one }, 3));
        FAILS_WITH(EINVAL, send_rows(pair[0], (struct row[]) { right_one, short_one, closed_one }, 3));
        FAILS_WITH(EPERM, send_rows(pair[0], (struct row[]) { right_one, wrong_one }, 2));
        wrong_one.data = &none;
        FAILS_WITH(EINVAL, send_rows(pair[0], &wrong_one, 1));
        CHECK_EQ(MUST(send_rows(pair[0], (struct row[]) { right_one, right_one }, 2)), 1);
        expect_bare(pair[1], "x");
        FAILS_WITH(socket_types[at] == SOCK_SEQPACKET ? ENOTCONN : EBADF, send_rows(typed_socket(socket_types[at]), &closed_one, 1));
    }
}
