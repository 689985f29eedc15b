#include "benchmark.h"

#include <stdlib.h>

/* So many are under way at most: UDP loses what a receiver has no room for, and 64 KiB it has. */
enum { BATCH = 32, LARGEST = 2048 };

/* A socket of its own for each round; only what is sent is timed. The server says in one byte that it has a batch. */
static double client(struct side *side, const long arguments[2])
{
    char bytes[LARGEST] = { 0 };
    struct place place;
    handle fd;
    long sent;
    double start, microseconds;

    receive_all(side->transport, side->data, place.text, PLACE_SIZE);
    fd = side->transport->connect_datagrams(&place);
    start = now_microseconds();
    for (sent = 0; sent < arguments[1]; sent++) {
        side->transport->send(fd, bytes, (size_t)arguments[0]);
        if (sent % BATCH == BATCH - 1)
            receive_all(side->transport, side->data, bytes, 1);
    }
    microseconds = now_microseconds() - start;
    side->transport->close(fd);
    return (double)arguments[1] * 1e6 / microseconds;
}

static void server(struct side *side, const long arguments[2])
{
    char bytes[LARGEST] = { 0 };
    struct place place = { "" };
    handle fd = side->transport->bind_datagrams(&place);
    long received;

    side->transport->send(side->data, place.text, PLACE_SIZE);
    for (received = 0; received < arguments[1]; received++) {
        if (side->transport->receive(fd, bytes, sizeof bytes) != (size_t)arguments[0])
            die("a datagram of another length", 0);
        if (received % BATCH == BATCH - 1)
            side->transport->send(side->data, bytes, 1);
    }
    side->transport->close(fd);
}

const struct benchmark datagrams = { "datagrams", client, server, true };
