/* What a child hands on of what it has inherited. */
#include "check.h"
#include "child.h"
#include "process.h"
#include "sockets.h"

#include <stdlib.h>

/* A child of the child. */
HELPER_BODY(child_hands_on)
{
    CHECK_EQ(count, 1);
    child_finish(child_with("child_answers", atoi(arguments[0])));
    return 0;
}

/* All that it inherited is not for its own child. */
HELPER_BODY(child_hands_on_nothing)
{
    int fd = atoi(arguments[0]);

    CHECK_EQ(count, 1);
    MUST(fcntl(fd, F_SETFD, FD_CLOEXEC));
    child_finish(child_with("child_has_nothing", fd));
    send_text(fd, "done");
    return 0;
}

HELPER_BODY(child_has_nothing)
{
    CHECK_EQ(count, 1);
    FAILS_WITH(EBADF, fcntl(atoi(arguments[0]), F_GETFD));
    return 0;
}

CASE_BODY(children_hand_on_nothing_that_is_closed_on_exec)
{
    int pair[2];
    struct process *child;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    child = child_with("child_hands_on_nothing", pair[1]);
    expect_text(pair[0], "done");
    child_finish(child);
}

CASE_BODY(children_hand_on_what_they_inherited)
{
    int pair[2];
    struct process *child;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    child = child_with("child_hands_on", pair[1]);
    MUST(close(pair[1]));
    ask(pair[0]);
    MUST(close(pair[0]));
    child_finish(child);
}
