/* What a program says of signals before it uses sockets. Windows sends next to none of them, but has to take it. */
#include "check.h"
#include "sockets.h"

#include <signal.h>
#include <string.h>

static volatile int calls;

static void on_signal(int number)
{
    calls += number == SIGINT || number == SIGTERM || number == SIGUSR1;
}

static struct sigaction action_of(int number)
{
    struct sigaction action;

    MUST(sigaction(number, NULL, &action));
    return action;
}

/* Programs that write to sockets begin with this line; the C runtimes of Windows have no such name, and refuse the number. */
CASE_BODY(signals_sigpipe_is_ignored)
{
    void (*(*volatile call)(int, void (*)(int)))(int) = signal; /* not inlined */
    int ends[2];

    call(SIGINT, SIG_DFL); /* who starts us in the background has ignored it */
    CHECK(call(SIGINT, SIG_DFL) == SIG_DFL);
    CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    CHECK(signal(SIGPIPE, SIG_IGN) == SIG_IGN);
    CHECK(action_of(SIGPIPE).sa_handler == SIG_IGN);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    MUST(close(ends[1]));
    FAILS_WITH(EPIPE, write(ends[0], "x", 1));
}

CASE_BODY(signals_are_remembered)
{
    static const int numbers[] = { SIGHUP, SIGQUIT, SIGPIPE, SIGALRM, SIGCHLD, SIGUSR1, SIGUSR2, SIGINT, SIGTERM, SIGFPE, SIGSEGV, SIGILL };
    struct sigaction action = { .sa_flags = SA_RESTART };
    size_t i;

    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        note("signal %d", (int)i);
        CHECK(signal(numbers[i], SIG_DFL) != SIG_ERR);
        CHECK(action_of(numbers[i]).sa_handler == SIG_DFL);
        MUST(sigaction(numbers[i], &action, NULL));
        CHECK(action_of(numbers[i]).sa_handler == on_signal);
        CHECK(action_of(numbers[i]).sa_handler == on_signal);
        CHECK(signal(numbers[i], SIG_IGN) == on_signal);
        CHECK(signal(numbers[i], SIG_DFL) == SIG_IGN);
    }
}

/* The C runtimes forget a handler when they call it. */
CASE_BODY(signals_keep_their_handler)
{
    struct sigaction action = { .sa_flags = 0 };

    CHECK(signal(SIGINT, on_signal) != SIG_ERR);
    CHECK_EQ(raise(SIGINT), 0);
    CHECK_EQ(raise(SIGINT), 0);
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    MUST(sigaction(SIGTERM, &action, NULL));
    CHECK_EQ(raise(SIGTERM), 0);
    CHECK_EQ(raise(SIGTERM), 0);
    CHECK_EQ(calls, 4);
    action.sa_flags = (int)SA_RESETHAND;
    MUST(sigaction(SIGTERM, &action, NULL));
    CHECK_EQ(raise(SIGTERM), 0);
    CHECK_EQ(calls, 5);
    CHECK(action_of(SIGTERM).sa_handler == SIG_DFL);
    CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL);
    CHECK_EQ(raise(SIGTERM), 0);
    CHECK_EQ(calls, 5);
}

CASE_BODY(signals_to_oneself)
{
    struct sigaction action = { .sa_flags = 0 };

    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    MUST(sigaction(SIGUSR1, &action, NULL));
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(calls, 2);
    action.sa_flags = (int)SA_RESETHAND;
    MUST(sigaction(SIGUSR1, &action, NULL));
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(calls, 3);
    CHECK(action_of(SIGUSR1).sa_handler == SIG_DFL);
    CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    CHECK_EQ(raise(SIGPIPE), 0);
    CHECK_EQ(raise(SIGCHLD), 0);
    FAILS_WITH(EINVAL, raise(1000));
}

CASE_BODY(signals_in_sets)
{
    sigset_t set, former;

    MUST(sigemptyset(&set));
    CHECK_EQ(sigismember(&set, SIGPIPE), 0);
    MUST(sigaddset(&set, SIGPIPE));
    CHECK_EQ(sigismember(&set, SIGPIPE), 1);
    CHECK_EQ(sigismember(&set, SIGUSR1), 0);
    MUST(sigfillset(&set));
    CHECK_EQ(sigismember(&set, SIGUSR2), 1);
    MUST(sigdelset(&set, SIGUSR2));
    CHECK_EQ(sigismember(&set, SIGUSR2), 0);
    MUST(sigprocmask(SIG_SETMASK, NULL, &former));
    CHECK_EQ(sigismember(&former, SIGPIPE), 0);
}

CASE_BODY(signals_with_wrong_numbers)
{
    struct sigaction action = { .sa_flags = 0 };
    sigset_t set;

    action.sa_handler = SIG_IGN;
    sigemptyset(&action.sa_mask);
    sigemptyset(&set);
    FAILS_WITH(EINVAL, sigaction(0, &action, NULL));
    FAILS_WITH(EINVAL, sigaction(-1, &action, NULL));
    FAILS_WITH(EINVAL, sigaction(1000, NULL, &action));
    errno = 0;
    CHECK(signal(1000, SIG_IGN) == SIG_ERR);
    CHECK_EQ(errno, EINVAL);
    FAILS_WITH(EINVAL, sigaddset(&set, 0));
    FAILS_WITH(EINVAL, sigdelset(&set, 1000));
    FAILS_WITH(EINVAL, sigismember(&set, -1));
    FAILS_WITH(EINVAL, sigprocmask(77, &set, NULL));
}
