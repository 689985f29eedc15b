/* <errno.h>: the C runtime's, with EWOULDBLOCK equal to EAGAIN. */
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <errno.h>
#else
#include <../ucrt/errno.h>
#endif
#include "afunix/errno.h"
