/* <sys/stat.h>: the C runtime's, with stat, lstat and fstat that know sockets. */
#include "types.h"

#ifdef AFUNIX_NO_BSD_NAMES

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <sys/stat.h>
#else
#include <../ucrt/sys/stat.h>
#endif

#else

#include "../afunix/descriptors.h"

/* The C runtime's stat and fstat, the structure as well as the functions, go out of the way. With _FILE_OFFSET_BITS mingw would also
 * make macros of the names; what else depends on that number has been included above. */
#pragma push_macro("_FILE_OFFSET_BITS")
#undef _FILE_OFFSET_BITS
#define stat afunix_hidden_stat
#define fstat afunix_hidden_fstat
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <sys/stat.h>
#else
#include <../ucrt/sys/stat.h>
#endif
#undef stat
#undef fstat
#pragma pop_macro("_FILE_OFFSET_BITS")

#include "../afunix/stat.h"

#endif
