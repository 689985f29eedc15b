/* sendmsg(), recvmsg(), sendmmsg() and recvmmsg() on a stream. */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <stdlib.h>
#include <time.h>

CASE_BODY(message_moves_all_parts)
{
    int ends[2];
    char a[3], b[4], c[16];
    struct iovec out[4] = { { (char *)"one", 3 }, { NULL, 0 }, { (char *)"", 0 }, { (char *)"two-three", 9 } };
    struct iovec in[3] = { { a, 3 }, { b, 4 }, { c, 16 } };
    struct msghdr sent = message_of(out, 4), seen = message_of(in, 3);

    connected_ends(ends);
    CHECK_EQ(MUST(sendmsg(ends[CLIENT], &sent, MSG_NOSIGNAL)), 12);
    CHECK_EQ(MUST(recvmsg(ends[SERVER], &seen, 0)), 12);
    CHECK_BYTES(a, "one", 3);
    CHECK_BYTES(b, "two-", 4);
    CHECK_BYTES(c, "three", 5);
    CHECK_EQ(seen.msg_flags, 0);
    CHECK_EQ(seen.msg_controllen, 0);
    /* The caller's own are as they were. */
    CHECK(sent.msg_flags == 0x55 && out[3].iov_len == 9 && in[0].iov_base == a && in[2].iov_len == 16);
    expect_nothing(ends[SERVER]);
}

CASE_BODY(message_without_parts)
{
    int ends[2];
    char byte;
    struct iovec empty = { NULL, 0 };
    struct msghdr none = message_of(null_pointer, 0), one = message_of(&empty, 1);

    connected_ends(ends);
    CHECK_EQ(MUST(sendmsg(ends[CLIENT], &none, MSG_NOSIGNAL)), 0);
    CHECK_EQ(MUST(sendmsg(ends[CLIENT], &one, MSG_NOSIGNAL)), 0);
    expect_nothing(ends[SERVER]);
    FAILS_WITH(EAGAIN, recvmsg(ends[SERVER], &none, MSG_DONTWAIT));
    /* Unlike readv(), which asks for nothing and gets it. */
    CHECK_EQ(MUST(readv(ends[SERVER], &empty, 1)), 0);
    send_text(ends[CLIENT], "x");
    CHECK_EQ(MUST(recvmsg(ends[SERVER], &none, 0)), 0);
    CHECK_EQ(MUST(recvmsg(ends[SERVER], &one, 0)), 0);
    receive_bytes(ends[SERVER], &byte, 1);
}

CASE_BODY(message_names_its_sender)
{
    const char *path = in_case_directory("s"), *name = in_case_directory("client");
    int listener = listening_at(path, 5), client = bound_at(name), server;
    struct sockaddr_un address;
    char bytes[4];
    struct iovec part = { bytes, 1 };
    struct msghdr message = message_of(&part, 1);

    MUST(connect_to(client, path));
    server = accepted_from(listener);
    send_text(client, "ab");
    message.msg_name = &address;
    message.msg_namelen = sizeof address;
    CHECK_EQ(MUST(recvmsg(server, &message, MSG_PEEK)), 1);
    CHECK_EQ(message.msg_namelen, unix_length(name));
    CHECK_TEXT(address.sun_path, name);
    /* Cut to fit, with its whole length. */
    memset(&address, 0, sizeof address);
    message.msg_namelen = PATH_OFFSET + 1;
    CHECK_EQ(MUST(recvmsg(server, &message, 0)), 1);
    CHECK_EQ(message.msg_namelen, unix_length(name));
    CHECK(address.sun_path[0] == name[0] && address.sun_path[1] == 0);
    /* Nobody asks. */
    message.msg_name = NULL;
    message.msg_namelen = 77;
    CHECK_EQ(MUST(recvmsg(server, &message, 0)), 1);
    CHECK_EQ(message.msg_namelen, 77);
    /* A listener's end has its name, too; and at the end there is none. */
    send_text(server, "d");
    message.msg_name = &address;
    message.msg_namelen = sizeof address;
    CHECK_EQ(MUST(recvmsg(client, &message, 0)), 1);
    CHECK_EQ(message.msg_namelen, unix_length(path));
    MUST(close(server));
    message.msg_namelen = sizeof address;
    CHECK_EQ(MUST(recvmsg(client, &message, 0)), 0);
    CHECK_EQ(message.msg_namelen, 0);
}

CASE_BODY(message_to_an_address)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), client = connected_to(path), server = accepted_from(listener);
    struct sockaddr_un address = unix_address(path);
    struct iovec part = { (char *)"x", 1 };
    struct msghdr message = message_of(&part, 1);

    message.msg_name = &address;
    message.msg_namelen = unix_length(path);
    FAILS_WITH(EISCONN, sendmsg(client, &message, MSG_NOSIGNAL));
    FAILS_WITH(EOPNOTSUPP, sendmsg(unix_socket(), &message, MSG_NOSIGNAL));
    message.msg_namelen = minus_one;
    FAILS_WITH(EINVAL, sendmsg(client, &message, MSG_NOSIGNAL));
    FAILS_WITH(EINVAL, recvmsg(server, &message, MSG_DONTWAIT));
    message.msg_name = null_pointer;
    CHECK_EQ(MUST(sendmsg(client, &message, MSG_NOSIGNAL)), 1);
    message.msg_name = &address;
    message.msg_namelen = 0;
    CHECK_EQ(MUST(sendmsg(client, &message, MSG_NOSIGNAL)), 1);
    expect_text(server, "xx");
    expect_nothing(server);
}

CASE_BODY(message_limits)
{
    enum { LIMIT = 1024 };
    struct iovec *parts = calloc(LIMIT + 1, sizeof *parts);
    char sent[LIMIT + 1], seen[LIMIT + 1];
    struct msghdr message = message_of(parts, LIMIT + 1);
    int ends[2], i;

    CHECK(parts != NULL);
    connected_ends(ends);
    fill_pattern((unsigned char *)sent, sizeof sent, 1, 0);
    for (i = 0; i <= LIMIT; i++)
        parts[i] = (struct iovec) { &sent[i], 1 };
    FAILS_WITH(EMSGSIZE, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    FAILS_WITH(EMSGSIZE, recvmsg(ends[SERVER], &message, MSG_DONTWAIT));
    message.msg_iovlen = LIMIT;
    CHECK_EQ(MUST(sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL)), LIMIT);
    for (i = 0; i <= LIMIT; i++)
        parts[i].iov_base = &seen[i];
    CHECK_EQ(MUST(recvmsg(ends[SERVER], &message, 0)), LIMIT);
    CHECK_BYTES(seen, sent, LIMIT);
    /* Longer than any memory. */
    parts[1].iov_len = (size_t)1 << 63;
    FAILS_WITH(EINVAL, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    FAILS_WITH(EINVAL, recvmsg(ends[SERVER], &message, MSG_DONTWAIT));
    FAILS_WITH(EINVAL, writev(ends[CLIENT], parts, 2));
    FAILS_WITH(EINVAL, readv(ends[SERVER], parts, 2));
    free(parts);
}

CASE_BODY(message_to_no_memory)
{
    static void *volatile nowhere = (void *)16;
    int ends[2];
    char byte;
    struct iovec part = { nowhere, 4 };
    struct msghdr message = message_of(&part, 1);

    connected_ends(ends);
    FAILS_WITH(EFAULT, sendmsg(ends[CLIENT], nowhere, MSG_NOSIGNAL));
    FAILS_WITH(EFAULT, recvmsg(ends[SERVER], nowhere, MSG_DONTWAIT));
    FAILS_WITH(EFAULT, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    FAILS_WITH(EAGAIN, recvmsg(ends[SERVER], &message, MSG_DONTWAIT));
    send_text(ends[CLIENT], "kept");
    FAILS_WITH(EFAULT, recvmsg(ends[SERVER], &message, 0));
    message.msg_iov = nowhere;
    FAILS_WITH(EFAULT, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    FAILS_WITH(EFAULT, recvmsg(ends[SERVER], &message, 0));
    part = (struct iovec) { &byte, 1 };
    message.msg_iov = &part;
    message.msg_name = nowhere;
    message.msg_namelen = 4;
    FAILS_WITH(EFAULT, sendmsg(ends[CLIENT], &message, MSG_NOSIGNAL));
    expect_text(ends[SERVER], "kept");
}

struct part_reader {
    int fd;
    char seen[2][5];
};

static void receive_in_parts(void *argument)
{
    struct part_reader *reader = argument;
    struct iovec parts[2] = { { reader->seen[0], 5 }, { reader->seen[1], 5 } };
    struct msghdr message = message_of(parts, 2);

    CHECK_EQ(MUST(recvmsg(reader->fd, &message, MSG_WAITALL)), 10);
}

CASE_BODY(message_waits_for_all)
{
    struct part_reader reader;
    struct thread *thread;
    int ends[2], i;

    connected_ends(ends);
    reader.fd = ends[SERVER];
    thread = thread_start(receive_in_parts, &reader);
    for (i = 0; i < 10; i++) {
        if (i % 3 == 0)
            let_it_block();
        send_bytes(ends[CLIENT], &"0123456789"[i], 1);
    }
    thread_join(thread);
    CHECK_BYTES(reader.seen, "0123456789", 10);
}

/* A blocking call with more than fits moves all of it, wherever it has to stop in between. */
static void send_large_message(void *argument)
{
    enum { PARTS = 64, PIECE = 40000 };
    struct iovec parts[PARTS];
    unsigned char *bytes = malloc(PARTS * PIECE);
    struct msghdr message = message_of(parts, PARTS);
    int i;

    CHECK(bytes != NULL);
    fill_pattern(bytes, PARTS * PIECE, 9, 0);
    for (i = 0; i < PARTS; i++)
        parts[i] = (struct iovec) { bytes + i * PIECE, PIECE };
    CHECK_EQ(MUST(sendmsg(*(int *)argument, &message, MSG_NOSIGNAL)), PARTS * PIECE);
    CHECK_EQ(MUST(writev(*(int *)argument, parts, PARTS)), PARTS * PIECE);
    free(bytes);
}

CASE_BODY(message_larger_than_any_buffer)
{
    struct thread *thread;
    int ends[2], round;

    connected_ends(ends);
    thread = thread_start(send_large_message, &ends[CLIENT]);
    for (round = 0; round < 2; round++)
        receive_pattern(ends[SERVER], 64 * 40000, 30000, 9);
    thread_join(thread);
    expect_nothing(ends[SERVER]);
}

CASE_BODY(message_many_at_once)
{
    int ends[2];
    char seen[3][4];
    struct iovec out[3] = { { (char *)"one", 3 }, { (char *)"two", 3 }, { (char *)"six", 3 } }, in[3];
    struct mmsghdr messages[3];
    struct timespec soon = { 0, 1000 * 1000 }, wrong = { 0, -1 };
    int i;

    connected_ends(ends);
    for (i = 0; i < 3; i++) {
        messages[i] = (struct mmsghdr) { message_of(&out[i], 1), 77 };
        in[i] = (struct iovec) { seen[i], 3 };
    }
    CHECK_EQ(MUST(sendmmsg(ends[CLIENT], messages, 3, MSG_NOSIGNAL)), 3);
    for (i = 0; i < 3; i++) {
        CHECK_EQ(messages[i].msg_len, 3);
        messages[i] = (struct mmsghdr) { message_of(&in[i], 1), 77 };
    }
    CHECK_EQ(MUST(recvmmsg(ends[SERVER], messages, 2, 0, NULL)), 2);
    CHECK_BYTES(seen[0], "one", 3);
    CHECK_BYTES(seen[1], "two", 3);
    /* No waiting for a second one, */
    CHECK_EQ(MUST(recvmmsg(ends[SERVER], messages, 3, MSG_WAITFORONE, NULL)), 1);
    CHECK_EQ(messages[0].msg_len, 3);
    FAILS_WITH(EAGAIN, recvmmsg(ends[SERVER], messages, 3, MSG_DONTWAIT, NULL));
    FAILS_WITH(EINVAL, recvmmsg(ends[SERVER], messages, 3, 0, &wrong));
    /* nor for another when the time is over. */
    send_text(ends[CLIENT], "abcdef");
    CHECK_EQ(MUST(recvmmsg(ends[SERVER], messages, 2, 0, &soon)) >= 1, 1);
    CHECK(soon.tv_sec == 0 && soon.tv_nsec <= 1000 * 1000);
    CHECK_EQ(MUST(sendmmsg(ends[CLIENT], messages, 0, MSG_NOSIGNAL)), 0);
    MUST(close(ends[SERVER]));
    FAILS_WITH(EPIPE, sendmmsg(ends[CLIENT], messages, 3, MSG_NOSIGNAL));
}
