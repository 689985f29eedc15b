/* The same with what only this library has: custody, boards, ports. Windows only. */
#include "check.h"
#include "child.h"
#include "host.h"
#include "kernel_objects.h"
#include "peer.h"
#include "process.h"
#include "socket_words.h"
#include "sockets.h"
#include "stranger.h"

#include <afunix.h>

/* A server whose child has the listener, too, and which can let go of it and live on. */
HELPER_BODY(sharing_server)
{
    int listener = listening_at(arguments[0], 5);
    struct process *child = keeping_child();

    CHECK_EQ(count, 1);
    tell_case("listening");
    MUST(close(accepted_from(listener)));
    await_case("close");
    MUST(close(listener));
    process_kill(child);
    process_free(child);
    tell_case("closed");
    await_case("end");
    return 0;
}

/* One process has let go of the listener and lives, the last one was killed, and a stranger has the port: the board still says open. */
CASE_BODY(shared_listeners_whose_last_holder_was_killed)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("sharing_server", path, NULL);
    struct socket_words words;
    stranger listener;
    int i;

    peer_expect(server, "listening");
    MUST(close(connected_to(path)));
    peer_tell(server, "close");
    peer_expect(server, "closed");
    socket_words_read(path, &words);
    listener = stranger_listening(words.port, 5);
    for (i = 0; i < 3; i++)
        FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), path));
    stranger_close(listener);
    peer_tell(server, "end");
    peer_finish(server);
}

HELPER_BODY(served_client)
{
    CHECK_EQ(count, 1);
    be_served(arguments[0]);
    return 0;
}

static void serve(const char *path, int clients)
{
    while (clients-- > 0)
        peer_finish(peer_start("served_client", path, NULL));
}

/* The way of servers whose first process only listens: clients put a handle of their book into it, and it never looks after them. */
CASE_BODY(shared_listeners_leak_no_custody)
{
    enum { CLIENTS = 12, FEW = 4 };
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), handles;
    struct process *child = child_with("child_serves", listener);

    serve(path, FEW);
    handles = own_handles();
    serve(path, CLIENTS);
    note("%d handles, then %d", handles, own_handles());
    CHECK(own_handles() <= handles + FEW);
    process_kill(child);
    process_free(child);
}

/* Twice in one process; the first close() is not the process's farewell. */
CASE_BODY(shared_listeners_within_a_process)
{
    int listener = listening_at("s", 5), copy, client;
    afunix_parcel parcel;

    MUST(close(connected_to("s")));
    MUST(close(accepted_from(listener)));
    MUST(afunix_pack(listener, (unsigned long)own_process_id(), &parcel));
    copy = MUST(afunix_unpack(&parcel));
    MUST(close(copy));
    client = connected_to("s");
    send_text(client, "x");
    expect_text(accepted_from(listener), "x");
}
