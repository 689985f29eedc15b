/* Connections that nobody uses: what do they cost in threads and in memory, in both processes together? */
#include "benchmark.h"

#include <stdio.h>
#include <stdlib.h>

struct cost {
    double threads, kilobytes;
};

static struct cost own_cost(void)
{
    struct cost cost = { thread_count(), resident_kilobytes() };

    return cost;
}

static handle *handles_of(long count)
{
    handle *handles = calloc((size_t)count, sizeof *handles);

    if (!handles)
        die("calloc", 0);
    return handles;
}

/* Tells the client what the connections cost here, in two numbers on the standing connection, and keeps them until the client has closed its ends. */
static void server(struct side *side, const long arguments[2])
{
    handle *handles = handles_of(arguments[0]);
    struct cost before = own_cost(), after;
    char go;
    long i;

    for (i = 0; i < arguments[0]; i++)
        handles[i] = side->transport->accept(side->listener);
    after = own_cost();
    after.threads -= before.threads;
    after.kilobytes -= before.kilobytes;
    side->transport->send(side->data, (const char *)&after, sizeof after);
    receive_all(side->transport, side->data, &go, 1);
    for (i = 0; i < arguments[0]; i++)
        side->transport->close(handles[i]);
    free(handles);
}

static struct cost cost_of(struct side *side, long count)
{
    handle *handles = handles_of(count);
    struct cost before = own_cost(), there, cost;
    long i;

    for (i = 0; i < count; i++)
        handles[i] = side->transport->connect(&side->place);
    receive_all(side->transport, side->data, (char *)&there, sizeof there);
    cost = own_cost();
    cost.threads += there.threads - before.threads;
    cost.kilobytes += there.kilobytes - before.kilobytes;
    for (i = 0; i < count; i++)
        side->transport->close(handles[i]);
    side->transport->send(side->data, "", 1);
    free(handles);
    return cost;
}

static double threads(struct side *side, const long arguments[2])
{
    return cost_of(side, arguments[0]).threads;
}

static double memory(struct side *side, const long arguments[2])
{
    return cost_of(side, arguments[0]).kilobytes / (double)arguments[0];
}

const struct benchmark idle_threads = { "idle-threads", threads, server, true };
const struct benchmark idle_memory = { "idle-memory", memory, server, true };
