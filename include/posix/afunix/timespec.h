/* struct timespec, of the C runtime's time.h, and sigset_t. Not for programs: include <time.h>, <poll.h> or <sys/select.h>. */
#ifndef AFUNIX_TIMESPEC_H
#define AFUNIX_TIMESPEC_H

#include "base.h"

#include <time.h>

/* A set of signals for ppoll() and pselect(). mingw has it with _POSIX alone, as this same type. */
#if !defined(AFUNIX_SIGSET) && !(defined(__MINGW32__) && defined(_POSIX))
#define AFUNIX_SIGSET
typedef unsigned long long sigset_t;
#endif

/* After it: this one brings select. */
#include <sys/types.h>

#endif
