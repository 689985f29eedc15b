/* <io.h>: the C runtime's, with close, read, write, dup, dup2, isatty and unlink as unistd.h has them. */
#include "afunix/descriptors.h"
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <io.h>
#else
#include <../ucrt/io.h>
#endif
