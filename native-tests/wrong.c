#include "wrong.h"

#include "check.h"
#include "files.h"
#include "socket_types.h"

#include <stdlib.h>

#ifndef O_BINARY
#define O_BINARY 0
#endif

enum { SURELY_CLOSED = 200 };

void *volatile wrong_nowhere = (void *)16;
char wrong_bytes[8];
int wrong_value;
int wrong_size;

struct sockaddr *wrong_address(int family)
{
    static union {
        struct sockaddr any;
        struct sockaddr_un local;
        struct sockaddr_in internet;
        char room[1024];
    } address;

    memset(&address, 0, sizeof address);
    if (family == AF_UNIX)
        address.local = unix_address(in_case_directory("nobody"));
    address.any.sa_family = (sa_family_t)family;
    if (family == AF_INET)
        address.internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return &address.any;
}

struct iovec *wrong_part(void *base, size_t size)
{
    static struct iovec parts[2];

    parts[0] = (struct iovec) { base, size };
    return parts;
}

struct msghdr *wrong_message(struct iovec *parts, size_t count, void *name, int name_size, void *control, size_t control_size)
{
    static struct msghdr message;

    memset(&message, 0, sizeof message);
    message.msg_iov = parts;
    message.msg_iovlen = count;
    message.msg_name = name;
    message.msg_namelen = (socklen_t)name_size;
    message.msg_control = control;
    message.msg_controllen = control_size;
    return &message;
}

struct mmsghdr *wrong_messages(void)
{
    static struct mmsghdr messages[2];

    messages[0].msg_hdr = messages[1].msg_hdr = *wrong_message(wrong_part(wrong_bytes, 1), 1, NULL, 0, NULL, 0);
    return messages;
}

static int local_type(enum wrong_kind kind)
{
    if (kind == WRONG_LOCAL_FRESH || kind == WRONG_LOCAL_PAIR)
        return SOCK_DGRAM;
    return kind == WRONG_PACKET_FRESH || kind == WRONG_PACKET_LISTENER || kind == WRONG_PACKET_PAIR ? SOCK_SEQPACKET : SOCK_STREAM;
}

/* fds[0] is the one in question; the rest must stay open with it. Unused ones are -1. */
static void open_wrong(enum wrong_kind kind, int fds[2])
{
    static const char *path, *file;
    int ends[2];

    path = path ? path : in_case_directory("s");
    file = file ? file : in_case_directory("file");
    fds[0] = fds[1] = -1;
    switch (kind) {
    case WRONG_CLOSED:
        fds[0] = SURELY_CLOSED;
        return;
    case WRONG_FILE:
        fds[0] = (int)MUST(open(file, O_RDWR | O_CREAT | O_TRUNC | O_BINARY, 0600));
        return;
    case WRONG_PIPE_IN:
    case WRONG_PIPE_OUT:
        MUST(pipe2(ends, O_NONBLOCK));
        fds[0] = ends[kind == WRONG_PIPE_OUT];
        fds[1] = ends[kind == WRONG_PIPE_IN];
        return;
    case WRONG_LISTENER:
    case WRONG_PACKET_LISTENER:
        fds[0] = typed_listening(local_type(kind), path, 1);
        CHECK(file_remove(path));
        break;
    case WRONG_CONNECTED:
    case WRONG_LOCAL_PAIR:
    case WRONG_PACKET_PAIR:
        typed_pair(local_type(kind), fds);
        break;
    case WRONG_FRESH:
    case WRONG_LOCAL_FRESH:
    case WRONG_PACKET_FRESH:
        fds[0] = typed_socket(local_type(kind));
        break;
    case WRONG_STREAM:
    case WRONG_DATAGRAM:
        fds[0] = internet_socket(kind == WRONG_STREAM ? SOCK_STREAM : SOCK_DGRAM);
        break;
    default:
        return;
    }
    set_nonblocking(fds[0], true);
}

static void check_one(const struct wrong_row *row, enum wrong_kind kind, int *wrong)
{
    static const char *const names[WRONG_KINDS] = {
        "-1", "a closed one", "a file", "a pipe's reading end", "a pipe's writing end", "a fresh socket", "a listener",
        "a connected socket", "a TCP socket", "a UDP socket", "a fresh datagram socket", "a datagram pair", "a fresh packet socket",
        "a packet listener", "a packet pair",
    };
    int fds[2], seen;

    open_wrong(kind, fds);
    errno = 0;
    seen = row->call(fds[0]) == -1 ? errno : 0;
    if (seen != row->expected[kind]) {
        note("%s on %s: %s, expected %s", row->name, names[kind], seen ? errno_name(seen) : "success",
             row->expected[kind] ? errno_name(row->expected[kind]) : "success");
        ++*wrong;
    }
    /* The call may have closed it, or put something else there. */
    if (fds[0] != SURELY_CLOSED && fds[0] != -1)
        close(fds[0]);
    if (fds[1] != -1)
        MUST(close(fds[1]));
}

void check_wrong(const struct wrong_row *rows, size_t count)
{
    int kind, wrong = 0;
    size_t i;

    for (i = 0; i < count; i++)
        for (kind = 0; kind < WRONG_KINDS; kind++)
            check_one(&rows[i], (enum wrong_kind)kind, &wrong);
    CHECK_EQ(wrong, 0);
}
