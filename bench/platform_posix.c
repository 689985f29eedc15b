#include "platform.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double now_microseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* A number of /proc/self/status. */
static double status_number(const char *name)
{
    FILE *status = fopen("/proc/self/status", "r");
    size_t length = strlen(name);
    double number = 0;
    char line[256];

    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, name, length) == 0)
            number = atof(line + length);
    if (status)
        fclose(status);
    return number;
}

double resident_kilobytes(void)
{
    return status_number("VmRSS:");
}

int thread_count(void)
{
    return (int)status_number("Threads:");
}

long own_process_id(void)
{
    return getpid();
}

const char *own_program(void)
{
    return "/proc/self/exe";
}

void temporary_folder(char *path, size_t size)
{
    const char *folder = getenv("TMPDIR");

    snprintf(path, size, "%s", folder && *folder ? folder : "/tmp");
}

void remove_file(const char *path)
{
    unlink(path);
}

function function_named(const char *library, const char *name)
{
    function found;
    void *symbol = dlsym(RTLD_DEFAULT, name);

    (void)library; /* the C library has it all */
    memcpy(&found, &symbol, sizeof found);
    return found;
}

void die(const char *what, int code)
{
    fprintf(stderr, "bench: %s: %s (%d)\n", what, strerror(code), code);
    exit(3);
}

bool process_start(const char *program, const char *const arguments[], int *to, int *from, long long *process)
{
    int input[2], output[2];
    char *list[32];
    pid_t pid;
    int i;

    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
        return false;
    list[0] = (char *)program;
    for (i = 0; arguments[i] && i + 2 < 32; i++)
        list[i + 1] = (char *)arguments[i];
    list[i + 1] = NULL;
    signal(SIGPIPE, SIG_IGN); /* that a child has ended is seen when nothing comes from it */
    pid = fork();
    if (pid == 0) {
        signal(SIGPIPE, SIG_DFL);
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        execvp(program, list);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    *to = input[1];
    *from = output[0];
    *process = pid;
    return pid > 0;
}

int process_wait(long long process)
{
    int status;

    if (waitpid((pid_t)process, &status, 0) < 0)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
