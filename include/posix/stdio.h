/* <stdio.h>: the C runtime's, which also declares unlink(), MSVC's as obsolete: unistd.h has it. With mingw's msvcrt.dll, a perror()
 * that knows the errors of sockets. */
#ifndef AFUNIX_STDIO_H
#define AFUNIX_STDIO_H
#endif

#ifndef AFUNIX_NO_BSD_NAMES
#pragma push_macro("unlink")
#undef unlink
#define unlink afunix_hidden_unlink
#if defined(__MINGW32__) && !defined(_UCRT) && !defined(_CRT_PERROR_DEFINED)
#define _CRT_PERROR_DEFINED /* neither here nor in stdlib.h */
#define AFUNIX_PERROR
#endif
#endif

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <stdio.h>
#else
#include <../ucrt/stdio.h>
#endif

#ifndef AFUNIX_NO_BSD_NAMES
#undef unlink
#pragma pop_macro("unlink")
#endif

#ifdef AFUNIX_PERROR
#undef AFUNIX_PERROR
#include "string.h"

#ifdef __cplusplus
extern "C" {
#endif

static __inline void perror(const char *text)
{
    const char *error = strerror(errno);

    fprintf(stderr, "%s%s%s\n", text ? text : "", text && *text ? ": " : "", error);
}

#ifdef __cplusplus
}
#endif
#endif
