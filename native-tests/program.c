#include "program.h"

#include "check.h"
#include "host.h"
#include "register.h"
#include "runner.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: native-tests [--jobs N] [--keep] [--tap] [CASE | PREFIX* ...]\n"
    "       native-tests --list\n"
    "\n"
    "Runs the named cases, or all of them, each in a process and a directory of its own, and reports in TAP.\n"
    "--list prints a line for each case: name, kind (oracle, windows, posix), seconds it may take, separated by tabs.\n"
    "AFUNIX_TEST_SCALE multiplies the seconds (10 under Wine when it is not set).\n";

static const char *running = "";

const char *running_case(void)
{
    return running;
}

static int list(void)
{
    size_t i;

    for (i = 0; i < test_case_count; i++)
        printf("%s\t%s\t%d\n", test_cases[i].name, kind_name(test_cases[i].kind), test_cases[i].seconds);
    return STATUS_PASSED;
}

/* This process is one case. */
static int be_case(const char *name)
{
    const struct test_case *test = find_case(name);

    if (!test)
        return STATUS_UNKNOWN_CASE;
    if (!test->body)
        SKIP("only for %s", test->kind == KIND_WINDOWS ? "Windows" : "POSIX systems");
    running = test->name;
    watchdog_start(name, (long long)test->seconds * 1000 * time_scale());
    test->body();
    return STATUS_PASSED;
}

/* This process is a helper of a case: --helper CASE HELPER ARGUMENTS... */
static int be_helper(int count, char **arguments)
{
    const struct test_case *test = count >= 2 ? find_case(arguments[0]) : NULL;
    const struct helper *helper = count >= 2 ? find_helper(arguments[1]) : NULL;
    char what[128];

    if (!test || !helper) {
        note("no such helper: %s", count >= 2 ? arguments[1] : "");
        return STATUS_UNKNOWN_CASE;
    }
    snprintf(what, sizeof what, "helper %s", helper->name);
    running = test->name;
    watchdog_start(what, (long long)test->seconds * 1000 * time_scale());
    return helper->body(count - 2, arguments + 2);
}

static bool matches(const char *pattern, const char *name)
{
    size_t length = strlen(pattern);

    if (length > 0 && pattern[length - 1] == '*')
        return strncmp(pattern, name, length - 1) == 0;
    return strcmp(pattern, name) == 0;
}

/* The cases that these patterns name, in the order of the patterns; no pattern means all. */
static int plan_and_run(struct plan *plan, int count, char **patterns)
{
    size_t room = test_case_count * (size_t)(count > 0 ? count : 1);
    char *all[] = { (char *)"*" };
    int i, status;

    plan->cases = calloc(room, sizeof *plan->cases);
    if (!plan->cases)
        return STATUS_FAILED;
    if (count == 0) {
        count = 1;
        patterns = all;
    }
    for (i = 0; i < count; i++) {
        size_t before = plan->count, k;

        for (k = 0; k < test_case_count; k++)
            if (matches(patterns[i], test_cases[k].name))
                plan->cases[plan->count++] = &test_cases[k];
        if (plan->count == before) {
            fprintf(stderr, "no such case: %s\n", patterns[i]);
            free(plan->cases);
            return STATUS_UNKNOWN_CASE;
        }
    }
    status = run_plan(plan);
    free(plan->cases);
    return status;
}

int program(int count, char **arguments)
{
    struct plan plan = { .jobs = 1 };
    int i = 1;

    if (count == 3 && strcmp(arguments[1], "--case") == 0)
        return be_case(arguments[2]);
    if (count >= 2 && strcmp(arguments[1], "--helper") == 0)
        return be_helper(count - 2, arguments + 2);
    for (; i < count && arguments[i][0] == '-'; i++) {
        if (strcmp(arguments[i], "--list") == 0)
            return list();
        if (strcmp(arguments[i], "--keep") == 0)
            plan.keep = true;
        else if (strcmp(arguments[i], "--jobs") == 0 && i + 1 < count && atoi(arguments[i + 1]) > 0)
            plan.jobs = atoi(arguments[++i]);
        else if (strcmp(arguments[i], "--tap") != 0) {
            fputs(usage, strcmp(arguments[i], "--help") == 0 ? stdout : stderr);
            return strcmp(arguments[i], "--help") == 0 ? STATUS_PASSED : STATUS_UNKNOWN_CASE;
        }
    }
    return plan_and_run(&plan, count - i, arguments + i);
}
