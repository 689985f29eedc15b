/* Listeners that several processes have: what one of them leaves behind. */
#include "check.h"
#include "child.h"
#include "peer.h"
#include "process.h"
#include "sockets.h"

#include <stdlib.h>

/* Has what it has inherited, and says when it is there. */
HELPER_BODY(child_keeps)
{
    CHECK_EQ(count, 1);
    send_text(atoi(arguments[0]), "here");
    poll(NULL, 0, -1);
    return 0;
}

/* Whom poll() has seen comes no more when the listener is another process's. It was once the next listener's: the library keeps closed sockets for later,
 * and this one kept its client. */
CASE_BODY(shared_listeners_leave_nobody_to_the_next)
{
    int listener = listening_at("s", 5), other;
    struct process *child = keeping_child();

    connected_to("s");
    CHECK_EQ(poll_one(listener, POLLIN, -1), POLLIN);
    MUST(close(listener));
    other = listening_at("t", 5);
    set_nonblocking(other, true);
    FAILS_WITH(EAGAIN, accept(other, NULL, NULL));
    process_kill(child);
    process_free(child);
}

enum { KEEPERS = 14 };

/* A peer of the case, whose last child goes on alone: as many had the listener before it as no list of a few has room for. */
HELPER_BODY(parent_of_many)
{
    int listener = listening_at(arguments[0], 5), i;
    struct process *keepers[KEEPERS];
    char line[LINE_SIZE];

    CHECK_EQ(count, 1);
    for (i = 0; i < KEEPERS; i++)
        keepers[i] = keeping_child();
    child_with("child_serves", listener);
    be_served(arguments[0]);
    tell_case("ready");
    hear_case(line);
    for (i = 0; i < KEEPERS; i++)
        process_kill(keepers[i]);
    tell_case("killed");
    await_case("end");
    return 0;
}

CASE_BODY(shared_listeners_of_many_processes)
{
    const char *path = in_case_directory("s");
    struct peer *parent = peer_start("parent_of_many", path, NULL);

    peer_expect(parent, "ready");
    be_served(path);
    peer_tell(parent, "kill");
    peer_expect(parent, "killed");
    peer_kill(parent);
    be_served(path);
    be_served(path);
}
