/* A program's start with and without the library: this program again, which loads the library only when it is told to use it, or started by the launcher. */
#include "benchmark.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A connection to itself takes all that a program ever loads. */
static void connect_to_self(const struct transport *transport)
{
    struct place place;
    handle listener = transport->listen(&place);
    handle connected = transport->connect(&place);
    handle accepted = transport->accept(listener);
    char byte = 0;

    transport->send(connected, &byte, 1);
    receive_all(transport, accepted, &byte, 1);
    printf("%.0f %d\n", resident_kilobytes(), thread_count());
    fflush(stdout);
    transport->close(connected);
    transport->close(accepted);
    transport->close(listener);
}

int started_main(const char *name, const char *what)
{
    const struct transport *transport = transport_named(name);

    if (!transport)
        die(name, 0);
    if (strcmp(what, "report") == 0)
        connect_to_self(transport);
    else
        transport->touch();
    return 0;
}

static struct child *start(const struct transport *transport, const char *what)
{
    const char *arguments[] = { "start", transport->name, what, NULL };
    struct child *child = start_again(arguments);

    if (!child)
        die("can't start myself", 0);
    return child;
}

static double run(struct side *side, const long arguments[2])
{
    double begin = now_microseconds();

    (void)arguments;
    if (child_finish(start(side->transport, "run")) != 0)
        die("the started program failed", 0);
    return (now_microseconds() - begin) / 1e3;
}

static void report(struct side *side, double *kilobytes, int *threads)
{
    struct child *child = start(side->transport, "report");
    char line[64] = "";

    if (!child_hear(child, line, sizeof line) || sscanf(line, "%lf %d", kilobytes, threads) != 2)
        die("no report from the started program", 0);
    child_finish(child);
}

static double memory(struct side *side, const long arguments[2])
{
    double kilobytes;
    int threads;

    (void)arguments;
    report(side, &kilobytes, &threads);
    return kilobytes / 1024;
}

static double threads_of(struct side *side, const long arguments[2])
{
    double kilobytes;
    int threads;

    (void)arguments;
    report(side, &kilobytes, &threads);
    return threads;
}

const struct benchmark start_up = { "start-up", run, NULL, false };
const struct benchmark start_memory = { "start-memory", memory, NULL, false };
const struct benchmark start_threads = { "start-threads", threads_of, NULL, false };
