#include "ancillary.h"

#include "check.h"
#include "host.h"

#include <unistd.h>

/* Room for all descriptors and credentials, and some more. */
union control {
    struct cmsghdr header;
    char room[CMSG_SPACE((MOST_RIGHTS + 8) * sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))];
};

ssize_t send_rights(int fd, const void *bytes, size_t size, const int fds[], size_t count)
{
    union control control;
    struct iovec part = { (void *)bytes, size };
    struct msghdr message = message_of(&part, 1);

    memset(&control, 0, sizeof control);
    if (count > 0) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        CHECK(message.msg_controllen <= sizeof control);
        control.header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
        memcpy(CMSG_DATA(&control.header), fds, count * sizeof(int));
    }
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

void send_right(int fd, const char *text, int passed)
{
    CHECK_EQ(MUST(send_rights(fd, text, strlen(text), &passed, 1)), strlen(text));
}

static void unpack(struct arrival *arrival, struct msghdr *message)
{
    struct cmsghdr *header;

    for (header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
        arrival->headers++;
        CHECK_EQ(header->cmsg_level, SOL_SOCKET);
        if (header->cmsg_type == SCM_RIGHTS) {
            size_t size = header->cmsg_len - CMSG_LEN(0);

            CHECK_EQ(size % sizeof(int), 0);
            CHECK(size <= sizeof arrival->fds && arrival->count == 0);
            memcpy(arrival->fds, CMSG_DATA(header), size);
            arrival->count = (int)(size / sizeof(int));
        } else {
            CHECK_EQ(header->cmsg_type, SCM_CREDENTIALS);
            CHECK(!arrival->credentialed);
            arrival->credentialed = header->cmsg_len == CMSG_LEN(sizeof(struct ucred));
            memcpy(&arrival->sender, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
        }
    }
}

struct arrival receive_arrival(int fd, size_t most, size_t room, int flags)
{
    static const char untouched[64] = { 0 };
    union control control;
    struct arrival arrival;
    struct iovec part = { arrival.bytes, most };
    struct msghdr message = message_of(&part, 1);

    memset(&arrival, 0, sizeof arrival);
    memset(&control, 0, sizeof control);
    CHECK(most <= sizeof arrival.bytes && room <= sizeof control);
    message.msg_control = &control;
    message.msg_controllen = room;
    arrival.size = (ssize_t)MUST(recvmsg(fd, &message, flags));
    arrival.flags = message.msg_flags;
    arrival.controllen = message.msg_controllen;
    CHECK(arrival.controllen <= room);
    if (room + sizeof untouched <= sizeof control)
        CHECK_BYTES(control.room + room, untouched, sizeof untouched);
    unpack(&arrival, &message);
    return arrival;
}

struct arrival receive_all(int fd, size_t most, int flags)
{
    return receive_arrival(fd, most, sizeof(union control), flags);
}

int receive_right(int fd, const char *text)
{
    struct arrival arrival = receive_all(fd, strlen(text), 0);

    CHECK_EQ(arrival.size, strlen(text));
    CHECK_BYTES(arrival.bytes, text, strlen(text));
    CHECK_EQ(arrival.flags, 0);
    CHECK_EQ(arrival.count, 1);
    CHECK(arrival.fds[0] >= 0);
    return arrival.fds[0];
}

void expect_bare(int fd, const char *text)
{
    struct arrival arrival = receive_all(fd, sizeof arrival.bytes, 0);

    CHECK_EQ(arrival.size, strlen(text));
    CHECK_BYTES(arrival.bytes, text, strlen(text));
    CHECK_EQ(arrival.flags, 0);
    CHECK_EQ(arrival.controllen, 0);
}

void drop_rights(const struct arrival *arrival)
{
    close_all(arrival->fds, (size_t)arrival->count);
}

ssize_t send_credentials(int fd, const char *text, struct ucred credentials)
{
    union control control;
    struct iovec part = { (char *)text, strlen(text) };
    struct msghdr message = message_of(&part, 1);

    memset(&control, 0, sizeof control);
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(sizeof credentials);
    control.header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(sizeof credentials), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_CREDENTIALS };
    memcpy(CMSG_DATA(&control.header), &credentials, sizeof credentials);
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

struct ucred own_credentials(void)
{
#ifdef _WIN32
    return (struct ucred) { .pid = (int)own_process_id() };
#else
    return (struct ucred) { .pid = (pid_t)own_process_id(), .uid = getuid(), .gid = getgid() };
#endif
}

void expect_credentials(const struct arrival *arrival, struct ucred expected)
{
    CHECK(arrival->credentialed);
    CHECK_EQ(arrival->sender.pid, expected.pid);
    CHECK_EQ(arrival->sender.uid, expected.uid);
    CHECK_EQ(arrival->sender.gid, expected.gid);
}

void pass_credentials(int fd, int on)
{
    MUST(setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
}

void expect_piped(int from, int to)
{
    char seen[8];

    CHECK_EQ(MUST(write(from, "through", 7)), 7);
    CHECK_EQ(MUST(read(to, seen, 7)), 7);
    CHECK_BYTES(seen, "through", 7);
}
