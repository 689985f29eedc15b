/* Messages of AF_UNIX, of datagrams and of SOCK_SEQPACKET alike: boundaries, lengths, parts, and what doesn't fit. */
#include "check.h"
#include "socket_types.h"

#include <stdlib.h>
#include <time.h>

/* Each case does its work once for either type. */
#define FOR_MESSAGE_TYPES(type) for (int at_ = FIRST_MESSAGE_TYPE, type; at_ < TYPES && (type = socket_types[at_], 1); at_++)

CASE_BODY(messages_have_boundaries)
{
    FOR_MESSAGE_TYPES(type) {
        int ends[2];
        char seen[64];

        typed_ends(type, ends);
        send_text(ends[CLIENT], "one");
        send_text(ends[CLIENT], "twenty");
        CHECK_EQ(MUST(write(ends[CLIENT], "three", 5)), 5);
        CHECK_EQ(MUST(recv(ends[SERVER], seen, sizeof seen, 0)), 3);
        CHECK_BYTES(seen, "one", 3);
        CHECK_EQ(MUST(read(ends[SERVER], seen, sizeof seen)), 6);
        CHECK_BYTES(seen, "twenty", 6);
        /* Waiting for all means the next message. */
        CHECK_EQ(MUST(recv(ends[SERVER], seen, sizeof seen, MSG_WAITALL)), 5);
        CHECK_BYTES(seen, "three", 5);
        expect_nothing(ends[SERVER]);
        send_text(ends[SERVER], "back");
        expect_message(ends[CLIENT], "back");
    }
}

/* A message without bytes is one, and no end. */
CASE_BODY(messages_of_no_bytes)
{
    FOR_MESSAGE_TYPES(type) {
        int ends[2], round;
        char seen[8];
        struct iovec none = { NULL, 0 };
        struct msghdr empty = message_of(NULL, 0), one = message_of(&none, 1);

        typed_ends(type, ends);
        for (round = 0; round < 2; round++) {
            CHECK_EQ(MUST(send(ends[CLIENT], "", 0, MSG_NOSIGNAL)), 0);
            CHECK_EQ(poll_one(ends[SERVER], POLLIN, 0), POLLIN);
            CHECK_EQ(bytes_to_read(ends[SERVER]), 0);
            CHECK_EQ(MUST(recv(ends[SERVER], seen, sizeof seen, 0)), 0);
            expect_nothing(ends[SERVER]);
        }
        /* write() of nothing sends a message, too; writev() doesn't, and read() and readv() of nothing take none. */
        CHECK_EQ(MUST(write(ends[CLIENT], "", 0)), 0);
        CHECK_EQ(MUST(writev(ends[CLIENT], &none, 1)), 0);
        CHECK_EQ(MUST(read(ends[SERVER], seen, 0)), 0);
        CHECK_EQ(MUST(readv(ends[SERVER], &none, 1)), 0);
        CHECK_EQ(MUST(sendmsg(ends[CLIENT], &empty, MSG_NOSIGNAL)), 0);
        CHECK_EQ(MUST(sendmsg(ends[CLIENT], &one, MSG_NOSIGNAL)), 0);
        send_text(ends[CLIENT], "after");
        CHECK_EQ(receive_until_empty(ends[SERVER]), 4);
        /* Taken with no room for anything, and so it goes. */
        send_text(ends[CLIENT], "lost");
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 0, 0)), 0);
        expect_nothing(ends[SERVER]);
    }
}

CASE_BODY(messages_are_cut)
{
    FOR_MESSAGE_TYPES(type) {
        int ends[2];
        char seen[8] = "-------";
        struct iovec part = { seen, 2 };
        struct msghdr message = message_of(&part, 1);

        typed_ends(type, ends);
        send_text(ends[CLIENT], "longer");
        send_text(ends[CLIENT], "second");
        send_text(ends[CLIENT], "next");
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 2, MSG_PEEK)), 2);
        CHECK_EQ(MUST(recv(ends[SERVER], seen, 2, MSG_PEEK | MSG_TRUNC)), 6);
        CHECK_BYTES(seen, "lo-", 3);
        CHECK_EQ(MUST(recvmsg(ends[SERVER], &message, MSG_PEEK)), 2);
        CHECK_EQ(message.msg_flags, MSG_TRUNC);
        /* The rest is lost. */
        CHECK_EQ(MUST(recvmsg(ends[SERVER], &message, 0)), 2);
        CHECK_EQ(message.msg_flags, MSG_TRUNC);
        CHECK_EQ(MUST(recvmsg(ends[SERVER], &message, MSG_TRUNC)), 6);
        CHECK_EQ(message.msg_flags, MSG_TRUNC);
        CHECK_BYTES(seen, "se-", 3);
        part.iov_len = 4;
        CHECK_EQ(MUST(recvmsg(ends[SERVER], &message, MSG_TRUNC)), 4);
        CHECK_EQ(message.msg_flags, 0);
        CHECK_BYTES(seen, "next-", 5);
        expect_nothing(ends[SERVER]);
    }
}

CASE_BODY(messages_are_peeked)
{
    FOR_MESSAGE_TYPES(type) {
        int ends[2], i;
        char seen[8];

        typed_ends(type, ends);
        FAILS_WITH(EAGAIN, recv(ends[SERVER], seen, 1, MSG_PEEK | MSG_DONTWAIT));
        send_text(ends[CLIENT], "first");
        send_text(ends[CLIENT], "second");
        for (i = 0; i < 3; i++) {
            CHECK_EQ(MUST(recv(ends[SERVER], seen, sizeof seen, MSG_PEEK)), 5);
            CHECK_BYTES(seen, "first", 5);
        }
        expect_message(ends[SERVER], "first");
        CHECK_EQ(MUST(recv(ends[SERVER], seen, sizeof seen, MSG_PEEK | MSG_WAITALL)), 6);
        expect_message(ends[SERVER], "second");
        expect_nothing(ends[SERVER]);
    }
}

/* FIONREAD tells of datagrams the next one's length, of packets the sum. */
CASE_BODY(messages_are_counted)
{
    FOR_MESSAGE_TYPES(type) {
        int ends[2];
        bool sum = type == SOCK_SEQPACKET;
        char byte;

        typed_ends(type, ends);
        CHECK_EQ(bytes_to_read(ends[SERVER]), 0);
        send_text(ends[CLIENT], "three");
        send_text(ends[CLIENT], "two");
        CHECK_EQ(bytes_to_read(ends[SERVER]), sum ? 8 : 5);
        CHECK_EQ(MUST(recv(ends[SERVER], &byte, 1, 0)), 1);
        CHECK_EQ(bytes_to_read(ends[SERVER]), 3);
        expect_message(ends[SERVER], "two");
        CHECK_EQ(bytes_to_read(ends[SERVER]), 0);
    }
}

CASE_BODY(messages_in_parts)
{
    FOR_MESSAGE_TYPES(type) {
        int ends[2];
        char a[3], b[20];
        struct iovec out[3] = { { (char *)"one", 3 }, { NULL, 0 }, { (char *)"-message", 8 } }, in[2] = { { a, 3 }, { b, 20 } };
        struct msghdr sent = message_of(out, 3), seen = message_of(in, 2);

        typed_ends(type, ends);
        CHECK_EQ(MUST(sendmsg(ends[CLIENT], &sent, MSG_NOSIGNAL)), 11);
        CHECK_EQ(MUST(writev(ends[CLIENT], out, 3)), 11);
        CHECK_EQ(MUST(recvmsg(ends[SERVER], &seen, 0)), 11);
        CHECK_BYTES(a, "one", 3);
        CHECK_BYTES(b, "-message", 8);
        CHECK_EQ(seen.msg_flags & ~MSG_EOR, 0);
        CHECK_EQ(seen.msg_controllen, 0);
        in[1].iov_len = 2;
        CHECK_EQ(MUST(readv(ends[SERVER], in, 2)), 5);
        expect_nothing(ends[SERVER]);
    }
}

CASE_BODY(messages_many_at_once)
{
    enum { MANY = 8 };

    FOR_MESSAGE_TYPES(type) {
        int ends[2], i;
        struct mmsghdr messages[MANY];
        struct iovec parts[MANY];
        struct timespec soon = { 1, 0 };
        char bytes[MANY][MANY];

        typed_ends(type, ends);
        for (i = 0; i < MANY; i++) {
            memset(bytes[i], 'a' + i, MANY);
            parts[i] = (struct iovec) { bytes[i], (size_t)i };
            messages[i] = (struct mmsghdr) { message_of(&parts[i], 1), 77 };
        }
        CHECK_EQ(MUST(sendmmsg(ends[CLIENT], messages, MANY, MSG_NOSIGNAL)), MANY);
        for (i = 0; i < MANY; i++) {
            CHECK_EQ(messages[i].msg_len, i);
            messages[i].msg_len = 77;
            parts[i].iov_len = i == MANY - 1 ? 2 : MANY;
        }
        memset(bytes, 0, sizeof bytes);
        CHECK_EQ(MUST(recvmmsg(ends[SERVER], messages, MANY / 2, 0, NULL)), MANY / 2);
        CHECK_EQ(MUST(recvmmsg(ends[SERVER], messages + MANY / 2, MANY / 2 + 1 - 1, MSG_WAITFORONE, &soon)), MANY / 2);
        for (i = 0; i < MANY; i++) {
            CHECK_EQ(messages[i].msg_len, i == MANY - 1 ? 2 : i);
            CHECK(i == 0 || bytes[i][0] == 'a' + i);
            CHECK_EQ(messages[i].msg_hdr.msg_flags, i == MANY - 1 ? MSG_TRUNC : 0);
        }
        FAILS_WITH(EAGAIN, recvmmsg(ends[SERVER], messages, MANY, MSG_DONTWAIT, NULL));
    }
}

CASE_BODY(messages_and_flags)
{
    FOR_MESSAGE_TYPES(type) {
        int ends[2];
        struct iovec part = { &(char[8]) { 0 }, 8 };
        struct msghdr message = message_of(&part, 1);

        typed_ends(type, ends);
        FAILS_WITH(EOPNOTSUPP, send(ends[CLIENT], "x", 1, MSG_OOB));
        FAILS_WITH(EOPNOTSUPP, recv(ends[SERVER], &(char) { 0 }, 1, MSG_OOB));
        expect_nothing(ends[SERVER]);
        /* A record's end is not told: each message is one. MSG_MORE joins nothing. */
        CHECK_EQ(MUST(send(ends[CLIENT], "abc", 3, MSG_EOR | MSG_NOSIGNAL)), 3);
        CHECK_EQ(MUST(send(ends[CLIENT], "d", 1, MSG_MORE | MSG_NOSIGNAL)), 1);
        CHECK_EQ(MUST(send(ends[CLIENT], "e", 1, MSG_CONFIRM | MSG_NOSIGNAL)), 1);
        CHECK_EQ(MUST(recvmsg(ends[SERVER], &message, 0)), 3);
        CHECK_EQ(message.msg_flags, 0);
        expect_message(ends[SERVER], "d");
        expect_message(ends[SERVER], "e");
    }
}

CASE_BODY(messages_and_bad_pointers)
{
    static void *volatile nowhere = (void *)16;

    FOR_MESSAGE_TYPES(type) {
        int ends[2];
        struct iovec parts[2] = { { (char *)"x", 1 }, { nowhere, 4 } };
        struct msghdr message = message_of(parts, 2);

        typed_ends(type, ends);
        FAILS_WITH(EFAULT, send(ends[CLIENT], nowhere, 1, MSG_NOSIGNAL));
        FAILS_WITH(EFAULT, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
        expect_nothing(ends[SERVER]);
        FAILS_WITH(EAGAIN, recv(ends[SERVER], nowhere, 1, MSG_DONTWAIT));
        send_text(ends[CLIENT], "1");
        send_text(ends[CLIENT], "2");
        /* What had no place to go is gone. */
        FAILS_WITH(EFAULT, recv(ends[SERVER], nowhere, 1, 0));
        expect_message(ends[SERVER], "2");
        expect_nothing(ends[SERVER]);
    }
}
