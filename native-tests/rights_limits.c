/* How many descriptors a message has, and what becomes of those that there is no room for. */
#include "ancillary.h"
#include "check.h"
#include "host.h"
#include "socket_types.h"

static int many[MOST_RIGHTS + 1], ends[2];

static void make_many(void)
{
    int i;

    MUST(pipe(ends));
    for (i = 0; i <= MOST_RIGHTS; i++)
        many[i] = ends[i % 2];
}

CASE_BODY(rights_as_many_as_there_can_be)
{
    int at, pair[2], i;

    descriptors_allow(600);
    make_many();
    for (at = 0; at < TYPES; at++) {
        struct arrival arrival;

        typed_pair(socket_types[at], pair);
        CHECK_EQ(MUST(send_rights(pair[0], "x", 1, many, MOST_RIGHTS)), 1);
        FAILS_WITH(EINVAL, send_rights(pair[0], "y", 1, many, MOST_RIGHTS + 1));
        CHECK_EQ(MUST(send_rights(pair[0], "z", 1, many, 1)), 1);
        arrival = receive_all(pair[1], 1, 0);
        CHECK_EQ(arrival.count, MOST_RIGHTS);
        CHECK_EQ(arrival.flags, 0);
        for (i = 0; i + 1 < MOST_RIGHTS; i += 28)
            expect_piped(arrival.fds[i + 1], arrival.fds[i]);
        drop_rights(&arrival);
        MUST(close(receive_right(pair[1], "z")));
        expect_nothing(pair[1]);
        close_all(pair, 2);
    }
}

/* Two headers of one message, which become one. `first` and `second` descriptors; the call's own result. */
static ssize_t send_twice(int fd, int first, int second)
{
    _Alignas(struct cmsghdr) char control[2 * CMSG_SPACE(MOST_RIGHTS * sizeof(int))] = { 0 };
    struct iovec part = { (char *)"x", 1 };
    struct msghdr message = message_of(&part, 1);
    struct cmsghdr *header = (struct cmsghdr *)control;

    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE((size_t)first * sizeof(int)) + CMSG_SPACE((size_t)second * sizeof(int));
    *header = (struct cmsghdr) { .cmsg_len = CMSG_LEN((size_t)first * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
    memcpy(CMSG_DATA(header), many, (size_t)first * sizeof(int));
    header = CMSG_NXTHDR(&message, header);
    CHECK(header != NULL);
    *header = (struct cmsghdr) { .cmsg_len = CMSG_LEN((size_t)second * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
    memcpy(CMSG_DATA(header), many + first, (size_t)second * sizeof(int));
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

CASE_BODY(rights_in_several_headers)
{
    int at, pair[2];

    make_many();
    for (at = 0; at < TYPES; at++) {
        struct arrival arrival;

        typed_pair(socket_types[at], pair);
        CHECK_EQ(MUST(send_twice(pair[0], 1, 3)), 1);
        arrival = receive_all(pair[1], 1, 0);
        CHECK_EQ(arrival.headers, 1);
        CHECK_EQ(arrival.count, 4);
        expect_piped(arrival.fds[1], arrival.fds[0]);
        expect_piped(arrival.fds[3], arrival.fds[2]);
        drop_rights(&arrival);
        /* The limit is the message's. */
        CHECK_EQ(MUST(send_twice(pair[0], 126, 127)), 1);
        FAILS_WITH(EINVAL, send_twice(pair[0], 127, 127));
        arrival = receive_all(pair[1], 1, 0);
        CHECK_EQ(arrival.count, MOST_RIGHTS);
        drop_rights(&arrival);
        expect_nothing(pair[1]);
        close_all(pair, 2);
    }
}

/* Room in bytes, and how many descriptors it is for. */
static const struct {
    size_t room;
    int count;
} rooms[] = {
    { 0, 0 }, { 1, 0 }, { CMSG_LEN(0), 0 }, { CMSG_LEN(0) + 3, 0 }, { CMSG_LEN(4), 1 }, { CMSG_LEN(4) + 3, 1 }, { CMSG_LEN(8), 2 },
    { CMSG_LEN(12) - 1, 2 }, { CMSG_LEN(12), 3 }, { CMSG_SPACE(12), 3 }, { 200, 3 },
};

/* What has no room is closed; MSG_CTRUNC says so, and the bytes come all the same. */
CASE_BODY(rights_without_room)
{
    int at, pair[2], i, lowest;
    char byte;

    for (at = 0; at < TYPES; at++)
        for (i = 0; i < (int)(sizeof rooms / sizeof rooms[0]); i++) {
            struct arrival arrival;

            typed_pair(socket_types[at], pair);
            make_many();
            CHECK_EQ(MUST(send_rights(pair[0], "x", 1, many + 1, 3)), 1);
            MUST(close(ends[1]));
            lowest = (int)MUST(dup(ends[0]));
            MUST(close(lowest));
            arrival = receive_arrival(pair[1], 1, rooms[i].room, 0);
            CHECK_EQ(arrival.size, 1);
            CHECK_EQ(arrival.count, rooms[i].count);
            CHECK_EQ(arrival.flags, rooms[i].count < 3 ? MSG_CTRUNC : 0);
            if (rooms[i].count == 0)
                CHECK_EQ(arrival.controllen, 0);
            else
                CHECK_EQ(arrival.fds[0], lowest);
            expect_nothing(pair[1]);
            /* No number went to any of the others. */
            lowest += arrival.count;
            CHECK_EQ(MUST(dup(ends[0])), lowest);
            /* The first was a writer, the third another; the second was none. */
            drop_rights(&arrival);
            CHECK_EQ(MUST(read(ends[0], &byte, 1)), 0);
            close_all((int[]) { ends[0], lowest }, 2);
            close_all(pair, 2);
        }
}

/* The lengths that come back: of what is there, padded where there was room for that. */
CASE_BODY(rights_and_control_lengths)
{
    static const struct {
        size_t room, told;
    } lengths[] = { { CMSG_LEN(4), CMSG_LEN(4) }, { CMSG_LEN(4) + 3, CMSG_LEN(4) + 3 }, { CMSG_SPACE(4), CMSG_SPACE(4) }, { 200, CMSG_SPACE(4) } };
    int pair[2], i;

    make_many();
    typed_pair(SOCK_STREAM, pair);
    for (i = 0; i < (int)(sizeof lengths / sizeof lengths[0]); i++) {
        struct arrival arrival;

        send_right(pair[0], "x", ends[0]);
        arrival = receive_arrival(pair[1], 1, lengths[i].room, 0);
        CHECK_EQ(arrival.count, 1);
        CHECK_EQ(arrival.flags, 0);
        CHECK_EQ(arrival.controllen, lengths[i].told);
        drop_rights(&arrival);
    }
}

/* recv() and read() have no room at all. */
CASE_BODY(rights_are_dropped_by_plain_receives)
{
    int at, pair[2], how;
    char byte;
    struct iovec part = { &byte, 1 };
    struct msghdr message = message_of(&part, 1);

    for (at = 0; at < TYPES; at++)
        for (how = 0; how < 4; how++) {
            typed_pair(socket_types[at], pair);
            MUST(pipe(ends));
            send_right(pair[0], "x", ends[1]);
            MUST(close(ends[1]));
            /* A look leaves them where they are. */
            CHECK_EQ(MUST(recv(pair[1], &byte, 1, MSG_PEEK)), 1);
            set_nonblocking(ends[0], true);
            FAILS_WITH(EAGAIN, read(ends[0], &byte, 1));
            if (how == 3) {
                CHECK_EQ(MUST(recvmsg(pair[1], &message, 0)), 1);
                CHECK_EQ(message.msg_flags, MSG_CTRUNC);
                CHECK_EQ(message.msg_controllen, 0);
            } else
                CHECK_EQ(MUST(how == 0 ? recv(pair[1], &byte, 1, 0) : how == 1 ? read(pair[1], &byte, 1) : readv(pair[1], &part, 1)), 1);
            CHECK_EQ(MUST(read(ends[0], &byte, 1)), 0);
            MUST(close(ends[0]));
            close_all(pair, 2);
        }
}

CASE_BODY(rights_in_several_messages_at_once)
{
    enum { MANY = 3 };
    _Alignas(struct cmsghdr) char controls[MANY][CMSG_SPACE(sizeof(int))];
    struct mmsghdr messages[MANY];
    struct iovec parts[MANY];
    char bytes[MANY];
    int pair[2], i;

    make_many();
    typed_pair(SOCK_DGRAM, pair);
    for (i = 0; i < MANY; i++) {
        struct cmsghdr *header = (struct cmsghdr *)controls[i];

        parts[i] = (struct iovec) { &bytes[i], 1 };
        messages[i] = (struct mmsghdr) { message_of(&parts[i], 1), 0 };
        messages[i].msg_hdr.msg_control = controls[i];
        messages[i].msg_hdr.msg_controllen = sizeof controls[i];
        *header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
        memcpy(CMSG_DATA(header), &many[i], sizeof(int));
    }
    CHECK_EQ(MUST(sendmmsg(pair[0], messages, MANY, MSG_NOSIGNAL)), MANY);
    memset(controls, 0, sizeof controls);
    messages[1].msg_hdr.msg_controllen = 0;
    CHECK_EQ(MUST(recvmmsg(pair[1], messages, MANY, 0, NULL)), MANY);
    CHECK_EQ(messages[0].msg_hdr.msg_flags, 0);
    CHECK_EQ(messages[1].msg_hdr.msg_flags, MSG_CTRUNC);
    CHECK_EQ(messages[2].msg_hdr.msg_flags, 0);
    memcpy(&i, CMSG_DATA((struct cmsghdr *)controls[0]), sizeof i);
    CHECK(i != many[0]);
    expect_piped(ends[1], i);
    memcpy(&i, CMSG_DATA((struct cmsghdr *)controls[2]), sizeof i);
    expect_piped(ends[1], i);
}
