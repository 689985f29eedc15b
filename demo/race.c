/* Scene 2: many clients and one slow server, first over afunix, then over the protocol of 2001-2005. */
#include "child.h"
#include "demo.h"

#include <stdio.h>
#include <string.h>

enum { READY_MS = 60000, LOOK_MS = 5, PROGRESS_MS = 5000, STALL_MS = 2000 };

struct outcome {
    unsigned served;
    unsigned failed;
    unsigned late;      /* not served when time was up */
    unsigned stalls;    /* calls that took longer than stall_ms() */
    double connect_ms;
    double accept_ms;
    double seconds;
};

struct crowd {
    struct child server;
    struct child clients[MOST_CLIENTS];
    unsigned count;
    unsigned rounds;    /* that have begun */
    unsigned stall_ms;
};

/* Far longer than the server works, well below the old protocol's wait. */
static unsigned stall_ms(const struct race_options *options)
{
    return options->wait_ms / 2 < STALL_MS ? options->wait_ms / 2 : STALL_MS;
}

static void longest(double *most, double ms)
{
    if (ms > *most)
        *most = ms;
}

/* A line of racer.c. */
static void take_in(struct outcome *outcome, const char *line, unsigned stall_ms)
{
    char what[16];
    double ms;

    if (sscanf(line, "%15s %lf", what, &ms) != 2)
        return;
    if (strcmp(what, "served") == 0) {
        outcome->served++; /* its time is that of the queue too: it says nothing */
        return;
    }
    if (strcmp(what, "failed") == 0) {
        outcome->failed++;
        return;
    }
    if (strcmp(what, "connect") == 0)
        longest(&outcome->connect_ms, ms);
    if (strcmp(what, "accept") == 0)
        longest(&outcome->accept_ms, ms);
    if (ms > stall_ms)
        outcome->stalls++;
}

static bool is_ready(struct child *child)
{
    char line[64];

    return child_wait_line(child, line, sizeof line, READY_MS) && strncmp(line, "ready", 5) == 0;
}

static bool assemble(struct crowd *crowd, const char *program, const struct race_options *options)
{
    char arguments[100];
    bool good;

    memset(crowd, 0, sizeof *crowd);
    crowd->stall_ms = stall_ms(options);
    snprintf(arguments, sizeof arguments, "serve race.sock %u %u", options->wait_ms, options->work_ms);
    good = child_start(&crowd->server, program, arguments) && is_ready(&crowd->server);
    snprintf(arguments, sizeof arguments, "visit race.sock %u", options->wait_ms);
    while (good && crowd->count < options->clients)
        good = child_start(&crowd->clients[crowd->count++], program, arguments);
    for (unsigned i = 0; good && i < crowd->count; i++)
        good = is_ready(&crowd->clients[i]);
    return good;
}

static void dismiss(struct crowd *crowd)
{
    for (unsigned i = 0; i < crowd->count; i++)
        child_close(&crowd->clients[i]);
    child_close(&crowd->server);
}

static void look(struct crowd *crowd, struct outcome *outcome)
{
    char line[64];

    while (child_take_line(&crowd->server, line, sizeof line))
        take_in(outcome, line, crowd->stall_ms);
    for (unsigned i = 0; i < crowd->count; i++)
        while (child_take_line(&crowd->clients[i], line, sizeof line))
            take_in(outcome, line, crowd->stall_ms);
}

/* All clients set off together, and again when the last of them is back: a queue, each time. Returns whether they go on. */
static bool send_off(struct crowd *crowd, const struct race_options *options, const struct outcome *outcome)
{
    unsigned back = outcome->served + outcome->failed;

    if (back < crowd->rounds * crowd->count)
        return true;
    if (crowd->rounds == options->visits)
        return false;
    crowd->rounds++;
    for (unsigned i = 0; i < crowd->count; i++)
        child_write(&crowd->clients[i], 'v');
    return true;
}

static bool run(const char *program, const char *name, const struct race_options *options, struct outcome *outcome)
{
    struct crowd crowd;
    ULONGLONG start, now = 0, report = PROGRESS_MS;

    memset(outcome, 0, sizeof *outcome);
    if (!assemble(&crowd, program, options)) {
        printf("   %s does not start: error %lu\n", program, GetLastError());
        dismiss(&crowd);
        return false;
    }
    printf("   %s, %u s at most:\n", name, options->limit_s);
    start = GetTickCount64();
    while (send_off(&crowd, options, outcome) && now < 1000ull * options->limit_s) {
        if (now >= report) {
            printf("   %4u s: %u served, %u failed, %u stalls\n", (unsigned)(now / 1000), outcome->served, outcome->failed, outcome->stalls);
            report += PROGRESS_MS;
        }
        Sleep(LOOK_MS);
        look(&crowd, outcome);
        now = GetTickCount64() - start;
    }
    outcome->seconds = (double)now / 1000.0;
    dismiss(&crowd);
    outcome->late = options->clients * options->visits - outcome->served - outcome->failed;
    printf("   %4.0f s: %u served, %u failed, %u stalls%s\n\n", outcome->seconds, outcome->served, outcome->failed, outcome->stalls,
           outcome->late > 0 ? "; time is up" : "");
    return true;
}

static void print_row(const char *name, const struct outcome *outcome)
{
    printf("   %-30s %6u %6u %6u %6u %12.0f %12.0f %8.1f\n", name, outcome->served, outcome->failed, outcome->late, outcome->stalls,
           outcome->connect_ms, outcome->accept_ms, outcome->seconds);
}

static void print_table(const struct outcome *afunix, const struct outcome *events)
{
    printf("   %-30s %6s %6s %6s %6s %12s %12s\n", "", "", "", "never", "", "longest", "longest");
    printf("   %-30s %6s %6s %6s %6s %12s %12s %8s\n", "visits", "served", "failed", "served", "stalls", "connect, ms", "accept, ms",
           "seconds");
    print_row("events, as Cygwin 2001-2005", events);
    print_row("afunix", afunix);
}

bool race(const struct race_options *options)
{
    unsigned visits = options->clients * options->visits;
    struct outcome afunix, events;
    bool good, raced;

    printf("\n2. The race of 2002: many clients, one slow server\n\n"
           "   %u client processes come at the same moment, %u times: %u visits. The server takes one at a time, and works %u ms on it.\n"
           "   In Cygwin's protocol of 2001-2005 both ends wait up to %.1f s for each other's event, and with several clients in\n"
           "   the queue the server's event can wake the wrong one.\n\n",
           options->clients, options->visits, visits, options->work_ms, options->wait_ms / 1000.0);
    if (!run("racer-afunix", "afunix", options, &afunix) || !run("racer-events", "the old protocol", options, &events))
        return false;
    print_table(&afunix, &events);
    printf("\n   A stall: a connect, an accept, or the wait for the accepted client's request, of more than %.1f s.\n", stall_ms(options) / 1000.0);

    good = afunix.served == visits && afunix.stalls == 0;
    raced = events.failed + events.late + events.stalls > 0;
    printf("\n   %s\n", good ? "afunix: all served, no stall." : "afunix: NOT all were served without a stall.");
    if (!raced)
        printf("   The old protocol got away with it this time: its race needs bad luck. Run the demo again, or with more --visits.\n");
    return good && raced;
}
