/* Runs cases, each in a process of its own, and reports in TAP. */
#ifndef RUNNER_H
#define RUNNER_H

#include "register.h"

#include <stdbool.h>

struct plan {
    const struct test_case **cases;
    size_t count;
    int jobs;       /* so many at the same time */
    bool keep;      /* leave the directories of the cases behind */
};

/* The exit status for the whole run: 0 when nothing failed. */
int run_plan(const struct plan *plan);

#endif
