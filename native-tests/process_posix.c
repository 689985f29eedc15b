#include "process.h"

#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_ARGUMENTS = 16 };

struct process {
    pid_t pid;
    int watch;      /* a pidfd: readable when the process has ended */
    int input;      /* what we write, the helper reads */
    int output;     /* what the helper writes, we read */
    bool leads;     /* a case, in a process group of its own, that its helpers are in too */
    bool ended;
    int status;
};

static void reap(struct process *process)
{
    int raw = 0;

    /* Until the leader is reaped its group keeps its number, so this can't hit anybody else. */
    if (process->leads)
        kill(-process->pid, SIGKILL);
    waitpid(process->pid, &raw, 0);
    process->ended = true;
    process->status = WIFSIGNALED(raw) ? -WTERMSIG(raw) : WEXITSTATUS(raw);
}

/* Between fork and exec only calls that are safe there. */
static void close_all_but_standard(void)
{
    int fd;

    if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0)
        return;
    for (fd = 3; fd < 65536; fd++)
        close(fd);
}

/* With standard streams of its own, and nothing else; or, if there is no input, with all that this process has. */
static struct process *start(const char *const arguments[], const char *directory, int input, int output, int errors)
{
    struct process *process = calloc(1, sizeof *process);
    char *argv[MOST_ARGUMENTS + 2] = { (char *)"/proc/self/exe" };
    int count;

    if (!process)
        return NULL;
    for (count = 0; arguments[count]; count++) {
        if (count == MOST_ARGUMENTS) {
            note("too many arguments for a helper");
            abort();
        }
        argv[count + 1] = (char *)arguments[count];
    }
    process->input = process->output = -1;
    process->leads = directory != NULL;
    process->pid = fork();
    if (process->pid == 0) {
        if (directory && (setpgid(0, 0) != 0 || chdir(directory) != 0))
            _exit(126);
        if (input != -1) {
            if (dup2(input, 0) == -1 || dup2(output, 1) == -1 || dup2(errors, 2) == -1)
                _exit(126);
            close_all_but_standard();
        }
        execv(argv[0], argv);
        _exit(127);
    }
    if (process->pid == -1) {
        note("fork failed with %s", errno_name(errno));
        free(process);
        return NULL;
    }
    process->watch = (int)syscall(SYS_pidfd_open, process->pid, 0U);
    if (process->watch == -1) {
        note("pidfd_open failed with %s", errno_name(errno));
        process_kill(process);
        free(process);
        return NULL;
    }
    fcntl(process->watch, F_SETFD, FD_CLOEXEC);
    return process;
}

struct process *process_start_case(const char *const arguments[], const char *directory, const char *output)
{
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int log = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    struct process *process = NULL;

    if (nothing != -1 && log != -1)
        process = start(arguments, directory, nothing, log, log);
    else
        note("%s can't be opened: %s", output, errno_name(errno));
    if (nothing != -1)
        close(nothing);
    if (log != -1)
        close(log);
    return process;
}

struct process *process_start_helper(const char *const arguments[])
{
    int in[2], out[2];
    struct process *process;

    if (pipe2(in, O_CLOEXEC) != 0)
        return NULL;
    if (pipe2(out, O_CLOEXEC) != 0) {
        close(in[0]);
        close(in[1]);
        return NULL;
    }
    process = start(arguments, NULL, in[0], out[1], 2);
    close(in[0]);
    close(out[1]);
    if (!process) {
        close(in[1]);
        close(out[0]);
        return NULL;
    }
    process->input = in[1];
    process->output = out[0];
    return process;
}

struct process *process_spawn(const char *const arguments[])
{
    return start(arguments, NULL, -1, -1, -1);
}

bool process_wait(struct process *process, long long milliseconds, int *status)
{
    if (!process->ended) {
        struct pollfd end = { process->watch, POLLIN, 0 };
        int ready;

        do
            ready = poll(&end, 1, (int)milliseconds);
        while (ready == -1 && errno == EINTR);
        if (ready != 1)
            return false;
        reap(process);
    }
    *status = process->status;
    return true;
}

void process_kill(struct process *process)
{
    if (process->ended)
        return;
    kill(process->pid, SIGKILL);
    reap(process);
}

void process_free(struct process *process)
{
    process_kill(process);
    close(process->watch);
    process_close_input(process);
    if (process->output != -1)
        close(process->output);
    free(process);
}

static bool write_all(int fd, const void *bytes, size_t size)
{
    const char *next = bytes;

    while (size > 0) {
        ssize_t count = write(fd, next, size);

        if (count == -1 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        next += count;
        size -= (size_t)count;
    }
    return true;
}

static int read_some(int fd, void *bytes, size_t size)
{
    ssize_t count;

    do
        count = read(fd, bytes, size);
    while (count == -1 && errno == EINTR);
    return count < 0 ? 0 : (int)count;
}

bool process_write(struct process *process, const void *bytes, size_t size)
{
    return write_all(process->input, bytes, size);
}

int process_read(struct process *process, void *bytes, size_t size)
{
    return read_some(process->output, bytes, size);
}

void process_close_input(struct process *process)
{
    if (process->input != -1)
        close(process->input);
    process->input = -1;
}

long process_id(const struct process *process)
{
    return (long)process->pid;
}
