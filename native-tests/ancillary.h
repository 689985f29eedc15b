/* Messages with descriptors or credentials beside their bytes. */
#ifndef ANCILLARY_H
#define ANCILLARY_H

#include "sockets.h"

#include <stdbool.h>

#if defined _WIN32 && !defined SCM_CREDENTIALS
#define SCM_CREDENTIALS 2
#define SO_PASSCRED 16
struct ucred {
    int pid, uid, gid;
};
#endif

/* Linux' SCM_MAX_FD: so many descriptors go with one message. */
enum { MOST_RIGHTS = 253 };

/* What recvmsg() gave. */
struct arrival {
    ssize_t size;
    int flags;              /* msg_flags */
    size_t controllen;      /* msg_controllen */
    int headers;            /* how many cmsghdr */
    int count;              /* how many descriptors */
    int fds[MOST_RIGHTS];
    bool credentialed;
    struct ucred sender;
    char bytes[256];
};

/* sendmsg() with these descriptors in one cmsghdr (none: without any), with its own result. */
ssize_t send_rights(int fd, const void *bytes, size_t size, const int fds[], size_t count);
/* The same for one descriptor and a text, which must succeed. */
void send_right(int fd, const char *text, int passed);

/* recvmsg() of at most `most` bytes, with room for `room` bytes of control data; must succeed. */
struct arrival receive_arrival(int fd, size_t most, size_t room, int flags);
/* The same with as much room as there can be need for. */
struct arrival receive_all(int fd, size_t most, int flags);

/* The next text must come with one descriptor, which is given. */
int receive_right(int fd, const char *text);
/* The next bytes are this text, and nothing is with them. */
void expect_bare(int fd, const char *text);

void drop_rights(const struct arrival *arrival);

/* sendmsg() of a text with these credentials, with its own result. */
ssize_t send_credentials(int fd, const char *text, struct ucred credentials);
/* This process and its user. */
struct ucred own_credentials(void);
void expect_credentials(const struct arrival *arrival, struct ucred expected);
void pass_credentials(int fd, int on);

/* Whether two descriptors are of one pipe, or of one socket pair: what is written into one is read from the other. */
void expect_piped(int from, int to);

#endif
