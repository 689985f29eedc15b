/* err(), warn() and their kin. */
#include "check.h"
#include "peer.h"
#include "process.h"
#include "program.h"
#include "sockets.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* What a helper is called in its messages: on Linux the runner starts it as /proc/self/exe. */
#ifdef _WIN32
#define SELF "native-tests"
#else
#define SELF "exe"
#endif

static void indirectly(void (*print)(const char *, va_list), const char *format, ...)
{
    va_list values;

    va_start(values, format);
    print(format, values);
    va_end(values);
}

_Noreturn static void leave_indirectly(void (*leave)(int, const char *, va_list), int status, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    leave(status, format, values);
    va_end(values);
    abort();
}

/* Its messages go to the case. */
HELPER_BODY(message)
{
    const char *no_format = null_pointer;

    CHECK_EQ(count, 1);
    MUST(dup2(STDOUT_FILENO, STDERR_FILENO));
    errno = ENOENT;
    if (strcmp(arguments[0], "warn") == 0) {
        warnx("%s %d", "plain", 1);
        CHECK_EQ(errno, ENOENT);
        warn("%s %d", "told", 2);
        errno = ENOENT;
        warn(no_format);
        warnx(no_format);
        indirectly(vwarnx, "%s %d", "plain", 3);
        errno = ENOENT;
        indirectly(vwarn, "%s %d", "told", 4);
        return 0;
    }
    if (strcmp(arguments[0], "err") == 0)
        err(3, "%s %d", "told", 5);
    if (strcmp(arguments[0], "errx") == 0)
        errx(4, "%s %d", "plain", 6);
    if (strcmp(arguments[0], "verr") == 0)
        leave_indirectly(verr, 5, "%s %d", "told", 7);
    leave_indirectly(verrx, 6, "%s %d", "plain", 8);
}

CASE_BODY(messages_of_warn)
{
    struct peer *peer = peer_start("message", "warn", NULL);
    char told[LINE_SIZE];

    peer_expect(peer, SELF ": plain 1");
    snprintf(told, sizeof told, SELF ": told 2: %s", strerror(ENOENT));
    peer_expect(peer, told);
    snprintf(told, sizeof told, SELF ": %s", strerror(ENOENT));
    peer_expect(peer, told);
    peer_expect(peer, SELF ": ");
    peer_expect(peer, SELF ": plain 3");
    snprintf(told, sizeof told, SELF ": told 4: %s", strerror(ENOENT));
    peer_expect(peer, told);
    peer_finish(peer);
}

/* The last words of a helper, and its status. */
static void check_end(const char *how, const char *message, bool with_errno, int status)
{
    const char *arguments[] = { "--helper", running_case(), "message", how, NULL };
    struct process *process = process_start_helper(arguments);
    char seen[LINE_SIZE] = "", told[LINE_SIZE];
    size_t used = 0;
    int count, ended;

    CHECK(process != NULL);
    while ((count = process_read(process, seen + used, sizeof seen - 1 - used)) > 0)
        used += (size_t)count;
    seen[strcspn(seen, "\r\n")] = 0;
    snprintf(told, sizeof told, SELF ": %s%s%s", message, with_errno ? ": " : "", with_errno ? strerror(ENOENT) : "");
    CHECK_TEXT(seen, told);
    CHECK(process_wait(process, 60000, &ended));
    CHECK_EQ(ended, status);
    process_free(process);
}

CASE_BODY(messages_of_err)
{
    check_end("err", "told 5", true, 3);
    check_end("errx", "plain 6", false, 4);
    check_end("verr", "told 7", true, 5);
    check_end("verrx", "plain 8", false, 6);
}

/* msvcrt.dll has texts only for the errors that are older than sockets: "connect: Unknown error" says nothing. */
CASE_BODY(messages_of_sockets)
{
    char *(*volatile call)(int) = strerror; /* not inlined */

    CHECK_TEXT(call(EAGAIN), "Resource temporarily unavailable");
#ifdef _UCRT
    SKIP("ucrtbase.dll has words of its own");
#else
    CHECK_TEXT(call(ECONNREFUSED), "Connection refused");
    CHECK_TEXT(strerror(EADDRINUSE), "Address already in use");
    CHECK_TEXT(strerror(EPIPE), "Broken pipe");
    CHECK_TEXT(strerror(ESOCKTNOSUPPORT), "Socket type not supported");
#endif
}
