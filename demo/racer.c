/* The server and the clients of the race. One source, linked with either endpoint:
 *
 *     racer serve PATH WAIT_MS WORK_MS       serves one client after the other, until it is ended
 *     racer visit PATH WAIT_MS               comes once for each byte of its input
 *
 * Each says on its output what happened, a line at a time; race.c counts. */
#include "endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

struct message {
    unsigned long process;
    unsigned long visit;
};

static double now_ms(void)
{
    LARGE_INTEGER ticks, per_second;

    QueryPerformanceCounter(&ticks);
    QueryPerformanceFrequency(&per_second);
    return 1000.0 * (double)ticks.QuadPart / (double)per_second.QuadPart;
}

static void say(const char *what, double since_ms)
{
    printf("%s %.1f\n", what, now_ms() - since_ms);
    fflush(stdout);
}

/* Between a client's request and the answer lies the server's work: what makes the others queue. */
static void serve_one(struct endpoint *listener, unsigned work_ms)
{
    double start = now_ms();
    struct endpoint client;
    struct message message;
    bool accepted = endpoint_accept(listener, &client), asked;

    say("accept", start);
    if (!accepted)
        return;
    start = now_ms();
    asked = endpoint_receive(&client, &message, sizeof message);
    say("request", start);
    if (asked) {
        Sleep(work_ms);
        endpoint_send(&client, &message, sizeof message);
    }
    endpoint_close(&client);
}

static int serve(const char *path, unsigned work_ms)
{
    struct endpoint listener;

    if (!endpoint_listen(&listener, path))
        return 1;
    say("ready", now_ms());
    while (endpoint_wait(&listener))
        serve_one(&listener, work_ms);
    return 1;
}

static void visit_once(const char *path, unsigned long visit)
{
    struct message sent, answer = { 0, 0 };
    double start = now_ms();
    struct endpoint server;
    bool connected = endpoint_connect(&server, path), served;

    sent.process = GetCurrentProcessId();
    sent.visit = visit;
    say("connect", start);
    start = now_ms();
    served = connected && endpoint_send(&server, &sent, sizeof sent) && endpoint_receive(&server, &answer, sizeof answer)
        && memcmp(&sent, &answer, sizeof sent) == 0;
    if (connected)
        endpoint_close(&server);
    say(served ? "served" : "failed", start);
}

static int visit(const char *path)
{
    unsigned long visits = 0;

    say("ready", now_ms());
    while (getchar() != EOF)
        visit_once(path, visits++);
    return 0;
}

int main(int count, char **arguments)
{
    if (count < 4 || !endpoint_start((unsigned)atoi(arguments[3])))
        return 2;
    if (count == 5 && strcmp(arguments[1], "serve") == 0)
        return serve(arguments[2], (unsigned)atoi(arguments[4]));
    return visit(arguments[2]);
}
