/* One program, several roles: the runner, an agent that measures, the server that an agent starts, and the program whose start is measured. */
#include "benchmark.h"
#include "runner.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: bench run RESULTS.CSV LAUNCHER [COMMAND...]\n"
    "\n"
    "Measures everything, prints tables and writes them as CSV. Exit code 1: a limit does not hold.\n"
    "LAUNCHER is afunix-run.exe. COMMAND starts the Windows build, where this is not it: wine bench.exe.\n";

int main(int count, char **arguments)
{
    const char *role = count > 1 ? arguments[1] : "";

    if (strcmp(role, "run") == 0 && count > 3)
        return run(arguments[2], arguments[3], arguments + 4);
    if (strcmp(role, "agent") == 0)
        return agent_main(arguments[2]);
    if (strcmp(role, "server") == 0)
        return server_main();
    if (strcmp(role, "start") == 0 && count == 4)
        return started_main(arguments[2], arguments[3]);
    fputs(usage, stderr);
    return 2;
}
