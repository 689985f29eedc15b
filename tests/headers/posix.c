/* The POSIX flavour: all names, through the headers that a POSIX program includes. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <afunix.h>

#include "expect.h"

#define FUNCTION(result, name, parameters) result (*const plain_##name) parameters = name;
#define OWN_FUNCTION(result, name, parameters) result (*const own_##name) parameters = afunix_##name;
#include "prototypes.h"

static_assert(EWOULDBLOCK == EAGAIN, "programs test one or the other");
static_assert(FD_SETSIZE == 1024, "default");

/* Structure members may have the names of functions, and so may variables. */
struct protocol {
    int send, recv, close, select, accept;
};

int use_of_names(struct protocol *p);
int use_of_names(struct protocol *p)
{
    int connect = p->send + p->recv;
    fd_set set;
    struct sockaddr_un address;
    struct sockaddr_in internet;
    struct sockaddr_in6 other;

    FD_ZERO(&set);
    FD_SET(connect, &set);
    FD_CLR(p->close, &set);
    address.sun_family = AF_UNIX;
    address.sun_path[0] = 'x';
    address.sun_path[1] = 0;
    internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    internet.sin_port = htons(1);
    other.sin6_addr = in6addr_any;
    other.sin6_addr.s6_addr[15] = 1;
    return FD_ISSET(connect, &set) + (int)SUN_LEN(&address) + internet.sin_port + other.sin6_addr.s6_addr[0] + F_OK +
           O_ACCMODE + STDERR_FILENO;
}
