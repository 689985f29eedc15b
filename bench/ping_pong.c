#include "benchmark.h"
#include "statistics.h"

#include <stdlib.h>

static double client(struct side *side, const long arguments[2])
{
    int count = (int)arguments[0], i;
    double *trips = calloc((size_t)count, sizeof *trips);
    double middle;
    char byte = 0;

    if (!trips)
        die("calloc", 0);
    for (i = 0; i < count; i++) {
        double start = now_microseconds();

        side->transport->send(side->data, &byte, 1);
        receive_all(side->transport, side->data, &byte, 1);
        trips[i] = now_microseconds() - start;
    }
    middle = median(trips, count);
    free(trips);
    return middle;
}

static void server(struct side *side, const long arguments[2])
{
    char byte;
    long i;

    for (i = 0; i < arguments[0]; i++) {
        receive_all(side->transport, side->data, &byte, 1);
        side->transport->send(side->data, &byte, 1);
    }
}

const struct benchmark ping_pong = { "ping-pong", client, server, true };
