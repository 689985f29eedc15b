/* What the benchmarks need of the system besides sockets. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

double now_microseconds(void);

/* This process: resident memory, and threads. */
double resident_kilobytes(void);
int thread_count(void);

long own_process_id(void);

/* The path of this program, to start it again. */
const char *own_program(void);

/* A folder for short-lived files, without a separator at its end; at most `size` bytes with the NUL. */
void temporary_folder(char *path, size_t size);
void remove_file(const char *path);

/* A function of a shared library that is loaded when it is first asked for; NULL when there is none. */
typedef void (*function)(void);
function function_named(const char *library, const char *name);

/* Says why on stderr, with the number of the error, and ends the process. */
_Noreturn void die(const char *what, int code);

/* Another process, with lines going to its standard input and coming from its standard output. */
struct child;

/* `arguments` ends with NULL. NULL when it can't be started. */
struct child *child_start(const char *program, const char *const arguments[]);
/* Sends one line, as printf makes it; the newline is added. */
void child_tell(struct child *child, const char *format, ...);
/* Waits for a line and takes the newline away; false when the process has ended. */
bool child_hear(struct child *child, char *line, size_t size);
/* Closes both streams, waits for the end, and gives the exit code. */
int child_finish(struct child *child);

/* For platform_*.c: starts the process, with file descriptors of our ends of the two pipes. */
bool process_start(const char *program, const char *const arguments[], int *to, int *from, long long *process);
int process_wait(long long process);

#endif
