/* A program in which nothing can be replaced, because of a DLL of its. */
#include "answer.h"

__declspec(dllimport) int crowded(void);

int main(void)
{
    puts(crowded() ? answer() : "");
    return 0;
}
