/* struct timeval, as Windows lays it out: two 32-bit numbers. Not for programs: include <sys/time.h> or <sys/select.h>. */
#ifndef AFUNIX_TIMEVAL_H
#define AFUNIX_TIMEVAL_H

#include "base.h"

/* mingw's time.h defines it, under this name of a guard. */
#include <time.h>

#if !defined(_TIMEVAL_DEFINED) && !defined(AFUNIX_NO_BSD_NAMES)
#define _TIMEVAL_DEFINED
struct timeval {
    long tv_sec;
    long tv_usec; /* 0 to 999999 */
};
#endif

#endif
