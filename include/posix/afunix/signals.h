/* signal, sigaction, raise and sets of signals. Not for programs: include <signal.h>.
 *
 * The C runtime has six signals, of which Windows sends SIGINT and SIGBREAK. The others here are sent by nobody but the
 * program itself, with raise(). It may say what is to happen then, most often SIG_IGN for SIGPIPE, and is told so when it asks.
 *
 * These stand here and not in the DLL because it's the program's own C runtime that calls its handlers. base.h is not included: this
 * header must not decide between POSIX and Winsock for a file that has either. */
#ifndef AFUNIX_SIGNALS_H
#define AFUNIX_SIGNALS_H

#include <errno.h>

#include "sigset.h"

/* mingw has some of these with _POSIX. */
#ifndef SIGHUP
#define SIGHUP 1
#endif
#ifndef SIGQUIT
#define SIGQUIT 3
#endif
#ifndef SIGPIPE
#define SIGPIPE 13
#endif
#ifndef SIGALRM
#define SIGALRM 14
#endif
#define SIGCHLD 20
#define SIGUSR1 30
#define SIGUSR2 31
#undef NSIG
#define NSIG 32

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

/* Without SA_RESETHAND a handler stays. The others change nothing. */
#define SA_NOCLDSTOP 0x0001
#define SA_RESTART 0x0002
#define SA_NODEFER 0x0004
#define SA_RESETHAND 0x0008

#ifdef __cplusplus
extern "C" {
#endif

typedef void(__cdecl *afunix_signal_handler)(int number);

struct sigaction {
    afunix_signal_handler sa_handler;
    sigset_t sa_mask;
    int sa_flags;
};

/* The C runtime's. */
#if defined(__MINGW32__)
extern afunix_signal_handler __cdecl afunix_runtime_signal(int number, afunix_signal_handler handler) __asm__("signal");
extern int __cdecl afunix_runtime_raise(int number) __asm__("raise");
/* Else the assembler would take those names for ours. */
static __inline afunix_signal_handler signal(int number, afunix_signal_handler handler) __asm__("afunix_signal");
static __inline int raise(int number) __asm__("afunix_raise");
#else
extern afunix_signal_handler __cdecl afunix_runtime_signal(int number, afunix_signal_handler handler);
extern int __cdecl afunix_runtime_raise(int number);
#pragma comment(linker, "/alternatename:afunix_runtime_signal=signal")
#pragma comment(linker, "/alternatename:afunix_runtime_raise=raise")
#endif

/* One for all files of a module. */
__declspec(selectany) struct sigaction afunix_signal_actions[NSIG] = { { SIG_DFL, 0, 0 } };

/* Static in C++, too: an inline function there has a name for the linker, and it would be that of the C runtime's. */
#define AFUNIX_SIGNAL_INLINE static __inline

/* Those that the C runtime sends, and would give a handler for only once. */
AFUNIX_SIGNAL_INLINE int afunix_is_sent(int number)
{
    return number == SIGINT || number == SIGTERM || number == SIGBREAK || number == SIGABRT;
}

AFUNIX_SIGNAL_INLINE int afunix_is_unknown(int number)
{
    return number == SIGHUP || number == SIGQUIT || number == SIGPIPE || number == SIGALRM || number == SIGCHLD ||
           number == SIGUSR1 || number == SIGUSR2;
}

AFUNIX_SIGNAL_INLINE void __cdecl afunix_on_signal(int number)
{
    struct sigaction *action = &afunix_signal_actions[number];
    afunix_signal_handler handler = action->sa_handler;

    if (action->sa_flags & SA_RESETHAND)
        action->sa_handler = SIG_DFL;
    else
        afunix_runtime_signal(number, afunix_on_signal);
    if (handler != SIG_DFL && handler != SIG_IGN)
        handler(number);
}

AFUNIX_SIGNAL_INLINE int sigaction(int number, const struct sigaction *action, struct sigaction *former)
{
    struct sigaction *kept, was = { SIG_DFL, 0, 0 };

    if (number <= 0 || number >= NSIG) {
        errno = EINVAL;
        return -1;
    }
    kept = &afunix_signal_actions[number];
    was = *kept;
    if (!afunix_is_unknown(number)) {
        afunix_signal_handler handler = SIG_IGN, before;

        if (action)
            handler = action->sa_handler;
        if (action && afunix_is_sent(number) && handler != SIG_DFL && handler != SIG_IGN) {
            *kept = *action;
            handler = afunix_on_signal;
        }
        before = afunix_runtime_signal(number, handler);
        if (before == SIG_ERR) {
            *kept = was;
            return -1;
        }
        if (!action)
            afunix_runtime_signal(number, before); /* it was only asked for */
        if (before == SIG_DFL || before == SIG_IGN || !afunix_is_sent(number) || was.sa_handler == SIG_DFL)
            was.sa_handler = before;
    }
    if (action)
        *kept = *action;
    if (former)
        *former = was;
    return 0;
}

AFUNIX_SIGNAL_INLINE afunix_signal_handler signal(int number, afunix_signal_handler handler)
{
    struct sigaction action = { SIG_DFL, 0, SA_RESTART }, former;

    action.sa_handler = handler;
    return sigaction(number, &action, &former) == 0 ? former.sa_handler : SIG_ERR;
}

AFUNIX_SIGNAL_INLINE int raise(int number)
{
    struct sigaction action;

    if (number <= 0 || number >= NSIG) {
        errno = EINVAL;
        return -1;
    }
    if (!afunix_is_unknown(number))
        return afunix_runtime_raise(number);
    action = afunix_signal_actions[number];
    if (action.sa_flags & SA_RESETHAND)
        afunix_signal_actions[number].sa_handler = SIG_DFL;
    if (action.sa_handler == SIG_DFL && number != SIGCHLD) { /* which ends the program */
        afunix_runtime_signal(SIGABRT, SIG_DFL);
        return afunix_runtime_raise(SIGABRT);
    }
    if (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN)
        action.sa_handler(number);
    return 0;
}

AFUNIX_SIGNAL_INLINE int sigemptyset(sigset_t *set)
{
    *set = 0;
    return 0;
}

AFUNIX_SIGNAL_INLINE int sigfillset(sigset_t *set)
{
    *set = ~(sigset_t)0;
    return 0;
}

/* The bit of a signal, 0 and errno for what is none. */
AFUNIX_SIGNAL_INLINE sigset_t afunix_signal_bit(int number)
{
    if (number > 0 && number < NSIG)
        return (sigset_t)1 << number;
    errno = EINVAL;
    return 0;
}

AFUNIX_SIGNAL_INLINE int sigaddset(sigset_t *set, int number)
{
    sigset_t bit = afunix_signal_bit(number);

    *set |= bit;
    return bit ? 0 : -1;
}

AFUNIX_SIGNAL_INLINE int sigdelset(sigset_t *set, int number)
{
    sigset_t bit = afunix_signal_bit(number);

    *set &= ~bit;
    return bit ? 0 : -1;
}

AFUNIX_SIGNAL_INLINE int sigismember(const sigset_t *set, int number)
{
    sigset_t bit = afunix_signal_bit(number);

    return bit ? (*set & bit) != 0 : -1;
}

/* Blocks nothing, and says so. */
AFUNIX_SIGNAL_INLINE int sigprocmask(int how, const sigset_t *set, sigset_t *former)
{
    if (set && how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK) {
        errno = EINVAL;
        return -1;
    }
    if (former)
        *former = 0;
    return 0;
}

#ifdef __cplusplus
}
#endif

#endif
