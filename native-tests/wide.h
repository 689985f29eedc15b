/* UTF-8 and UTF-16, for the Windows half of the harness. */
#ifndef WIDE_H
#define WIDE_H

#include <stddef.h>
#include <wchar.h>

/* Both give NULL when the text doesn't convert or the result doesn't fit. */
wchar_t *wide_from_utf8(const char *text, wchar_t *wide, size_t size);
char *utf8_from_wide(const wchar_t *wide, char *text, size_t size);

#endif
