/* Abstract names of sockets that several processes have. */
#include "check.h"
#include "child.h"
#include "process.h"
#include "socket_types.h"

#include <stdlib.h>

HELPER_BODY(abstract_heir)
{
    int fd = atoi(arguments[0]), client;

    CHECK_EQ(count, 1);
    client = accepted_from(fd);
    expect_text(client, "go on");
    send_text(client, "gone on");
    expect_end(client);
    return 0;
}

/* The name is there for as long as anybody has the socket. */
CASE_BODY(abstract_names_are_inherited)
{
    struct abstract_name name = abstract_name("s", 1);
    int listener = unix_socket(), client;
    struct process *child;

    MUST(bind_abstract(listener, &name));
    MUST(listen(listener, 5));
    child = child_with("abstract_heir", listener);
    MUST(close(listener));
    FAILS_WITH(EADDRINUSE, bind_abstract(unix_socket(), &name));
    client = unix_socket();
    MUST(connect_abstract(client, &name));
    send_text(client, "go on");
    expect_text(client, "gone on");
    FAILS_WITH(EADDRINUSE, bind_abstract(unix_socket(), &name));
    MUST(close(client));
    child_finish(child);
    FAILS_WITH(ECONNREFUSED, connect_abstract(unix_socket(), &name));
    MUST(bind_abstract(unix_socket(), &name));
}

/* Killed, it says nothing to anybody. */
CASE_BODY(abstract_names_of_a_killed_heir)
{
    struct abstract_name name = abstract_name("s", 1);
    int fd = unix_socket();
    struct process *child;

    MUST(bind_abstract(fd, &name));
    child = keeping_child();
    MUST(close(fd));
    FAILS_WITH(EADDRINUSE, bind_abstract(unix_socket(), &name));
    process_kill(child);
    process_free(child);
    MUST(bind_abstract(unix_socket(), &name));
}
