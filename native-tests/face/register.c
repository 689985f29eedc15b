/* The harness' register, with the list of the Winsock face's cases. */
#define CASES "face/cases.h"
#include "../register.c"
