/* A process that the demo starts, and the lines that it writes. */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <windows.h>

struct child {
    HANDLE process;
    HANDLE input;       /* what we write, it reads */
    HANDLE output;      /* what it writes, we read; NULL after its end */
    unsigned long id;
    char text[1024];    /* what was read and is not yet a line */
    size_t length;
};

/* A new directory, the current one of all children. They all end when the demo does. */
bool children_begin(void);
void children_end(void);

/* A program from the demo's own folder. */
bool child_start(struct child *child, const char *program, const char *arguments);

bool child_write(struct child *child, char byte);

/* Any command, found as the system finds it; what it writes goes to a file. Doesn't wait for it. */
bool run_into_file(const wchar_t *command, const wchar_t *file);

/* How much of the file there is, as text that ends with a NUL. */
DWORD read_text(const wchar_t *file, char *text, DWORD size);

bool under_wine(void);

/* Takes the next line if there is one; never waits. */
bool child_take_line(struct child *child, char *line, size_t size);

/* Waits for a line. False at the end of the output and when time is up. */
bool child_wait_line(struct child *child, char *line, size_t size, unsigned timeout_ms);

/* -1 when time is up. */
int child_wait_exit(struct child *child, unsigned timeout_ms);

/* Ends it if need be. */
void child_close(struct child *child);

#endif
