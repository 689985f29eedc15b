/* A UNIX-domain socket as racer.c sees it: over afunix, or over the protocol that Cygwin had from 2001 to 2005. */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

struct endpoint {
    intptr_t socket;
    void *event;        /* of the old protocol only */
};

/* wait_ms: how long the old protocol waits for the other side's event. */
bool endpoint_start(unsigned wait_ms);

bool endpoint_listen(struct endpoint *listener, const char *path);

/* Waits until a client has connected, so that the time of the accept that follows is that of the handshake alone. */
bool endpoint_wait(const struct endpoint *listener);

bool endpoint_accept(struct endpoint *listener, struct endpoint *accepted);
bool endpoint_connect(struct endpoint *client, const char *path);

/* Whole messages or failure. */
bool endpoint_send(const struct endpoint *endpoint, const void *bytes, int size);
bool endpoint_receive(const struct endpoint *endpoint, void *bytes, int size);

void endpoint_close(struct endpoint *endpoint);

#endif
