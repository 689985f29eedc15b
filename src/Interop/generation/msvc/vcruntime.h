/* Stands in for MSVC's vcruntime.h, which no SDK package carries: what the SDK's and the UCRT's headers take from it. */
#pragma once

#include <sal.h>
#include <vadefs.h>

#define __CRTDECL __cdecl
#define _VCRTIMP
#define _CRT_STRINGIZE_(x) #x
#define _CRT_STRINGIZE(x) _CRT_STRINGIZE_(x)
#define _CRT_WIDE_(s) L##s
#define _CRT_WIDE(s) _CRT_WIDE_(s)
#define _CRT_CONCATENATE_(a, b) a##b
#define _CRT_CONCATENATE(a, b) _CRT_CONCATENATE_(a, b)
#define _CRT_UNPARENTHESIZE_(...) __VA_ARGS__
#define _CRT_UNPARENTHESIZE(...) _CRT_UNPARENTHESIZE_ __VA_ARGS__
#define _CRT_DEPRECATE_TEXT(text)
#define _CRT_INSECURE_DEPRECATE(replacement)
#define _CRT_INSECURE_DEPRECATE_MEMORY(replacement)
#define _CRT_SECURE_NO_WARNINGS
#define _UCRT_DISABLE_CLANG_WARNINGS
#define _UCRT_RESTORE_CLANG_WARNINGS
#define _UCRT_DISABLED_WARNINGS 4324
#define _HAS_NODISCARD 0
#define _NODISCARD

#ifdef __cplusplus
#define _CRT_BEGIN_C_HEADER extern "C" {
#define _CRT_END_C_HEADER }
#define _HAS_CXX17 0
#define _STATIC_ASSERT(condition) static_assert((condition), #condition)
#else
#define _CRT_BEGIN_C_HEADER
#define _CRT_END_C_HEADER
#define _STATIC_ASSERT(condition) _Static_assert((condition), #condition)
#endif

#ifdef _WIN64
typedef unsigned long long size_t;
typedef long long ptrdiff_t;
typedef long long intptr_t;
#else
typedef unsigned int size_t;
typedef int ptrdiff_t;
typedef int intptr_t;
#endif

#ifndef __cplusplus
typedef unsigned short wchar_t;
#endif
