/* Each round asks every column for one figure, in turn, so that what else the machine does meets all alike. What counts is the
 * median, over the rounds, of the ratio (or difference) to raw TCP's figure of the same round. Rounds go on until that median is
 * known well enough, of each column that is judged, to say on which side of its limit it is. */
#include "runner.h"

#include "plan.h"
#include "platform.h"
#include "results.h"
#include "statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 400, MOST_REPEATS = 9, WARM_UP_ROUNDS = 2, LINE_SIZE = 256, MOST_WORDS = 32 };

static const double precise_enough = 0.01;

struct series {
    bool present;
    double raw[MOST_ROUNDS], compared[MOST_ROUNDS];
};

static struct child *agents[AGENT_COUNT];

/* How the Windows build is started, and by which launcher. */
static char *const *windows_command;
static const char *launcher;

/* With a launcher, that starts the Windows build. */
static struct child *start_windows_agent(const char *by)
{
    const char *own[] = { own_program(), NULL };
    const char *const *word = windows_command[0] ? (const char *const *)windows_command : own;
    const char *words[MOST_WORDS + 1];
    int count = 0;

    while (word[1] && count < MOST_WORDS - 5)
        words[count++] = *word++;
    if (by) {
        words[count++] = by;
        words[count++] = "--no-children"; /* it starts them by the launcher itself: so the launcher's own start is measured, too */
    }
    words[count++] = *word;
    words[count++] = "agent";
    words[count++] = by;
    words[count] = NULL;
    return child_start(words[0], words + 1);
}

static void start_agent(enum agent_name name)
{
    static const char *const own[] = { "agent", NULL };

    agents[name] = name == NATIVE ? child_start(own_program(), own) : start_windows_agent(name == LAUNCHED ? launcher : NULL);
    if (!agents[name])
        die("can't start the agent", 0);
}

/* Those that the table's columns need. */
static void start_agents(const struct table *table)
{
    int i;

    for (i = 0; i < COLUMN_COUNT; i++) {
        enum agent_name name = columns[i].agent;

        if (!(table->columns & COLUMN(i)) || agents[name] || (name == NATIVE && !windows_command[0]))
            continue;
        start_agent(name);
    }
}

static void finish_agents(void)
{
    int i;

    for (i = 0; i < AGENT_COUNT; i++) {
        if (agents[i])
            child_finish(agents[i]);
        agents[i] = NULL;
    }
}

/* One figure from one column; false when it has none. Wine fails now and then to start a process, be it an agent or its server: then there is another try. */
static bool ask(const struct measurement *measurement, const struct column *column, double *figure)
{
    enum { MOST_TRIES = 4 };
    char line[LINE_SIZE];
    int tries;

    if (!agents[column->agent])
        return false;
    for (tries = 1;; tries++) {
        struct child *agent = agents[column->agent];

        child_tell(agent, "%s %s %ld %ld", measurement->command, column->transport, measurement->arguments[0], measurement->arguments[1]);
        if (child_hear(agent, line, sizeof line))
            return sscanf(line, "%lf", figure) == 1;
        if (tries == MOST_TRIES) {
            fprintf(stderr, "bench: %s ended while measuring %s\n", column->title, measurement->title);
            exit(3);
        }
        child_finish(agent);
        start_agent(column->agent);
    }
}

/* Forwards or backwards, so that no column always comes first. */
static void ask_all(const struct table *table, const struct measurement *measurement, bool backwards, double figures[COLUMN_COUNT][MOST_REPEATS],
                    int repeat, struct series series[COLUMN_COUNT])
{
    int i;

    for (i = 0; i < COLUMN_COUNT; i++) {
        int column = backwards ? COLUMN_COUNT - 1 - i : i;

        series[column].present = table->columns & COLUMN(column) && ask(measurement, &columns[column], &figures[column][repeat]);
    }
}

/* A round before the first is to warm up, and so are an agent's first figures. */
static bool measure_round(const struct table *table, const struct measurement *measurement, int round, struct series series[COLUMN_COUNT])
{
    double figures[COLUMN_COUNT][MOST_REPEATS], raw;
    int count = measurement->repeats ? measurement->repeats : 1, i;

    if (measurement->repeats) {
        finish_agents();
        start_agents(table);
        ask_all(table, measurement, false, figures, 0, series);
    }
    for (i = 0; i < count; i++)
        ask_all(table, measurement, (round + i) % 2 != 0, figures, i, series);
    if (!series[RAW].present || round < 0)
        return series[RAW].present;
    raw = median(figures[RAW], count);
    for (i = 0; i < COLUMN_COUNT; i++)
        if (series[i].present) {
            series[i].raw[round] = median(figures[i], count);
            series[i].compared[round] = measurement->figure == RATIO ? series[i].raw[round] / raw : series[i].raw[round] - raw;
        }
    return true;
}

static struct result sum_up(const struct series *series, int rounds)
{
    struct result result = { .present = series->present && rounds > 0 };
    double copy[MOST_ROUNDS];

    if (!result.present)
        return result;
    memcpy(copy, series->raw, (size_t)rounds * sizeof *copy);
    result.raw = median(copy, rounds);
    memcpy(copy, series->compared, (size_t)rounds * sizeof *copy);
    median_interval(copy, rounds, &result.low, &result.high);
    result.middle = median(copy, rounds);
    return result;
}

static bool is_clear(const struct measurement *measurement, const struct result *result)
{
    return !result->present || result->low > measurement->limit || result->high < measurement->limit
        || result->high - result->low < precise_enough * result->middle;
}

static bool all_are_clear(const struct measurement *measurement, const struct row *row)
{
    int i;

    for (i = 0; i < COLUMN_COUNT; i++)
        if (measurement->judged & COLUMN(i) && !is_clear(measurement, &row->results[i]))
            return false;
    return true;
}

static void show_progress(const struct measurement *measurement, const struct row *so_far)
{
    static double last;
    double now = now_microseconds();
    int i;

    if (now - last < 5e6)
        return;
    last = now;
    printf("      round %d, so far", so_far->rounds);
    for (i = 0; i < COLUMN_COUNT; i++)
        if (measurement->judged & COLUMN(i))
            printf(" %.3f", so_far->results[i].middle);
    putchar('\n');
    fflush(stdout);
}

static void measure(const struct table *table, const struct measurement *measurement, struct row *row)
{
    static struct series series[COLUMN_COUNT];
    double start = now_microseconds();
    int round, i;

    for (round = measurement->least_rounds > 1 && !measurement->repeats ? -WARM_UP_ROUNDS : 0; round < measurement->most_rounds; round++) {
        if (!measure_round(table, measurement, round, series))
            break;
        if (round < 0)
            continue;
        row->rounds = round + 1;
        for (i = 0; i < COLUMN_COUNT; i++)
            row->results[i] = sum_up(&series[i], row->rounds);
        show_progress(measurement, row);
        if (row->rounds >= measurement->least_rounds
            && (all_are_clear(measurement, row) || now_microseconds() - start > measurement->seconds * 1e6))
            break;
    }
}

static void count_verdicts(const struct measurement *measurement, const struct row *row, int counts[VERDICT_COUNT])
{
    int i;

    for (i = 0; i < COLUMN_COUNT; i++)
        if (measurement->judged & COLUMN(i))
            counts[judge(measurement, &row->results[i])]++;
}

static struct row *measure_table(const struct table *table, FILE *csv, int counts[VERDICT_COUNT])
{
    struct row *rows = calloc((size_t)table->row_count, sizeof *rows);
    int i;

    if (!rows)
        die("calloc", 0);
    printf("%s\n", table->title);
    for (i = 0; i < table->row_count; i++) {
        printf("[%d/%d] %s\n", i + 1, table->row_count, table->rows[i].title);
        fflush(stdout);
        measure(table, &table->rows[i], &rows[i]);
        write_csv(csv, table, &table->rows[i], &rows[i]);
        count_verdicts(&table->rows[i], &rows[i], counts);
    }
    return rows;
}

int run(const char *csv_path, const char *launcher_path, char *const command[])
{
    struct row **rows = calloc((size_t)table_count, sizeof *rows);
    FILE *csv = fopen(csv_path, "w");
    int i, counts[VERDICT_COUNT] = { 0 };

    if (!csv || !rows)
        die(csv_path, 0);
    launcher = launcher_path;
    windows_command = command;
    write_csv_header(csv);
    for (i = 0; i < table_count; i++) {
        start_agents(&tables[i]); /* anew: raw TCP's must not have what another table's columns have loaded */
        rows[i] = measure_table(&tables[i], csv, counts);
        finish_agents();
    }
    for (i = 0; i < table_count; i++) {
        print_table(&tables[i], rows[i]);
        free(rows[i]);
    }
    if (counts[UNCLEAR] > 0)
        printf("\nUnclear: the machine was too busy to tell, %d.", counts[UNCLEAR]);
    printf("\n%s\n", counts[MISSED] ? "Some limits do not hold." : counts[UNCLEAR] ? "No limit is missed for certain." : "All limits hold.");
    fclose(csv);
    free(rows);
    return counts[MISSED] ? 1 : 0;
}
