/* What `build.sh demo` and `build.ps1 demo` show. This program only starts the others and looks on: it does not use afunix. */
#include "demo.h"
#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The value of one option, or NULL. */
static unsigned *find(struct race_options *options, const char *name)
{
    if (strcmp(name, "--clients") == 0)
        return &options->clients;
    if (strcmp(name, "--visits") == 0)
        return &options->visits;
    if (strcmp(name, "--work-ms") == 0)
        return &options->work_ms;
    if (strcmp(name, "--wait-ms") == 0)
        return &options->wait_ms;
    if (strcmp(name, "--limit-s") == 0)
        return &options->limit_s;
    return NULL;
}

static bool parse(struct race_options *options, int count, char **arguments)
{
    int i;

    for (i = 1; i + 1 < count; i += 2) {
        unsigned *value = find(options, arguments[i]);
        int given = atoi(arguments[i + 1]);

        if (!value || given < 1 || given > 60000)
            return false;
        *value = (unsigned)given;
    }
    return i == count && options->clients <= MOST_CLIENTS;
}

int main(int count, char **arguments)
{
    struct race_options options = { .clients = 8, .visits = 8, .work_ms = 20, .wait_ms = 10000, .limit_s = 40 };
    bool good;

    if (!parse(&options, count, arguments)) {
        fprintf(stderr, "usage: demo [--clients N] [--visits N] [--work-ms N] [--wait-ms N] [--limit-s N]\n");
        return 2;
    }
    if (!children_begin()) {
        fprintf(stderr, "demo: cannot make a temporary directory: error %lu\n", GetLastError());
        return 1;
    }
    setvbuf(stdout, NULL, _IONBF, 0); /* progress, through a pipe too */
    printf("\nafunix: UNIX-domain sockets for Windows programs%s\n", under_wine() ? ", shown under Wine" : "");
    good = conversation();
    good = race(&options) && good;
    children_end();
    printf("\n%s\n", good ? "The demo went as it should." : "The demo did NOT go as it should: see above.");
    return good ? 0 : 1;
}
