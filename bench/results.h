/* What the measurements gave: judged, printed, written to a file. */
#ifndef RESULTS_H
#define RESULTS_H

#include "plan.h"

#include <stdio.h>

struct result {
    bool present;
    double raw;             /* the column's own figure: median */
    double middle;          /* of the ratios or differences, and its 95 % interval */
    double low, high;
};

/* One measurement's. */
struct row {
    struct result results[COLUMN_COUNT];
    int rounds;
};

enum verdict { OK, UNCLEAR, MISSED, VERDICT_COUNT };

/* Of one column that is judged. */
enum verdict judge(const struct measurement *measurement, const struct result *result);

void print_table(const struct table *table, const struct row *rows);

void write_csv_header(FILE *csv);
void write_csv(FILE *csv, const struct table *table, const struct measurement *measurement, const struct row *row);

#endif
