/* One AcceptEx: its sockets and the memory that it fills. */
#ifndef ACCEPTING_H
#define ACCEPTING_H

#include "face/plain.h"

enum { MOST_DATA = 64 };

struct accepting {
    SOCKET listener, into;
    OVERLAPPED overlapped;
    DWORD receive;                              /* so many bytes of data are waited for, at most; 0: for none */
    char buffer[MOST_DATA + 2 * AREA];
};

/* Into a new socket. */
void accepting_init(struct accepting *it, SOCKET listener);

/* Must be pending. */
void accepting_begin(struct accepting *it);

/* Waits on this port for an AcceptEx to be over, and for no other one. Gives the error, 0 when there is none. */
DWORD accepting_await(struct accepting *it, HANDLE port, DWORD *bytes);

/* SO_UPDATE_ACCEPT_CONTEXT, as programs do it. */
void accepting_finish(struct accepting *it);

/* The names in the buffer, checked: the listener's path, and the client's or "". */
void accepting_check_names(struct accepting *it, const char *local, const char *remote);

HANDLE port_for(SOCKET s, ULONG_PTR key);

#endif
