#ifndef RUNNER_H
#define RUNNER_H

/* Runs all benchmarks, prints the table, writes the CSV file. `agent` is the command that starts the Windows build's agent,
 * NULL for this program itself. Gives the exit code: 0 when all limits hold. */
int run(const char *csv, char *const agent[]);

#endif
