/* What is measured, how often, and within which limits. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>

enum figure {
    RATIO,      /* a column's figure divided by raw TCP's */
    DIFFERENCE  /* a column's figure less raw TCP's */
};

enum direction { AT_LEAST, AT_MOST };

enum column_name { RAW, AFUNIX, ASSUAN, KERNEL, HOOKED, INJECTED, THREADED, COLUMN_COUNT };

/* Some of the columns: a bit for each. */
typedef unsigned column_set;
#define COLUMN(name) (1u << (name))

/* Who measures. */
enum agent_name {
    PLAIN,      /* the Windows build */
    SECOND,     /* the same, for what must not share a process with raw TCP */
    LAUNCHED,   /* the same, started by afunix-run, as is all that it starts */
    NATIVE,     /* the build for this system itself, where that is not Windows */
    AGENT_COUNT
};

struct column {
    const char *title;
    const char *transport;
    enum agent_name agent;
    bool ours;                  /* shown with the interval */
};

struct measurement {
    const char *title;
    const char *command;        /* what the agents are told: a benchmark of benchmark.h... */
    long arguments[2];          /* ...and its arguments */
    const char *unit;
    enum figure figure;
    enum direction direction;
    double limit;
    column_set judged;          /* which have to keep the limit; none: for information */
    /* 0: a round asks the table's agents for one figure. Else it starts agents of its own, asks so many times, and takes the median: which processors
     * the system gives to a pair of processes can matter more than what they do, and stays as it is for long. */
    int repeats;
    int least_rounds, most_rounds;
    double seconds;             /* no round begins after so many */
};

struct table {
    const char *title;
    column_set columns;
    const struct measurement *rows;
    int row_count;
};

extern const struct column columns[COLUMN_COUNT];
extern const struct table tables[];
extern const int table_count;

#endif
