/* AF_UNIX, AF_INET and AF_INET6 in one program. */
#include "check.h"
#include "files.h"
#include "sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static struct sockaddr_in loopback(void)
{
    struct sockaddr_in address;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* A listener on a port that the system chose; gives its address. */
static int listening_on_internet(struct sockaddr_in *address)
{
    int fd = (int)MUST(socket(AF_INET, SOCK_STREAM, 0));
    socklen_t length = sizeof *address;

    *address = loopback();
    MUST(bind(fd, (struct sockaddr *)address, sizeof *address));
    MUST(listen(fd, 5));
    MUST(getsockname(fd, (struct sockaddr *)address, &length));
    CHECK_EQ(length, sizeof *address);
    CHECK_EQ(address->sin_family, AF_INET);
    CHECK(address->sin_port != 0);
    return fd;
}

static void check_talk(int client, int server)
{
    send_text(client, "to the server");
    expect_text(server, "to the server");
    send_text(server, "to the client");
    expect_text(client, "to the client");
}

CASE_BODY(families_internet_stream)
{
    struct sockaddr_in address, own, peer;
    socklen_t own_length = sizeof own, peer_length = sizeof peer;
    int listener = listening_on_internet(&address), client = (int)MUST(socket(AF_INET, SOCK_STREAM, 0)), server;

    MUST(connect(client, (struct sockaddr *)&address, sizeof address));
    server = (int)MUST(accept(listener, (struct sockaddr *)&peer, &peer_length));
    MUST(getsockname(client, (struct sockaddr *)&own, &own_length));
    CHECK_EQ(peer_length, sizeof peer);
    CHECK_EQ(peer.sin_port, own.sin_port);
    CHECK_EQ(peer.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    check_talk(client, server);
    MUST(close(client));
    expect_end(server);
}

CASE_BODY(families_internet6_stream)
{
    struct sockaddr_in6 address;
    socklen_t length = sizeof address;
    int listener = socket(AF_INET6, SOCK_STREAM, 0), client;

    memset(&address, 0, sizeof address);
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    if (listener == -1 && errno == EAFNOSUPPORT)
        SKIP("this machine has no IPv6");
    if (bind(listener, (struct sockaddr *)&address, sizeof address) == -1) {
        CHECK_EQ(errno, EADDRNOTAVAIL);
        SKIP("this machine has no ::1");
    }
    MUST(listen(listener, 5));
    MUST(getsockname(listener, (struct sockaddr *)&address, &length));
    CHECK_EQ(length, sizeof address);
    client = (int)MUST(socket(AF_INET6, SOCK_STREAM, 0));
    MUST(connect(client, (struct sockaddr *)&address, sizeof address));
    check_talk(client, accepted_from(listener));
}

CASE_BODY(families_internet_datagrams)
{
    struct sockaddr_in address = loopback(), from;
    socklen_t length = sizeof address;
    int receiver = (int)MUST(socket(AF_INET, SOCK_DGRAM, 0)), sender = (int)MUST(socket(AF_INET, SOCK_DGRAM, 0));
    char seen[32];

    MUST(bind(receiver, (struct sockaddr *)&address, sizeof address));
    MUST(getsockname(receiver, (struct sockaddr *)&address, &length));
    CHECK_EQ(MUST(sendto(sender, "datagram", 8, 0, (struct sockaddr *)&address, sizeof address)), 8);
    length = sizeof from;
    CHECK_EQ(MUST(recvfrom(receiver, seen, sizeof seen, 0, (struct sockaddr *)&from, &length)), 8);
    CHECK_BYTES(seen, "datagram", 8);
    CHECK_EQ(from.sin_family, AF_INET);
    MUST(connect(sender, (struct sockaddr *)&address, sizeof address));
    CHECK_EQ(MUST(send(sender, "again", 5, 0)), 5);
    CHECK_EQ(MUST(read(receiver, seen, sizeof seen)), 5);
}

CASE_BODY(families_together)
{
    const char *path = in_case_directory("s");
    struct sockaddr_in address;
    int unix_listener = listening_at(path, 5), internet_listener = listening_on_internet(&address);
    int unix_client = connected_to(path), internet_client = (int)MUST(socket(AF_INET, SOCK_STREAM, 0));
    struct pollfd entries[4] = {
        { unix_listener, POLLIN, 0 }, { internet_listener, POLLIN, 0 }, { unix_client, POLLIN, 0 }, { internet_client, POLLIN, 0 },
    };
    int unix_server, internet_server;
    fd_set in;

    MUST(connect(internet_client, (struct sockaddr *)&address, sizeof address));
    while (MUST(poll(entries, 4, -1)) < 2)
        continue;
    CHECK(entries[0].revents == POLLIN && entries[1].revents == POLLIN && entries[2].revents == 0 && entries[3].revents == 0);
    unix_server = accepted_from(unix_listener);
    internet_server = accepted_from(internet_listener);
    check_talk(unix_client, unix_server);
    check_talk(internet_client, internet_server);
    send_text(internet_server, "x");
    FD_ZERO(&in);
    FD_SET(unix_client, &in);
    FD_SET(internet_client, &in);
    CHECK_EQ(MUST(select((unix_client > internet_client ? unix_client : internet_client) + 1, &in, NULL, NULL, NULL)), 1);
    CHECK(FD_ISSET(internet_client, &in));
    CHECK(!FD_ISSET(unix_client, &in));
}

/* Non-blocking connect() is where the Internet differs: it is in progress, then writable. */
CASE_BODY(families_internet_connect_in_progress)
{
    struct sockaddr_in address;
    int listener = listening_on_internet(&address), client = (int)MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    int error = -1, server;
    socklen_t size = sizeof error;

    FAILS_WITH(EINPROGRESS, connect(client, (struct sockaddr *)&address, sizeof address));
    CHECK_EQ(poll_one(client, POLLOUT, -1), POLLOUT);
    MUST(getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &size));
    CHECK_EQ(error, 0);
    server = accepted_from(listener);
    send_text(client, "x");
    expect_text(server, "x");
}

CASE_BODY(families_internet_refused)
{
    struct sockaddr_in address;
    int client = (int)MUST(socket(AF_INET, SOCK_STREAM, 0));

    MUST(close(listening_on_internet(&address)));
    FAILS_WITH(ECONNREFUSED, connect(client, (struct sockaddr *)&address, sizeof address));
}

CASE_BODY(families_options)
{
    int unix_fd = unix_socket(), internet_fd = (int)MUST(socket(AF_INET, SOCK_DGRAM, 0)), value;
    socklen_t size = sizeof value;

    MUST(getsockopt(unix_fd, SOL_SOCKET, SO_DOMAIN, &value, &size));
    CHECK_EQ(value, AF_UNIX);
    MUST(getsockopt(internet_fd, SOL_SOCKET, SO_DOMAIN, &value, &size));
    CHECK_EQ(value, AF_INET);
    MUST(getsockopt(internet_fd, SOL_SOCKET, SO_TYPE, &value, &size));
    CHECK_EQ(value, SOCK_DGRAM);
    MUST(getsockopt(internet_fd, SOL_SOCKET, SO_PROTOCOL, &value, &size));
    CHECK_EQ(value, IPPROTO_UDP);
}

CASE_BODY(families_descriptors)
{
    struct sockaddr_in address;
    int listener = listening_on_internet(&address), client = (int)MUST(socket(AF_INET, SOCK_STREAM, 0)), server, copy;
    int count = -1;

    MUST(connect(client, (struct sockaddr *)&address, sizeof address));
    server = accepted_from(listener);
    copy = (int)MUST(dup(client));
    MUST(close(client));
    send_text(copy, "12345");
    CHECK_EQ(poll_one(server, POLLIN, -1), POLLIN);
    MUST(ioctl(server, FIONREAD, &count));
    CHECK_EQ(count, 5);
    expect_text(server, "12345");
    set_nonblocking(server, true);
    expect_nothing(server);
    CHECK_EQ(MUST(dup2(listener, copy)), copy);
    CHECK_EQ(poll_one(server, POLLIN, -1), POLLIN);
    expect_end(server);
}

CASE_BODY(families_internet_refused_in_progress)
{
    struct sockaddr_in address;
    int client = (int)MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)), error = -1;
    socklen_t size = sizeof error;

    MUST(close(listening_on_internet(&address)));
    FAILS_WITH(EINPROGRESS, connect(client, (struct sockaddr *)&address, sizeof address));
    CHECK_EQ(poll_one(client, POLLOUT, -1), POLLOUT | POLLERR | POLLHUP);
    MUST(getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &size));
    CHECK_EQ(error, ECONNREFUSED);
    /* Told once. */
    MUST(getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &size));
    CHECK_EQ(error, 0);
}

/* Winsock's SO_REUSEADDR lets a second listener have the port, and which of them a client reaches is anybody's guess. Servers set
 * the option so that they can be started again, while a connection of the former run still lies in TIME_WAIT; both must come out as
 * on Linux. */
CASE_BODY(families_internet_reuse_address)
{
    struct sockaddr_in address = loopback();
    socklen_t length = sizeof address;
    int first = (int)MUST(socket(AF_INET, SOCK_STREAM, 0)), second = (int)MUST(socket(AF_INET, SOCK_STREAM, 0));
    int client = (int)MUST(socket(AF_INET, SOCK_STREAM, 0)), server, on = 1;

    MUST(setsockopt(first, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    MUST(setsockopt(second, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    MUST(bind(first, (struct sockaddr *)&address, sizeof address));
    MUST(listen(first, 5));
    MUST(getsockname(first, (struct sockaddr *)&address, &length));
    FAILS_WITH(EADDRINUSE, bind(second, (struct sockaddr *)&address, sizeof address));
    MUST(connect(client, (struct sockaddr *)&address, sizeof address));
    server = accepted_from(first);
    length = sizeof on;
    on = 0;
    MUST(getsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, &length));
    CHECK_EQ(on, 1);
    MUST(close(server)); /* first, so the port is in TIME_WAIT here */
    expect_end(client);
    MUST(close(client));
    MUST(close(first));
    MUST(bind(second, (struct sockaddr *)&address, sizeof address));
    MUST(listen(second, 5));
}
