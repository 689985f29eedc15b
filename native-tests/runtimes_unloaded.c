/* DLLs that come and go, with their C runtimes, and calls at moments when the library can't answer. */
#include "check.h"
#include "kernel_objects.h"
#include "peer.h"
#include "plugin/plugin.h"
#include "sockets.h"
#include "thread.h"

#include <stdio.h>
#include <windows.h>

static const struct plugin *load(const wchar_t *name, HMODULE *module)
{
    get_plugin *get;

    *module = LoadLibraryW(name);
    CHECK(*module != NULL);
    get = (get_plugin *)(void (*)(void))GetProcAddress(*module, "plugin");
    CHECK(get != NULL);
    return get();
}

static void use(const struct plugin *plugin, int ends[2])
{
    char byte;

    CHECK_EQ(plugin->pair(ends), 0);
    CHECK_EQ(plugin->write(ends[0], "x", 1), 1);
    CHECK_EQ(plugin->read(ends[1], &byte, 1), 1);
    *plugin->error() = 0;
    CHECK_EQ(plugin->close(-1), -1);
    CHECK_EQ(*plugin->error(), EBADF);
}

/* Loaded and unloaded again and again, with all closed before: nothing is left. */
CASE_BODY(unloaded_leaves_nothing)
{
    enum { WARM_UP = 20, ROUNDS = 200, SLACK = 4 };
    static const wchar_t *const names[] = { L"plugin-static.dll", L"plugin-ucrt.dll" };
    int i, ends[2], before = 0;

    for (i = 0; i < WARM_UP + ROUNDS; i++) {
        HMODULE module;
        const struct plugin *plugin = load(names[i % 2], &module);

        if (i == WARM_UP)
            before = own_handles();
        use(plugin, ends);
        CHECK_EQ(plugin->close(ends[0]), 0);
        CHECK_EQ(plugin->close(ends[1]), 0);
        CHECK(FreeLibrary(module));
        CHECK(GetModuleHandleW(names[i % 2]) == NULL);
        MUST(close(unix_socket()));
    }
    note("%d handles before, %d after", before, own_handles());
    CHECK(own_handles() - before <= SLACK);
}

/* Sockets of a static runtime go with it: the other end sees it, and the next module at that address begins anew. */
CASE_BODY(unloaded_closes_its_sockets)
{
    enum { WARM_UP = 20, ROUNDS = 100, SLACK = 4 };
    int i, ends[2], before = 0, mine;
    char byte;

    for (i = 0; i < WARM_UP + ROUNDS; i++) {
        HMODULE module;
        const struct plugin *plugin = load(L"plugin-static.dll", &module);

        if (i == WARM_UP)
            before = own_handles();
        use(plugin, ends);
        CHECK_EQ(plugin->write(ends[0], "y", 1), 1);
        /* Its second socket becomes ours too, and lives on. */
        mine = (int)MUST(dup(ends[1]));
        CHECK(FreeLibrary(module));
        CHECK_EQ(MUST(read(mine, &byte, 1)), 1);
        expect_end(mine);
        MUST(close(mine));
        FAILS_WITH(EBADF, close(ends[1] + 40));
    }
    note("%d handles before, %d after", before, own_handles());
    CHECK(own_handles() - before <= SLACK);
}

/* Two copies of one DLL are two static runtimes. */
CASE_BODY(unloaded_copy_leaves_the_other)
{
    wchar_t path[MAX_PATH];
    HMODULE first, second;
    const struct plugin *one = load(L"plugin-static.dll", &first), *other;
    int ends[2], ends_of_other[2];
    char byte;

    CHECK(GetModuleFileNameW(first, path, MAX_PATH) > 0);
    CHECK(CopyFileW(path, L"copy.dll", FALSE));
    other = load(L"copy.dll", &second);
    CHECK(one->error() != other->error());
    use(one, ends);
    use(other, ends_of_other);
    CHECK_EQ(ends[0], ends_of_other[0]);
    CHECK_EQ(one->write(ends[0], "1", 1), 1);
    CHECK_EQ(other->write(ends[0], "2", 1), 1);
    CHECK_EQ(one->read(ends[1], &byte, 1), 1);
    CHECK_EQ(byte, '1');
    CHECK(FreeLibrary(first));
    CHECK_EQ(other->read(ends[1], &byte, 1), 1);
    CHECK_EQ(byte, '2');
}

/* A thread that has used sockets, and whose end a DLL uses for more. */
static void use_a_socket(void *argument)
{
    (void)argument;
    MUST(close(unix_socket()));
}

static void end_the_process(void *argument)
{
    (void)argument;
    ExitProcess(0);
}

/* What the plug-in's DllMain says, it says on this process' standard output: the case reads it. */
HELPER_BODY(calling_in_dllmain)
{
    HMODULE module;

    CHECK_EQ(count, 1);
    CHECK(SetEnvironmentVariableA("PLUGIN_CALLS", arguments[0]));
    if (arguments[0][0] == 'T')
        use_a_socket(NULL);
    load(L"plugin-ucrt.dll", &module);
    if (arguments[0][0] == 'T')
        thread_join(thread_start(use_a_socket, NULL));
    use_a_socket(NULL);
    CHECK(SetEnvironmentVariableA("PLUGIN_CALLS", "E"));
    if (arguments[0][0] == 'E')
        thread_join(thread_start(end_the_process, NULL));
    return 0;
}

static void expect_refusals(const char *moment)
{
    struct peer *peer = peer_start("calling_in_dllmain", moment, NULL);
    char line[LINE_SIZE], expected[16];

    if (strcmp(moment, "E") != 0) {
        snprintf(expected, sizeof expected, "%s - %d", moment, EDEADLK);
        CHECK(peer_line(peer, line));
        CHECK_TEXT(line, expected);
    }
    /* And always at the process' end. */
    CHECK(peer_line(peer, line));
    snprintf(expected, sizeof expected, "E - %d", EDEADLK);
    CHECK_TEXT(line, expected);
    peer_finish(peer);
}

/* The first call of all, under the loader's lock: it hung. */
CASE_BODY(dllmain_first_call)
{
    expect_refusals("A");
}

/* At the end of a thread that the runtime has let go: it ended the process. */
CASE_BODY(dllmain_end_of_thread)
{
    expect_refusals("T");
}

/* At the end of the process, in a thread that never called before. */
CASE_BODY(dllmain_end_of_process)
{
    expect_refusals("E");
}
