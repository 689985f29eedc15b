/* Credentials when one process listens and another accepts. */
#include "ancillary.h"
#include "check.h"
#include "child.h"
#include "host.h"
#include "process.h"
#include "socket_types.h"

#include <stdlib.h>

HELPER_BODY(credentials_accepter)
{
    int fd = accepted_from(atoi(arguments[0])), peer;
    struct ucred seen;
    socklen_t length = sizeof seen;

    CHECK_EQ(count, 2);
    MUST(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &seen, &length));
    peer = atoi(arguments[1]);
    CHECK_EQ(seen.pid, peer);
    CHECK_EQ(seen.uid, geteuid());
    CHECK_EQ(seen.gid, getegid());
    send_text(fd, text_of((int)own_process_id()));
    expect_end(fd);
    return 0;
}

/* SO_PEERCRED names who called listen(), SCM_CREDENTIALS who sends. */
CASE_BODY(credentials_of_who_listens_and_who_sends)
{
    int listener = listening_at("s", 1), client;
    struct process *child =
        child_start("credentials_accepter", (const char *[]) { text_of(listener), text_of((int)own_process_id()), NULL });
    struct ucred expected = own_credentials(), seen;
    socklen_t length = sizeof seen;
    struct arrival arrival;

    client = unix_socket();
    pass_credentials(client, 1);
    MUST(connect_to(client, "s"));
    arrival = receive_all(client, 20, 0);
    MUST(getsockopt(client, SOL_SOCKET, SO_PEERCRED, &seen, &length));
    CHECK_EQ(seen.pid, expected.pid);
    CHECK_EQ(seen.uid, expected.uid);
    CHECK_EQ(seen.gid, expected.gid);
    expected.pid = (pid_t)atoi(arrival.bytes);
    CHECK(expected.pid != own_process_id());
    expect_credentials(&arrival, expected);
    MUST(close(client));
    child_finish(child);
}

static long listener_seen_by(int client)
{
    struct ucred seen;
    socklen_t length = sizeof seen;

    MUST(getsockopt(client, SOL_SOCKET, SO_PEERCRED, &seen, &length));
    CHECK_EQ(seen.uid, geteuid());
    CHECK_EQ(seen.gid, getegid());
    return seen.pid;
}

HELPER_BODY(credentials_second_listener)
{
    int listener = atoi(arguments[0]), asker = atoi(arguments[1]);

    CHECK_EQ(count, 2);
    MUST(listen(listener, 5));
    CHECK_EQ(listener_seen_by(listener), own_process_id());
    send_text(asker, text_of((int)own_process_id()));
    expect_end(asker);
    return 0;
}

/* Of two that call listen() the last one counts, for those that connect from then on. */
CASE_BODY(credentials_of_who_listens_last)
{
    int listener = listening_at("s", 5), before = connected_to("s"), unasked = connected_to("s"), pair[2];
    struct process *child;
    char pid[20] = "";

    CHECK_EQ(listener_seen_by(before), own_process_id());
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    MUST(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
    child = child_start("credentials_second_listener", (const char *[]) { text_of(listener), text_of(pair[1]), NULL });
    MUST(close(pair[1]));
    MUST(recv(pair[0], pid, sizeof pid - 1, 0));
    CHECK(atoi(pid) != own_process_id());
    CHECK_EQ(listener_seen_by(connected_to("s")), atoi(pid));
    CHECK_EQ(listener_seen_by(before), own_process_id());
    CHECK_EQ(listener_seen_by(unasked), own_process_id());
    MUST(listen(listener, 5));
    CHECK_EQ(listener_seen_by(connected_to("s")), own_process_id());
    MUST(close(pair[0]));
    child_finish(child);
}

/* The option, but no other, goes from a listener to those that it accepts. */
CASE_BODY(passcred_is_inherited_by_accept)
{
    int listener = listening_at("s", 1), client, server;
    struct arrival arrival;

    pass_credentials(listener, 1);
    client = connected_to("s");
    server = accepted_from(listener);
    send_text(client, "x");
    arrival = receive_all(server, 1, 0);
    expect_credentials(&arrival, own_credentials());
    send_text(server, "y");
    expect_bare(client, "y");
}
