/* The socket file: its format, its secret, who may read it, and what is made of damaged ones. */
#include "check.h"
#include "files.h"
#include "host.h"
#include "kernel_objects.h"
#include "socket_words.h"
#include "sockets.h"
#include "stranger.h"
#include "thread.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

CASE_BODY(socketfile_format)
{
    const char *path = in_case_directory("s");
    int listener = listening_at("s", 5);
    struct socket_words words;

    socket_words_read(path, &words);
    CHECK(has_system_attribute(path));
    CHECK_EQ(words.type, 's');
    CHECK_EQ(words.process, own_process_id());
    CHECK_TEXT(words.name, "s");
    /* The port is a real one, and somebody listens. */
    stranger_close(stranger_connected(words.port));
    MUST(close(connected_to(path)));
    MUST(close(listener));
    /* close() leaves the file as it is. */
    CHECK(has_system_attribute(path));
}

CASE_BODY(socketfile_keeps_odd_names)
{
    struct socket_words words;

    bound_at("a b%c\303\274");
    socket_words_read("a b%c\303\274", &words);
    CHECK_TEXT(words.name, "a%20b%25c%C3%BC");
}

CASE_BODY(socketfile_secrets_differ)
{
    enum { SOCKETS = 40 };
    static struct socket_words words[SOCKETS];
    static const unsigned char zeros[16];
    int i, k, word;

    for (i = 0; i < SOCKETS; i++) {
        char name[16];

        snprintf(name, sizeof name, "s%d", i);
        bound_at(name);
        socket_words_read(name, &words[i]);
        CHECK(memcmp(words[i].secret, zeros, 16) != 0);
        /* Not a single word of one comes again in another, as it would if a part weren't random. */
        for (k = 0; k < i; k++)
            for (word = 0; word < 4; word++)
                CHECK(strcmp(words[i].hex[word], words[k].hex[word]) != 0);
    }
}

/* An access entry for everybody, or for all who have logged in. */
static bool lets_others_in(const char *sddl)
{
    return strstr(sddl, ";;;WD)") || strstr(sddl, ";;;BU)") || strstr(sddl, ";;;AU)") || strstr(sddl, ";;;AN)");
}

CASE_BODY(socketfile_is_the_owners_alone)
{
    char sddl[1024], user[128];

    bound_at("s");
    file_guard("s", sddl, sizeof sddl);
    own_user(user, sizeof user);
    note("%s", sddl);
    CHECK(strncmp(sddl, "O:", 2) == 0);
    CHECK(strncmp(sddl + 2, user, strlen(user)) == 0);
    CHECK(!lets_others_in(sddl));
}

CASE_BODY(socketfile_mode_option)
{
    int fd = unix_socket(), mode = -1;
    socklen_t size = sizeof mode;
    char sddl[1024];

    MUST(getsockopt(fd, SOL_AFUNIX, AFUNIX_SO_MODE, &mode, &size));
    CHECK_EQ(mode, 0600);
    CHECK_EQ(size, sizeof mode);
    mode = 0666;
    MUST(setsockopt(fd, SOL_AFUNIX, AFUNIX_SO_MODE, &mode, sizeof mode));
    MUST(bind_to(fd, "open"));
    file_guard("open", sddl, sizeof sddl);
    note("%s", sddl);
    CHECK(lets_others_in(sddl));
    MUST(getsockopt(fd, SOL_AFUNIX, AFUNIX_SO_MODE, &mode, &size));
    CHECK_EQ(mode, 0666);
    FAILS_WITH(ENOPROTOOPT, setsockopt(fd, SOL_AFUNIX, 99, &mode, sizeof mode));
    FAILS_WITH(EINVAL, setsockopt(fd, SOL_AFUNIX, AFUNIX_SO_MODE, &mode, 2));
    MUST(listen(fd, 1));
    MUST(close(connected_to("open")));
}

static atomic_int reading;

/* Looks at the file again and again: it isn't there, or it is whole. */
static void read_always(void *argument)
{
    char text[MOST_WORDS];
    int whole = 0;

    (void)argument;
    while (atomic_load(&reading)) {
        long size = file_read("s", text, sizeof text);

        if (size < 0)
            continue;
        CHECK(size > 50);
        CHECK_EQ(text[size - 1], '\n');
        whole++;
    }
    note("%d whole files seen", whole);
    CHECK(whole > 0);
}

CASE_BODY(socketfile_is_never_seen_half_written)
{
    struct thread *threads[2];
    int i, last = unix_socket();

    atomic_store(&reading, 1);
    for (i = 0; i < 2; i++)
        threads[i] = thread_start(read_always, NULL);
    for (i = 0; i < 200; i++) {
        int fd = unix_socket();

        /* A file that a reader has open when it is removed is neither there nor gone. */
        while (bind_to(fd, "s") == -1) {
            CHECK(errno == EADDRINUSE || errno == EACCES);
            thread_yield();
        }
        MUST(close(fd));
        while (path_exists("s") && !file_remove("s"))
            thread_yield();
    }
    while (bind_to(last, "s") == -1)
        thread_yield();
    while (!path_exists("s"))
        thread_yield();
    let_it_block();
    atomic_store(&reading, 0);
    for (i = 0; i < 2; i++)
        thread_join(threads[i]);
}

/* Eight at once for one name: one gets it. */
static void bind_at_once(void *argument)
{
    atomic_int *won = argument;
    int fd = unix_socket();

    if (bind_to(fd, "contested") == 0)
        atomic_fetch_add(won, 1);
    else
        CHECK_EQ(errno, EADDRINUSE);
}

CASE_BODY(socketfile_has_one_winner)
{
    int round, i;

    for (round = 0; round < 20; round++) {
        struct thread *threads[8];
        atomic_int won = 0;

        for (i = 0; i < 8; i++)
            threads[i] = thread_start(bind_at_once, &won);
        for (i = 0; i < 8; i++)
            thread_join(threads[i]);
        CHECK_EQ(won, 1);
        CHECK(file_remove("contested"));
    }
}

static void check_refused(const char *path, const char *text, long size)
{
    char seen[MOST_WORDS + 64];
    int fd = unix_socket();

    socket_words_write(path, text, size);
    if (connect_to(fd, path) == 0)
        FAIL("connected by a file of %ld bytes: %.60s", size, text);
    CHECK_EQ(errno, ECONNREFUSED);
    CHECK_EQ(file_read(path, seen, sizeof seen), size);
    CHECK_BYTES(seen, text, (size_t)size);
    CHECK(has_system_attribute(path));
    MUST(close(fd));
    CHECK(file_remove(path));
}

CASE_BODY(socketfile_cut_at_every_byte)
{
    struct socket_words words;
    int listener = listening_at("s", 5);
    long size;

    socket_words_read("s", &words);
    for (size = 0; size < words.size; size++)
        check_refused("cut", words.text, size);
    /* And with a byte too many. */
    words.text[words.size] = 'x';
    check_refused("cut", words.text, words.size + 1);
    words.text[words.size] = '\0';
    check_refused("cut", words.text, words.size + 1);
    set_nonblocking(listener, true);
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
    MUST(close(connected_to("s")));
}

CASE_BODY(socketfile_changed_at_every_byte)
{
    static const char others[] = { 0, '\n', ' ', '0', '9', 'A', 'z', '-', (char)0xff };
    struct socket_words words;
    int listener = listening_at("s", 5);
    long at;
    size_t i;

    socket_words_read("s", &words);
    for (at = 0; at < words.head; at++) {
        char kept = words.text[at];

        for (i = 0; i < sizeof others; i++) {
            /* A 'd' in place of the 's' is a datagram socket's, which has an errno of its own. */
            if (others[i] == kept)
                continue;
            words.text[at] = others[i];
            check_refused("changed", words.text, words.size);
        }
        words.text[at] = kept;
    }
    set_nonblocking(listener, true);
    FAILS_WITH(EAGAIN, accept(listener, NULL, NULL));
}

/* Our own part of the file: a change may only cost what that part is for, never more. */
CASE_BODY(socketfile_changed_trailer)
{
    struct socket_words words;
    int listener = listening_at("s", 5), connected = 0;
    long at;

    socket_words_read("s", &words);
    for (at = words.head; at < words.size; at++) {
        char kept = words.text[at];
        int fd = unix_socket();

        words.text[at] = kept == '7' ? '8' : '7';
        socket_words_write("changed", words.text, words.size);
        words.text[at] = kept;
        if (connect_to(fd, "changed") == 0) {
            int server = accepted_from(listener);

            send_text(fd, "x");
            expect_text(server, "x");
            MUST(close(server));
            connected++;
        } else {
            CHECK_EQ(errno, ECONNREFUSED);
        }
        MUST(close(fd));
        CHECK(file_remove("changed"));
    }
    note("%d of %ld changes didn't matter", connected, words.size - words.head);
}

CASE_BODY(socketfile_of_another_type)
{
    struct socket_words words;

    listening_at("s", 5);
    socket_words_read("s", &words);
    *strstr(words.text, " s ") = ' ';
    strstr(words.text, " s ")[1] = 'd';
    socket_words_write("d", words.text, words.size);
    FAILS_WITH(EPROTOTYPE, connect_to(unix_socket(), "d"));
}

/* Good socket files of others. Their dialects aren't spoken yet: refused, not guessed at, and not changed. */
CASE_BODY(socketfile_of_others)
{
    static const char *const texts[] = {
        "!<socket >4711 s 01234567-89ABCDEF-01234567-89ABCDEF",     /* Cygwin */
        "!<socket >4711 d 01234567-89ABCDEF-01234567-89ABCDEF",
        "!<socket >4711 01234567-89ABCDEF-01234567-89ABCDEF",       /* Cygwin until 2005, MSYS 1 */
        "!<socket >4711",                                           /* Cygwin until 2001 */
    };
    size_t i;

    for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check_refused("theirs", texts[i], (long)strlen(texts[i]) + 1);
    check_refused("theirs", "4711\n0123456789abcdef", 21);      /* libassuan */
}

CASE_BODY(socketfile_of_four_gigabytes)
{
    struct socket_words words;

    listening_at("s", 5);
    socket_words_read("s", &words);
    if (!file_make_sparse("large", (4LL << 30) + words.size))
        SKIP("this file system has no sparse files");
    FAILS_WITH(ECONNREFUSED, connect_to(unix_socket(), "large"));
}
