/* Sockets of AF_UNIX of every type, and messages that have boundaries. Each ends the case when a step fails, but for those that say so. */
#ifndef SOCKET_TYPES_H
#define SOCKET_TYPES_H

#include "sockets.h"

/* SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM: the first two have connections, the last two have messages. */
enum { TYPES = 3, CONNECTED_TYPES = 2, FIRST_MESSAGE_TYPE = 1 };
extern const int socket_types[TYPES];

int typed_socket(int type);
int typed_bound(int type, const char *path);
int typed_listening(int type, const char *path, int backlog);
int typed_connected(int type, const char *path);
void typed_pair(int type, int pair[2]);

/* The two ends of a connection by name; of datagram sockets each is bound, and connected to the other. */
void typed_ends(int type, int ends[2]);

/* sendto() by path, with its own result. */
ssize_t send_to(int fd, const char *text, const char *path);

/* The next message is this one, neither longer nor shorter; and it comes from the socket of this name, or (NULL) from one without any. */
void expect_message(int fd, const char *text);
void expect_message_from(int fd, const char *text, const char *path);

/* Sends messages of one byte until one would have to wait, to the peer or (path) by name; gives their number. */
int send_until_full(int fd, const char *path);
/* The same with as many senders as it takes, until the datagram socket of this name is full for everybody. */
int fill_receiver(const char *path);
/* Takes all that are there; gives their number. */
int receive_until_empty(int fd);

int bytes_to_read(int fd);

/* An abstract name that no other run of the tests has: `suffix` may hold NULs. */
struct abstract_name {
    struct sockaddr_un address;
    socklen_t length;
};
struct abstract_name abstract_name(const char *suffix, size_t size);
int bind_abstract(int fd, const struct abstract_name *name);
int connect_abstract(int fd, const struct abstract_name *name);

#endif
