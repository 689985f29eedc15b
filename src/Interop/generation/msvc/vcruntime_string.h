/* Stands in for MSVC's vcruntime_string.h: the functions that the UCRT's string headers leave to it. */
#pragma once

#include <vcruntime.h>

_CRT_BEGIN_C_HEADER
void *__cdecl memchr(const void *, int, size_t);
int __cdecl memcmp(const void *, const void *, size_t);
void *__cdecl memcpy(void *, const void *, size_t);
void *__cdecl memmove(void *, const void *, size_t);
void *__cdecl memset(void *, int, size_t);
char *__cdecl strchr(const char *, int);
char *__cdecl strrchr(const char *, int);
char *__cdecl strstr(const char *, const char *);
wchar_t *__cdecl wcschr(const wchar_t *, wchar_t);
wchar_t *__cdecl wcsrchr(const wchar_t *, wchar_t);
wchar_t *__cdecl wcsstr(const wchar_t *, const wchar_t *);
_CRT_END_C_HEADER
