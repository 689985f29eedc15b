/* The socket file of this process' listener. */
#ifndef SOCKET_FILE_H
#define SOCKET_FILE_H

#include "transport.h"

/* Its path. Nothing is there, and at the process' end nothing will be. A process has one such file at a time. */
void choose_socket_file(struct place *place);

#endif
