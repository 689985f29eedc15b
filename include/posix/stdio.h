/* <stdio.h>: the C runtime's, which also declares unlink(), MSVC's as obsolete: unistd.h has it. */
#ifndef AFUNIX_STDIO_H
#define AFUNIX_STDIO_H
#endif

#ifndef AFUNIX_NO_BSD_NAMES
#pragma push_macro("unlink")
#undef unlink
#define unlink afunix_hidden_unlink
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
