/* The kernel's objects: what their names tell, who may open them, and when they go. */
#include "check.h"
#include "files.h"
#include "kernel_objects.h"
#include "peer.h"
#include "socket_words.h"
#include "sockets.h"
#include "thread.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATIENCE = 60 * 1000 };  /* milliseconds; the watchdog is sooner */

struct scan {
    const struct socket_words *words;
    int seen, ours;
};

static void look_for_secret(const char *name, void *argument)
{
    struct scan *scan = argument;
    char upper[1024];
    size_t i;
    int word;

    for (i = 0; name[i] && i < sizeof upper - 1; i++)
        upper[i] = (char)toupper((unsigned char)name[i]);
    upper[i] = '\0';
    scan->seen++;
    scan->ours += strncmp(upper, "AFUNIX-", 7) == 0;
    for (word = 0; word < 4; word++) {
        char swapped[9];

        /* As it is written, and byte by byte in the order of memory. */
        if (strstr(upper, scan->words->hex[word]))
            FAIL("the name %s holds the word %s", name, scan->words->hex[word]);
        for (i = 0; i < 4; i++)
            snprintf(swapped + 2 * i, 3, "%02X", scan->words->secret[word * 4 + i]);
        if (strstr(upper, swapped))
            FAIL("the name %s holds the bytes %s", name, swapped);
    }
}

CASE_BODY(objects_do_not_tell_the_secret)
{
    struct socket_words words;
    int listener = listening_at("s", 5), client, i;
    struct scan scan = { &words, 0, 0 };

    client = connected_to("s");
    socket_words_read("s", &words);
    /* More than once: while others make and drop names, a list that is read one by one can skip some. */
    for (i = 0; i < 5; i++)
        listed_names(look_for_secret, &scan);
    /* The listener's and the client's are among what was looked at. */
    note("%d names, %d of this library", scan.seen, scan.ours);
    CHECK(scan.ours >= 2);
    close_all((int[]) { client, listener }, 2);
}

static const char *const kinds[] = {
    "afunix-server-", "afunix-room-", "afunix-client-", "afunix-book-", "afunix-board-", "afunix-queue-",
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

CASE_BODY(objects_have_one_way_names)
{
    char names[KINDS][OBJECT_NAME_SIZE], both[2][OBJECT_NAME_SIZE];
    int i;

    listening_at("s", 5);
    connected_to("s");
    for (i = 0; i < KINDS; i++) {
        const char *digits;

        CHECK(held_names(own_process(), kinds[i], &names[i], 1) >= 1);
        digits = names[i] + strlen(kinds[i]);
        /* 128 bits of a digest. */
        CHECK_EQ(strlen(digits), 32);
        CHECK_EQ(strspn(digits, "0123456789abcdef"), 32);
        CHECK(object_exists(names[i]));
    }
    /* Another listener has other names. */
    listening_at("t", 5);
    CHECK_EQ(held_names(own_process(), kinds[0], both, 2), 2);
    CHECK(strcmp(both[0], both[1]) != 0);
}

CASE_BODY(objects_are_guarded)
{
    char names[KINDS][OBJECT_NAME_SIZE], sddl[1024], user[128], owner[160];
    int i;

    listening_at("s", 5);
    connected_to("s");
    own_user(user, sizeof user);
    snprintf(owner, sizeof owner, "O:%sD:", user);
    for (i = 0; i < KINDS; i++) {
        CHECK(held_names(own_process(), kinds[i], &names[i], 1) >= 1);
        object_guard(names[i], sddl, sizeof sddl);
        note("%s: %s", names[i], sddl);
        CHECK(strncmp(sddl, owner, strlen(owner)) == 0);
        /* Nobody is let in but this user. */
        CHECK(strstr(sddl, ";;;WD)") == NULL && strstr(sddl, ";;;BU)") == NULL && strstr(sddl, ";;;AU)") == NULL);
        CHECK(strstr(sddl, user) != NULL);
    }
}

CASE_BODY(objects_go_with_their_sockets)
{
    char server[OBJECT_NAME_SIZE], client[OBJECT_NAME_SIZE], room[OBJECT_NAME_SIZE];
    int listener = listening_at("s", 5), fd = connected_to("s"), accepted;

    CHECK(await_held_name(own_process(), kinds[0], server, PATIENCE));
    CHECK(await_held_name(own_process(), kinds[1], room, PATIENCE));
    CHECK(await_held_name(own_process(), kinds[2], client, PATIENCE));
    accepted = accepted_from(listener);
    MUST(close(fd));
    expect_end(accepted);
    MUST(close(accepted));
    CHECK(!object_exists(client));
    CHECK(object_exists(server));
    MUST(close(listener));
    CHECK(!object_exists(server));
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "s"));
}

CASE_BODY(objects_go_with_their_processes)
{
    const char *path = in_case_directory("s");
    struct peer *server = peer_start("listening_server", path, NULL), *client;
    char names[3][OBJECT_NAME_SIZE];

    peer_expect(server, "listening");
    client = peer_start("mute_client", path, NULL);
    peer_expect(client, "connected");
    CHECK(await_held_name(peer_process_handle(server), kinds[0], names[0], PATIENCE));
    CHECK(await_held_name(peer_process_handle(client), kinds[2], names[1], PATIENCE));
    CHECK(await_held_name(peer_process_handle(client), kinds[3], names[2], PATIENCE));
    peer_kill(client);
    await_gone(names[1]);
    /* The book is in the server's hands: it lives until the server has read it, or is gone. */
    CHECK(object_exists(names[2]));
    peer_kill(server);
    await_gone(names[0]);
    await_gone(names[2]);
}
