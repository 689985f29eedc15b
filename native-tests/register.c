#include "register.h"

#include <string.h>

/* Another program with this harness has its own list. */
#ifndef CASES
#define CASES "cases.h"
#endif

/* The list is read four times: the functions of the cases, the cases, the functions of the helpers, the helpers. What isn't
 * for this system has no function. */
#ifdef _WIN32
#define DECLARE_windows(name) void case_##name(void);
#define DECLARE_posix(name)
#define BODY_windows(name) case_##name
#define BODY_posix(name) NULL
#else
#define DECLARE_windows(name)
#define DECLARE_posix(name) void case_##name(void);
#define BODY_windows(name) NULL
#define BODY_posix(name) case_##name
#endif
#define DECLARE_oracle(name) void case_##name(void);
#define BODY_oracle(name) case_##name

#define KIND_oracle KIND_ORACLE
#define KIND_windows KIND_WINDOWS
#define KIND_posix KIND_POSIX

#define CASE(name, kind, seconds) DECLARE_##kind(name)
#define HELPER(name) int helper_##name(int count, char **arguments);
#ifdef _WIN32
#define WINDOWS_HELPER(name) HELPER(name)
#else
#define WINDOWS_HELPER(name)
#endif
#include CASES
#undef CASE
#undef HELPER

const struct test_case test_cases[] = {
#define CASE(name, kind, seconds) { #name, KIND_##kind, seconds, BODY_##kind(name) },
#define HELPER(name)
#include CASES
#undef CASE
#undef HELPER
};

const size_t test_case_count = sizeof test_cases / sizeof test_cases[0];

static const struct helper helpers[] = {
#define CASE(name, kind, seconds)
#define HELPER(name) { #name, helper_##name },
#include CASES
#undef CASE
#undef HELPER
    { NULL, NULL },
};

const struct test_case *find_case(const char *name)
{
    size_t i;

    for (i = 0; i < test_case_count; i++)
        if (strcmp(test_cases[i].name, name) == 0)
            return &test_cases[i];
    return NULL;
}

const struct helper *find_helper(const char *name)
{
    const struct helper *helper;

    for (helper = helpers; helper->name; helper++)
        if (strcmp(helper->name, name) == 0)
            return helper;
    return NULL;
}

const char *kind_name(enum kind kind)
{
    static const char *const words[] = { "oracle", "windows", "posix" };

    return words[kind];
}
