/* A program that can't be injected into, because of a DLL of its. */
#include <stdio.h>

__declspec(dllimport) int impatient(void);

int main(void)
{
    puts(impatient() ? "it ran" : "");
    return 0;
}
