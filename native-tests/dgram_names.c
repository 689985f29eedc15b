/* Datagrams of AF_UNIX: names, connect(), and who may send to whom. */
#include "check.h"
#include "files.h"
#include "host.h"
#include "socket_types.h"
#include "thread.h"

#include <stdatomic.h>
#include <sys/stat.h>

static int disconnect(int fd)
{
    struct sockaddr_un nobody = { .sun_family = AF_UNSPEC };

    return connect(fd, (struct sockaddr *)&nobody, sizeof nobody.sun_family);
}

CASE_BODY(dgram_is_sent_to_a_name)
{
    int to = typed_bound(SOCK_DGRAM, "to"), named = typed_bound(SOCK_DGRAM, "from"), fresh = typed_socket(SOCK_DGRAM);

    CHECK(path_exists("to"));
    CHECK_EQ(MUST(send_to(named, "one", "to")), 3);
    CHECK_EQ(MUST(send_to(fresh, "two", "to")), 3);
    CHECK_EQ(MUST(send_to(named, "three", "to")), 5);
    expect_message_from(to, "one", "from");
    expect_message_from(to, "two", NULL);
    expect_message_from(to, "three", "from");
    expect_nothing(to);
    /* An answer to the name that was given. */
    CHECK_EQ(MUST(send_to(to, "answer", "from")), 6);
    expect_message_from(named, "answer", "to");
    /* Bound since, and a name that outlives its socket. */
    MUST(bind_to(fresh, "later"));
    CHECK_EQ(MUST(send_to(fresh, "four", "to")), 4);
    MUST(close(fresh));
    CHECK(file_remove("later"));
    expect_message_from(to, "four", "later");
    MUST(close(to));
    CHECK(path_exists("to"));
}

CASE_BODY(dgram_names_in_short_buffers)
{
    int to = typed_bound(SOCK_DGRAM, "to"), from = typed_bound(SOCK_DGRAM, "from");
    struct sockaddr_un name;
    struct iovec part = { &(char[2]) { 0 }, 2 };
    struct msghdr message = message_of(&part, 1);
    socklen_t length = PATH_OFFSET + 2;
    char byte;

    MUST(send_to(from, "1", "to"));
    MUST(send_to(from, "2", "to"));
    MUST(send_to(from, "3", "to"));
    memset(&name, 0x55, sizeof name);
    CHECK_EQ(MUST(recvfrom(to, &byte, 1, 0, (struct sockaddr *)&name, &length)), 1);
    CHECK_EQ(length, unix_length("from"));
    CHECK_BYTES(name.sun_path, "fr\x55", 3);
    /* No place for a name, and no wish for one. */
    CHECK_EQ(MUST(recvfrom(to, &byte, 1, 0, NULL, null_pointer)), 1);
    message.msg_name = &name;
    message.msg_namelen = sizeof name;
    CHECK_EQ(MUST(recvmsg(to, &message, 0)), 1);
    CHECK_EQ(message.msg_namelen, unix_length("from"));
    CHECK_TEXT(name.sun_path, "from");
    MUST(send_to(typed_socket(SOCK_DGRAM), "4", "to"));
    message.msg_namelen = sizeof name;
    CHECK_EQ(MUST(recvmsg(to, &message, 0)), 1);
    CHECK_EQ(message.msg_namelen, 0);
}

CASE_BODY(dgram_connects)
{
    int one = typed_bound(SOCK_DGRAM, "one"), two = typed_bound(SOCK_DGRAM, "two"), fd = typed_socket(SOCK_DGRAM);
    struct sockaddr_un name;
    socklen_t length = sizeof name;

    FAILS_WITH(ENOTCONN, send(fd, "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(ENOTCONN, write(fd, "x", 1));
    FAILS_WITH(ENOTCONN, getpeername(fd, (struct sockaddr *)&name, &length));
    MUST(connect_to(fd, "one"));
    CHECK_EQ(MUST(send(fd, "a", 1, MSG_NOSIGNAL)), 1);
    MUST(getpeername(fd, (struct sockaddr *)&name, &length));
    CHECK_EQ(length, unix_length("one"));
    CHECK_TEXT(name.sun_path, "one");
    /* No EISCONN: the next one takes its place, and any other can still be sent to. */
    MUST(connect_to(fd, "two"));
    CHECK_EQ(MUST(write(fd, "b", 1)), 1);
    CHECK_EQ(MUST(send_to(fd, "c", "one")), 1);
    MUST(connect_to(fd, "two"));
    MUST(disconnect(fd));
    FAILS_WITH(ENOTCONN, send(fd, "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(ENOTCONN, getpeername(fd, (struct sockaddr *)&name, &length));
    MUST(disconnect(fd));
    CHECK_EQ(MUST(send_to(fd, "d", "two")), 1);
    expect_message(one, "a");
    expect_message(one, "c");
    expect_message(two, "b");
    expect_message(two, "d");
    expect_nothing(one);
    expect_nothing(two);
    /* A connect that fails leaves the old peer. */
    MUST(connect_to(fd, "one"));
    FAILS_WITH(ENOENT, connect_to(fd, "nobody"));
    CHECK_EQ(MUST(send(fd, "e", 1, MSG_NOSIGNAL)), 1);
    expect_message(one, "e");
}

/* Who is connected hears nobody but its peer. */
CASE_BODY(dgram_only_the_peer_may_send)
{
    int chosen = typed_bound(SOCK_DGRAM, "chosen"), fd = typed_bound(SOCK_DGRAM, "s"), other = typed_socket(SOCK_DGRAM);
    int early = typed_socket(SOCK_DGRAM);

    MUST(connect_to(early, "s"));
    CHECK_EQ(MUST(send(early, "early", 5, MSG_NOSIGNAL)), 5);
    MUST(connect_to(fd, "chosen"));
    /* What had come before is kept by the first connect, whoever sent it. */
    expect_message(fd, "early");
    FAILS_WITH(EPERM, send_to(other, "x", "s"));
    FAILS_WITH(EPERM, connect_to(other, "s"));
    FAILS_WITH(EPERM, send(early, "x", 1, MSG_NOSIGNAL));
    CHECK_EQ(MUST(send_to(chosen, "yes", "s")), 3);
    MUST(connect_to(chosen, "s"));
    CHECK_EQ(MUST(send(chosen, "again", 5, MSG_NOSIGNAL)), 5);
    expect_message_from(fd, "yes", "chosen");
    expect_message_from(fd, "again", "chosen");
    expect_nothing(fd);
    MUST(disconnect(fd));
    CHECK_EQ(MUST(send_to(other, "welcome", "s")), 7);
    CHECK_EQ(MUST(send(early, "back", 4, MSG_NOSIGNAL)), 4);
    expect_message(fd, "welcome");
    expect_message(fd, "back");
}

/* Another peer, or none: what had come is lost, and if anything was, the old one hears of it, provided that it was connected to us. */
CASE_BODY(dgram_changes_its_peer)
{
    int fd = typed_bound(SOCK_DGRAM, "fd"), old = typed_bound(SOCK_DGRAM, "old"), error = -1;
    socklen_t length = sizeof error;
    char byte;

    typed_bound(SOCK_DGRAM, "new");
    MUST(connect_to(old, "fd"));
    MUST(connect_to(fd, "old"));
    CHECK_EQ(MUST(send(old, "lost", 4, MSG_NOSIGNAL)), 4);
    /* The same peer again is no change. */
    MUST(connect_to(fd, "old"));
    CHECK_EQ(poll_one(fd, POLLIN, 0), POLLIN);
    CHECK_EQ(poll_one(old, POLLIN, 0), 0);
    MUST(connect_to(fd, "new"));
    expect_nothing(fd);
    CHECK_EQ(poll_one(old, POLLIN | POLLOUT, 0), POLLOUT | POLLERR);
    FAILS_WITH(ECONNRESET, recv(old, &byte, 1, MSG_DONTWAIT));
    CHECK_EQ(poll_one(old, POLLIN | POLLOUT, 0), POLLOUT);
    expect_nothing(old);
    FAILS_WITH(EPERM, send(old, "x", 1, MSG_NOSIGNAL));
    MUST(disconnect(fd));
    CHECK_EQ(MUST(send(old, "y", 1, MSG_NOSIGNAL)), 1);
    expect_message(fd, "y");
    /* Nothing was lost. */
    MUST(connect_to(fd, "old"));
    MUST(disconnect(fd));
    CHECK_EQ(poll_one(old, POLLOUT, 0), POLLOUT);
    /* SO_ERROR and send() take it as well. */
    MUST(connect_to(fd, "old"));
    MUST(send(old, "lost", 4, MSG_NOSIGNAL));
    MUST(disconnect(fd));
    MUST(getsockopt(old, SOL_SOCKET, SO_ERROR, &error, &length));
    CHECK_EQ(error, ECONNRESET);
    MUST(connect_to(fd, "old"));
    MUST(send(old, "lost", 4, MSG_NOSIGNAL));
    MUST(disconnect(fd));
    FAILS_WITH(ECONNRESET, send(old, "x", 1, MSG_NOSIGNAL));
    CHECK_EQ(MUST(send(old, "z", 1, MSG_NOSIGNAL)), 1);
    expect_message(fd, "z");
}

struct flood {
    int fd;
    atomic_int *over;
};

static void send_without_end(void *argument)
{
    struct flood *flood = argument;

    while (!atomic_load(flood->over))
        send(flood->fd, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* What is there is thrown away, and not what comes for ever. */
CASE_BODY(dgram_turns_from_a_flood)
{
    enum { SENDERS = 4, TURNS = 20 };
    int fd = typed_bound(SOCK_DGRAM, "fd"), i;
    atomic_int over = 0;
    struct flood floods[SENDERS];
    struct thread *threads[SENDERS];

    for (i = 0; i < SENDERS; i++) {
        floods[i] = (struct flood){ typed_bound(SOCK_DGRAM, i == 0 ? "old" : i == 1 ? "b" : i == 2 ? "c" : "d"), &over };
        MUST(connect_to(floods[i].fd, "fd"));
    }
    for (i = 0; i < SENDERS; i++)
        threads[i] = thread_start(send_without_end, &floods[i]);
    for (i = 0; i < TURNS; i++) {
        MUST(connect_to(fd, "old"));
        MUST(disconnect(fd));
    }
    atomic_store(&over, 1);
    for (i = 0; i < SENDERS; i++)
        thread_join(threads[i]);
}

CASE_BODY(dgram_talks_to_itself)
{
    int fd = typed_bound(SOCK_DGRAM, "s"), other = typed_socket(SOCK_DGRAM);

    CHECK_EQ(MUST(send_to(fd, "unconnected", "s")), 11);
    expect_message_from(fd, "unconnected", "s");
    MUST(connect_to(fd, "s"));
    CHECK_EQ(MUST(send(fd, "connected", 9, MSG_NOSIGNAL)), 9);
    expect_message_from(fd, "connected", "s");
    FAILS_WITH(EPERM, send_to(other, "x", "s"));
    CHECK(send_until_full(fd, NULL) > 0);
    CHECK_EQ(poll_one(fd, POLLIN, 0), POLLIN);
}

CASE_BODY(dgram_to_wrong_names)
{
    int fd = typed_socket(SOCK_DGRAM), stream = typed_socket(SOCK_STREAM), packets = typed_socket(SOCK_SEQPACKET);
    static const char *const others[] = { "stream", "packets" };
    int i;

    typed_listening(SOCK_STREAM, "stream", 1);
    typed_listening(SOCK_SEQPACKET, "packets", 1);
    typed_bound(SOCK_DGRAM, "s");
    CHECK(file_write("plain", "text", 4));
    CHECK(directory_make("directory"));
    MUST(close(typed_bound(SOCK_DGRAM, "dead")));
    for (i = 0; i < 2; i++) {
        FAILS_WITH(EPROTOTYPE, send_to(fd, "x", others[i]));
        FAILS_WITH(EPROTOTYPE, connect_to(fd, others[i]));
    }
    FAILS_WITH(EPROTOTYPE, connect_to(stream, "s"));
    FAILS_WITH(EPROTOTYPE, connect_to(packets, "s"));
    FAILS_WITH(EPROTOTYPE, connect_to(stream, "packets"));
    FAILS_WITH(EPROTOTYPE, connect_to(packets, "stream"));
    FAILS_WITH(ENOENT, send_to(fd, "x", "nobody"));
    FAILS_WITH(ENOENT, connect_to(fd, "nobody"));
    FAILS_WITH(ENOTDIR, send_to(fd, "x", "plain/s"));
    FAILS_WITH(ECONNREFUSED, send_to(fd, "x", "plain"));
    FAILS_WITH(ECONNREFUSED, connect_to(fd, "plain"));
    FAILS_WITH(ECONNREFUSED, send_to(fd, "x", "directory"));
    FAILS_WITH(ECONNREFUSED, send_to(fd, "x", "dead"));
    FAILS_WITH(ECONNREFUSED, connect_to(fd, "dead"));
    FAILS_WITH(EADDRINUSE, bind_to(fd, "dead"));
    FAILS_WITH(EADDRINUSE, bind_to(fd, "s"));
    /* The name is of the next one that takes it. */
    CHECK(file_remove("dead"));
    i = typed_bound(SOCK_DGRAM, "dead");
    CHECK_EQ(MUST(send_to(fd, "x", "dead")), 1);
    expect_message(i, "x");
    MUST(bind_to(fd, "fd"));
    FAILS_WITH(EINVAL, bind_to(fd, "again"));
    CHECK(!path_exists("again"));
}

/* The connection goes to the socket, not to its name. */
CASE_BODY(dgram_peer_without_a_name)
{
    int first = typed_bound(SOCK_DGRAM, "s"), fd = typed_connected(SOCK_DGRAM, "s"), second;

    CHECK(file_rename("s", "moved"));
    CHECK_EQ(MUST(send_to(typed_socket(SOCK_DGRAM), "moved", "moved")), 5);
    expect_message(first, "moved");
    CHECK(file_remove("moved"));
    second = typed_bound(SOCK_DGRAM, "s");
    CHECK_EQ(MUST(send(fd, "to the first", 12, MSG_NOSIGNAL)), 12);
    expect_message(first, "to the first");
    expect_nothing(second);
}

/* Linux asks for the right to write to the file. */
CASE_BODY(dgram_needs_the_right_to_the_file)
{
    int fd, door;

    door = typed_bound(SOCK_DGRAM, "open");
    typed_bound(SOCK_DGRAM, "shut");
    typed_bound(SOCK_DGRAM, "seen");
    MUST(chmod(".", 0755));
    MUST(chmod("open", 0777));
    MUST(chmod("shut", 0));
    MUST(chmod("seen", 0444));
    privileges_drop();
    fd = typed_socket(SOCK_DGRAM);
    CHECK_EQ(MUST(send_to(fd, "x", "open")), 1);
    expect_message(door, "x");
    FAILS_WITH(EACCES, send_to(fd, "x", "shut"));
    FAILS_WITH(EACCES, connect_to(fd, "shut"));
    FAILS_WITH(EACCES, send_to(fd, "x", "seen"));
    /* A connected one stays so. */
    MUST(connect_to(fd, "open"));
    FAILS_WITH(EACCES, connect_to(fd, "shut"));
    CHECK_EQ(MUST(send(fd, "y", 1, MSG_NOSIGNAL)), 1);
    expect_message(door, "y");
}
