#include "transport.h"

#include <string.h>

static const struct transport *const transports[] = {
    &tcp_transport, &unix_transport, &assuan_transport, &threaded_tcp_transport, &injected_transport,
};

enum { TRANSPORT_COUNT = sizeof transports / sizeof transports[0] };

const struct transport *transport_named(const char *name)
{
    static bool loaded[TRANSPORT_COUNT];
    int i;

    for (i = 0; i < TRANSPORT_COUNT; i++)
        if (strcmp(transports[i]->name, name) == 0) {
            loaded[i] = loaded[i] || transports[i]->load();
            return loaded[i] ? transports[i] : NULL;
        }
    return NULL;
}

void receive_all(const struct transport *transport, handle connection, char *bytes, size_t size)
{
    size_t received = 0;

    while (received < size)
        received += transport->receive(connection, bytes + received, size - received);
}
