/* The two scenes of the demo. Each prints what happens, and returns whether all was as it should be. */
#ifndef DEMO_H
#define DEMO_H

#include <stdbool.h>

enum { MOST_CLIENTS = 32 };

struct race_options {
    unsigned clients;   /* processes, which come at the same time */
    unsigned visits;    /* of each */
    unsigned work_ms;   /* of the server, for each visit */
    unsigned wait_ms;   /* how long the old protocol waits for an event */
    unsigned limit_s;   /* of each side */
};

/* A server and clients talk over a socket file, and a stranger is turned away. */
bool conversation(void);

/* The same crowd meets the same slow server, over the old protocol and over afunix. */
bool race(const struct race_options *options);

#endif
