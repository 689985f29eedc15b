/* connect + accept + close. Nothing is sent: each call costs what it costs. */
#include "benchmark.h"

static double per_second(long count, double start)
{
    return (double)count * 1e6 / (now_microseconds() - start);
}

static double client(struct side *side, const long arguments[2])
{
    double start = now_microseconds();
    long i;

    for (i = 0; i < arguments[0]; i++)
        side->transport->close(side->transport->connect(&side->place));
    wait_for_server(side);
    return per_second(arguments[0], start);
}

static void server(struct side *side, const long arguments[2])
{
    long i;

    for (i = 0; i < arguments[0]; i++)
        side->transport->close(side->transport->accept(side->listener));
}

static double alone(struct side *side, const long arguments[2])
{
    struct place place;
    double start, rate;
    handle listener;
    long i;

    listener = side->transport->listen(&place);
    start = now_microseconds();
    for (i = 0; i < arguments[0]; i++) {
        handle connected = side->transport->connect(&place);
        handle accepted = side->transport->accept(listener);

        side->transport->close(connected);
        side->transport->close(accepted);
    }
    rate = per_second(arguments[0], start);
    side->transport->close(listener);
    return rate;
}

const struct benchmark connections = { "connections", client, server, true };
const struct benchmark lone_connections = { "lone-connections", alone, NULL, false };
