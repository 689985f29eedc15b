/* A descriptor goes to another process, which makes one of its own of it and closes it. On raw TCP that is WSADuplicateSocket: the process must be known,
 * and what it gives is sent over the connection. */
#include "benchmark.h"

static double client(struct side *side, const long arguments[2])
{
    long process, i;
    double start;

    receive_all(side->transport, side->data, (char *)&process, sizeof process);
    start = now_microseconds();
    for (i = 0; i < arguments[0]; i++)
        side->transport->pass(side->data, side->data, process);
    wait_for_server(side);
    return (double)arguments[0] * 1e6 / (now_microseconds() - start);
}

static void server(struct side *side, const long arguments[2])
{
    long process = own_process_id(), i;

    side->transport->send(side->data, (const char *)&process, sizeof process);
    for (i = 0; i < arguments[0]; i++)
        side->transport->close(side->transport->take(side->data));
}

const struct benchmark passing = { "passing", client, server, true };
