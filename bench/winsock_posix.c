/* In the Linux build only the kernel's AF_UNIX is measured; what it is compared with runs in the Windows build. */
#include "transport.h"

static bool load(void)
{
    return false;
}

const struct transport tcp_transport = { .name = "tcp", .load = load };
const struct transport threaded_tcp_transport = { .name = "threaded-tcp", .load = load };
const struct transport injected_transport = { .name = "injected", .load = load };
