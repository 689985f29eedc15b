/* What every header of this folder needs first: which flavour this source file gets, and a few words. Not for programs. */
#ifndef AFUNIX_BASE_H
#define AFUNIX_BASE_H

#ifndef _WIN32
#error "afunix is for Windows programs: other systems have these headers themselves"
#endif
#ifndef _WIN64
#error "afunix is for 64-bit programs"
#endif

#include <stddef.h>

/* Two flavours.
 *
 * POSIX, the default: types, constants and functions with their POSIX names, in place of Winsock's. Winsock's own headers are
 * then skipped by their include guards, because both sets of names cannot live in one source file.
 *
 * Winsock: this file includes Winsock's headers, before or after ours. Only the functions afunix_NAME are declared, and nothing
 * that winsock2.h defines. It is chosen by including winsock2.h (or a windows.h that brings winsock.h) first, or by
 * AFUNIX_NO_BSD_NAMES. INVALID_SOCKET is asked for too, since some programs define Winsock's guard only to keep windows.h slim. */
#if (defined(_WINSOCK2API_) || defined(_WINSOCKAPI_)) && defined(INVALID_SOCKET) && !defined(AFUNIX_NO_BSD_NAMES)
#define AFUNIX_NO_BSD_NAMES 1
#endif

#ifndef AFUNIX_NO_BSD_NAMES
#ifndef _WINSOCKAPI_
#define _WINSOCKAPI_
#endif
#ifndef _WINSOCK2API_
#define _WINSOCK2API_
#endif
#ifndef _WS2TCPIP_H_
#define _WS2TCPIP_H_
#endif
#ifndef _MSWSOCK_
#define _MSWSOCK_
#endif
#endif

/* Before each declaration. Not dllimport by itself: C compilers refuse the address of a dllimport function in the initialiser of
 * a static table, and POSIX programs have such tables. Nothing is lost: the import library has a function of each name, which calls
 * the DLL, and thereby shows it whose errno and descriptors the call is about. */
#ifndef AFUNIX_API
#define AFUNIX_API
#endif

#ifdef __cplusplus
#define AFUNIX_BEGIN extern "C" {
#define AFUNIX_END }
#define AFUNIX_INLINE inline
#else
#define AFUNIX_BEGIN
#define AFUNIX_END
#define AFUNIX_INLINE static __inline
#endif

#ifndef _SSIZE_T_DEFINED
#define _SSIZE_T_DEFINED
#undef ssize_t
typedef long long ssize_t;
#endif

typedef int socklen_t;

#endif
