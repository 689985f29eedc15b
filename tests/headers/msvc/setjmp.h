/* Stands in for MSVC's setjmp.h, which no SDK package carries: clang's intrin.h, which wchar.h includes, wants the type. */
#pragma once
typedef long long jmp_buf[32];
