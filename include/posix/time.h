/* <time.h>: the C runtime's, and the reentrant functions of POSIX, which mingw's has on request alone, and MSVC's under other names. */
#if defined(__MINGW32__) && !defined(AFUNIX_NO_BSD_NAMES) && !defined(_POSIX_THREAD_SAFE_FUNCTIONS)
#define _POSIX_THREAD_SAFE_FUNCTIONS 200112L
#endif

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <time.h>
#else
#include <../ucrt/time.h>
#endif

#if defined(_MSC_VER) && !defined(AFUNIX_NO_BSD_NAMES) && !defined(AFUNIX_TIME_H)
#define AFUNIX_TIME_H

#ifdef __cplusplus
extern "C" {
#endif

static __inline struct tm *localtime_r(const time_t *moment, struct tm *parts)
{
    return localtime_s(parts, moment) == 0 ? parts : (struct tm *)0;
}

static __inline struct tm *gmtime_r(const time_t *moment, struct tm *parts)
{
    return gmtime_s(parts, moment) == 0 ? parts : (struct tm *)0;
}

/* POSIX asks for a buffer of 26 bytes. */
static __inline char *ctime_r(const time_t *moment, char *text)
{
    return ctime_s(text, 26, moment) == 0 ? text : (char *)0;
}

static __inline char *asctime_r(const struct tm *parts, char *text)
{
    return asctime_s(text, 26, parts) == 0 ? text : (char *)0;
}

#ifdef __cplusplus
}
#endif

#endif
