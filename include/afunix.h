/* afunix: UNIX-domain sockets for Windows programs.
 *
 * Sockets as POSIX has them: descriptors are int, errors are in errno, addresses are struct sockaddr_un. AF_INET and AF_INET6
 * sockets go through the same functions. Each function does what its Linux manual page says, unix(7) included; the comments below
 * give the essence, the commonest errors, and the differences. docs/deviations.md has all differences with their reasons.
 *
 * Include this header, or put include/posix on the include path and include <sys/socket.h>, <sys/un.h>, <poll.h>, <unistd.h> and
 * so on, as on Linux. Link with -lafunix (afunix.lib) before ws2_32. Nothing has to be initialised.
 *
 * Names. Every function has two: afunix_NAME, declared below, and NAME, declared in the POSIX headers that this one includes.
 * Those headers take winsock2.h's place: when it is included afterwards, it is skipped. A file that needs Winsock itself includes
 * winsock2.h first, or defines AFUNIX_NO_BSD_NAMES: then Winsock's types and constants are used, and only afunix_NAME is
 * declared. No function name is ever a macro.
 *
 * Descriptors. A socket's descriptor is a number of the C runtime of the module (.exe or DLL) that makes the call: msvcrt, ucrtbase,
 * an older one of Visual C++, or a static one. It never collides with an open file's, and read, write, close, dup, dup2 and fcntl
 * take both. errno is that C runtime's, too. A socket of a module with another runtime is found by its number while nothing else is
 * open under it in the caller's own; dup() makes it the caller's own.
 *
 * Threads. Any function may be called by any thread at any time, on the same descriptor too. Closing a descriptor, or
 * shutdown(), ends the waits of other threads on it.
 *
 * Results. Unless said otherwise 0, or -1 with errno set. Everywhere: EBADF (no open descriptor), ENOTSOCK (a file's), EFAULT
 * (a pointer to no memory), EINVAL (a size or flag that makes no sense), ENOMEM, ENOBUFS, EMFILE. EAGAIN and EWOULDBLOCK are one
 * number. There is no SIGPIPE: a write to a closed peer gives EPIPE, with or without MSG_NOSIGNAL. */
#ifndef AFUNIX_H
#define AFUNIX_H

#define AFUNIX_VERSION_MAJOR 0
#define AFUNIX_VERSION_MINOR 1
#define AFUNIX_VERSION_PATCH 0
#define AFUNIX_VERSION (AFUNIX_VERSION_MAJOR * 10000 + AFUNIX_VERSION_MINOR * 100 + AFUNIX_VERSION_PATCH)

#include "posix/afunix/base.h"

/* Constants and types stand in these, as POSIX orders them. */
#include "posix/afunix/descriptors.h"
#include "posix/netdb.h"
#include "posix/netinet/in.h"
#include "posix/netinet/tcp.h"
#include "posix/poll.h"
#include "posix/sys/ioctl.h"
#include "posix/sys/select.h"
#include "posix/sys/socket.h"
#include "posix/sys/uio.h"
#include "posix/sys/un.h"

#ifndef AFUNIX_NO_BSD_NAMES

#include <errno.h>

#include "posix/afunix/errno.h"

typedef struct pollfd afunix_pollfd;
typedef struct iovec afunix_iovec;
typedef struct msghdr afunix_msghdr;
typedef struct mmsghdr afunix_mmsghdr;
typedef fd_set afunix_fd_set;

#else

/* Winsock's structures of these names are laid out differently. */
typedef struct afunix_pollfd {
    int fd;
    short events;
    short revents;
} afunix_pollfd;

typedef struct afunix_iovec {
    void *iov_base;
    size_t iov_len;
} afunix_iovec;

/* Control data is laid out as Windows' WSACMSGHDR and its macros have it. */
typedef struct afunix_msghdr {
    void *msg_name;
    socklen_t msg_namelen;
    afunix_iovec *msg_iov;
    size_t msg_iovlen;
    void *msg_control;
    size_t msg_controllen;
    int msg_flags;
} afunix_msghdr;

typedef struct afunix_mmsghdr {
    afunix_msghdr msg_hdr;
    unsigned msg_len;
} afunix_mmsghdr;

/* Descriptor n is bit n % 64 of word n / 64. */
typedef struct afunix_fd_set {
    unsigned long long fds_bits[16];
} afunix_fd_set;

struct sockaddr;
struct timeval;
struct in_addr;
struct addrinfo;
struct hostent;
struct servent;
struct protoent;

#endif

AFUNIX_BEGIN

/* The version of the DLL, as AFUNIX_VERSION is that of the header. Never fails. */
AFUNIX_API int afunix_version(void);

/* ---- A socket's life ---- */

/* socket(2): a new descriptor.
 * - domain: AF_UNIX, AF_INET or AF_INET6. Else EAFNOSUPPORT.
 * - type: SOCK_STREAM, SOCK_DGRAM; SOCK_SEQPACKET on AF_UNIX. Else ESOCKTNOSUPPORT. SOCK_NONBLOCK and SOCK_CLOEXEC may be or-ed in.
 * - protocol: 0, or the family's own for the type. Else EPROTONOSUPPORT. */
AFUNIX_API int afunix_socket(int domain, int type, int protocol);

/* socketpair(2): two connected AF_UNIX sockets of any type, without a name. Other families: EOPNOTSUPP. */
AFUNIX_API int afunix_socketpair(int domain, int type, int protocol, int pair[2]);

/* bind(2): creates the socket file, complete and with its access rights in one step.
 * - The path is UTF-8, in Windows' or POSIX' style, absolute, relative or drive-relative. size counts the bytes of the address;
 *   the path ends at its first NUL or at size, and may use all 108 bytes of sun_path; 216 (AFUNIX_PATH_MAX) in a longer address.
 * - A path that begins with a NUL is an abstract name: size counts, NULs too; no file; gone with the socket. With size 2, the family
 *   alone, the system chooses one: a NUL and five hexadecimal digits; a socket that has a name keeps it.
 * - File or name let their owner connect, nobody else: setsockopt(SOL_AFUNIX, AFUNIX_SO_MODE) before bind() changes it.
 * - A file of that name is never replaced: EADDRINUSE. Unlink it before, as on Linux; close() leaves it behind.
 * - ENOENT, ENOTDIR, EACCES, EROFS, ENAMETOOLONG: the path. EINVAL: bound already, or size out of range. EADDRINUSE: an abstract
 *   name that another socket of this type has. */
AFUNIX_API int afunix_bind(int fd, const struct sockaddr *address, socklen_t size);

/* listen(2). From now on clients connect, without waiting for accept(). backlog bounds how many may queue; any number is taken.
 * EINVAL: not bound, or connected. */
AFUNIX_API int afunix_listen(int fd, int backlog);

/* accept(2): a descriptor for the next client that knows the socket file's secret. Strangers on the port are dropped unseen.
 * - peer may be NULL; else *size is the room for it, and gets the size of the whole address, which was cut to fit.
 * - A client that did not bind has no name: *size becomes 2, the family alone.
 * - A client that connected, wrote and exited is still accepted, with its data and its name.
 * - EAGAIN: none is queued, and the socket is non-blocking. EINVAL: not listening. */
AFUNIX_API int afunix_accept(int fd, struct sockaddr *peer, socklen_t *size);

/* accept4(2): accept(), with SOCK_NONBLOCK and SOCK_CLOEXEC set from the start. No flag is inherited from the listener. */
AFUNIX_API int afunix_accept4(int fd, struct sockaddr *peer, socklen_t *size, int flags);

/* connect(2). For AF_UNIX it waits for nothing but room in the backlog: never EINPROGRESS; EAGAIN when the socket is non-blocking
 * and the backlog is full. AF_INET and AF_INET6 give EINPROGRESS, then poll() or select() tells.
 * - ECONNREFUSED: nobody listens there, or it is no socket file. ENOENT, ENOTDIR: no such path. EACCES: the file's owner doesn't
 *   let you. EISCONN: connected already. EPROTOTYPE: a socket of another type. */
AFUNIX_API int afunix_connect(int fd, const struct sockaddr *address, socklen_t size);

/* shutdown(2): SHUT_RD, SHUT_WR or SHUT_RDWR. After SHUT_WR the peer reads what was sent, then end of file.
 * As on Linux no connection is needed. EINVAL: another value. */
AFUNIX_API int afunix_shutdown(int fd, int how);

/* close(2), sockets and files. What was sent before is delivered, even if the peer has not accepted yet and the program ends. */
AFUNIX_API int afunix_close(int fd);

/* ---- Data ----
 * All return how many bytes were moved, which may be fewer than asked (at most 0x7ffff000 in one call), or -1. Receiving gives 0
 * at end of file, after the peer has closed or shut down and all was read.
 * - EAGAIN: it would block, and the socket is non-blocking or MSG_DONTWAIT was given, or SO_RCVTIMEO or SO_SNDTIMEO passed.
 * - EPIPE: sending after the peer's close or our SHUT_WR. ECONNRESET: the peer closed without reading all. ENOTCONN.
 * - EINTR: the wait was interrupted, as by Ctrl+C in a program that handles it.
 * - Blocking sends move everything unless interrupted. */

/* read(2) and write(2), sockets, pipes and files. Pipes and files go to the C runtime, with its text mode. A pipe with O_NONBLOCK:
 * EAGAIN when it is empty, or has no room. */
AFUNIX_API ssize_t afunix_read(int fd, void *buffer, size_t size);
AFUNIX_API ssize_t afunix_write(int fd, const void *buffer, size_t size);

/* readv(2) and writev(2): as one read or write of all parts in turn, on a socket in one transfer. At most IOV_MAX (1024) parts, and
 * no part of more than SSIZE_MAX bytes, else EINVAL. Files and pipes: a read or write for each part. */
AFUNIX_API ssize_t afunix_readv(int fd, const afunix_iovec *parts, int count);
AFUNIX_API ssize_t afunix_writev(int fd, const afunix_iovec *parts, int count);

/* send(2). Flags: MSG_DONTWAIT; MSG_NOSIGNAL, MSG_EOR, MSG_CONFIRM and, on streams, MSG_MORE change nothing; MSG_OOB gives EOPNOTSUPP
 * on AF_UNIX, MSG_MORE on datagrams. */
AFUNIX_API ssize_t afunix_send(int fd, const void *buffer, size_t size, int flags);

/* recv(2). Flags: MSG_DONTWAIT, MSG_PEEK (leave the data there), MSG_WAITALL (wait for all of size: until it is there, the stream
 * ends, or SO_RCVTIMEO is over; with MSG_PEEK only TCP waits), MSG_TRUNC (a datagram: its whole size is returned, more than size when
 * it was cut; TCP: the data is thrown away; AF_UNIX streams ignore it). */
AFUNIX_API ssize_t afunix_recv(int fd, void *buffer, size_t size, int flags);

/* sendto(2). A connected stream socket takes no address: EISCONN; one that isn't connected EOPNOTSUPP. On SOCK_SEQPACKET it says
 * nothing. Datagrams of AF_UNIX: ECONNREFUSED, EPERM (it hears another one), EPROTOTYPE, EMSGSIZE, ENOTCONN without an address. */
AFUNIX_API ssize_t afunix_sendto(int fd, const void *buffer, size_t size, int flags, const struct sockaddr *to, socklen_t to_size);

/* recvfrom(2): from and from_size as peer and size of accept(), or both NULL. *from_size becomes 0
 * when the sender has no name, and at the end of the stream. */
AFUNIX_API ssize_t afunix_recvfrom(int fd, void *buffer, size_t size, int flags, struct sockaddr *from, socklen_t *from_size);

/* sendmsg(2): send() of all parts in turn, in one transfer; with msg_name it is sendto(). msg_flags counts for nothing.
 * - EMSGSIZE: more than IOV_MAX (1024) parts, or a datagram that is too long. EINVAL: a part of more than SSIZE_MAX bytes, or a
 *   negative msg_namelen with a name. More than 0x7ffff000 bytes are cut to that.
 * - msg_control: checked as Linux does (EINVAL: a size that can't be, or a type of level SOL_SOCKET that nobody knows; ENOBUFS: more
 *   than 131,072 bytes); those of other levels count for nothing on streams. SCM_RIGHTS passes descriptors: sockets, files, pipes,
 *   consoles; from here on the message keeps them open. EBADF: one of them is not. EINVAL: more than SCM_MAX_FD. EPERM: the other
 *   end is another user's. SCM_CREDENTIALS on AF_UNIX: EPERM for any but this process' own. AF_INET passes neither, and says nothing. */
AFUNIX_API ssize_t afunix_sendmsg(int fd, const afunix_msghdr *message, int flags);

/* recvmsg(2): recv() into all parts in turn, in one transfer. With msg_name, msg_namelen is the room for the sender's address and
 * gets the size of the whole, as in recvfrom(); 0 when there is none. msg_flags gets MSG_TRUNC when a datagram was cut, MSG_OOB for
 * urgent data, and MSG_CMSG_CLOEXEC when it was asked for.
 * - msg_control gets, with SO_PASSCRED, an SCM_CREDENTIALS with whatever was received; and descriptors that were sent (SCM_RIGHTS) with
 *   the first of these bytes, under the lowest free numbers. msg_controllen gets how much was filled. What there is no room or no
 *   number for is left out or closed: MSG_CTRUNC. A receive ends where a message with descriptors does, as on Linux.
 *   MSG_CMSG_CLOEXEC: children do not inherit them. */
AFUNIX_API ssize_t afunix_recvmsg(int fd, afunix_msghdr *message, int flags);

/* sendmmsg(2) and recvmmsg(2): sendmsg() and recvmsg() for each of count messages (sendmmsg: of 1024 at most); gives how many were
 * done, and the bytes of each in msg_len. An error is told only when the first one fails.
 * - recvmmsg: MSG_WAITFORONE waits for the first alone. timeout (may be NULL) is looked at after each message, as on Linux, and
 *   gets the time that is left. EINVAL: a time that can't be. */
AFUNIX_API int afunix_sendmmsg(int fd, afunix_mmsghdr *messages, unsigned count, int flags);
AFUNIX_API int afunix_recvmmsg(int fd, afunix_mmsghdr *messages, unsigned count, int flags, struct timespec *timeout);

/* ---- Names and options ---- */

/* getsockname(2): the name that was bound, in the very bytes given to bind(). *size as in accept(). Without a name: 2. */
AFUNIX_API int afunix_getsockname(int fd, struct sockaddr *address, socklen_t *size);

/* getpeername(2): the name that the other end has bound. ENOTCONN. */
AFUNIX_API int afunix_getpeername(int fd, struct sockaddr *peer, socklen_t *size);

/* getsockopt(2): *size is the room at value, and gets the size of what was stored there. ENOPROTOOPT: unknown name.
 * EOPNOTSUPP: unknown level.
 * - SOL_SOCKET, an int: SO_TYPE, SO_DOMAIN, SO_PROTOCOL, SO_ERROR (reading clears it), SO_ACCEPTCONN, SO_SNDBUF, SO_RCVBUF,
 *   SO_RCVLOWAT (a blocking receive waits for so many bytes), SO_REUSEADDR, SO_KEEPALIVE, SO_PRIORITY and so on. SO_RCVTIMEO,
 *   SO_SNDTIMEO: struct timeval. SO_LINGER: struct linger.
 * - SO_PEERCRED, a struct ucred: who is at the other end of an AF_UNIX socket, at a client's who called listen(), at a listener's itself;
 *   0, -1, -1 without a peer. pid 0: it could not be verified. SO_PASSCRED: see recvmsg().
 * - SOL_AFUNIX: AFUNIX_SO_MODE, an int. */
AFUNIX_API int afunix_getsockopt(int fd, int level, int name, void *value, socklen_t *size);

/* setsockopt(2): the same options, but those that only tell. AF_UNIX takes SO_REUSEADDR and ignores it, as Linux does; SO_REUSEPORT:
 * EOPNOTSUPP there, as Linux since 6.13. */
AFUNIX_API int afunix_setsockopt(int fd, int level, int name, const void *value, socklen_t size);

/* ---- Waiting ---- */

/* select(2): how many bits are set in the three sets afterwards; 0 when the time passed. Any set may be NULL; count is the highest
 * descriptor plus 1. A NULL timeout waits for ever; *timeout gets the time that is left, as on Linux. */
AFUNIX_API int afunix_select(int count, afunix_fd_set *readable, afunix_fd_set *writable, afunix_fd_set *exceptional,
                             struct timeval *timeout);

/* pselect(2): select() with a struct timespec, which stays as it is. There are no signals: any mask is as good as none. */
AFUNIX_API int afunix_pselect(int count, afunix_fd_set *readable, afunix_fd_set *writable, afunix_fd_set *exceptional,
                              const struct timespec *timeout, const sigset_t *mask);

/* poll(2): how many entries have revents; 0 when the time passed. timeout_ms: milliseconds, negative for ever, 0 not at all.
 * POLLERR, POLLHUP and POLLNVAL come unasked; POLLRDHUP tells that the peer will send no more. Entries with a negative descriptor
 * are passed over. Sockets, pipes, consoles and files may be mixed: files are always ready. A pipe's reading end has POLLHUP when no
 * writer is left, its writing end POLLERR when no reader is. */
AFUNIX_API int afunix_poll(afunix_pollfd *entries, nfds_t count, int timeout_ms);

/* ppoll(2): poll() with a struct timespec; NULL waits for ever. EINVAL: a time that can't be. There are no signals: any mask is as
 * good as none. */
AFUNIX_API int afunix_ppoll(afunix_pollfd *entries, nfds_t count, const struct timespec *timeout, const sigset_t *mask);

/* ---- Descriptors ---- */

/* fcntl(2), sockets, pipes and files: F_GETFL, F_SETFL (O_NONBLOCK), F_GETFD, F_SETFD (FD_CLOEXEC), F_DUPFD, F_DUPFD_CLOEXEC. The third
 * argument is an int. EINVAL: another command, O_APPEND for a file or pipe, O_NONBLOCK for a console. */
AFUNIX_API int afunix_fcntl(int fd, int command, ...);

/* ioctl(2): FIONREAD (how many bytes can be read now), FIONBIO (non-blocking on or off), SIOCATMARK (streams: whether the next byte is
 * the urgent one) and SIO_AF_UNIX_GETPEERPID (AF_UNIX: the peer's process id, 0 when it is not known for sure; ENOTCONN) take an int *;
 * FIOCLEX and FIONCLEX (FD_CLOEXEC on or off) nothing. Other requests: ENOTTY. */
AFUNIX_API int afunix_ioctl(int fd, unsigned long request, ...);

/* dup(2) and dup2(2), sockets and files: another descriptor of the same socket, which lives until the last one is closed. */
AFUNIX_API int afunix_dup(int fd);
AFUNIX_API int afunix_dup2(int fd, int new_fd);

/* dup3(2): dup2() with O_CLOEXEC, if flags has it. EINVAL: other flags, or the same number twice. */
AFUNIX_API int afunix_dup3(int fd, int new_fd, int flags);

/* pipe(2) and pipe2(2): a pipe of Windows, binary, of 64 KiB; ends[0] reads, ends[1] writes. Flags: O_CLOEXEC (else child processes
 * inherit it), O_NONBLOCK; others EINVAL. EPIPE: a write when no reader is left. */
AFUNIX_API int afunix_pipe(int ends[2]);
AFUNIX_API int afunix_pipe2(int ends[2], int flags);

/* ---- Other processes ----
 * A child process inherits sockets as descriptors of the same numbers, unless FD_CLOEXEC is set: whoever makes it with _spawn, system,
 * popen or CreateProcess (with handles inherited), from a module that is linked with this library. Nothing has to be called. A socket
 * goes to any other process of the same user in a parcel. Either way it is the same socket there: names, peer, listening, accepting;
 * close() in one process doesn't end it for the others. */

/* A socket on its way: 2,048 bytes, to be brought to the other process in whatever way, which must be a private one. */
typedef struct afunix_parcel {
    unsigned long long bytes[256];
} afunix_parcel;

/* Packs a socket for one process, which may also be this one. Handles are put into that process, so a parcel that is never opened costs
 * it memory, and keeps the connection or listener open, until it ends. The descriptor here stays what it is.
 * - ESRCH: no such process. EPERM: it may not be opened. EAGAIN: another thread is in the middle of connect(). */
AFUNIX_API int afunix_pack(int fd, unsigned long process_id, afunix_parcel *parcel);

/* A new descriptor for the socket of a parcel that was packed for this process; FD_CLOEXEC is off. The parcel is used up.
 * - EINVAL: no parcel, one that was opened before, or of another version of this library. ECONNREFUSED: a listener that was closed by
 *   all others meanwhile. */
AFUNIX_API int afunix_unpack(afunix_parcel *parcel);

/* ---- Who ----
 * Users and groups have numbers by Cygwin's rule, made of their SIDs: docs/credentials.md. */

/* getpeereid(3), of the BSDs: the user and the group of the process at the other end, as SO_PEERCRED has them. The user is the owner of
 * that process' kernel objects. ENOTCONN: no connected AF_UNIX socket. */
AFUNIX_API int afunix_getpeereid(int fd, unsigned *uid, unsigned *gid);

/* The same user as a SID in Windows' binary form: revision, count, six bytes of authority, sub-authorities of four bytes each.
 * *size is the room at sid and gets the size of the SID, 68 at most. ENOSPC: it doesn't fit. ENOTCONN. */
AFUNIX_API int afunix_getpeersid(int fd, void *sid, socklen_t *size);

/* getuid(2) and its kin: the user that this process runs as, and his primary group. There are no effective ids beside them. */
AFUNIX_API unsigned afunix_getuid(void);
AFUNIX_API unsigned afunix_geteuid(void);
AFUNIX_API unsigned afunix_getgid(void);
AFUNIX_API unsigned afunix_getegid(void);

/* ---- Files that may be sockets ---- */

/* unlink(2). Also takes the UTF-8 name of a socket file, whatever code page the C runtime has. Other files go to the C runtime. */
AFUNIX_API int afunix_unlink(const char *path);

/* isatty(3): 1, or 0 with errno: ENOTTY (a socket, a file, a pipe) or EBADF. */
AFUNIX_API int afunix_isatty(int fd);

/* isfdtype(3): 1 if the descriptor is of this type (S_IFSOCK, S_IFREG, S_IFCHR, S_IFIFO), 0 if it is of another. EBADF. */
AFUNIX_API int afunix_isfdtype(int fd, int type);

/* For the stat() of our <sys/stat.h>: 1 if path is the UTF-8 name of a socket file that may be read, else 0. Then *mode gets S_IFSOCK
 * and the permissions, who may connect, and times the seconds since 1970 of the last access, the last change and the creation. */
AFUNIX_API int afunix_stat_socket(const char *path, int *mode, long long times[3]);

/* For the err() of our <err.h>: the name of the running .exe, without folder and ".exe", in UTF-8. Lives for ever. */
AFUNIX_API const char *afunix_program_name(void);

/* ---- Names of hosts, services and addresses ----
 * The system answers for the names of hosts and services; checks, numbers, order and errors are Linux'. Names are UTF-8. A call that
 * has to ask a name server waits for it, and nothing ends that wait. */

/* gethostname(2). ENAMETOOLONG when it was cut to fit. */
AFUNIX_API int afunix_gethostname(char *name, size_t size);

/* getaddrinfo(3): AF_UNSPEC, AF_INET and AF_INET6. 0 and a list for freeaddrinfo(), or an EAI_ number, and then *list stays as it is.
 * - Without a kind of socket in hints an entry each for SOCK_STREAM, SOCK_DGRAM and SOCK_RAW.
 * - node: a name, "127.0.0.1", "127.1", "::1", "fe80::1%3" (the number of a scope, no name); NULL for this machine or AI_PASSIVE.
 * - EAI_FAMILY: AF_UNIX, for instance. EAI_NONAME, EAI_SERVICE, EAI_SOCKTYPE, EAI_BADFLAGS. EAI_ADDRFAMILY: numbers of another
 *   family. EAI_NODATA: a name without address in this family. EAI_SYSTEM: see errno. */
AFUNIX_API int afunix_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **list);

/* freeaddrinfo(3): a list of getaddrinfo() above (not of Winsock's), or what follows any entry of it. NULL is nothing. */
AFUNIX_API void afunix_freeaddrinfo(struct addrinfo *list);

/* gai_strerror(3): a text that lives for ever. */
AFUNIX_API const char *afunix_gai_strerror(int error);

/* getnameinfo(3): 0 or an EAI_ number. AF_UNIX has names, too: this machine's (NI_NUMERICHOST: "localhost"), and the path.
 * EAI_OVERFLOW: the text and its NUL don't fit. EAI_FAMILY: size is too small for the family, or the family unknown. */
AFUNIX_API int afunix_getnameinfo(const struct sockaddr *address, socklen_t size, char *host, socklen_t host_size, char *service,
                                  socklen_t service_size, int flags);

/* gethostbyname(3) and gethostbyaddr(3): NULL with h_errno. The first is for AF_INET alone. What they and the four below point to is
 * the thread's own, until its next call of the same kind. */
AFUNIX_API struct hostent *afunix_gethostbyname(const char *name);
AFUNIX_API struct hostent *afunix_gethostbyaddr(const void *address, socklen_t size, int family);

/* Where h_errno of this thread is. */
AFUNIX_API int *afunix_h_errno(void);

/* getservbyname(3) and getservbyport(3): NULL when there is none. A NULL protocol means any; the port is in network byte order. */
AFUNIX_API struct servent *afunix_getservbyname(const char *name, const char *protocol);
AFUNIX_API struct servent *afunix_getservbyport(int port, const char *protocol);

/* getprotobyname(3) and getprotobynumber(3): NULL when there is none. */
AFUNIX_API struct protoent *afunix_getprotobyname(const char *name);
AFUNIX_API struct protoent *afunix_getprotobynumber(int number);

/* inet_pton(3): 1; 0 when the text is no address of that family; -1 with EAFNOSUPPORT. Four decimal numbers for AF_INET, nothing older. */
AFUNIX_API int afunix_inet_pton(int family, const char *text, void *address);

/* inet_ntop(3): text, or NULL: ENOSPC when it doesn't fit with its NUL (INET6_ADDRSTRLEN always does), EAFNOSUPPORT. */
AFUNIX_API const char *afunix_inet_ntop(int family, const void *address, char *text, socklen_t size);

/* inet_aton(3): 1, or 0 and no errno. Takes "127.1", 0177, 0x7f and what follows a blank, too. */
AFUNIX_API int afunix_inet_aton(const char *text, struct in_addr *address);

/* inet_addr(3): the same as a number in network byte order; 0xffffffff when it is none, and for 255.255.255.255. */
AFUNIX_API unsigned int afunix_inet_addr(const char *text);

/* inet_ntoa(3): text of the thread's own, until its next call. */
AFUNIX_API char *afunix_inet_ntoa(struct in_addr address);

AFUNIX_END

#endif
