#include "check.h"

#include <stdio.h>

#define NAME(number) { number, #number }

static const struct {
    int number;
    const char *name;
} names[] = {
    NAME(EPERM), NAME(ENOENT), NAME(EINTR), NAME(EIO), NAME(EBADF), NAME(EAGAIN), NAME(ENOMEM), NAME(EACCES),
    NAME(EFAULT), NAME(EEXIST), NAME(ENOTDIR), NAME(EISDIR), NAME(EINVAL), NAME(ENFILE), NAME(EMFILE), NAME(ENOTTY),
    NAME(EFBIG), NAME(ENOSPC), NAME(ESPIPE), NAME(EROFS), NAME(EPIPE), NAME(EDOM), NAME(ERANGE), NAME(ENAMETOOLONG), NAME(ENOSYS),
    NAME(EADDRINUSE), NAME(EADDRNOTAVAIL), NAME(EAFNOSUPPORT), NAME(EALREADY), NAME(ECANCELED), NAME(ECONNABORTED),
    NAME(ECONNREFUSED), NAME(ECONNRESET), NAME(EDESTADDRREQ), NAME(EHOSTUNREACH), NAME(EINPROGRESS), NAME(EISCONN),
    NAME(ELOOP), NAME(EMSGSIZE), NAME(ENETDOWN), NAME(ENETRESET), NAME(ENETUNREACH), NAME(ENOBUFS), NAME(ENOPROTOOPT),
    NAME(ENOTCONN), NAME(ENOTSOCK), NAME(EOPNOTSUPP), NAME(EPROTO), NAME(EPROTONOSUPPORT), NAME(EPROTOTYPE),
    NAME(ETIMEDOUT),
#ifdef ESOCKTNOSUPPORT /* the system's own headers for Windows don't know it */
    NAME(ESOCKTNOSUPPORT),
#endif
};

const char *errno_name(int number)
{
    static _Thread_local char text[32];
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].number == number)
            return names[i].name;
    snprintf(text, sizeof text, "errno %d", number);
    return text;
}
