/* <winsock2.h>: sys/socket.h takes its place. Headers of other libraries include it under _WIN32 for windows.h and a few types,
 * which they get. With AFUNIX_NO_BSD_NAMES it is the Windows SDK's own. */
#include "afunix/base.h"

#ifdef AFUNIX_NO_BSD_NAMES
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <winsock2.h>
#else
#include <../um/winsock2.h>
#endif
#elif !defined(AFUNIX_WINSOCK2_H)
#define AFUNIX_WINSOCK2_H

#include <windows.h>

#include "netinet/in.h"
#include "poll.h"
#include "sys/select.h"
#include "sys/socket.h"

typedef UINT_PTR SOCKET;
#define INVALID_SOCKET (SOCKET)(~0)
#define SOCKET_ERROR (-1)

#endif
