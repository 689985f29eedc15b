/* <sys/param.h>: a few limits and the two macros that everybody takes from it. */
#ifndef AFUNIX_SYS_PARAM_H
#define AFUNIX_SYS_PARAM_H

#include <limits.h>

#ifndef PATH_MAX
#define PATH_MAX 260
#endif
#ifndef MAXPATHLEN
#define MAXPATHLEN PATH_MAX
#endif
#ifndef MAXHOSTNAMELEN
#define MAXHOSTNAMELEN 256
#endif

#ifndef LITTLE_ENDIAN
#define LITTLE_ENDIAN 1234
#define BIG_ENDIAN 4321
#define BYTE_ORDER LITTLE_ENDIAN
#endif

#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#endif
#ifndef MAX
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif

#endif
