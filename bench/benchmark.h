/* The benchmarks. Each has a client's half and most have a server's half, in two processes that both live as long as the whole
 * run, so that every round of every transport meets the same two processes. */
#ifndef BENCHMARK_H
#define BENCHMARK_H

#include "platform.h"
#include "transport.h"

/* What a process has open for one transport. */
struct side {
    const struct transport *transport;
    struct place place;
    handle listener;        /* the server's, or, for what one process does alone, the client's */
    handle data;            /* the standing connection between the two processes */
    struct child *server;   /* only the client has one */
};

struct benchmark {
    const char *name;
    /* Gives the figure of one round. */
    double (*client)(struct side *side, const long arguments[2]);
    /* NULL when one process does it alone. */
    void (*server)(struct side *side, const long arguments[2]);
    bool needs_connection;
};

extern const struct benchmark throughput;       /* BYTES of each write, BYTES in all: MB/s */
extern const struct benchmark ping_pong;        /* COUNT of round trips of one byte: median in microseconds */
extern const struct benchmark connections;      /* COUNT, two processes: connections per second */
extern const struct benchmark lone_connections; /* COUNT, one thread does both sides: connections per second */
extern const struct benchmark datagrams;        /* BYTES of each, COUNT: per second; beside TCP's column it is UDP's */
extern const struct benchmark passing;          /* COUNT of sockets that go to the other process: per second */
extern const struct benchmark idle_threads;     /* COUNT of connections that nobody uses: threads that they cost, both processes together */
extern const struct benchmark idle_memory;      /* COUNT: kilobytes that each costs, both processes together */
extern const struct benchmark start_up;         /* a program that makes one socket: milliseconds from its start to its end */
extern const struct benchmark start_memory;     /* a program that has connected to itself: resident megabytes */
extern const struct benchmark start_threads;    /* the same program: threads */

const struct benchmark *benchmark_named(const char *name);

/* For the client's half: waits until the server's half is through. */
void wait_for_server(struct side *side);

/* Another process of this program. An agent that a launcher started starts it by that launcher, too; else the launcher is NULL. */
struct child *start_again(const char *const arguments[]);

/* A client's process: takes commands from its standard input, each a line "BENCHMARK TRANSPORT ARGUMENT ARGUMENT", and answers
 * with a number, or "none" where this system has no such transport. */
int agent_main(const char *launcher);

/* A server's process, started by an agent, which speaks to it in the same way. */
int server_main(void);

/* The program that is started for start_up and its relatives. */
int started_main(const char *transport, const char *what);

#endif
