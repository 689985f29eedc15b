/* struct timespec, of the C runtime's time.h, and sigset_t. Not for programs: include <time.h>, <poll.h> or <sys/select.h>. */
#ifndef AFUNIX_TIMESPEC_H
#define AFUNIX_TIMESPEC_H

#include "base.h"

#include <time.h>

#include "sigset.h"

/* After them: this one brings select. */
#include <sys/types.h>

#endif
