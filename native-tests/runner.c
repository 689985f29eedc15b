#include "runner.h"

#include "check.h"
#include "files.h"
#include "host.h"
#include "process.h"
#include "thread.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_OUTPUT = 64 * 1024, PATH_SIZE = 1024 };

/* A case ends itself when its time is over, and can then say where it was. The runner's own patience is a little longer, for a
 * process that can't even do that. */
enum { GRACE_MILLISECONDS = 2000 };

struct run {
    const struct plan *plan;
    char base[PATH_SIZE - 64];
    struct lock *printing;
    atomic_size_t next;
    int passed, failed, skipped;    /* under `printing` */
};

static void print_output(const char *output)
{
    const char *line = output;

    while (*line) {
        size_t length = strcspn(line, "\r\n");

        if (length > 0)
            printf("# %.*s\n", (int)length, line);
        line += length;
        line += strspn(line, "\r\n");
    }
}

/* A skipped case gives its reason as the last line. */
static const char *last_line(char *output)
{
    size_t end = strlen(output);

    while (end > 0 && (output[end - 1] == '\n' || output[end - 1] == '\r'))
        output[--end] = '\0';
    while (end > 0 && output[end - 1] != '\n')
        end--;
    return output + end;
}

static void report(struct run *run, size_t index, bool ended, int status, long long took, char *output)
{
    const char *name = run->plan->cases[index]->name;

    lock_take(run->printing);
    if (ended && status == STATUS_PASSED) {
        run->passed++;
        printf("ok %zu - %s\n", index + 1, name);
    } else if (ended && status == STATUS_SKIPPED) {
        run->skipped++;
        printf("ok %zu - %s # SKIP %s\n", index + 1, name, last_line(output));
    } else {
        run->failed++;
        printf("not ok %zu - %s\n", index + 1, name);
        if (!ended)
            printf("# killed after %lld ms\n", took);
        else if (status < 0)
            printf(status < -64 ? "# crashed: exception 0x%08x after %lld ms\n" : "# crashed: signal %d after %lld ms\n",
                   status < -64 ? (unsigned)status : (unsigned)-status, took);
        else
            printf("# exit status %d after %lld ms\n", status, took);
        print_output(output);
    }
    fflush(stdout);
    lock_leave(run->printing);
}

static void run_one(struct run *run, size_t index)
{
    const struct test_case *test = run->plan->cases[index];
    const char *arguments[] = { "--case", test->name, NULL };
    char directory[PATH_SIZE], log[PATH_SIZE];
    char *output = calloc(1, MOST_OUTPUT + 1);
    long long began = now_in_milliseconds();
    bool ended = false;
    int status = -1;
    struct process *process;

    snprintf(directory, sizeof directory, "%s/%zu", run->base, index + 1);
    snprintf(log, sizeof log, "%s/%zu.log", run->base, index + 1);
    if (!output || !directory_make(directory)) {
        note("%s can't be made", directory);
        exit(STATUS_FAILED);
    }
    process = process_start_case(arguments, directory, log);
    if (process) {
        ended = process_wait(process, (long long)test->seconds * 1000 * time_scale() + GRACE_MILLISECONDS, &status);
        process_kill(process);
        process_free(process);
    }
    if (file_read(log, output, MOST_OUTPUT) < 0)
        output[0] = '\0';
    report(run, index, ended, status, now_in_milliseconds() - began, output);
    free(output);
    if (!run->plan->keep) {
        directory_remove_tree(directory);
        file_remove(log);
    }
}

static void work(void *argument)
{
    struct run *run = argument;
    size_t index;

    while ((index = atomic_fetch_add(&run->next, 1)) < run->plan->count)
        run_one(run, index);
}

static bool make_base(struct run *run)
{
    char temporary[PATH_SIZE - 128];
    int attempt;

    directory_temporary(temporary, sizeof temporary);
    for (attempt = 0; attempt < 1000; attempt++) {
        snprintf(run->base, sizeof run->base, "%s/aft%ld.%d", temporary, own_process_id() % 1000000, attempt);
        if (directory_make(run->base))
            return true;
    }
    note("no directory can be made in %s", temporary);
    return false;
}

int run_plan(const struct plan *plan)
{
    struct thread **workers = calloc((size_t)plan->jobs, sizeof *workers);
    struct run run = { .plan = plan };
    int i;

    if (!workers || !make_base(&run))
        return STATUS_FAILED;
    run.printing = lock_new();
    printf("TAP version 13\n1..%zu\n", plan->count);
    fflush(stdout);
    for (i = 1; i < plan->jobs; i++)
        workers[i] = thread_start(work, &run);
    work(&run);
    for (i = 1; i < plan->jobs; i++)
        thread_join(workers[i]);
    printf("# %d passed, %d failed, %d skipped\n", run.passed, run.failed, run.skipped);
    if (plan->keep)
        printf("# kept in %s\n", run.base);
    else
        directory_remove_tree(run.base);
    fflush(stdout);
    lock_free(run.printing);
    free(workers);
    return run.failed ? STATUS_FAILED : STATUS_PASSED;
}
