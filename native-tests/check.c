#include "check.h"

#include "host.h"
#include "thread.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* Where this process was last seen, for the watchdog. The two words are not read together: a mixed pair is a harmless
 * lie in a log. */
static const char *_Atomic last_file = "nowhere";
static atomic_int last_line;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void say(const char *format, va_list arguments)
{
    char text[2048];
    size_t used;

    vsnprintf(text, sizeof text - 2, format, arguments);
    used = strlen(text);
    text[used] = '\n';
    text[used + 1] = '\0';
    /* One write for a line, so that lines of several processes in one file don't mix. */
    fputs(text, stderr);
    fflush(stderr);
}

void note(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void check_passed(const char *file, int line)
{
    atomic_store_explicit(&last_file, file, memory_order_relaxed);
    atomic_store_explicit(&last_line, line, memory_order_relaxed);
}

void check_failed(const char *file, int line, const char *format, ...)
{
    char text[1536];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    note("%s:%d: %s", base_name(file), line, text);
    process_exit_now(STATUS_FAILED);
}

void check_equal(const char *file, int line, const char *seen_text, long long seen, const char *expected_text, long long expected)
{
    if (seen != expected)
        check_failed(file, line, "%s is %lld, expected %s (%lld)", seen_text, seen, expected_text, expected);
    check_passed(file, line);
}

void check_text(const char *file, int line, const char *seen_text, const char *seen, const char *expected)
{
    if (strcmp(seen, expected) != 0)
        check_failed(file, line, "%s is \"%s\", expected \"%s\"", seen_text, seen, expected);
    check_passed(file, line);
}

void check_bytes(const char *file, int line, const char *seen_text, const void *seen, const void *expected, size_t size)
{
    const unsigned char *s = seen, *e = expected;
    size_t i;

    for (i = 0; i < size; i++)
        if (s[i] != e[i])
            check_failed(file, line, "%s differs at byte %zu of %zu: 0x%02x, expected 0x%02x", seen_text, i, size, s[i], e[i]);
    check_passed(file, line);
}

long long check_must(const char *file, int line, const char *text, long long value)
{
    if (value == -1)
        check_failed(file, line, "%s failed with %s", text, errno_name(errno));
    check_passed(file, line);
    return value;
}

void check_fails(const char *file, int line, const char *text, long long value, int expected, const char *expected_text)
{
    int seen = errno;

    if (value != -1)
        check_failed(file, line, "%s gave %lld, expected -1 with %s", text, value, expected_text);
    if (seen != expected)
        check_failed(file, line, "%s failed with %s, expected %s", text, errno_name(seen), expected_text);
    check_passed(file, line);
}

void check_at_once(const char *file, int line, long long began)
{
    long long took = now_in_milliseconds() - began;

    if (took >= 1000LL * time_scale())
        check_failed(file, line, "this took %lld ms", took);
    check_passed(file, line);
}

void check_skip(const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    note("%s", text);
    process_exit_now(STATUS_SKIPPED);
}

struct watch {
    const char *what;
    long long milliseconds;
};

static void watch(void *argument)
{
    struct watch *watch = argument;
    long long end = now_in_milliseconds() + watch->milliseconds;

    while (now_in_milliseconds() < end)
        thread_pause((int)(end - now_in_milliseconds()) + 1);
    note("%s timed out after %lld ms; the last check that it passed is %s:%d", watch->what, watch->milliseconds,
         base_name(atomic_load(&last_file)), atomic_load(&last_line));
    process_exit_now(STATUS_TIMED_OUT);
}

void watchdog_start(const char *what, long long milliseconds)
{
    static struct watch only;

    only.what = what;
    only.milliseconds = milliseconds;
    thread_start(watch, &only);
}
