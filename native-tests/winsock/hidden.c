/* A program with a DLL whose header nobody can read. */
#include "answer.h"

__declspec(dllimport) int hidden(void);

int main(void)
{
    puts(hidden() ? answer() : "");
    return 0;
}
