/* close() of a client whose server's process can't be opened, so that nobody but the client holds the proof of the connection: it waits for
 * accept(). Such a server is another user's; here it is one that shuts everybody out of its process. */
#include "check.h"
#include "kernel_objects.h"
#include "peer.h"
#include "sockets.h"
#include "thread.h"

HELPER_BODY(hidden_server)
{
    CHECK_EQ(count, 1);
    shut_own_process();
    listening_at(arguments[0], 5);
    tell_case("listening");
    await_case("end");
    return 0;
}

/* Connects, sends a byte and closes: with an argument more, with so many seconds of SO_LINGER. */
HELPER_BODY(waiting_client)
{
    int fd = connected_to(arguments[0]);

    if (count == 2) {
        struct linger linger = { 1, (unsigned short)(arguments[1][0] - '0') };

        MUST(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    }
    send_text(fd, "x");
    tell_case("closing");
    MUST(close(fd));
    tell_case("closed");
    await_case("end");
    return 0;
}

static void finish(struct peer *client)
{
    peer_expect(client, "closed");
    peer_tell(client, "end");
    peer_finish(client);
}

CASE_BODY(waitclose_until_accept)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5), server;
    struct peer *client;

    shut_own_process();
    client = peer_start("waiting_client", path, NULL);
    peer_expect(client, "closing");
    let_it_block();
    /* Had it not waited, its token would be gone, and it would be a stranger. */
    server = accepted_from(listener);
    expect_text(server, "x");
    expect_end(server);
    finish(client);
}

CASE_BODY(waitclose_ends_with_the_server)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("hidden_server", path, NULL), *client;

    peer_expect(server, "listening");
    client = peer_start("waiting_client", path, NULL);
    peer_expect(client, "closing");
    let_it_block();
    peer_kill(server);
    finish(client);
}

CASE_BODY(waitclose_ends_with_the_listener)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    struct peer *client;

    shut_own_process();
    client = peer_start("waiting_client", path, NULL);
    peer_expect(client, "closing");
    let_it_block();
    MUST(close(listener));
    finish(client);
}

CASE_BODY(waitclose_is_bounded_by_linger)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    struct peer *client;

    shut_own_process();
    client = peer_start("waiting_client", path, "1", NULL);
    peer_expect(client, "closing");
    finish(client);
    set_nonblocking(listener, true);
    /* Its time was over, and it has taken its proof with it. */
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
}

CASE_BODY(waitclose_is_not_for_the_killed)
{
    const char *path = in_case_directory("s");
    int listener = listening_at(path, 5);
    struct peer *client;

    shut_own_process();
    client = peer_start("waiting_client", path, NULL);
    peer_expect(client, "closing");
    peer_kill(client);
    set_nonblocking(listener, true);
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    send_text(connected_to(path), "y");
    expect_text(accepted_from(listener), "y");
}
