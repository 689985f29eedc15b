/* Plain Winsock, as a program uses it that has never heard of this library: the strangers at the door. Its functions are taken
 * from ws2_32.dll by name, because the linker knows ours by the same names. Windows only. */
#ifndef STRANGER_H
#define STRANGER_H

#include <stdbool.h>

typedef unsigned long long stranger;

enum { NO_STRANGER = 0 };

/* To and on 127.0.0.1. Each ends the case when it can't be done. */
stranger stranger_connected(unsigned port);
stranger stranger_listening(unsigned port, int backlog);

/* What lies beneath a connection of this process to that port. */
stranger own_connection_to(unsigned port);

/* A connect() that isn't waited for. */
stranger stranger_connecting(unsigned port);

/* NO_STRANGER when nobody has come in this time. */
stranger stranger_accepted(stranger listener, int milliseconds);

/* A socket that tries to take a port that is in use, by every means; the number of the error. */
int stranger_steals(unsigned port);

void stranger_send(stranger socket, const void *bytes, int size);

enum { STRANGER_HEARS_NOTHING = -2, STRANGER_IS_RESET = -1, STRANGER_SEES_END = 0 };
int stranger_receive(stranger socket, void *bytes, int size, int milliseconds);

/* True when the connection was ended by the other side, without a byte. */
bool stranger_was_turned_away(stranger socket, int milliseconds);

void stranger_close(stranger socket);

#endif
