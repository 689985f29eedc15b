/* What a case says: CHECK and its kin end the process on the first thing that is wrong, with the place, the expression and
 * the values seen. */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <stddef.h>
#include <string.h>

enum exit_status { STATUS_PASSED = 0, STATUS_FAILED = 1, STATUS_TIMED_OUT = 2, STATUS_UNKNOWN_CASE = 3, STATUS_SKIPPED = 77 };

/* The compiler checks formats as the C standard has them, which on Windows isn't its default. */
#ifdef __MINGW32__
#define FORMATTED(format_at, values_at) __attribute__((format(gnu_printf, format_at, values_at)))
#else
#define FORMATTED(format_at, values_at) __attribute__((format(printf, format_at, values_at)))
#endif

/* A case file defines each of its cases so. */
#define CASE_BODY(name) \
    void case_##name(void); \
    void case_##name(void)

/* A helper gets the arguments that follow its name, ended by NULL, and returns its exit status. */
#define HELPER_BODY(name) \
    int helper_##name(int count, char **arguments); \
    int helper_##name(int count, char **arguments)

#define CHECK(condition) ((condition) ? check_passed(__FILE__, __LINE__) : check_failed(__FILE__, __LINE__, "%s", #condition))

#define CHECK_EQ(seen, expected) \
    check_equal(__FILE__, __LINE__, #seen, (long long)(seen), #expected, (long long)(expected))

#define CHECK_TEXT(seen, expected) check_text(__FILE__, __LINE__, #seen, (seen), (expected))

#define CHECK_BYTES(seen, expected, size) check_bytes(__FILE__, __LINE__, #seen, (seen), (expected), (size))

/* The call must not give -1; its value is the value of the expression. */
#define MUST(...) check_must(__FILE__, __LINE__, #__VA_ARGS__, (errno = 0, (long long)(__VA_ARGS__)))

/* The call must give -1 and this errno. */
#define FAILS_WITH(expected, ...) \
    check_fails(__FILE__, __LINE__, #__VA_ARGS__, (errno = 0, (long long)(__VA_ARGS__)), (expected), #expected)

/* What began at this time (of now_in_milliseconds) was done at once: within a second, on a plain machine. */
#define CHECK_AT_ONCE(began) check_at_once(__FILE__, __LINE__, (began))

#define FAIL(...) check_failed(__FILE__, __LINE__, __VA_ARGS__)

/* Ends the case as skipped. The reason becomes part of the TAP line. */
#define SKIP(...) check_skip(__VA_ARGS__)

void check_passed(const char *file, int line);
void check_failed(const char *file, int line, const char *format, ...) FORMATTED(3, 4) __attribute__((noreturn));
void check_equal(const char *file, int line, const char *seen_text, long long seen, const char *expected_text, long long expected);
void check_text(const char *file, int line, const char *seen_text, const char *seen, const char *expected);
void check_bytes(const char *file, int line, const char *seen_text, const void *seen, const void *expected, size_t size);
long long check_must(const char *file, int line, const char *text, long long value);
void check_fails(const char *file, int line, const char *text, long long value, int expected, const char *expected_text);
void check_at_once(const char *file, int line, long long began);
void check_skip(const char *format, ...) FORMATTED(1, 2) __attribute__((noreturn));

/* For the log of a case that fails: printed, as the rest of its output, only then. */
void note(const char *format, ...) FORMATTED(1, 2);

/* "ECONNREFUSED" for the number that this system gives it. */
const char *errno_name(int number);

/* Ends the process as timed out, and tells the last check that was reached, unless it ends by itself before. */
void watchdog_start(const char *what, long long milliseconds);

#endif
