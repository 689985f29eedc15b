/* <signal.h>: the C runtime's, with the signals and calls of POSIX that a program names although Windows never sends them. */
#ifdef AFUNIX_NO_BSD_NAMES

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <signal.h>
#else
#include <../ucrt/signal.h>
#endif

#else

/* The C runtime's signal() and raise() know its own six signals only, and go out of the way. */
#pragma push_macro("signal")
#pragma push_macro("raise")
#undef signal
#undef raise
#define signal afunix_hidden_signal
#define raise afunix_hidden_raise
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC system_header /* lets include_next pass without a warning */
#include_next <signal.h>
#else
#include <../ucrt/signal.h>
#endif
#undef signal
#undef raise
#pragma pop_macro("raise")
#pragma pop_macro("signal")

#include "afunix/signals.h"

#endif
