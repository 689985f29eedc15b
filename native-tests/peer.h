/* A case and its helpers, which talk in lines: "ready", "port 4711", "go". Reading waits for the line or for the end of the other
 * process, so nobody has to sleep until somebody else is ready. */
#ifndef PEER_H
#define PEER_H

#include "check.h"

#include <stdbool.h>
#include <stddef.h>

struct peer;

enum { LINE_SIZE = 512 };

/* In a case. Start: `arguments` (ended by NULL) is the helper's name and what follows it. */
struct peer *peer_start(const char *helper, ...);
#ifdef _WIN32
/* A program in the folder of this one, without arguments. */
struct peer *peer_start_program(const char *program);
#endif
void peer_tell(struct peer *peer, const char *line);
void peer_expect(struct peer *peer, const char *line);

/* The next line without its end; false when the helper has gone, or closed its output. */
bool peer_line(struct peer *peer, char line[LINE_SIZE]);

/* The helper must end by itself, with status 0. */
void peer_finish(struct peer *peer);

/* SIGKILL, TerminateProcess; back when it is gone. */
void peer_kill(struct peer *peer);
long peer_process_id(const struct peer *peer);
#ifdef _WIN32
void *peer_process_handle(const struct peer *peer);
#endif

/* In a helper. */
void tell_case(const char *format, ...) FORMATTED(1, 2);
void hear_case(char line[LINE_SIZE]);       /* ends the helper when the case has gone */
void await_case(const char *line);

#endif
