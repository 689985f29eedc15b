/* <signal.h>: the C runtime's, with the signals and calls of POSIX that a program names although Windows never sends them. */
#ifdef AFUNIX_NO_BSD_NAMES

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <signal.h>
#else
#include <../ucrt/signal.h>
#endif

#else

/* The C runtime's signal() knows its own six signals only, and goes out of the way. */
#pragma push_macro("signal")
#undef signal
#define signal afunix_hidden_signal
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <signal.h>
#else
#include <../ucrt/signal.h>
#endif
#undef signal
#pragma pop_macro("signal")

#include "afunix/signals.h"

#endif
