/* A set of signals. mingw has it with _POSIX alone, as this same type. Not for programs: include <signal.h>. */
#ifndef AFUNIX_SIGSET_H
#define AFUNIX_SIGSET_H

#if defined(__MINGW32__) && defined(_POSIX)
#include <sys/types.h>
#else
typedef unsigned long long sigset_t;
#endif

#endif
