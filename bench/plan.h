/* What is measured, how often, and within which limits. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>

enum figure {
    RATIO,      /* ours divided by raw TCP's */
    DIFFERENCE  /* ours less raw TCP's */
};

enum direction { AT_LEAST, AT_MOST };

struct measurement {
    const char *title;
    const char *command;        /* what the agents are told: a benchmark of benchmark.h... */
    long arguments[2];          /* ...and its arguments */
    const char *unit;
    enum figure figure;
    enum direction direction;
    double limit;
    bool limited;               /* false: for information */
    int least_rounds, most_rounds;
    double seconds;             /* no round begins after so many */
};

extern const struct measurement plan[];
extern const int plan_size;

enum { COLUMN_COUNT = 4 };

enum { RAW, AFUNIX };

struct column {
    const char *title;
    const char *transport;
    bool native;                /* runs in the build for this system itself, where that is not Windows */
};

extern const struct column columns[COLUMN_COUNT];

#endif
