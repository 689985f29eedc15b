/* Deaths in the middle of connect(): between the check of the server's token and the end of the TCP connection.
 *
 * How the moment is held: the case keeps the server's token alive by a handle of its own, so that the client's first check passes, and listens
 * on the port with plain Winsock and a full queue, so that the client's TCP connection hangs. That doesn't last: the client gives up after two
 * seconds. A machine that is too busy to see it in that time tries again. */
#include "check.h"
#include "files.h"
#include "kernel_objects.h"
#include "peer.h"
#include "socket_words.h"
#include "sockets.h"
#include "stranger.h"
#include "thread.h"

enum { PATIENCE = 60 * 1000, FILLERS = 2, ATTEMPTS = 10 };

struct trap {
    const char *path;
    struct peer *server;
    void *token;
    stranger listener, fillers[FILLERS];
};

HELPER_BODY(closing_server)
{
    int listener = listening_at(arguments[0], 5);

    CHECK_EQ(count, 1);
    tell_case("listening");
    await_case("close");
    MUST(close(listener));
    tell_case("closed");
    await_case("end");
    return 0;
}

HELPER_BODY(trapped_client)
{
    int fd = unix_socket();
    struct sockaddr_un address = unix_address(arguments[0]);

    CHECK_EQ(count, 1);
    tell_case("connecting");
    if (connect(fd, (struct sockaddr *)&address, unix_length(arguments[0])) == 0)
        tell_case("connected");
    else
        tell_case("%s", errno_name(errno));
    await_case("end");
    return 0;
}

/* What becomes of the server: it is killed, or it closes its listener and lives on. */
static void set_trap(struct trap *trap, bool killed)
{
    struct socket_words words;
    char name[OBJECT_NAME_SIZE];
    int i;

    trap->path = in_case_directory("s");
    trap->server = peer_start("closing_server", trap->path, NULL);
    peer_expect(trap->server, "listening");
    socket_words_read(trap->path, &words);
    CHECK_EQ(held_names(peer_process_handle(trap->server), "afunix-server-", &name, 1), 1);
    trap->token = semaphore_keep(name);
    CHECK(trap->token != NULL);
    if (killed) {
        peer_kill(trap->server);
    } else {
        peer_tell(trap->server, "close");
        peer_expect(trap->server, "closed");
        /* The listener has spent its token's count, so that nobody can keep it alive for it; here somebody forges even that. */
        semaphore_give(trap->token);
    }
    CHECK(object_exists(name));
    trap->listener = stranger_listening(words.port, 0);
    for (i = 0; i < FILLERS; i++)
        trap->fillers[i] = stranger_connecting(words.port);
}

/* The client has passed the first check when its own token is there. NULL: too late, it has given up already. */
static struct peer *catch_client(struct trap *trap, char token[OBJECT_NAME_SIZE])
{
    struct peer *client = peer_start("trapped_client", trap->path, NULL);

    peer_expect(client, "connecting");
    if (await_held_name(peer_process_handle(client), "afunix-client-", token, 2000))
        return client;
    peer_kill(client);
    return NULL;
}

/* Accepts all, and checks that none of them said a word. */
static void open_trap(struct trap *trap)
{
    stranger visitor;
    char byte;
    int i;

    for (i = 0; i < FILLERS; i++)
        stranger_close(trap->fillers[i]);
    for (i = 0; i < FILLERS + 1; i++) {
        visitor = stranger_accepted(trap->listener, 3000);
        if (visitor == NO_STRANGER)
            break;
        CHECK(stranger_receive(visitor, &byte, 1, PATIENCE) <= 0);
        stranger_close(visitor);
    }
}

static void take_trap_away(struct trap *trap, bool killed)
{
    stranger_close(trap->listener);
    if (!killed) {
        peer_tell(trap->server, "end");
        peer_finish(trap->server);
    }
    CHECK(file_remove(trap->path));
}

/* False when the moment was missed. */
static bool check_takeover(bool killed)
{
    struct trap trap;
    struct peer *client;
    char token[OBJECT_NAME_SIZE], line[LINE_SIZE] = "EAGAIN";

    set_trap(&trap, killed);
    client = catch_client(&trap, token);
    /* Now the server's token goes, and the TCP connection comes about. */
    handle_drop(trap.token);
    open_trap(&trap);
    if (client) {
        CHECK(peer_line(client, line));
        CHECK(!object_exists(token));
        peer_tell(client, "end");
        peer_finish(client);
    }
    take_trap_away(&trap, killed);
    note("the client saw %s", line);
    if (strcmp(line, "EAGAIN") == 0)
        return false;
    CHECK_TEXT(line, "ECONNREFUSED");
    return true;
}

static void check_until_hit(bool killed)
{
    int attempt = 0;

    while (!check_takeover(killed))
        CHECK(++attempt < ATTEMPTS);
}

CASE_BODY(takeover_after_the_servers_death)
{
    check_until_hit(true);
}

/* Here only the second look at the token can tell: the process that the file names is alive. */
CASE_BODY(takeover_after_the_listeners_close)
{
    check_until_hit(false);
}

/* False when the moment was missed. */
static bool check_death_of_client(void)
{
    struct trap trap;
    struct peer *client;
    char token[OBJECT_NAME_SIZE], book[OBJECT_NAME_SIZE];
    bool caught;

    set_trap(&trap, true);
    client = catch_client(&trap, token);
    caught = client && object_exists(token) && held_names(peer_process_handle(client), "afunix-book-", &book, 1) == 1;
    if (client)
        peer_kill(client);
    if (caught) {
        /* No object is left. */
        await_gone(token);
        await_gone(book);
    }
    open_trap(&trap);
    handle_drop(trap.token);
    take_trap_away(&trap, true);
    return caught;
}

CASE_BODY(takeover_death_of_client_before_connection)
{
    int listener, attempt = 0;

    while (!check_death_of_client())
        CHECK(++attempt < ATTEMPTS);
    /* And nobody is hindered. */
    listener = listening_at("s", 5);
    set_nonblocking(listener, true);
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    send_text(connected_to("s"), "x");
    expect_text(accepted_from(listener), "x");
}
