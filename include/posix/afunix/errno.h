/* The C runtime's errno.h has both names of EAGAIN with two numbers, and lacks a few. Programs test one name or the other, so
 * they are one number here, as on Linux. Not for programs: include <errno.h>. No guard: the C runtime's header may come again. */
#undef EWOULDBLOCK
#define EWOULDBLOCK EAGAIN

#ifndef ESOCKTNOSUPPORT
#define ESOCKTNOSUPPORT 10044
#endif
#ifndef EPFNOSUPPORT
#define EPFNOSUPPORT 10046
#endif
#ifndef ESHUTDOWN
#define ESHUTDOWN 10058
#endif
