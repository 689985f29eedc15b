/* AF_UNIX: afunix.dll's in the Windows build, the kernel's own in the Linux build. One source; only the functions are found at run time, so that the
 * program without the library is this very program. */
#include "platform.h"
#include "socket_file.h"
#include "transport.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#ifdef _WIN32
#define PREFIX "afunix_"
#else
#define PREFIX ""
#endif

static struct {
    int (*socket)(int, int, int);
    int (*bind)(int, const struct sockaddr *, socklen_t);
    int (*listen)(int, int);
    int (*accept)(int, struct sockaddr *, socklen_t *);
    int (*connect)(int, const struct sockaddr *, socklen_t);
    ssize_t (*send)(int, const void *, size_t, int);
    ssize_t (*recv)(int, void *, size_t, int);
    int (*close)(int);
    ssize_t (*sendmsg)(int, const struct msghdr *, int);
    ssize_t (*recvmsg)(int, struct msghdr *, int);
} call;

static bool find(void *slot, const char *name)
{
    function found = function_named("afunix.dll", name);

    memcpy(slot, &found, sizeof found);
    return found != NULL;
}

static bool load(void)
{
    return find(&call.socket, PREFIX "socket") && find(&call.bind, PREFIX "bind") && find(&call.listen, PREFIX "listen")
        && find(&call.accept, PREFIX "accept") && find(&call.connect, PREFIX "connect") && find(&call.send, PREFIX "send")
        && find(&call.recv, PREFIX "recv") && find(&call.close, PREFIX "close")
        && find(&call.sendmsg, PREFIX "sendmsg") && find(&call.recvmsg, PREFIX "recvmsg");
}

static struct sockaddr_un address_of(const struct place *place)
{
    struct sockaddr_un address;

    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    memcpy(address.sun_path, place->text, PLACE_SIZE);
    return address;
}

static int new_socket(void)
{
    int made = call.socket(AF_UNIX, SOCK_STREAM, 0);

    if (made < 0)
        die("socket", errno);
    return made;
}

static void touch(void)
{
    call.close(new_socket());
}

static handle listen_anywhere(struct place *place)
{
    struct sockaddr_un address;
    int made = new_socket();

    choose_socket_file(place);
    address = address_of(place);
    if (call.bind(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("bind", errno);
    if (call.listen(made, SOMAXCONN) != 0)
        die("listen", errno);
    return made;
}

static handle connect_to(const struct place *place)
{
    struct sockaddr_un address = address_of(place);
    int made = new_socket();

    if (call.connect(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("connect", errno);
    return made;
}

static handle accept_next(handle listener)
{
    int made = call.accept((int)listener, NULL, NULL);

    if (made < 0)
        die("accept", errno);
    return made;
}

static void prepare(handle connection)
{
    (void)connection; /* nothing ever waits for more */
}

static void send_all(handle connection, const char *bytes, size_t size)
{
    size_t sent = 0;

    while (sent < size) {
        ssize_t now = call.send((int)connection, bytes + sent, size - sent, 0);

        if (now <= 0)
            die("send", errno);
        sent += (size_t)now;
    }
}

static size_t receive(handle connection, char *bytes, size_t size)
{
    ssize_t received = call.recv((int)connection, bytes, size, 0);

    if (received <= 0)
        die("recv", errno);
    return (size_t)received;
}

static void close_any(handle any)
{
    call.close((int)any);
}

static int new_datagram_socket(void)
{
    int made = call.socket(AF_UNIX, SOCK_DGRAM, 0);

    if (made < 0)
        die("socket", errno);
    return made;
}

static struct place datagram_file;

static void remove_datagram_file(void)
{
    remove_file(datagram_file.text);
}

/* Beside the listener's own file, which others still connect to. */
static handle bind_datagrams(struct place *place)
{
    char folder[PLACE_SIZE / 2];
    struct sockaddr_un address;
    int made = new_datagram_socket();

    if (!datagram_file.text[0]) {
        temporary_folder(folder, sizeof folder);
        snprintf(datagram_file.text, PLACE_SIZE, "%s/bench-%ld-datagrams.sock", folder, own_process_id());
        atexit(remove_datagram_file);
    }
    remove_datagram_file();
    *place = datagram_file;
    address = address_of(place);
    if (call.bind(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("bind", errno);
    return made;
}

static handle connect_datagrams(const struct place *place)
{
    struct sockaddr_un address = address_of(place);
    int made = new_datagram_socket();

    if (call.connect(made, (struct sockaddr *)&address, sizeof address) != 0)
        die("connect", errno);
    return made;
}

/* One byte, and room for one descriptor beside it. */
struct parcel {
    char byte;
    struct iovec part;
    struct msghdr message;
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
};

static struct msghdr *prepare_parcel(struct parcel *parcel)
{
    memset(parcel, 0, sizeof *parcel);
    parcel->part.iov_base = &parcel->byte;
    parcel->part.iov_len = 1;
    parcel->message.msg_iov = &parcel->part;
    parcel->message.msg_iovlen = 1;
    parcel->message.msg_control = &parcel->control;
    parcel->message.msg_controllen = sizeof parcel->control;
    return &parcel->message;
}

static void pass(handle connection, handle passed, long process)
{
    struct parcel parcel;
    struct msghdr *message = prepare_parcel(&parcel);
    int fd = (int)passed;

    (void)process; /* it is known who is there */
    parcel.control.header.cmsg_len = CMSG_LEN(sizeof fd);
    parcel.control.header.cmsg_level = SOL_SOCKET;
    parcel.control.header.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&parcel.control.header), &fd, sizeof fd);
    if (call.sendmsg((int)connection, message, 0) != 1)
        die("sendmsg", errno);
}

static handle take(handle connection)
{
    struct parcel parcel;
    struct msghdr *message = prepare_parcel(&parcel);
    int fd;

    if (call.recvmsg((int)connection, message, 0) != 1 || message->msg_controllen < CMSG_LEN(sizeof fd))
        die("recvmsg", errno);
    memcpy(&fd, CMSG_DATA(&parcel.control.header), sizeof fd);
    return fd;
}

const struct transport unix_transport = {
    "unix", load, touch, listen_anywhere, connect_to, accept_next, prepare, send_all, receive, close_any, bind_datagrams, connect_datagrams,
    pass, take,
};
