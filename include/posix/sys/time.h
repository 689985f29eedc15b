/* <sys/time.h>: the compiler's own where it has one (mingw), else struct timeval and gettimeofday (MSVC); with select, as POSIX says. */
#include "select.h"

#ifdef __MINGW32__
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <sys/time.h>
#elif !defined(AFUNIX_GETTIMEOFDAY)
#define AFUNIX_GETTIMEOFDAY

AFUNIX_BEGIN

AFUNIX_INLINE int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec time;

    (void)zone;
    timespec_get(&time, TIME_UTC);
    now->tv_sec = (long)time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

AFUNIX_END

#endif

#ifndef timerisset
#define timerisset(time) ((time)->tv_sec != 0 || (time)->tv_usec != 0)
#define timerclear(time) ((time)->tv_sec = (time)->tv_usec = 0)
#define timercmp(one, other, compare) \
    ((one)->tv_sec == (other)->tv_sec ? (one)->tv_usec compare(other)->tv_usec : (one)->tv_sec compare(other)->tv_sec)
#endif

#ifndef timeradd
#define timeradd(one, other, sum) \
    do { \
        (sum)->tv_sec = (one)->tv_sec + (other)->tv_sec; \
        (sum)->tv_usec = (one)->tv_usec + (other)->tv_usec; \
        if ((sum)->tv_usec >= 1000000) { \
            (sum)->tv_sec++; \
            (sum)->tv_usec -= 1000000; \
        } \
    } while (0)
#define timersub(one, other, difference) \
    do { \
        (difference)->tv_sec = (one)->tv_sec - (other)->tv_sec; \
        (difference)->tv_usec = (one)->tv_usec - (other)->tv_usec; \
        if ((difference)->tv_usec < 0) { \
            (difference)->tv_sec--; \
            (difference)->tv_usec += 1000000; \
        } \
    } while (0)
#endif
