/* <sys/types.h>: the C runtime's, and the POSIX and BSD names it lacks; with select, as glibc and the BSDs have it. */
#include "../afunix/base.h"

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <sys/types.h>
#else
#include <../ucrt/sys/types.h>
#endif

#ifndef AFUNIX_TYPES_H
#define AFUNIX_TYPES_H

#ifndef _PID_T_
#define _PID_T_
typedef int pid_t;
#endif
#ifndef _MODE_T_
#define _MODE_T_
typedef unsigned short mode_t;
#endif

#ifdef _MSC_VER
typedef _off_t off_t; /* without Microsoft's extensions the C runtime has only the other name */
#endif

typedef long suseconds_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;

typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;

typedef unsigned char u_int8_t;
typedef unsigned short u_int16_t;
typedef unsigned int u_int32_t;
typedef unsigned long long u_int64_t;
typedef char *caddr_t;

#include "select.h"

#endif
