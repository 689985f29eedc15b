/* <ws2tcpip.h>: what winsock2.h of this folder has. With AFUNIX_NO_BSD_NAMES it is the Windows SDK's own. */
#include "afunix/base.h"

#ifdef AFUNIX_NO_BSD_NAMES
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <ws2tcpip.h>
#else
#include <../um/ws2tcpip.h>
#endif
#else
#include "winsock2.h"
#endif
