/* A DLL that calls Winsock for its program. */
#include "answer.h"

__declspec(dllexport) const char *library_answer(void);

const char *library_answer(void)
{
    return answer();
}
