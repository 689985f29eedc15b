/* A message of plain Winsock that has handles with it: SCM_RIGHTS, whose data is SOCKETs and HANDLEs. */
#ifndef PASSING_H
#define PASSING_H

#include "face/plain.h"

enum { RIGHTS = 1, MOST_HANDLES = 256 };        /* SCM_RIGHTS */

struct passing {
    WSAMSG message;
    WSABUF part;
    _Alignas(WSACMSGHDR) char control[WSA_CMSG_SPACE(MOST_HANDLES * sizeof(HANDLE))];
    char bytes[16];
};

/* To send a text with these handles; to receive one, with room for so many. */
void passing_of(struct passing *it, const char *text, const HANDLE *handles, int count);
void passing_for(struct passing *it, int room);

LPFN_WSARECVMSG receive_message_of(SOCKET s);

void pass(SOCKET s, const char *text, const HANDLE *handles, int count);

/* What has come: so many handles, and no more was sent. */
void passed(struct passing *it, HANDLE *handles, int count);

/* Both at once: receives a message of this text. */
void take(SOCKET s, const char *text, HANDLE *handles, int count);

/* A pipe; what its write end tells its read end. */
void pipe_ends(HANDLE ends[2]);
void expect_pipe_text(HANDLE read_end, const char *text);
void expect_pipe_end(HANDLE read_end);
void write_to_pipe(HANDLE write_end, const char *text);

/* A connection of AF_INET. */
void internet_pair(SOCKET pair[2]);

#endif
