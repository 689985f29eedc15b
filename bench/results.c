#include "results.h"

#include <string.h>

enum { CELL_SIZE = 80 };

static const char *const verdicts[VERDICT_COUNT] = { "ok", "unclear", "MISSED" };

/* A median beyond the limit whose interval reaches back over it says that the machine had other things to do: neither kept nor missed. */
enum verdict judge(const struct measurement *measurement, const struct result *result)
{
    bool at_least = measurement->direction == AT_LEAST;

    if (!result->present)
        return MISSED;
    if (at_least ? result->middle >= measurement->limit : result->middle <= measurement->limit)
        return OK;
    return (at_least ? result->high >= measurement->limit : result->low <= measurement->limit) ? UNCLEAR : MISSED;
}

static void format_limit(const struct measurement *measurement, char text[CELL_SIZE])
{
    if (measurement->judged)
        snprintf(text, CELL_SIZE, "%s %g", measurement->direction == AT_LEAST ? ">=" : "<=", measurement->limit);
    else
        text[0] = '\0';
}

static void format_ours(const struct measurement *measurement, int column, const struct result *result, char text[CELL_SIZE])
{
    const char *verdict = measurement->judged & COLUMN(column) ? verdicts[judge(measurement, result)] : "";

    if (!result->present)
        snprintf(text, CELL_SIZE, "- %s", verdict);
    else if (measurement->figure == RATIO)
        snprintf(text, CELL_SIZE, "%.3f x [%.3f .. %.3f] %s", result->middle, result->low, result->high, verdict);
    else
        snprintf(text, CELL_SIZE, "%+.1f %s [%+.1f .. %+.1f] %s", result->middle, measurement->unit, result->low, result->high, verdict);
}

static void format_other(const struct measurement *measurement, const struct result *result, char text[CELL_SIZE])
{
    if (!result->present)
        snprintf(text, CELL_SIZE, "-");
    else if (measurement->figure == RATIO)
        snprintf(text, CELL_SIZE, "%.3f x", result->middle);
    else
        snprintf(text, CELL_SIZE, "%+.1f %s", result->middle, measurement->unit);
}

static void print_cell(int column, const char *text)
{
    if (columns[column].ours)
        printf("  %-34s", text);
    else
        printf(" %14s", text);
}

static void print_header(const struct table *table)
{
    char text[CELL_SIZE];
    int i;

    printf("\n%-36s %14s  %-7s", table->title, columns[RAW].title, "limit");
    for (i = RAW + 1; i < COLUMN_COUNT; i++)
        if (table->columns & COLUMN(i)) {
            snprintf(text, sizeof text, "%s%s", columns[i].title, columns[i].ours ? " [95 % interval]" : "");
            print_cell(i, text);
        }
    putchar('\n');
}

static void print_row(const struct table *table, const struct measurement *measurement, const struct row *row)
{
    char raw[CELL_SIZE], text[CELL_SIZE];
    int i;

    snprintf(raw, sizeof raw, "%.1f %s", row->results[RAW].raw, measurement->unit);
    format_limit(measurement, text);
    printf("%-36s %14s  %-7s", measurement->title, raw, text);
    for (i = RAW + 1; i < COLUMN_COUNT; i++) {
        if (!(table->columns & COLUMN(i)))
            continue;
        if (columns[i].ours)
            format_ours(measurement, i, &row->results[i], text);
        else
            format_other(measurement, &row->results[i], text);
        print_cell(i, text);
    }
    putchar('\n');
}

void print_table(const struct table *table, const struct row *rows)
{
    int i;

    print_header(table);
    for (i = 0; i < table->row_count; i++)
        print_row(table, &table->rows[i], &rows[i]);
}

void write_csv_header(FILE *csv)
{
    fprintf(csv, "table,measurement,column,unit,median,figure,value,low,high,rounds,limit,verdict\n");
}

void write_csv(FILE *csv, const struct table *table, const struct measurement *measurement, const struct row *row)
{
    int i;

    for (i = 0; i < COLUMN_COUNT; i++) {
        const struct result *result = &row->results[i];
        bool judged = measurement->judged & COLUMN(i);
        char limit[CELL_SIZE];

        if (!result->present)
            continue;
        format_limit(measurement, limit);
        fprintf(csv, "\"%s\",\"%s\",\"%s\",%s,%.3f,%s,%.4f,%.4f,%.4f,%d,%s,%s\n", table->title, measurement->title, columns[i].title, measurement->unit,
                result->raw, measurement->figure == RATIO ? "ratio" : "difference", result->middle, result->low, result->high, row->rounds,
                judged ? limit : "", judged ? verdicts[judge(measurement, result)] : "");
    }
}
