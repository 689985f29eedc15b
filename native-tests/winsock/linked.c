/* A program that has Winsock only through a DLL. */
#include <stdio.h>

__declspec(dllimport) const char *library_answer(void);

int main(void)
{
    puts(library_answer());
    return 0;
}
