/* Each round asks every column for one figure, in turn, so that what else the machine does meets all alike. What counts is the
 * median, over the rounds, of the ratio (or difference) to raw TCP's figure of the same round. Rounds go on until that median is
 * known well enough to say on which side of its limit it is. */
#include "runner.h"

#include "plan.h"
#include "platform.h"
#include "statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 400, WARM_UP_ROUNDS = 2, LINE_SIZE = 256 };

static const double precise_enough = 0.01;

struct result {
    bool present;
    double raw;             /* the column's own figure: median */
    double middle;          /* of the ratios or differences, and its 95 % interval */
    double low, high;
};

struct series {
    double raw[MOST_ROUNDS], compared[MOST_ROUNDS];
};

static struct child *windows_agent, *native_agent;

static struct child *agent_of(const struct column *column)
{
    return column->native ? native_agent : windows_agent;
}

/* One figure from one column; false when it has none. */
static bool ask(const struct measurement *measurement, const struct column *column, double *figure)
{
    struct child *agent = agent_of(column);
    char line[LINE_SIZE];

    if (!agent)
        return false;
    child_tell(agent, "%s %s %ld %ld", measurement->command, column->transport, measurement->arguments[0], measurement->arguments[1]);
    if (!child_hear(agent, line, sizeof line)) {
        fprintf(stderr, "bench: %s ended while measuring %s\n", column->title, measurement->title);
        exit(3);
    }
    return sscanf(line, "%lf", figure) == 1;
}

/* One round, forwards or backwards, so that no column always comes first. */
static bool measure_round(const struct measurement *measurement, bool backwards, double figures[COLUMN_COUNT], bool present[COLUMN_COUNT])
{
    int i;

    for (i = 0; i < COLUMN_COUNT; i++) {
        int column = backwards ? COLUMN_COUNT - 1 - i : i;

        present[column] = ask(measurement, &columns[column], &figures[column]);
    }
    return present[RAW];
}

static struct result sum_up(struct series *series, int rounds)
{
    struct result result = { .present = true };
    double *copy = malloc((size_t)rounds * sizeof *copy);

    if (!copy)
        die("malloc", 0);
    memcpy(copy, series->raw, (size_t)rounds * sizeof *copy);
    result.raw = median(copy, rounds);
    memcpy(copy, series->compared, (size_t)rounds * sizeof *copy);
    median_interval(copy, rounds, &result.low, &result.high);
    result.middle = median(copy, rounds);
    free(copy);
    return result;
}

static bool is_clear(const struct measurement *measurement, const struct result *result)
{
    return result->low > measurement->limit || result->high < measurement->limit
        || result->high - result->low < precise_enough * result->middle;
}

static void show_progress(const struct measurement *measurement, int number, int rounds, const struct result *so_far)
{
    static double last;
    double now = now_microseconds();

    if (now - last < 5e6 && rounds > 0)
        return;
    last = now;
    if (rounds == 0)
        printf("[%d/%d] %s\n", number, plan_size, measurement->title);
    else
        printf("      round %d, so far %.3f\n", rounds, so_far->middle);
    fflush(stdout);
}

static int measure(const struct measurement *measurement, int number, struct result results[COLUMN_COUNT])
{
    static struct series series[COLUMN_COUNT];
    double figures[COLUMN_COUNT], start = now_microseconds();
    bool present[COLUMN_COUNT];
    int round, rounds = 0, i;

    show_progress(measurement, number, 0, NULL);
    for (i = 0; i < COLUMN_COUNT; i++)
        results[i].present = false;
    for (round = measurement->least_rounds > 1 ? -WARM_UP_ROUNDS : 0; round < measurement->most_rounds; round++) {
        if (!measure_round(measurement, round % 2 != 0, figures, present))
            break;
        if (round < 0)
            continue;
        for (i = 0; i < COLUMN_COUNT; i++) {
            series[i].raw[round] = figures[i];
            series[i].compared[round] = measurement->figure == RATIO ? figures[i] / figures[RAW] : figures[i] - figures[RAW];
        }
        rounds = round + 1;
        results[AFUNIX] = sum_up(&series[AFUNIX], rounds);
        show_progress(measurement, number, rounds, &results[AFUNIX]);
        if (rounds >= measurement->least_rounds
            && (is_clear(measurement, &results[AFUNIX]) || now_microseconds() - start > measurement->seconds * 1e6))
            break;
    }
    for (i = 0; i < COLUMN_COUNT && rounds > 0; i++)
        if (present[i])
            results[i] = sum_up(&series[i], rounds);
    if (rounds > 0 && !present[AFUNIX])
        results[AFUNIX].present = false;
    return rounds;
}

enum verdict { OK, UNCLEAR, MISSED };

static const char *const verdicts[] = { "ok", "unclear", "MISSED" };

/* A median beyond the limit whose interval reaches back over it says that the machine had other things to do: neither kept nor missed. */
static enum verdict judge(const struct measurement *measurement, const struct result *ours)
{
    bool at_least = measurement->direction == AT_LEAST;

    if (!measurement->limited)
        return OK;
    if (!ours->present)
        return MISSED;
    if (at_least ? ours->middle >= measurement->limit : ours->middle <= measurement->limit)
        return OK;
    return (at_least ? ours->high >= measurement->limit : ours->low <= measurement->limit) ? UNCLEAR : MISSED;
}

static void format_figure(const struct measurement *measurement, const struct result *result, char *text, size_t size)
{
    if (!result->present)
        snprintf(text, size, "-");
    else if (measurement->figure == RATIO)
        snprintf(text, size, "%.2f x", result->middle);
    else
        snprintf(text, size, "%+.1f %s", result->middle, measurement->unit);
}

static void print_header(void)
{
    printf("\n%-36s %14s %-27s %-10s %12s %14s\n", "", columns[RAW].title, "  afunix [95 % interval]", "limit", columns[2].title, columns[3].title);
}

static void print_row(const struct measurement *measurement, const struct result results[COLUMN_COUNT])
{
    char raw[32], ours[64], limit[32] = "", others[2][32];
    const struct result *our = &results[AFUNIX];

    snprintf(raw, sizeof raw, "%.1f %s", results[RAW].raw, measurement->unit);
    if (!our->present)
        snprintf(ours, sizeof ours, "  -");
    else if (measurement->figure == RATIO)
        snprintf(ours, sizeof ours, "  %.3f x [%.3f .. %.3f]", our->middle, our->low, our->high);
    else
        snprintf(ours, sizeof ours, "  %+.1f %s [%+.1f .. %+.1f]", our->middle, measurement->unit, our->low, our->high);
    if (measurement->limited)
        snprintf(limit, sizeof limit, "%s %g %s", measurement->direction == AT_LEAST ? ">=" : "<=", measurement->limit,
                 verdicts[judge(measurement, our)]);
    format_figure(measurement, &results[2], others[0], sizeof others[0]);
    format_figure(measurement, &results[3], others[1], sizeof others[1]);
    printf("%-36s %14s %-27s %-14s %8s %14s\n", measurement->title, raw, ours, limit, others[0], others[1]);
}

static void write_rows(FILE *csv, const struct measurement *measurement, const struct result results[COLUMN_COUNT], int rounds)
{
    int i;

    for (i = 0; i < COLUMN_COUNT; i++) {
        if (!results[i].present)
            continue;
        fprintf(csv, "\"%s\",%s,%s,%.3f,%s,%.4f,%.4f,%.4f,%d,", measurement->title, columns[i].title, measurement->unit, results[i].raw,
                measurement->figure == RATIO ? "ratio" : "difference", results[i].middle, results[i].low, results[i].high, rounds);
        if (i == AFUNIX && measurement->limited)
            fprintf(csv, "%s %g,%s\n", measurement->direction == AT_LEAST ? ">=" : "<=", measurement->limit,
                    verdicts[judge(measurement, &results[i])]);
        else
            fprintf(csv, ",\n");
    }
}

static void start_agents(char *const agent[])
{
    const char *own[] = { "agent", NULL };

    windows_agent = agent ? child_start(agent[0], (const char *const *)agent + 1) : child_start(NULL, own);
    native_agent = agent ? child_start(NULL, own) : NULL;
    if (!windows_agent)
        die("can't start the agent", 0);
}

int run(const char *csv_path, char *const agent[])
{
    struct result(*results)[COLUMN_COUNT] = calloc((size_t)plan_size, sizeof *results);
    FILE *csv = fopen(csv_path, "w");
    int i, counts[MISSED + 1] = { 0 };

    if (!csv || !results)
        die(csv_path, 0);
    fprintf(csv, "measurement,column,unit,median,figure,value,low,high,rounds,limit,verdict\n");
    start_agents(agent);
    for (i = 0; i < plan_size; i++) {
        int rounds = measure(&plan[i], i + 1, results[i]);

        write_rows(csv, &plan[i], results[i], rounds);
        counts[judge(&plan[i], &results[i][AFUNIX])]++;
    }
    print_header();
    for (i = 0; i < plan_size; i++)
        print_row(&plan[i], results[i]);
    if (counts[UNCLEAR] > 0)
        printf("\nUnclear: the machine was too busy to tell, %d.", counts[UNCLEAR]);
    printf("\n%s\n", counts[MISSED] ? "Some limits do not hold." : counts[UNCLEAR] ? "No limit is missed for certain." : "All limits hold.");
    fclose(csv);
    free(results);
    child_finish(windows_agent);
    if (native_agent)
        child_finish(native_agent);
    return counts[MISSED] ? 1 : 0;
}
