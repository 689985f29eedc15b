/* A connection between this program and face-peer.exe, which has the POSIX face. */
#ifndef MEETING_H
#define MEETING_H

#include "face/plain.h"

#include "peer.h"

struct meeting {
    struct peer *other;
    SOCKET s;
};

struct meeting meet(bool other_serves);

/* The other end does this, and says that it is done. */
void let(struct meeting *it, const char *what);

void part(struct meeting *it);

#endif
