/* <sys/socket.h>: sockets, with Windows' own numbers. What each function does, and where it differs from Linux, is written in
 * afunix.h. */
#ifndef AFUNIX_SYS_SOCKET_H
#define AFUNIX_SYS_SOCKET_H

#include "../afunix/base.h"
#include "../afunix/timespec.h"
#include "uio.h"

/* What Winsock lacks: both flavours have it. */
#ifndef AF_LOCAL
#define AF_LOCAL AF_UNIX
#endif
#ifndef PF_LOCAL
#define PF_LOCAL AF_UNIX
#endif

/* Flags in the type that socket() and socketpair() take, and of accept4(). */
#define SOCK_NONBLOCK 0x00004000
#define SOCK_CLOEXEC 0x00080000

#define MSG_WAITFORONE 0x01000000
#define MSG_CONFIRM 0x02000000
#define MSG_MORE 0x04000000
#define MSG_EOR 0x08000000
#define MSG_CMSG_CLOEXEC 0x10000000
#define MSG_NOSIGNAL 0x20000000
#define MSG_DONTWAIT 0x40000000

#define SO_DOMAIN 0x7001
#define SO_PROTOCOL 0x7002
#define SO_REUSEPORT 0x7003
#define SO_PRIORITY 0x7004
#define SO_PASSCRED 0x7005
#define SO_PEERCRED 0x7006

/* Of SO_PEERCRED and SCM_CREDENTIALS. pid 0: not known. */
struct ucred {
    int pid;
    unsigned uid; /* by the rule of getuid() */
    unsigned gid;
};

#ifndef SHUT_RDWR
#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2
#endif

#ifndef AFUNIX_NO_BSD_NAMES

#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 23
#define PF_UNSPEC AF_UNSPEC
#define PF_UNIX AF_UNIX
#define PF_INET AF_INET
#define PF_INET6 AF_INET6

#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define SOCK_RDM 4
#define SOCK_SEQPACKET 5

#define SOL_SOCKET 0xffff
#define SO_DEBUG 0x0001
#define SO_ACCEPTCONN 0x0002
#define SO_REUSEADDR 0x0004
#define SO_KEEPALIVE 0x0008
#define SO_DONTROUTE 0x0010
#define SO_BROADCAST 0x0020
#define SO_LINGER 0x0080
#define SO_OOBINLINE 0x0100
#define SO_SNDBUF 0x1001
#define SO_RCVBUF 0x1002
#define SO_SNDLOWAT 0x1003
#define SO_RCVLOWAT 0x1004
#define SO_SNDTIMEO 0x1005
#define SO_RCVTIMEO 0x1006
#define SO_ERROR 0x1007
#define SO_TYPE 0x1008

#define SOMAXCONN 0x7fffffff

#define MSG_OOB 0x0001
#define MSG_PEEK 0x0002
#define MSG_DONTROUTE 0x0004
#define MSG_WAITALL 0x0008
#define MSG_TRUNC 0x0100
#define MSG_CTRUNC 0x0200

typedef unsigned short sa_family_t;

struct sockaddr {
    sa_family_t sa_family;
    char sa_data[14];
};

/* Room for the address of any family. */
struct sockaddr_storage {
    sa_family_t ss_family;
    char ss_padding[6];
    long long ss_alignment;
    char ss_more_padding[112];
};

struct linger {
    unsigned short l_onoff;
    unsigned short l_linger; /* seconds */
};

struct msghdr {
    void *msg_name;
    socklen_t msg_namelen;
    struct iovec *msg_iov;
    size_t msg_iovlen;
    void *msg_control;
    size_t msg_controllen;
    int msg_flags; /* of recvmsg(): what came */
};

struct mmsghdr {
    struct msghdr msg_hdr;
    unsigned msg_len; /* bytes sent or received */
};

/* Laid out as Windows' WSACMSGHDR. */
struct cmsghdr {
    size_t cmsg_len; /* this header and the data */
    int cmsg_level;
    int cmsg_type;
};

/* Kinds of control data of level SOL_SOCKET: descriptors for another process, SCM_MAX_FD of them at most in a message; a struct ucred. */
#define SCM_RIGHTS 1
#define SCM_MAX_FD 253
#define SCM_CREDENTIALS 2

#define CMSG_ALIGN(size) (((size) + sizeof(size_t) - 1) & ~(sizeof(size_t) - 1))
#define CMSG_LEN(size) (sizeof(struct cmsghdr) + (size))
#define CMSG_SPACE(size) (sizeof(struct cmsghdr) + CMSG_ALIGN(size))
#define CMSG_FIRSTHDR(message) \
    ((message)->msg_controllen >= sizeof(struct cmsghdr) ? (struct cmsghdr *)(message)->msg_control : (struct cmsghdr *)0)
#define CMSG_NXTHDR(message, control) afunix_next_control((message), (control))

AFUNIX_INLINE struct cmsghdr *afunix_next_control(struct msghdr *message, struct cmsghdr *control)
{
    size_t size = CMSG_ALIGN(control->cmsg_len);
    size_t left = message->msg_controllen - (size_t)((char *)control - (char *)message->msg_control);

    if (control->cmsg_len < sizeof *control || size > left || left - size < sizeof *control)
        return (struct cmsghdr *)0;
    return (struct cmsghdr *)((char *)control + size);
}

AFUNIX_BEGIN
AFUNIX_API int socket(int domain, int type, int protocol);
AFUNIX_API int socketpair(int domain, int type, int protocol, int pair[2]);
AFUNIX_API int bind(int fd, const struct sockaddr *address, socklen_t size);
AFUNIX_API int listen(int fd, int backlog);
AFUNIX_API int accept(int fd, struct sockaddr *peer, socklen_t *size);
AFUNIX_API int accept4(int fd, struct sockaddr *peer, socklen_t *size, int flags);
AFUNIX_API int connect(int fd, const struct sockaddr *address, socklen_t size);
AFUNIX_API int shutdown(int fd, int how);
AFUNIX_API ssize_t send(int fd, const void *buffer, size_t size, int flags);
AFUNIX_API ssize_t recv(int fd, void *buffer, size_t size, int flags);
AFUNIX_API ssize_t sendto(int fd, const void *buffer, size_t size, int flags, const struct sockaddr *to, socklen_t to_size);
AFUNIX_API ssize_t recvfrom(int fd, void *buffer, size_t size, int flags, struct sockaddr *from, socklen_t *from_size);
AFUNIX_API ssize_t sendmsg(int fd, const struct msghdr *message, int flags);
AFUNIX_API ssize_t recvmsg(int fd, struct msghdr *message, int flags);
AFUNIX_API int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags);
AFUNIX_API int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout);
AFUNIX_API int getsockname(int fd, struct sockaddr *address, socklen_t *size);
AFUNIX_API int getpeername(int fd, struct sockaddr *peer, socklen_t *size);
AFUNIX_API int getsockopt(int fd, int level, int name, void *value, socklen_t *size);
AFUNIX_API int setsockopt(int fd, int level, int name, const void *value, socklen_t size);
AFUNIX_API int isfdtype(int fd, int type);
AFUNIX_END

#endif
#endif

/* Outside the guard: windows.h brings wincrypt.h, which has a number of this name. Include this header after it. */
#ifndef AFUNIX_NO_BSD_NAMES
#undef CMSG_DATA
#define CMSG_DATA(control) ((unsigned char *)((struct cmsghdr *)(control) + 1))
#endif
