/*
 * A DLL beside the test program, built with several C runtimes: msvcrt, ucrtbase, and a static one. With BARE it isn't linked with
 * afunix' import library, but asks GetProcAddress, as programs do that load everything by hand. With IMPORTED the prototypes say dllimport.
 *
 * No header is included, so that each compiler takes it as it is: these are a module's own prototypes.
 */
#include "plugin.h"

typedef unsigned long long size;

#define O_BINARY_NEW_READ_WRITE 0x8302 /* _O_BINARY, _O_TRUNC, _O_CREAT, _O_RDWR */
#define S_READ_WRITE 0600
#define AF_UNIX 1
#define SOCK_STREAM 1
#define OUTPUT ((unsigned)-11)

int *_errno(void);
int _open(const char *path, int flags, ...);
int _close(int fd);
long long _lseeki64(int fd, long long offset, int from);

__declspec(dllimport) void *__stdcall GetModuleHandleA(const char *name);
__declspec(dllimport) void *__stdcall GetProcAddress(void *module, const char *name);
__declspec(dllimport) void *__stdcall GetStdHandle(unsigned which);
__declspec(dllimport) int __stdcall WriteFile(void *file, const void *bytes, unsigned count, unsigned *written, void *overlapped);
__declspec(dllimport) unsigned __stdcall GetEnvironmentVariableA(const char *name, char *value, unsigned room);

#ifdef BARE
#define CALL(result, name, parameters, arguments)                                                   \
    static result plugin_##name parameters                                                          \
    {                                                                                               \
        static result(*name) parameters;                                                            \
        if (!name)                                                                                  \
            *(void **)&name = GetProcAddress(GetModuleHandleA("afunix.dll"), #name);                \
        return name arguments;                                                                      \
    }
#else
#ifdef IMPORTED
#define PROTOTYPE __declspec(dllimport)
#else
#define PROTOTYPE
#endif
#define CALL(result, name, parameters, arguments)                                                   \
    PROTOTYPE result name parameters;                                                                      \
    static result plugin_##name parameters                                                          \
    {                                                                                               \
        return name arguments;                                                                      \
    }
#endif

CALL(int, socketpair, (int family, int type, int protocol, int ends[2]), (family, type, protocol, ends))
CALL(long long, read, (int fd, void *bytes, size count), (fd, bytes, count))
CALL(long long, write, (int fd, const void *bytes, size count), (fd, bytes, count))
CALL(int, close, (int fd), (fd))
CALL(int, dup, (int fd), (fd))
CALL(int, dup2, (int fd, int target), (fd, target))
CALL(int, poll, (struct plugin_poll *entries, unsigned count, int milliseconds), (entries, count, milliseconds))
CALL(int, select, (int count, void *in, void *out, void *odd, void *timeout), (count, in, out, odd, timeout))
CALL(int, isatty, (int fd), (fd))
CALL(void *, gethostbyname, (const char *name), (name))
CALL(int, getaddrinfo, (const char *node, const char *service, const void *hints, void *list), (node, service, hints, list))
CALL(const char *, gai_strerror, (int error), (error))

static int plugin_pair(int ends[2])
{
    return plugin_socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static int plugin_open(const char *path)
{
    return _open(path, O_BINARY_NEW_READ_WRITE, S_READ_WRITE);
}

static long long plugin_rewind(int fd)
{
    return _lseeki64(fd, 0, 0);
}

__declspec(dllexport) const struct plugin *plugin(void);
__declspec(dllexport) const struct plugin *plugin(void)
{
    static const struct plugin calls = { _errno, plugin_pair, plugin_read, plugin_write, plugin_close, plugin_dup, plugin_dup2,
                                         plugin_poll, plugin_select, plugin_open, _close, plugin_rewind };
    return &calls;
}

/* The functions for which -1 is no failure: 0, NULL, EAI_SYSTEM, and a text all the same. */
static int others_refuse(void)
{
    void *list;

    return plugin_isatty(0) == 0 && !plugin_gethostbyname("localhost") && plugin_getaddrinfo("::1", 0, 0, &list) == 11901 &&
           plugin_gai_strerror(11901)[0] == 'U';
}

/* Says on standard output what came of a call that was made in DllMain: a line "NAME RESULT ERRNO". */
static void call_and_tell(char name)
{
    char line[] = "n 0 00\n";
    unsigned written;
    int result, error;

    *_errno() = 0;
    result = plugin_close(-1);
    error = *_errno();
    line[0] = name;
    line[2] = result == -1 && others_refuse() ? '-' : '+';
    line[4] = (char)('0' + error / 10 % 10);
    line[5] = (char)('0' + error % 10);
    WriteFile(GetStdHandle(OUTPUT), line, sizeof line - 1, &written, 0);
}

/* The variable PLUGIN_CALLS has a letter for each moment at which DllMain shall call: the Attaching, a Thread's end, the End. */
int __stdcall DllMain(void *module, unsigned reason, void *reserved);
int __stdcall DllMain(void *module, unsigned reason, void *reserved)
{
    static const char moments[] = { 'E', 'A', 0, 'T' };
    char wanted[8] = "";
    unsigned i, count = GetEnvironmentVariableA("PLUGIN_CALLS", wanted, sizeof wanted);

    (void)module, (void)reserved;
    for (i = 0; i < count && i < sizeof wanted; i++)
        if (reason < sizeof moments && moments[reason] == wanted[i])
            call_and_tell(wanted[i]);
    return 1;
}
