/* mingw's own header beneath its <sys/stat.h> and <wchar.h>, with its struct stat out of the way: afunix/stat.h has ours. Not for programs. */
#ifdef __MINGW32__
#pragma GCC system_header /* lets include_next pass without a warning */
#ifdef AFUNIX_NO_BSD_NAMES
#include_next <_mingw_stat64.h>
#else
#pragma push_macro("stat")
#undef stat
#define stat afunix_hidden_stat
#include_next <_mingw_stat64.h>
#undef stat
#pragma pop_macro("stat")
#endif
#endif
