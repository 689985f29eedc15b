/* <string.h>: the C runtime's, and strerror_r(), which Windows lacks: POSIX' or, with _GNU_SOURCE, GNU's, as on Linux. With mingw's
 * msvcrt.dll also a strerror() that knows the errors of sockets. */
#ifdef AFUNIX_INSIDE_STRING_H /* mingw's sec_api/string_s.h comes back here */
#include_next <string.h>
#else
#define AFUNIX_INSIDE_STRING_H

#if defined(__MINGW32__) && !defined(_UCRT) && !defined(AFUNIX_NO_BSD_NAMES)
#pragma push_macro("strerror")
#undef strerror
#define strerror afunix_hidden_strerror
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <string.h>
#undef strerror
#pragma pop_macro("strerror")
#include "afunix/strerror.h"
#elif defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header
#include_next <string.h>
#else
#include <../ucrt/string.h>
#endif

/* base.h is not included: this header must not decide between POSIX and Winsock for a file that has either. */
#if !defined(AFUNIX_STRING_H) && !defined(AFUNIX_NO_BSD_NAMES)
#define AFUNIX_STRING_H

#include <errno.h>

#ifdef __cplusplus
extern "C" {
#endif

/* As much of the text as there is room for. ERANGE: not all of it. */
static __inline int afunix_error_text(int error, char *text, size_t size)
{
#ifdef _MSC_VER
    char known[128];

    strerror_s(known, sizeof known, error);
#else
    const char *known = strerror(error);
#endif
    size_t length = strlen(known), kept = length < size ? length : size - 1;

    if (size > 0) {
        memcpy(text, known, kept);
        text[kept] = 0;
    }
    return length < size ? 0 : ERANGE;
}

#ifdef _GNU_SOURCE
static __inline char *strerror_r(int error, char *text, size_t size)
{
    afunix_error_text(error, text, size);
    return text;
}
#else
static __inline int strerror_r(int error, char *text, size_t size)
{
    return afunix_error_text(error, text, size);
}
#endif

#ifdef __cplusplus
}
#endif

#endif

#undef AFUNIX_INSIDE_STRING_H
#endif
