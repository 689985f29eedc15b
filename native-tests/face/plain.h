/* What nearly every case does with SOCKETs of the UNIX domain, in plain Winsock: no header of ours, and sockaddr_un as afunix.h has it,
 * which not every compiler brings. Each of these ends the case when a step fails. */
#ifndef PLAIN_H
#define PLAIN_H

#include <winsock2.h>
#include <mswsock.h>
#include <windows.h>

#include "check.h"

#include <stdbool.h>

struct unix_name {
    unsigned short family;
    char path[108];
};

enum {
    FAMILY = 1,
    PATH_AT = 2,                        /* of the path in an address */
    WHOLE = sizeof(struct unix_name),
    AREA = WHOLE + 16,                  /* for AcceptEx */
    PEER_PROCESS = 0x58000100,          /* SIO_AF_UNIX_GETPEERPID */
    PATIENCE = 30 * 1000                /* milliseconds for what is to happen */
};

/* A call that gives neither SOCKET_ERROR nor INVALID_SOCKET. */
#define WORKS(...) works(__FILE__, __LINE__, #__VA_ARGS__, (WSASetLastError(0), (long long)(__VA_ARGS__)))

/* A call that gives one of these, and this error. */
#define REFUSES(error, ...) refuses(__FILE__, __LINE__, #__VA_ARGS__, (WSASetLastError(0), (long long)(__VA_ARGS__)), -1, (error))

/* The same for calls that give TRUE or FALSE. */
#define HOLDS(...) holds(__FILE__, __LINE__, #__VA_ARGS__, (WSASetLastError(0), (long long)(__VA_ARGS__)))
#define DENIES(error, ...) refuses(__FILE__, __LINE__, #__VA_ARGS__, (WSASetLastError(0), (long long)(__VA_ARGS__)), 0, (error))

long long works(const char *file, int line, const char *text, long long value);
void holds(const char *file, int line, const char *text, long long value);
void refuses(const char *file, int line, const char *text, long long value, long long failure, int error);

/* WSAStartup, once. What follows calls it. */
void start_winsock(void);

/* The absolute name of a file in the directory of this case. The text lives until the process ends. */
const char *in_case_directory(const char *name);

struct unix_name name_of(const char *path);
int length_of(const char *path);

SOCKET unix_socket(void);
int bind_to(SOCKET s, const char *path);
int connect_to(SOCKET s, const char *path);
SOCKET bound_at(const char *path);
SOCKET listening_at(const char *path, int backlog);
SOCKET connected_to(const char *path);
SOCKET accepted_from(SOCKET listener);

/* Client and server of a connection; the listener is closed. */
void connected_pair(SOCKET pair[2]);

void set_nonblocking(SOCKET s, bool on);
bool is_readable(SOCKET s, int milliseconds);
bool is_writable(SOCKET s, int milliseconds);

void send_text(SOCKET s, const char *text);
void expect_text(SOCKET s, const char *text);
void expect_end(SOCKET s);

/* Bytes that a mistake would not leave in order, and as many as are asked for. */
void send_pattern(SOCKET s, size_t size, unsigned seed);
void receive_pattern(SOCKET s, size_t size, unsigned seed);

/* The port of 127.0.0.1 that a socket file tells of; and a connection to it of somebody who has not read the file. */
unsigned port_of(const char *path);
SOCKET stranger_at(const char *path);
void expect_turned_away(SOCKET stranger);

/* Extension functions, as the socket's WSAIoctl gives them. */
LPFN_ACCEPTEX accept_ex_of(SOCKET s);
LPFN_CONNECTEX connect_ex_of(SOCKET s);
LPFN_GETACCEPTEXSOCKADDRS addresses_of(SOCKET s);

HANDLE new_event(void);
void await_event(HANDLE event);

#endif
