#ifndef RUNNER_H
#define RUNNER_H

/* Runs all benchmarks, prints the tables, writes the CSV file. `launcher` is afunix-run.exe; `command` starts the Windows build and ends
 * with NULL, empty where this is it. Gives the exit code: 0 when all limits hold. */
int run(const char *csv, const char *launcher, char *const command[]);

#endif
