#include "benchmark.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 256, MAX_SIDES = 4, MAX_ARGUMENTS = 8 };

static const char *launcher;

static const struct benchmark *const benchmarks[] = {
    &throughput, &ping_pong, &connections, &lone_connections, &datagrams, &passing, &idle_threads, &idle_memory, &start_up, &start_memory,
    &start_threads,
};

const struct benchmark *benchmark_named(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof benchmarks / sizeof benchmarks[0]; i++)
        if (strcmp(benchmarks[i]->name, name) == 0)
            return benchmarks[i];
    return NULL;
}

/* What this process has open for a transport; NULL when the system has no such transport. */
static struct side *side_of(const char *name)
{
    static struct side sides[MAX_SIDES];
    const struct transport *transport = transport_named(name);
    struct side *side = sides;

    if (!transport)
        return NULL;
    while (side->transport && side->transport != transport)
        side++;
    side->transport = transport;
    return side;
}

static bool next_command(char word[LINE_SIZE], char transport[LINE_SIZE], long arguments[2])
{
    char line[LINE_SIZE];

    arguments[0] = arguments[1] = 0;
    return fgets(line, sizeof line, stdin) && sscanf(line, "%s %s %ld %ld", word, transport, &arguments[0], &arguments[1]) >= 2;
}

static void answer(const char *text)
{
    printf("%s\n", text);
    fflush(stdout);
}

int server_main(void)
{
    char word[LINE_SIZE], name[LINE_SIZE];
    long arguments[2];

    while (next_command(word, name, arguments)) {
        struct side *side = side_of(name);
        const struct benchmark *benchmark = benchmark_named(word);

        if (!side)
            die(name, 0);
        if (strcmp(word, "listen") == 0) {
            side->listener = side->transport->listen(&side->place);
            answer(side->place.text);
            side->data = side->transport->accept(side->listener);
            side->transport->prepare(side->data);
        } else if (benchmark) {
            benchmark->server(side, arguments);
        }
        answer("ok");
    }
    return 0;
}

struct child *start_again(const char *const arguments[])
{
    const char *list[MAX_ARGUMENTS + 1] = { own_program() };
    int i;

    if (!launcher)
        return child_start(own_program(), arguments);
    for (i = 0; arguments[i] && i + 1 < MAX_ARGUMENTS; i++)
        list[i + 1] = arguments[i];
    return child_start(launcher, list);
}

void wait_for_server(struct side *side)
{
    char line[LINE_SIZE];

    if (!child_hear(side->server, line, sizeof line) || strcmp(line, "ok") != 0)
        die("the server's process is gone", 0);
}

/* Starts the server's process, and makes the standing connection to it. */
static void connect_side(struct side *side)
{
    static const char *const arguments[] = { "server", NULL };
    static struct child *server;

    if (!server)
        server = start_again(arguments);
    if (!server)
        die("can't start the server's process", 0);
    side->server = server;
    child_tell(server, "listen %s", side->transport->name);
    if (!child_hear(server, side->place.text, sizeof side->place.text))
        die("the server's process is gone", 0);
    side->data = side->transport->connect(&side->place);
    side->transport->prepare(side->data);
    wait_for_server(side);
}

int agent_main(const char *given_launcher)
{
    char word[LINE_SIZE], name[LINE_SIZE];
    long arguments[2];

    launcher = given_launcher;
    while (next_command(word, name, arguments)) {
        const struct benchmark *benchmark = benchmark_named(word);
        struct side *side = side_of(name);

        if (!benchmark || !side || (benchmark == &datagrams && !side->transport->bind_datagrams) || (benchmark == &passing && !side->transport->pass)) {
            answer("none");
            continue;
        }
        if (benchmark->needs_connection && !side->server)
            connect_side(side);
        if (benchmark->server)
            child_tell(side->server, "%s %s %ld %ld", word, name, arguments[0], arguments[1]);
        printf("%.3f\n", benchmark->client(side, arguments));
        if (benchmark->server && benchmark != &connections && benchmark != &passing)
            wait_for_server(side);
        fflush(stdout);
    }
    return 0;
}
