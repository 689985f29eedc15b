/* <fcntl.h>: the C runtime's, and fcntl(2) with O_NONBLOCK and FD_CLOEXEC. */
#include "afunix/descriptors.h"
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <fcntl.h>
#else
#include <../ucrt/fcntl.h>
#endif

#ifndef O_ACCMODE
#define O_ACCMODE 3
#endif
