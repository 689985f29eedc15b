/* Wrong arguments: each call with each kind of descriptor, and which error wins. The expected ones are what Linux said. */
#ifndef WRONG_H
#define WRONG_H

#include <stddef.h>

/* Columns of the tables, in this order. All that can block is non-blocking, and new for each call. */
enum wrong_kind {
    WRONG_NEGATIVE,     /* -1 */
    WRONG_CLOSED,       /* a number that is not open */
    WRONG_FILE,         /* an empty file, open for both */
    WRONG_PIPE_IN,      /* the reading end of an empty pipe, */
    WRONG_PIPE_OUT,     /* and the writing end */
    WRONG_FRESH,        /* AF_UNIX, not bound */
    WRONG_LISTENER,     /* AF_UNIX, listening, with no client */
    WRONG_CONNECTED,    /* AF_UNIX, nothing to read */
    WRONG_STREAM,       /* AF_INET, SOCK_STREAM, not bound */
    WRONG_DATAGRAM,     /* AF_INET, SOCK_DGRAM, not bound */
    WRONG_LOCAL_FRESH,  /* AF_UNIX, SOCK_DGRAM, not bound */
    WRONG_LOCAL_PAIR,   /* AF_UNIX, SOCK_DGRAM, one of a pair, nothing to read */
    WRONG_PACKET_FRESH, /* AF_UNIX, SOCK_SEQPACKET, not bound */
    WRONG_PACKET_LISTENER,  /* the same, listening, with no client */
    WRONG_PACKET_PAIR,  /* one of a pair, nothing to read */
    WRONG_KINDS
};

struct wrong_row {
    const char *name;
    long long (*call)(int fd);
    int expected[WRONG_KINDS]; /* 0: it succeeds */
};

/* A table is a list of ROW(name, call with fd in it, the errors). These make the functions and the table of it. */
#define WRONG_CALL(name, expression, ...) \
    static long long name(int fd) \
    { \
        return (long long)(expression); \
    }
#define WRONG_ROW(name, expression, ...) { #name, name, { __VA_ARGS__ } },

#define CHECK_WRONG(rows) check_wrong((rows), sizeof(rows) / sizeof((rows)[0]))
void check_wrong(const struct wrong_row *rows, size_t count);

/* An error that differs for a reason, which docs/deviations.md tells. */
#ifdef _WIN32
#define WRONG_BUT(linux_says, windows_says) (windows_says)
#else
#define WRONG_BUT(linux_says, windows_says) (linux_says)
#endif

/* What the calls are given. */
extern void *volatile wrong_nowhere;
struct sockaddr;
struct iovec;
struct msghdr;
struct mmsghdr;
struct timespec;
struct timeval;
extern char wrong_bytes[8];
extern int wrong_value;
extern int wrong_size; /* set anew with WITH_SIZE */
#define WITH_SIZE(number) (wrong_size = (number), (socklen_t *)(void *)&wrong_size)

/* Addresses of a family: room for any, filled in anew. */
struct sockaddr *wrong_address(int family);
struct iovec *wrong_part(void *base, size_t size);

/* A message of one part, or of a wrong one. */
struct msghdr *wrong_message(struct iovec *parts, size_t count, void *name, int name_size, void *control, size_t control_size);
struct mmsghdr *wrong_messages(void);

#endif
