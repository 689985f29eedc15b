/* What constants.h, layout.h and prototypes.h say, asserted by the compiler. */
#include <assert.h>

/* Winsock has some as signed, some as unsigned numbers. */
#define IS(name, number) static_assert((long long)(name) == (number) || (unsigned)(name) == (number), #name);
#include "constants.h"

#define SIZE(type, size) static_assert(sizeof(type) == (size), #type);
#define OFFSET(type, field, offset) static_assert(offsetof(type, field) == (offset), #field);
#include "layout.h"

/* A static table, as POSIX programs have them. A wrong prototype is an error. */
#define FUNCTION(result, name, parameters) result (*const prefixed_##name) parameters = afunix_##name;
#define OWN_FUNCTION FUNCTION
#include "prototypes.h"
#undef FUNCTION
#undef OWN_FUNCTION
