/* <strings.h>: comparing without regard to case (mingw's string.h has that), and BSD's old names. */
#ifndef AFUNIX_STRINGS_H
#define AFUNIX_STRINGS_H

#include <string.h>

#include "afunix/base.h"

AFUNIX_BEGIN

#ifndef __MINGW32__

AFUNIX_INLINE int strcasecmp(const char *one, const char *other)
{
    return _stricmp(one, other);
}

AFUNIX_INLINE int strncasecmp(const char *one, const char *other, size_t size)
{
    return _strnicmp(one, other, size);
}

#endif

AFUNIX_INLINE void bzero(void *bytes, size_t size)
{
    memset(bytes, 0, size);
}

/* Source and destination come in this order, and may overlap. */
AFUNIX_INLINE void bcopy(const void *from, void *to, size_t size)
{
    memmove(to, from, size);
}

AFUNIX_INLINE int bcmp(const void *one, const void *other, size_t size)
{
    return memcmp(one, other, size);
}

AFUNIX_END

#endif
