/* <err.h>: messages to stderr, "program: text: what errno says", without the last part for those with an x. err and its kin then exit. */
#ifndef AFUNIX_ERR_H
#define AFUNIX_ERR_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "afunix/base.h"

#ifdef __MINGW32__
#define AFUNIX_NO_RETURN __attribute__((__noreturn__))
#define AFUNIX_LIKE_PRINTF(format_at, values_at) __attribute__((__format__(__MINGW_PRINTF_FORMAT, format_at, values_at)))
#else
#define AFUNIX_NO_RETURN __declspec(noreturn)
#define AFUNIX_LIKE_PRINTF(format_at, values_at)
#endif

/* They stand here and not in the DLL because they write to the program's own stderr and leave by its own exit(). */

AFUNIX_BEGIN

extern AFUNIX_API const char *afunix_program_name(void);

/* error: an errno, or -1 for none. */
AFUNIX_LIKE_PRINTF(2, 0)
AFUNIX_INLINE void afunix_put_message(int error, const char *format, va_list values)
{
    fprintf(stderr, "%s: ", afunix_program_name());
    if (format)
        vfprintf(stderr, format, values);
    if (error >= 0) {
#ifdef _MSC_VER
        char text[128];

        strerror_s(text, sizeof text, error);
#else
        const char *text = strerror(error);
#endif
        fprintf(stderr, "%s%s", format ? ": " : "", text);
    }
    fprintf(stderr, "\n");
}

AFUNIX_LIKE_PRINTF(1, 0)
AFUNIX_INLINE void vwarn(const char *format, va_list values)
{
    afunix_put_message(errno, format, values);
}

AFUNIX_LIKE_PRINTF(1, 0)
AFUNIX_INLINE void vwarnx(const char *format, va_list values)
{
    afunix_put_message(-1, format, values);
}

AFUNIX_LIKE_PRINTF(1, 2)
AFUNIX_INLINE void warn(const char *format, ...)
{
    int error = errno;
    va_list values;

    va_start(values, format);
    afunix_put_message(error, format, values);
    va_end(values);
}

AFUNIX_LIKE_PRINTF(1, 2)
AFUNIX_INLINE void warnx(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    afunix_put_message(-1, format, values);
    va_end(values);
}

AFUNIX_NO_RETURN AFUNIX_LIKE_PRINTF(2, 0)
AFUNIX_INLINE void verr(int status, const char *format, va_list values)
{
    afunix_put_message(errno, format, values);
    exit(status);
}

AFUNIX_NO_RETURN AFUNIX_LIKE_PRINTF(2, 0)
AFUNIX_INLINE void verrx(int status, const char *format, va_list values)
{
    afunix_put_message(-1, format, values);
    exit(status);
}

AFUNIX_NO_RETURN AFUNIX_LIKE_PRINTF(2, 3)
AFUNIX_INLINE void err(int status, const char *format, ...)
{
    int error = errno;
    va_list values;

    va_start(values, format);
    afunix_put_message(error, format, values);
    va_end(values);
    exit(status);
}

AFUNIX_NO_RETURN AFUNIX_LIKE_PRINTF(2, 3)
AFUNIX_INLINE void errx(int status, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    afunix_put_message(-1, format, values);
    va_end(values);
    exit(status);
}

AFUNIX_END

#endif
