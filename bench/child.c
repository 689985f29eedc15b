#include "platform.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <io.h>
#define open_stream _fdopen
#else
#define open_stream fdopen
#endif

struct child {
    FILE *to, *from;
    long long process;
};

struct child *child_start(const char *program, const char *const arguments[])
{
    struct child *child = calloc(1, sizeof *child);
    int to, from;

    if (!child || !process_start(program, arguments, &to, &from, &child->process)) {
        free(child);
        return NULL;
    }
    child->to = open_stream(to, "w");
    child->from = open_stream(from, "r");
    return child;
}

void child_tell(struct child *child, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(child->to, format, arguments);
    va_end(arguments);
    fputc('\n', child->to);
    fflush(child->to);
}

bool child_hear(struct child *child, char *line, size_t size)
{
    if (!fgets(line, (int)size, child->from))
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    return true;
}

int child_finish(struct child *child)
{
    int code;

    fclose(child->to);
    code = process_wait(child->process);
    fclose(child->from);
    free(child);
    return code;
}
