/* <winsock.h>, which windows.h includes unless WIN32_LEAN_AND_MEAN is defined: nothing, since sys/socket.h takes its place; the
 * Windows SDK's own with AFUNIX_NO_BSD_NAMES. */
#include "afunix/base.h"

#ifdef AFUNIX_NO_BSD_NAMES
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <winsock.h>
#else
#include <../um/winsock.h>
#endif
#endif
