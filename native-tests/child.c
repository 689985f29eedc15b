#include "child.h"

#include "check.h"
#include "process.h"
#include "program.h"
#include "sockets.h"

#include <stdio.h>
#include <stdlib.h>

enum { PATIENCE = 60 * 1000, MOST = 8 };

struct process *child_start(const char *helper, const char *const arguments[])
{
    const char *all[MOST + 4] = { "--helper", running_case(), helper };
    struct process *child;
    int i;

    for (i = 0; arguments[i] && i < MOST; i++)
        all[i + 3] = arguments[i];
    child = process_spawn(all);
    CHECK(child != NULL);
    return child;
}

const char *text_of(int number)
{
    char *text = malloc(16);

    CHECK(text != NULL);
    snprintf(text, 16, "%d", number);
    return text;
}

struct process *child_with(const char *helper, int fd)
{
    return child_start(helper, (const char *[]) { text_of(fd), NULL });
}

void child_finish(struct process *child)
{
    int status;

    CHECK(process_wait(child, PATIENCE, &status));
    CHECK_EQ(status, 0);
    process_free(child);
}

void ask(int fd)
{
    send_text(fd, "ping");
    expect_text(fd, "pong");
}

void be_served(const char *path)
{
    int client = connected_to(path);

    expect_text(client, "ping");
    send_text(client, "pong");
    MUST(close(client));
}

struct process *keeping_child(void)
{
    struct process *child;
    int told[2];

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, told));
    MUST(fcntl(told[0], F_SETFD, FD_CLOEXEC));
    child = child_with("child_keeps", told[1]);
    MUST(close(told[1]));
    expect_text(told[0], "here");
    MUST(close(told[0]));
    return child;
}
