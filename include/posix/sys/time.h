/* <sys/time.h>: the compiler's own where it has one (mingw), else struct timeval and gettimeofday (MSVC). */
#include "../afunix/timeval.h"

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
