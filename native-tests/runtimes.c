/* Several C runtimes in one process: that of this program, and those of the DLLs that it loads (plugin/). Each has its own errno and
 * numbers its own descriptors, from about 3 on. */
#include "check.h"
#include "plugin/plugin.h"
#include "sockets.h"
#include "thread.h"

#include <windows.h>

/* Visual C has no way to msvcrt.dll. OTHERS: so many have another runtime than this program. */
#ifdef __MINGW32__
static const wchar_t *const PLUGINS[] = { L"plugin-static.dll", L"plugin-ucrt.dll", L"plugin-msvcrt.dll", L"plugin-bare.dll" };
enum { PLUGIN_COUNT = 4, OTHERS = 3 };
#else
static const wchar_t *const PLUGINS[] = { L"plugin-static.dll", L"plugin-ucrt.dll" };
enum { PLUGIN_COUNT = 2, OTHERS = 1 };
#endif

static const struct plugin *loaded(const wchar_t *name, HMODULE *module)
{
    HMODULE found = LoadLibraryW(name);
    get_plugin *get = found ? (get_plugin *)(void (*)(void))GetProcAddress(found, "plugin") : NULL;

    CHECK(get != NULL);
    if (module)
        *module = found;
    return get();
}

static bool has_other_runtime(const struct plugin *plugin)
{
    return plugin->error() != &errno;
}

/* The calls of a plug-in, with its errno. */
#define P_MUST(plugin, call) \
    ((*(plugin)->error() = 0), check_must(__FILE__, __LINE__, #call, (long long)((plugin)->call)))
#define P_FAILS_WITH(plugin, expected, call)                                                \
    do {                                                                                    \
        *(plugin)->error() = 0;                                                             \
        CHECK_EQ((plugin)->call, -1);                                                       \
        CHECK_EQ(*(plugin)->error(), expected);                                             \
    } while (0)

static void plugin_exchange(const struct plugin *plugin, int from, int to, const char *text)
{
    char seen[32] = "";

    CHECK_EQ(P_MUST(plugin, write(from, text, strlen(text))), (long long)strlen(text));
    CHECK_EQ(P_MUST(plugin, read(to, seen, sizeof seen)), (long long)strlen(text));
    CHECK_BYTES(seen, text, strlen(text));
}

/* A call sets the errno of the module that made it, and leaves the other alone. */
CASE_BODY(runtimes_each_has_its_errno)
{
    int i, others = 0;

    for (i = 0; i < PLUGIN_COUNT; i++) {
        const struct plugin *plugin = loaded(PLUGINS[i], NULL);

        if (!has_other_runtime(plugin))
            continue;
        others++;
        errno = ERANGE;
        P_FAILS_WITH(plugin, EBADF, close(1000));
        CHECK_EQ(errno, ERANGE);
        P_FAILS_WITH(plugin, EBADF, read(-1, &others, 1));
        CHECK_EQ(errno, ERANGE);
        *plugin->error() = ENOENT;
        FAILS_WITH(EBADF, close(1000));
        FAILS_WITH(ENOENT, connect_to(unix_socket(), "missing"));
        CHECK_EQ(*plugin->error(), ENOENT);
    }
    CHECK_EQ(others, OTHERS);
}

/* One number means a file here and a socket there. */
CASE_BODY(runtimes_each_has_its_numbers)
{
    int i, files[16], ends[2], j;

    for (j = 0; j < 16; j++)
        files[j] = (int)MUST(open("file", O_RDWR | O_CREAT | O_BINARY, 0600));
    for (i = 0; i < PLUGIN_COUNT; i++) {
        const struct plugin *plugin = loaded(PLUGINS[i], NULL);
        char seen[8] = "";

        P_MUST(plugin, pair(ends));
        if (has_other_runtime(plugin))
            CHECK(ends[0] <= files[15] && ends[1] <= files[15]);
        plugin_exchange(plugin, ends[0], ends[1], "socket");
        for (j = 0; j < 16; j++) {
            CHECK_EQ(MUST(lseek(files[j], 0, SEEK_SET)), 0);
            CHECK_EQ(MUST(write(files[j], "file", 4)), 4);
            CHECK_EQ(MUST(lseek(files[j], 0, SEEK_SET)), 0);
            CHECK_EQ(MUST(read(files[j], seen, sizeof seen)), 4);
            FAILS_WITH(ENOTSOCK, send(files[j], "x", 1, 0));
        }
        P_MUST(plugin, close(ends[0]));
        CHECK_EQ(P_MUST(plugin, read(ends[1], seen, 1)), 0);
        P_MUST(plugin, close(ends[1]));
        for (j = 0; j < 16; j++)
            CHECK_EQ(MUST(lseek(files[j], 0, SEEK_SET)), 0);
    }
}

CASE_BODY(runtimes_duplicates_and_waits)
{
    int i, ends[2], copy, file;

    for (i = 0; i < PLUGIN_COUNT; i++) {
        const struct plugin *plugin = loaded(PLUGINS[i], NULL);
        unsigned long long set[16] = { 0 };
        char byte;

        P_MUST(plugin, pair(ends));
        file = (int)P_MUST(plugin, open("file"));
        copy = (int)P_MUST(plugin, dup(ends[0]));
        CHECK(copy != ends[0] && copy != file);
        CHECK_EQ(P_MUST(plugin, dup2(ends[0], 60)), 60);
        P_MUST(plugin, close(ends[0]));
        P_MUST(plugin, close(copy));
        plugin_exchange(plugin, 60, ends[1], "copied");

        struct plugin_poll entries[] = { { ends[1], POLLIN, 0 }, { file, POLLIN, 0 } };
        CHECK_EQ(P_MUST(plugin, poll(entries, 2, 0)), 1);
        CHECK_EQ(entries[1].revents, POLLIN);
        P_MUST(plugin, write(60, "x", 1));
        CHECK_EQ(P_MUST(plugin, poll(entries, 2, -1)), 2);
        set[0] = 1ULL << ends[1];
        CHECK_EQ(P_MUST(plugin, select(ends[1] + 1, set, NULL, NULL, NULL)), 1);
        CHECK_EQ(set[0], 1ULL << ends[1]);
        CHECK_EQ(P_MUST(plugin, read(ends[1], &byte, 1)), 1);

        CHECK_EQ(P_MUST(plugin, write(file, "text", 4)), 4);
        CHECK_EQ(P_MUST(plugin, rewind(file)), 0);
        CHECK_EQ(P_MUST(plugin, read(file, &byte, 1)), 1);
        CHECK_EQ(byte, 't');
        P_MUST(plugin, close(file));
        P_FAILS_WITH(plugin, EBADF, close(file));
        CHECK_EQ(P_MUST(plugin, open("file")), ends[0]);
        P_MUST(plugin, close_file(ends[0]));
        P_MUST(plugin, close(60));
        P_MUST(plugin, close(ends[1]));
    }
}

/* A socket that is passed on by its number is found where nothing else has that number, and only there. */
CASE_BODY(runtimes_hand_over)
{
    enum { NUMBER = 90, COPY = 91 };
    int i, ends[2], file;
    char byte;

    for (i = 0; i < PLUGIN_COUNT; i++) {
        const struct plugin *plugin = loaded(PLUGINS[i], NULL);

        if (!has_other_runtime(plugin))
            continue;
        connected_ends(ends);
        set_nonblocking(ends[SERVER], true);
        CHECK_EQ(MUST(dup2(ends[CLIENT], NUMBER)), NUMBER);
        CHECK_EQ(P_MUST(plugin, write(NUMBER, "a", 1)), 1);
        expect_text(ends[SERVER], "a");

        /* Its own file comes first, whatever we have under its number. */
        file = (int)P_MUST(plugin, open("file"));
        CHECK_EQ(P_MUST(plugin, dup2(file, NUMBER)), NUMBER);
        CHECK_EQ(P_MUST(plugin, write(NUMBER, "file", 4)), 4);
        FAILS_WITH(EAGAIN, recv(ends[SERVER], &byte, 1, 0));
        MUST(write(NUMBER, "b", 1));
        expect_text(ends[SERVER], "b");
        P_MUST(plugin, close(NUMBER));
        CHECK_EQ(P_MUST(plugin, rewind(file)), 0);
        CHECK_EQ(P_MUST(plugin, read(file, &byte, 1)), 1);
        CHECK_EQ(byte, 'f');
        P_MUST(plugin, close(file));

        /* dup() and dup2() make the socket its own: it outlives our descriptors. */
        CHECK_EQ(P_MUST(plugin, dup2(NUMBER, COPY)), COPY);
        CHECK_EQ(MUST(dup2(ends[CLIENT], COPY)), COPY);
        MUST(close(COPY));
        MUST(close(ends[CLIENT]));
        /* Closed by the one who got it, it is closed for us. */
        P_MUST(plugin, close(NUMBER));
        FAILS_WITH(EBADF, close(NUMBER));
        P_FAILS_WITH(plugin, EBADF, close(NUMBER));
        CHECK_EQ(P_MUST(plugin, write(COPY, "c", 1)), 1);
        expect_text(ends[SERVER], "c");
        P_MUST(plugin, close(COPY));
        expect_end(ends[SERVER]);
        MUST(close(ends[SERVER]));
    }
}

/* A number that two others have is nobody's. */
CASE_BODY(runtimes_ambiguous_number)
{
    enum { NUMBER = 90 };
    wchar_t path[MAX_PATH];
    HMODULE module;
    const struct plugin *one = loaded(PLUGINS[0], &module), *other;
    int ends[2];
    char byte;

    /* A copy is a DLL of its own, with a static runtime of its own. */
    CHECK(GetModuleFileNameW(module, path, MAX_PATH) > 0);
    CHECK(CopyFileW(path, L"copy.dll", FALSE));
    other = loaded(L"copy.dll", NULL);
    P_MUST(one, pair(ends));
    CHECK_EQ(P_MUST(one, dup2(ends[0], NUMBER)), NUMBER);
    CHECK_EQ(MUST(write(NUMBER, "1", 1)), 1);
    P_MUST(other, pair(ends));
    CHECK_EQ(P_MUST(other, dup2(ends[0], NUMBER)), NUMBER);
    FAILS_WITH(EBADF, write(NUMBER, "x", 1));
    FAILS_WITH(EBADF, close(NUMBER));
    CHECK_EQ(P_MUST(one, write(NUMBER, "2", 1)), 1);
    P_MUST(other, close(NUMBER));
    CHECK_EQ(MUST(write(NUMBER, "3", 1)), 1);
    CHECK_EQ(P_MUST(one, read(ends[1], &byte, 1)), 1);
    CHECK_EQ(byte, '1');
}

/* In no header: for tests alone. */
__declspec(dllimport) long long afunix_debug_allocated(void);

CASE_BODY(runtimes_data_allocates_nothing)
{
    enum { WARM_UP = 200, ROUNDS = 5000 };
    const struct plugin *plugin = loaded(PLUGINS[0], NULL);
    long long before = 0;
    int ends[2], ends_of_plugin[2], i;

    connected_ends(ends);
    P_MUST(plugin, pair(ends_of_plugin));
    for (i = 0; i < WARM_UP + ROUNDS; i++) {
        if (i == WARM_UP)
            before = afunix_debug_allocated();
        send_text(ends[CLIENT], "x");
        expect_text(ends[SERVER], "x");
        plugin_exchange(plugin, ends_of_plugin[0], ends_of_plugin[1], "y");
        P_FAILS_WITH(plugin, EBADF, read(-1, &before, 1));
    }
    CHECK_EQ(afunix_debug_allocated() - before, 0);
}

struct worker {
    const struct plugin *plugin;
    int rounds;
};

static void work(void *argument)
{
    const struct worker *worker = argument;
    const struct plugin *plugin = worker->plugin;
    int i, ends[2], copy;

    for (i = 0; i < worker->rounds; i++) {
        P_MUST(plugin, pair(ends));
        copy = (int)P_MUST(plugin, dup(ends[0]));
        P_MUST(plugin, close(ends[0]));
        plugin_exchange(plugin, copy, ends[1], "forth");
        plugin_exchange(plugin, ends[1], copy, "and back");
        P_FAILS_WITH(plugin, EBADF, close(-1));
        P_MUST(plugin, close(copy));
        P_MUST(plugin, close(ends[1]));
    }
}

CASE_BODY(runtimes_in_threads)
{
    enum { EACH = 2, ROUNDS = 60 };
    struct worker workers[PLUGIN_COUNT];
    struct thread *threads[PLUGIN_COUNT * EACH];
    int i, ends[2];

    for (i = 0; i < PLUGIN_COUNT; i++)
        workers[i] = (struct worker) { loaded(PLUGINS[i], NULL), ROUNDS };
    for (i = 0; i < PLUGIN_COUNT * EACH; i++)
        threads[i] = thread_start(work, &workers[i % PLUGIN_COUNT]);
    for (i = 0; i < ROUNDS; i++) {
        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
        send_text(ends[0], "here");
        expect_text(ends[1], "here");
        MUST(close(ends[0]));
        MUST(close(ends[1]));
    }
    for (i = 0; i < PLUGIN_COUNT * EACH; i++)
        thread_join(threads[i]);
}
