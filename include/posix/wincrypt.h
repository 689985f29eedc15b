/* <wincrypt.h>, which windows.h includes unless WIN32_LEAN_AND_MEAN is defined: the Windows SDK's own, less a number called CMSG_DATA,
 * which to POSIX programs is the macro of sys/socket.h. With AFUNIX_NO_BSD_NAMES it is all there. */
#ifndef AFUNIX_NO_BSD_NAMES
#pragma push_macro("CMSG_DATA")
#undef CMSG_DATA
#endif

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <wincrypt.h>
#else
#include <../um/wincrypt.h>
#endif

#ifndef AFUNIX_NO_BSD_NAMES
#undef CMSG_DATA
#pragma pop_macro("CMSG_DATA")
#endif
