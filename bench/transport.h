/* A way for two processes to talk: the same few calls over raw Winsock TCP, over AF_UNIX, over Winsock's AF_UNIX, over libassuan's emulation. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

/* A socket, whatever the transport calls one. */
typedef long long handle;

enum { PLACE_SIZE = 108 };

/* Where a listener is: a path or a port, as text. */
struct place {
    char text[PLACE_SIZE];
};

/* A call that fails ends the process and says why: a measurement goes on only if all went well. */
struct transport {
    const char *name;
    /* False when this system has no such transport. Once in each process, before all else. */
    bool (*load)(void);
    /* Makes a socket and closes it. */
    void (*touch)(void);
    handle (*listen)(struct place *place);
    handle (*connect)(const struct place *place);
    handle (*accept)(handle listener);
    /* Makes a connection fit for small messages. */
    void (*prepare)(handle connection);
    /* Sends all of it. */
    void (*send)(handle connection, const char *bytes, size_t size);
    /* Receives some. */
    size_t (*receive)(handle connection, char *bytes, size_t size);
    void (*close)(handle any);
    /* Datagrams, which send and receive move as well, one at a time: UDP's for TCP. NULL for a transport that has none. */
    handle (*bind_datagrams)(struct place *place);
    handle (*connect_datagrams)(const struct place *place);
    /* Passes a socket to the process at the other end of a connection, and takes one. NULL where the transport passes none. */
    void (*pass)(handle connection, handle passed, long process);
    handle (*take)(handle connection);
};

extern const struct transport tcp_transport;          /* raw Winsock */
extern const struct transport unix_transport;         /* sys/socket.h: afunix.dll's, or the system's own */
extern const struct transport assuan_transport;
extern const struct transport threaded_tcp_transport; /* raw Winsock in a process with a second thread */
extern const struct transport injected_transport;     /* raw Winsock's AF_UNIX, where it has one */

/* NULL for an unknown name, and for one that this system can't offer. */
const struct transport *transport_named(const char *name);

/* Receives exactly so many bytes. */
void receive_all(const struct transport *transport, handle connection, char *bytes, size_t size);

#endif
