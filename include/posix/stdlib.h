/* <stdlib.h>: the C runtime's. mingw's declares perror(), too, which our stdio.h replaces for msvcrt.dll. */
#if defined(__MINGW32__) && !defined(_UCRT) && !defined(AFUNIX_NO_BSD_NAMES) && !defined(_CRT_PERROR_DEFINED)
#define AFUNIX_PERROR_WAITS
#define _CRT_PERROR_DEFINED
#endif

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <stdlib.h>
#else
#include <../ucrt/stdlib.h>
#endif

#ifdef AFUNIX_PERROR_WAITS
#undef AFUNIX_PERROR_WAITS
#undef _CRT_PERROR_DEFINED
#endif
