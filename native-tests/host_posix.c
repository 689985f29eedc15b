#include "host.h"

#include "check.h"
#include "program.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

long own_process_id(void)
{
    return (long)getpid();
}

bool own_output_write(const void *bytes, size_t size)
{
    /* A line is shorter than what a pipe takes in one piece. */
    return write(1, bytes, size) == (ssize_t)size;
}

int own_input_read(void *bytes, size_t size)
{
    ssize_t count;

    do
        count = read(0, bytes, size);
    while (count == -1 && errno == EINTR);
    return count < 0 ? 0 : (int)count;
}

void process_exit_now(int status)
{
    _exit(status);
}

static void ignore_interrupt(int number)
{
    (void)number;
}

bool interrupts_handle(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = ignore_interrupt;   /* without SA_RESTART */
    return sigaction(SIGINT, &action, NULL) == 0;
}

void interrupt_own_process(void)
{
    /* The kernel gives it to the first thread, which is the one that runs the case. */
    kill(getpid(), SIGINT);
}

void descriptors_allow(int count)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= (rlim_t)count)
        return;
    if (limit.rlim_max < (rlim_t)count)
        SKIP("only %llu descriptors are allowed here", (unsigned long long)limit.rlim_max);
    limit.rlim_cur = (rlim_t)count;
    setrlimit(RLIMIT_NOFILE, &limit);
}

void descriptors_limit(void)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = 64;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int own_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;

    CHECK(directory != NULL);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

long long own_memory(void)
{
    FILE *counters = fopen("/proc/self/statm", "r");
    long long all, resident;

    CHECK(counters != NULL);
    CHECK_EQ(fscanf(counters, "%lld %lld", &all, &resident), 2);
    fclose(counters);
    return resident * sysconf(_SC_PAGESIZE);
}

void privileges_drop(void)
{
    enum { NOBODY = 65534 };

    if (geteuid() != 0)
        return;
    MUST(setgroups(0, NULL));
    MUST(setresgid(NOBODY, NOBODY, NOBODY));
    MUST(setresuid(NOBODY, NOBODY, NOBODY));
}

int time_scale(void)
{
    const char *given = getenv("AFUNIX_TEST_SCALE");
    int scale = given ? atoi(given) : 1;

    return scale > 0 ? scale : 1;
}

int main(int count, char **arguments)
{
    setvbuf(stderr, NULL, _IOLBF, 4096);
    /* Windows has no signals: what a write to nobody gives is asked from errno on both systems. */
    signal(SIGPIPE, SIG_IGN);
    return program(count, arguments);
}
