#include "benchmark.h"

#include <stdlib.h>

enum { RECEIVE_SIZE = 65536, SMALLEST_BUFFER = 4096 };

static char *buffer_of(size_t size)
{
    char *buffer = calloc(1, size < SMALLEST_BUFFER ? SMALLEST_BUFFER : size);

    if (!buffer)
        die("calloc", 0);
    return buffer;
}

/* From the first write until the server has said, in one byte, that it has everything. */
static double client(struct side *side, const long arguments[2])
{
    size_t write = (size_t)arguments[0], total = (size_t)arguments[1], sent;
    char *buffer = buffer_of(write);
    double start = now_microseconds(), microseconds;

    for (sent = 0; sent < total; sent += write)
        side->transport->send(side->data, buffer, write);
    receive_all(side->transport, side->data, buffer, 1);
    microseconds = now_microseconds() - start;
    free(buffer);
    return (double)total / microseconds;
}

static void server(struct side *side, const long arguments[2])
{
    size_t total = (size_t)arguments[1], received = 0;
    char *buffer = buffer_of(RECEIVE_SIZE);

    while (received < total)
        received += side->transport->receive(side->data, buffer, RECEIVE_SIZE);
    side->transport->send(side->data, buffer, 1);
    free(buffer);
}

const struct benchmark throughput = { "throughput", client, server, true };
