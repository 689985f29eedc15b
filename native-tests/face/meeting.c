#include "face/meeting.h"

#include <stdio.h>

void let(struct meeting *it, const char *what)
{
    peer_tell(it->other, what);
    peer_expect(it->other, "done");
}

struct meeting meet(bool other_serves)
{
    const char *path = in_case_directory("s");
    struct meeting it = { .other = peer_start_program("face-peer.exe") };
    char line[LINE_SIZE];

    snprintf(line, sizeof line, "%s %s", other_serves ? "serve" : "connect", path);
    if (other_serves) {
        let(&it, line);
        it.s = connected_to(path);
        let(&it, "accept");
    } else {
        SOCKET listener = listening_at(path, 5);

        let(&it, line);
        it.s = accepted_from(listener);
        WORKS(closesocket(listener));
    }
    return it;
}

void part(struct meeting *it)
{
    peer_tell(it->other, "quit");
    peer_finish(it->other);
}
