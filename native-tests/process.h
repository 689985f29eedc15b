/* Processes: the runner starts cases with it, and cases start helpers.
 *
 * A case runs in a directory of its own with all its output in a file. A helper is this executable again; the case
 * talks to it in lines, over the helper's standard input and output. Nothing else is inherited: no descriptor of the
 * parent stays open in a helper, so the death of the parent closes its sockets. */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stddef.h>

struct process;

/* Each gives NULL when the process can't be started, after saying why on stderr. `arguments` ends with NULL and doesn't
 * hold the program's own name. */
struct process *process_start_case(const char *const arguments[], const char *directory, const char *output);
struct process *process_start_helper(const char *const arguments[]);
#ifdef _WIN32
/* Another program as a helper: it is in the folder of this one. */
struct process *process_start_program(const char *program, const char *const arguments[]);
#endif

/* A child as programs make one: with fork and exec, or _spawnv. It inherits what a child inherits, descriptors above all. Its arguments have no blanks. */
struct process *process_spawn(const char *const arguments[]);

/* Waits for the end of a process; false when the time is over first. A negative status is a crash: less the number of
 * the signal on POSIX, the exception's code on Windows. */
bool process_wait(struct process *process, long long milliseconds, int *status);

/* SIGKILL, TerminateProcess: the process gets no chance to say goodbye. Returns when it is gone. The helpers of a case end
 * with it, whether it is killed or ends by itself. */
void process_kill(struct process *process);

void process_free(struct process *process);

/* The parent's ends of a helper's standard streams. Reading gives the number of bytes, 0 at the end. */
bool process_write(struct process *process, const void *bytes, size_t size);
int process_read(struct process *process, void *bytes, size_t size);
void process_close_input(struct process *process);

long process_id(const struct process *process);
#ifdef _WIN32
void *process_handle(const struct process *process);
#endif

#endif
