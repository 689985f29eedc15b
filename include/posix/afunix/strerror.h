/* strerror of msvcrt.dll, which is older than the errors of sockets and says "Unknown error" for them. ucrtbase.dll knows them. Linux'
 * words. Not for programs: include <string.h>. */
#ifndef AFUNIX_STRERROR_H
#define AFUNIX_STRERROR_H

#include <errno.h>

#ifdef __cplusplus
extern "C" {
#endif

extern char *__cdecl afunix_runtime_strerror(int error) __asm__("strerror");
/* Else the assembler would take that name for ours. */
static __inline char *strerror(int error) __asm__("afunix_strerror");

static __inline const char *afunix_missing_text(int error)
{
    switch (error) {
    case EADDRINUSE: return "Address already in use";
    case EADDRNOTAVAIL: return "Cannot assign requested address";
    case EAFNOSUPPORT: return "Address family not supported by protocol";
    case EALREADY: return "Operation already in progress";
    case EBADMSG: return "Bad message";
    case ECANCELED: return "Operation canceled";
    case ECONNABORTED: return "Software caused connection abort";
    case ECONNREFUSED: return "Connection refused";
    case ECONNRESET: return "Connection reset by peer";
    case EDESTADDRREQ: return "Destination address required";
    case EHOSTUNREACH: return "No route to host";
    case EINPROGRESS: return "Operation now in progress";
    case EISCONN: return "Transport endpoint is already connected";
    case ELOOP: return "Too many levels of symbolic links";
    case EMSGSIZE: return "Message too long";
    case ENETDOWN: return "Network is down";
    case ENETRESET: return "Network dropped connection on reset";
    case ENETUNREACH: return "Network is unreachable";
    case ENOBUFS: return "No buffer space available";
    case ENOPROTOOPT: return "Protocol not available";
    case ENOTCONN: return "Transport endpoint is not connected";
    case ENOTSOCK: return "Socket operation on non-socket";
    case ENOTSUP:
    case EOPNOTSUPP: return "Operation not supported";
    case EOVERFLOW: return "Value too large for defined data type";
    case EPFNOSUPPORT: return "Protocol family not supported";
    case EPROTO: return "Protocol error";
    case EPROTONOSUPPORT: return "Protocol not supported";
    case EPROTOTYPE: return "Protocol wrong type for socket";
    case ESHUTDOWN: return "Cannot send after transport endpoint shutdown";
    case ESOCKTNOSUPPORT: return "Socket type not supported";
    case ETIMEDOUT: return "Connection timed out";
    default: return (const char *)0;
    }
}

static __inline char *strerror(int error)
{
    const char *text = afunix_missing_text(error);

    return text ? (char *)(size_t)text : afunix_runtime_strerror(error);
}

#ifdef __cplusplus
}
#endif

#endif
