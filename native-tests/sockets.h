/* What nearly every case does with sockets. Each of these ends the case when a step fails. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

/* The most bytes of a path that sun_path holds, and the length of an address without any path. */
enum { MOST_PATH = sizeof(((struct sockaddr_un *)0)->sun_path) - 1, PATH_OFFSET = offsetof(struct sockaddr_un, sun_path) };

/* Wrong on purpose, and not seen through by the compiler. */
extern void *volatile null_pointer;
extern volatile int minus_one;

/* The absolute name of a file in the directory of this case. The text lives until the process ends. */
const char *in_case_directory(const char *name);

struct sockaddr_un unix_address(const char *path);
socklen_t unix_length(const char *path);

int unix_socket(void);
int bound_at(const char *path);
int listening_at(const char *path, int backlog);
int connected_to(const char *path);
int accepted_from(int listener);

/* bind() and connect() by path, with their own result: for the calls that are tested. */
int bind_to(int fd, const char *path);
int connect_to(int fd, const char *path);

/* A connection within this process, through a listener that is gone already. */
enum { CLIENT, SERVER };
void connected_ends(int ends[2]);

/* The same over TCP, and a socket of AF_INET on a port that the system chose. */
int internet_socket(int type);
struct sockaddr_in bound_to_loopback(int fd);
void internet_ends(int ends[2]);

/* A message of these parts and nothing else; its msg_flags are 0x55, which the calls are to overwrite or to leave alone. */
struct msghdr message_of(struct iovec *parts, size_t count);

void send_bytes(int fd, const void *bytes, size_t size);
void send_text(int fd, const char *text);
void receive_bytes(int fd, void *bytes, size_t size);
void expect_text(int fd, const char *text);
void expect_end(int fd);
void expect_nothing(int fd);    /* no byte and no end: for a non-blocking look */
void close_all(const int fds[], size_t count);

void set_nonblocking(int fd, bool nonblocking);
bool is_nonblocking(int fd);

/* poll() on one socket. */
short poll_one(int fd, short events, int milliseconds);

/* A pattern that differs at every place and for every seed, for large transfers. */
void fill_pattern(unsigned char *bytes, size_t size, unsigned seed, size_t offset);
void check_pattern(const unsigned char *bytes, size_t size, unsigned seed, size_t offset);

/* Both send and receive `size` bytes of the pattern in pieces of `piece`. */
void send_pattern(int fd, size_t size, size_t piece, unsigned seed);
void receive_pattern(int fd, size_t size, size_t piece, unsigned seed);

#endif
