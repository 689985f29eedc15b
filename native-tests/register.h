/* What there is to run: one entry for a case, in the order of cases.h. */
#ifndef REGISTER_H
#define REGISTER_H

#include <stddef.h>

/* Who can run a case: `oracle` ones run on both systems, and Linux decides what is right; `windows` ones look at what only
 * this library has (ports, secrets, socket files, kernel objects); `posix` ones at what only the other side has. */
enum kind { KIND_ORACLE, KIND_WINDOWS, KIND_POSIX };

struct test_case {
    const char *name;
    enum kind kind;
    int seconds;            /* the time it may take, before time_scale() */
    void (*body)(void);     /* NULL: not on this system */
};

struct helper {
    const char *name;
    int (*body)(int count, char **arguments);
};

extern const struct test_case test_cases[];
extern const size_t test_case_count;

const struct test_case *find_case(const char *name);
const struct helper *find_helper(const char *name);
const char *kind_name(enum kind kind);

#endif
